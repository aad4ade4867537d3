"""Calendar entries: what is known to lift the usual. They raise what is expected, and mute nothing."""

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from console.model.calendar import CalendarEntry

_OF_CHANNEL = "/@"


def running(entries: Sequence[CalendarEntry], at: datetime, stream: str | None = None) -> list[CalendarEntry]:
    """The entries that hold at a time, the strongest first; of one stream, or of any.

    An entry for some channels holds for these, and for streams that join channels; not for other channels,
    where a storm is as much a storm as on any day.
    """
    found = [one for one in entries if one.start <= at < one.until and _covers(one, stream)]
    return sorted(found, key=lambda one: (-one.lift, one.start, one.id))


def lift_at(entries: Sequence[CalendarEntry], at: datetime, stream: str | None = None) -> float:
    """By how much the usual is multiplied at a time, 1 where nothing is known.

    Of entries at the same time the strongest counts: two reasons for many messages are rarely two crowds, and
    their product would hide a storm.

    Args:
        entries: In whatever order.
        at: Timezone-aware: the start of a bucket.
        stream: Of the detector, such as `all` or a channel; None for what holds anywhere.
    """
    return max((one.lift for one in running(entries, at, stream)), default=1.0)


def during(name: str, lift: float, lang: str = "en") -> str:
    """What an alert's sentence says of the entry that held."""
    if lang == "nb":
        return f"under «{name}», ventet {times(lift).replace('.', ',')}"
    return f"during '{name}', expected {times(lift)}"


def times(lift: float) -> str:
    """`x3`, `x1.5`."""
    return f"x{lift:g}"


def _covers(entry: CalendarEntry, stream: str | None) -> bool:
    if not entry.channels or stream is None or _OF_CHANNEL not in stream:
        return True
    return any(fnmatchcase(stream, channel) for channel in entry.channels)
