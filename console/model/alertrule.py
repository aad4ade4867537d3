"""Alert rules: a count over time of messages that fit a filter, and what must come of it to fire."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.model.precision import Precision


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


STEP = timedelta(minutes=5)
"""Windows and cool-downs are whole steps."""
LONGEST = timedelta(hours=24)
LONGEST_COOLDOWN = timedelta(days=7)
LONGEST_NAME = 40
MOST = 1_000_000
LEAST = 5
COOLDOWN = timedelta(hours=2)
"""What holds where a rule does not say."""

_NAME = re.compile(r"\w[\w-]*")
_SPAN = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_TIMES = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*x(?:\s+usual)?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*%")


def is_name(text: str) -> bool:
    """One word of letters, digits and hyphens."""
    return bool(_NAME.fullmatch(text)) and len(text) <= LONGEST_NAME


def span_of(text: str, most: timedelta = LONGEST) -> timedelta | None:
    """`30m`, `2h` or `1d`: whole steps up to `most`; None for anything else."""
    found = _SPAN.fullmatch(text)
    value = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    return None if value is None or not STEP <= value <= most or value % STEP else value


def bound_of(text: str, measure: Measure) -> tuple[Above, float] | None:
    """`25` for a count, `40%` for a share, `4x` or `4x usual` for either; None for anything else."""
    if found := _TIMES.fullmatch(text):
        return (Above.USUAL, float(found[1])) if float(found[1]) > 1 else None
    if measure is Measure.SHARE:
        found = _SHARE.fullmatch(text)
        return (Above.NUMBER, float(found[1]) / 100) if found and 0 < float(found[1]) <= 100 else None
    return (Above.NUMBER, float(text)) if is_count(text) else None


def span_text(span: timedelta) -> str:
    """What `span_of` reads."""
    minutes = int(span.total_seconds()) // 60
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def bound_text(rule: AlertRule) -> str:
    """What `bound_of` reads."""
    if rule.above is Above.USUAL:
        return f"{rule.threshold:g}x usual"
    share = rule.measure is Measure.SHARE
    return f"{100 * rule.threshold:.10g}%" if share else f"{rule.threshold:.0f}"


def is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule as the store keeps it."""

    id: int
    version: int
    """Counted from 1, never used again; a change is a new one."""
    rule: AlertRule
    enabled: bool
    since: datetime
    """It counts what holds after this: it was saved or turned on then."""
    saved_by: str
    saved_at: datetime
    """Who saved this version, and when."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with what people said of its alerts."""

    kept: Kept
    precision: Precision
    """Of all its versions."""
    of_version: Precision
    """Of the version that stands."""
    last_at: datetime | None
    """When it fired last."""


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
    volume: int = 0
    """Messages in the window when it fired."""
    label: str | None = None
    """What a person said of the alert that was raised then: `real`, `false` or `useful`."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An alert that a person labelled."""

    began: datetime
    ended: datetime
    verdict: str
    rule_id: int | None = None
    """The alert rule that raised it; None for the detector's."""


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
