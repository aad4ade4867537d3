"""One episode: what was raised, how far it has grown, and the numbers for its sentence."""

from dataclasses import dataclass
from datetime import datetime

from console.model.alert import Signal
from console.model.words import Flag, Level


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
