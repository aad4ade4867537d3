"""What the detector is compared with: rules of listening suites, and the design that it grew out of.

Each gives a number for a bucket, judged by the buckets before it. The rules are those of the suites'
documentation: percent of the 7-day mean (Agility PR), the last hour against twelve (Meltwater), a mean of 24
hours or an hour above the week's by standard deviations (Socialmetrix, Brandwatch).
"""

import copy
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

_HOUR, _HALF_DAY, _DAY, _WEEK = 12, 144, 288, 2016


class Scorer(Protocol):
    def update(self, value: float) -> float: ...

    def __copy__(self) -> "Scorer": ...


@dataclass(frozen=True, slots=True)
class Rival:
    name: str
    make: Callable[[], Scorer]
    threshold: float
    """What it is told to use, or what its kind commonly uses."""


class Window:
    """Sums of the last hour, half day, day and week, and the spread of hourly sums over the week."""

    def __init__(self, judge: Callable[["Window"], float]) -> None:
        self._judge = judge
        self.values: deque[float] = deque([0.0] * _WEEK, maxlen=_WEEK)
        self.hours: deque[float] = deque([0.0] * _WEEK, maxlen=_WEEK)
        self.seen = 0
        self.hour = self.half_day = self.day = self.week = self.squares = self.hour_sums = 0.0

    def __copy__(self) -> "Window":
        twin = Window(self._judge)
        twin.__dict__.update(self.__dict__)
        twin.values, twin.hours = self.values.copy(), self.hours.copy()
        return twin

    def update(self, value: float) -> float:
        values = self.values
        self.hour += value - values[-_HOUR]
        self.half_day += value - values[-_HALF_DAY]
        self.day += value - values[-_DAY]
        self.seen += 1
        score = self._judge(self) if self.seen > _DAY else 0.0
        self.week += value - values[0]
        self.hour_sums += self.hour - self.hours[0]
        self.squares += self.hour**2 - self.hours[0] ** 2
        values.append(value)
        self.hours.append(self.hour)
        return score

    @property
    def known(self) -> int:
        return min(self.seen - 1, _WEEK)

    @property
    def usual_hour(self) -> float:
        return max(self.week / self.known * _HOUR, 0.5)

    @property
    def spread(self) -> float:
        mean = self.hour_sums / self.known
        return max(math.sqrt(max(0.0, self.squares / self.known - mean * mean)), 0.5)


class Reference:
    """One calibrated CUSUM of log counts, bucket by bucket, as measured in the design this grew out of."""

    def __init__(self) -> None:
        self.seen, self.level, self.variance, self.excess = 0, 0.0, 0.3, 0.0
        self.threshold, self.scale, self.peaks = 0.0, 3.0, 3.0
        self.inside, self.peak, self.last = False, 0.0, 0

    def __copy__(self) -> "Reference":
        twin = Reference()
        twin.__dict__.update(self.__dict__)
        return twin

    def update(self, value: float) -> float:
        log_count = math.log1p(value)
        if self.seen == 0:
            self.level = log_count
        spread = math.sqrt(self.variance + 0.1)
        z = (log_count - self.level) / spread
        most = self.threshold + 5 * self.scale
        excess = self.excess = min(most, max(0.0, self.excess + min(z, 6.0) - 2.0))
        surprise = max(0.0, (excess - self.threshold) / self.scale / math.log(10) - math.log10(0.02))
        rate = max(1 - 0.5 ** (1 / 1152), 1 / (self.seen + 2))
        deviation = max(-3.0, min(3.0, z)) * spread
        self.level += rate * deviation
        self.variance += rate * (deviation * deviation - self.variance)
        self._learn(excess)
        self.seen += 1
        return surprise if excess > 0 and self.seen > _DAY else 0.0

    def _learn(self, excess: float) -> None:
        step = 0.01 * max(self.scale, 1.0)
        self.threshold += step * 0.98 if excess > self.threshold else -step * 0.02
        self.threshold = max(0.0, self.threshold)
        if excess > self.threshold:
            if not self.inside:
                self.inside, self.peak = True, 0.0
            self.peak, self.last = max(self.peak, excess - self.threshold), self.seen
        elif self.inside and self.seen - self.last > 72:
            self.inside, self.peaks = False, min(self.peaks + 1, 40.0)
            self.scale = max(0.5, self.scale + (self.peak - self.scale) / self.peaks)


def _hour_to_week(window: Window) -> float:
    return window.hour / window.usual_hour


def _hour_to_half_day(window: Window) -> float:
    return window.hour / max(window.half_day / _HALF_DAY * _HOUR, 0.5)


def _hour_deviations(window: Window) -> float:
    return (window.hour - window.hour_sums / window.known) / window.spread


def _day_deviations(window: Window) -> float:
    return (window.day / _DAY * _HOUR - window.hour_sums / window.known) / window.spread


def _windowed(judge: Callable[[Window], float]) -> Callable[[], Scorer]:
    return lambda: Window(judge)


RIVALS = (
    Rival("the reference design", Reference, 2.4),
    Rival("hour > 1.5x the 7-day mean", _windowed(_hour_to_week), 1.5),
    Rival("hour > 2x the 7-day mean", _windowed(_hour_to_week), 2.0),
    Rival("hour > 3x the 7-day mean", _windowed(_hour_to_week), 3.0),
    Rival("hour > 2x the last 12 hours", _windowed(_hour_to_half_day), 2.0),
    Rival("day > 7-day mean + 2 sd", _windowed(_day_deviations), 2.0),
    Rival("hour > 7-day mean + 3 sd", _windowed(_hour_deviations), 3.0),
)


def fired(scores: list[float], threshold: float, cooldown: int = _DAY) -> list[int]:
    """Rows that alarm, with the same cooldown as ours: kinder to a rule than its own makers are."""
    rows: list[int] = []
    for row, score in enumerate(scores):
        if score >= threshold and (not rows or row - rows[-1] >= cooldown):
            rows.append(row)
    return rows


def scores_of(make: Callable[[], Scorer], values: tuple[float, ...]) -> list[float]:
    scorer = make()
    return [scorer.update(value) for value in values]


def ahead(scorer: Scorer, values: list[float]) -> list[float]:
    """Scores of what follows, the scorer itself left as it is."""
    twin = copy.copy(scorer)
    return [twin.update(value) for value in values]
