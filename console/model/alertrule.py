"""Alert rules: a count over time of messages that fit a filter, and what must come of it to fire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Measure(StrEnum):
    """What is counted in the window."""

    VOLUME = "volume"
    NEGATIVES = "negatives"
    SHARE = "share"
    """Negatives of all messages that fit the filter, 0 to 1."""


class Above(StrEnum):
    """What the measure is held against."""

    NUMBER = "number"
    USUAL = "usual"
    """Times what is usual at this hour of the week."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    name: str
    filter: str
    measure: Measure
    window: timedelta
    """A multiple of five minutes."""
    above: Above
    threshold: float
    """A count, a share from 0 to 1, or how many times the usual."""
    least: int
    """Messages in the window, below which nothing is said."""
    cooldown: timedelta
    """An episode is over when this time passed without the rule holding."""


@dataclass(frozen=True, slots=True)
class FilterPoint:
    """How many messages fitted the filter in one five-minute bucket."""

    bucket_at: datetime
    volume: int
    negatives: int


@dataclass(frozen=True, slots=True)
class Firing:
    """One episode in which the rule would have raised one alert."""

    at: datetime
    """End of the bucket that made the rule hold, UTC."""
    until: datetime | None
    """End of the last bucket in which it held; None while the episode lasts."""
    value: float
    """The measure when it fired."""
    expected: float | None
    """What was usual then; None if the rule asks for a number."""
    reason: str
    label: str | None = None
    """What a person said of the alert that was raised then: `real`, `false` or `useful`."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An alert that a person labelled."""

    began: datetime
    ended: datetime
    verdict: str


@dataclass(frozen=True, slots=True)
class BackTest:
    """What an alert rule would have done on the store's history."""

    since: datetime | None
    """The first message that fitted the filter; None if none did."""
    until: datetime
    matched: int
    """Messages that fitted the filter."""
    undecided: int
    """Windows that were large enough, but too early to know what is usual."""
    fired: tuple[Firing, ...]
    per_week: float
    """Firings a week; a history of less than a week counts as one."""
    real: int
    false: int
    useful: int
    precision: float | None
    """Real and useful of all firings with a label; None while there is none."""
