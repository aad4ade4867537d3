"""One episode: what was raised, how far it has grown, and the numbers for its sentence."""

from dataclasses import dataclass, replace
from datetime import datetime

from console.detect.tuning import GROWN
from console.detect.watched import NEGATIVES, VOLUME
from console.model.alert import Signal
from console.model.words import RISING, Flag, Level


@dataclass(frozen=True, slots=True)
class Episode:
    """What `Alarms` reports when an episode opens or grows.

    Its identity is the same after a restart that replays the same history.
    """

    id: str
    level: Level
    at: datetime
    """Start of the bucket that raised or grew it."""
    opened_at: datetime
    grown: bool
    """False when it opens, true when it reached a higher level or doubled."""
    signals: tuple[Signal, ...]
    """Raised streams, the strongest evidence first."""
    raised_since: datetime
    """Start of the first bucket of the longest run among them."""
    channels: tuple[str, ...]
    """Channels that are raised themselves."""
    share: float | None
    """Share of negatives in the run, 0 to 1."""
    usual_share: float | None
    angry: bool
    """The share of negatives is itself a finding."""
    flags: tuple[Flag, ...]
    """Content flags that came often enough to count, most frequent first."""
    every_days: float | None
    """A run this strong is expected once in so many days."""
    history_days: float
    """How much history that rests on."""
    share_of: int | None = None
    """Where the first signal is a share: of how many messages."""


def grown_to(known: Episode, found: Episode, *, empty: bool) -> Episode | None:
    """What is told of an open episode anew, or None if there is no news.

    A level that rises on fewer messages than were told keeps the numbers told: flags are counted over an
    hour, and a run is still raised when its storm is past, so that the newest bucket may hold little.

    Args:
        known: As last told.
        found: With the newest bucket.
        empty: That bucket holds no message at all, and so is no reason to ring again.
    """
    if RISING.index(found.level) <= RISING.index(known.level):
        return replace(found, level=known.level) if _size(found) >= max(1.0, GROWN * _size(known)) else None
    if empty:
        return None
    if _size(found) >= _size(known):
        return found
    flags = tuple(dict.fromkeys((*known.flags, *found.flags)))
    raised = replace(known, level=found.level, at=found.at, grown=True, flags=flags)
    if found.angry and not known.angry:
        # The share is then why the level rose, and it is of the whole run.
        return replace(raised, angry=True, share=found.share, usual_share=found.usual_share)
    return raised


def _size(episode: Episode) -> float:
    """The most messages that one of its streams counted in the bucket."""
    counts = (signal.value for signal in episode.signals if signal.measure in (VOLUME, NEGATIVES))
    return max(counts, default=0.0)
