"""Calendar entries: what is known to lift the usual. They raise what is expected, and mute nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from console.model.calendar import CalendarEntry, holding, meet, strongest

_OF_CHANNEL = "/@"

Lift = float | Callable[[str], float]
"""How many times the usual is expected for reasons known before; for all streams, or by stream."""


def running(entries: Sequence[CalendarEntry], at: datetime, stream: str | None = None) -> list[CalendarEntry]:
    """The entries that hold at a time, the strongest first; of one stream, or of any.

    An entry for some channels holds for these, and for streams that join channels; not for other channels,
    where a storm is as much a storm as on any day.
    """
    return holding(_of(entries, stream), at)


def lift_at(entries: Sequence[CalendarEntry], at: datetime, stream: str | None = None) -> float:
    """By how much the usual is multiplied at a time, 1 where nothing is known.

    Args:
        entries: In whatever order.
        at: Timezone-aware: the start of a bucket.
        stream: Of the detector, such as `all` or a channel; None for what holds anywhere.
    """
    return strongest(_of(entries, stream), at)


def lifts_at(entries: Sequence[CalendarEntry], at: datetime) -> Lift:
    """The same of every stream; nearly always nothing holds, and then no stream is asked about."""
    now = holding(entries, at)
    return partial(lift_at, now, at) if now else 1.0


def during(name: str, lift: float, lang: str = "en") -> str:
    """What an alert's sentence says of the entry that held."""
    if lang == "nb":
        return f"under «{name}», ventet {times(lift).replace('.', ',')}"
    return f"during '{name}', expected {times(lift)}"


def times(lift: float) -> str:
    """`x3`, `x1.5`."""
    return f"x{lift:g}"


def _of(entries: Sequence[CalendarEntry], stream: str | None) -> Sequence[CalendarEntry]:
    if stream is None or _OF_CHANNEL not in stream:
        return entries
    return [one for one in entries if not one.channels or any(meet(stream, name) for name in one.channels)]
