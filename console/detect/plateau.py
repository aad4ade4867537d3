"""Has the level risen for good? A new level looks like a storm on its first day, and ever less after.

Hour by hour, what came since a rise is compared with the same hours of the days before it. A storm falls, by
half within a day as a rule; what stays as high for two days, with no more scatter than the days before had
among themselves, is what is usual now. Whoever decides after two days can be wrong: for two weeks the old
level is remembered, and taken back if half a day is nearer to it.

A rise is a factor R: as many messages as came are ln(1 + R b) in the mean over some hours, b being what is
usual in each. Where messages are many that is the mean of ln(c / b). Where they are few, ln(1 + c) hides most
of a rise at night, and one message more or less scatters as much as days do: the scatter is about
ln(1 + R b), and may be that of the days before and besides that of Poisson counts, those that b was learned
from included.
"""

from collections import deque
from collections.abc import Collection, Sequence
from enum import Enum
from math import exp, expm1, fsum, log, log1p, sqrt
from statistics import fmean, pvariance
from typing import NamedTuple

_BEFORE = 2
"""Days that a rise is compared with: the mean of those before it, half a day left between, since a rise that
begins at night is seen in the morning."""
_LEAST = log(2.0)
"""The least rise that is one: twice as many."""
_NOISE_LEAST = 0.02
"""The hours may scatter as the days before did among themselves, and at least so much (variance)."""
_SELDOM = 0.5 / _BEFORE
"""Messages in an hour in which none came on those days."""
_HELD = 0.5 * _LEAST
"""A half day below it ends a rise."""
_HOLDS = 2
"""Days that a rise must have held to be a new level. Of one day the series of real crises have many."""
_DOUBT = 2.0
"""Standard deviations of Poisson counts by which one must be lower than that, to have ended."""
_STEADY = 0.25
"""The second half may lie below the first by this share of the rise."""
_FALLS_MOST = log(4 / 3)
"""... and, however high the rise, by a quarter of itself at most."""
_GIVEN_UP = 4
_REMEMBERED = 14
"""Days after which a rise that never became steady, and an old level that never came back, are forgotten."""

_STEPS, _EXACT = 20, 1e-9


class Level(NamedTuple):
    """Mean and variance of log counts, bucket by bucket and of sums over an hour."""

    fast: tuple[float, float]
    slow: tuple[float, float]


class _Hour(NamedTuple):
    """An hour since the rise."""

    usual: float
    """Messages."""
    log_sum: float
    """Logarithm of what came."""
    short: float
    chance: float
    """By how much it fell short of a rise that holds, and the variance that chance gives that."""
    log_count: float
    square: float
    """Mean of log counts and of their squares, bucket by bucket."""


class Turn(Enum):
    NONE = 0
    NEW = 1
    """The level of the last day is the usual one from now on."""
    BACK = 2
    """The level before it is the usual one again."""


class Plateau:
    """Watches one rise at a time. Constant memory; one look an hour.

    Args:
        hours: How many sums make a day.
    """

    __slots__ = (
        "_day", "_first", "_hours", "_log_sum", "_n", "_noise", "_now", "_place", "_rise", "_square_sum",
        "_taken", "_usual", "before", "since", "watching",
    )  # fmt: skip

    def __init__(self, hours: int) -> None:
        self._hours = hours
        self._day: deque[float] = deque(maxlen=(_BEFORE + 2) * hours)
        self._now: deque[_Hour] = deque(maxlen=_HOLDS * hours)
        self._usual: Sequence[float] = ()
        self.watching = False
        """A rise is being compared, or an old level is remembered."""
        self._place = self._first = 0
        self._log_sum = self._square_sum = 0.0
        self._n = 0
        self.before = Level((0.0, 0.0), (0.0, 0.0))
        """What was usual when the rise began."""
        self._noise = 0.0
        self._rise = 0.0
        """Logarithm of the rise that was taken."""
        self._taken = False
        self.since = 0
        """The bucket in which the rise began."""

    def __copy__(self) -> "Plateau":
        twin = Plateau(self._hours)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name))
        twin._day, twin._now = self._day.copy(), self._now.copy()
        return twin

    @property
    def open(self) -> bool:
        """A rise is being compared, and nothing was taken yet."""
        return self.watching and not self._taken

    def begin(self, bucket: int, run: int, width: int, before: Level) -> None:
        """More than usual has come for `run` buckets, the one numbered `bucket` included.

        Args:
            bucket: Counted from the stream's first one.
            run: Buckets.
            width: Buckets that make an hour.
            before: The usual.
        """
        if self.open:
            return
        over = -(-max(0, run - (bucket + 1) % width) // width)
        gap = over + self._hours // 2
        known = tuple(self._day)
        starts = [len(known) - gap - days * self._hours for days in range(1, _BEFORE + 1)]
        if starts[-1] < 0:
            return
        days = [known[start : start + self._hours] for start in starts]
        usual = [fmean(hours) for hours in zip(*days, strict=True)]
        self._usual = [max(_SELDOM, expm1(hour)) for hour in usual]
        self.watching = True
        self._noise = max(
            _NOISE_LEAST,
            fmean(_variance(*both) for both in zip(zip(*days, strict=True), usual, strict=True)) * 2,
        )
        self._place = gap
        self._first = gap
        self.since = bucket - run + 1
        self.before, self._taken = before, False
        self._now.clear()
        self._log_sum = self._square_sum = 0.0
        self._n = 0

    def add(self, log_count: float) -> None:
        """A bucket of the rise."""
        self._log_sum += log_count
        self._square_sum += log_count * log_count
        self._n += 1

    def hour(self, log_hour: float) -> Turn:
        """Close an hour with the logarithm of its sum."""
        self._day.append(log_hour)
        if not self.watching:
            return Turn.NONE
        buckets = max(1, self._n)
        usual = self._usual[self._place % self._hours]
        short, chance = _short(_HELD, usual, log_hour)
        mean, square = self._log_sum / buckets, self._square_sum / buckets
        self._now.append(_Hour(usual, log_hour, short, chance, mean, square))
        self._place += 1
        self._log_sum = self._square_sum = 0.0
        self._n = 0
        return self._fallen() if self._taken else self._steady()

    def level(self) -> Level:
        """Of the last day."""
        fast = fmean(hour.log_count for hour in self._now)
        squares = fmean(hour.square for hour in self._now)
        hours = [hour.log_sum for hour in self._now]
        return Level((fast, max(0.0, squares - fast * fast)), (fmean(hours), pvariance(hours)))

    def take(self) -> None:
        """The new level was taken; the old one is remembered."""
        self._rise = _rise(self._now)
        self._taken = True
        self._first = self._place
        self._now.clear()
        self._place %= self._hours

    @property
    def risen(self) -> float:
        """By what factor the level that was taken within this hour is higher, else 1."""
        return exp(self._rise) if self._taken and not self._now else 1.0

    @property
    def rose(self) -> bool:
        """A rise that is open has held as a new level does; in doubt it has, and does not ring again."""
        hours = list(self._now)
        if not self.open or 2 * len(hours) < self._hours:
            return False
        rise, half = self._calm_rise(hours, 1 + _DOUBT * sqrt(2 / len(hours))), len(hours) // 2
        return rise > 0.0 and not _fell_below(_rise(hours[:half]) - _STEADY * rise, hours[half:])

    @property
    def holds(self) -> bool:
        """A rise that is open has not fallen, steady or not."""
        return self.open and bool(self._now) and not self._gone()

    def _last_half(self) -> Sequence[_Hour]:
        return list(self._now)[-(self._hours // 2) :]

    def _gone(self) -> bool:
        """Half a day fell short of a rise that holds, beyond doubt."""
        last = self._last_half()
        short = sum(hour.short for hour in last)
        return short > 0.0 and short > _DOUBT * sqrt(sum(hour.chance for hour in last))

    def _calm_rise(self, hours: Sequence[_Hour], leave: float = 1.0) -> float:
        """Logarithm of the rise, 0 if it is too little or scatters by more than `leave` times what it may."""
        if not _at_least(_LEAST, hours):
            return 0.0
        rise = _rise(hours)
        factor = exp(rise)
        scatter = fmean((hour.log_sum - log1p(factor * hour.usual)) ** 2 for hour in hours)
        by_chance = fmean(_by_chance(factor, hour.usual) for hour in hours)
        return rise if scatter <= leave * (self._noise + by_chance) else 0.0

    def _is_new_level(self) -> bool:
        """What came in the last days rose by enough, does not fall, and scatters no more than before."""
        hours = list(self._now)
        first, second = hours[: self._hours], hours[self._hours :]
        # Of few messages the sums of whole days tell more than the logarithms of hours.
        falls = log((_sum(first) + 1.0) / (_sum(second) + 1.0))
        if falls > _FALLS_MOST:
            return False
        rise = self._calm_rise(hours)
        return rise > 0.0 and max(falls, _rise(first) - _rise(second)) <= min(_STEADY * rise, _FALLS_MOST)

    def forget(self) -> None:
        self._usual, self.watching, self._taken = (), False, False
        self._now.clear()

    def _steady(self) -> Turn:
        day, known = self._hours, len(self._now)
        if known >= day // 2 and self._gone():
            self.forget()
        elif known == _HOLDS * day:
            if self._is_new_level():
                return Turn.NEW
            if self._place - self._first > _GIVEN_UP * day:
                self.forget()
        return Turn.NONE

    def _fallen(self) -> Turn:
        if len(self._now) < self._hours // 2:
            return Turn.NONE
        if _fell_below(0.5 * self._rise, self._last_half()):
            return Turn.BACK
        if self._place - self._first > _REMEMBERED * self._hours:
            self.forget()
        return Turn.NONE


def _at_least(rise: float, hours: Sequence[_Hour]) -> bool:
    """Whether what came in these hours has risen by so much (a logarithm)."""
    factor = exp(rise)
    return fsum(hour.log_sum - log1p(factor * hour.usual) for hour in hours) >= 0.0


def _fell_below(rise: float, hours: Sequence[_Hour]) -> bool:
    """Whether less came than by a rise of so much, and by more than chance brings about."""
    found = [_short(rise, hour.usual, hour.log_sum) for hour in hours]
    return fsum(short for short, _ in found) > _DOUBT * sqrt(fsum(chance for _, chance in found))


def _short(rise: float, usual: float, log_sum: float) -> tuple[float, float]:
    """By how much an hour fell short of a rise, as logarithms, and the variance that chance gives that."""
    factor = exp(rise)
    return log1p(factor * usual) - log_sum, _by_chance(factor, usual)


def _by_chance(factor: float, usual: float) -> float:
    """Variance of the logarithm of a Poisson count, and of what is expected by the mean of a few such."""
    expected = factor * usual
    return (expected + factor * expected / _BEFORE) / (1 + expected) ** 2


def _sum(hours: Sequence[_Hour]) -> float:
    return fsum(expm1(hour.log_sum) for hour in hours)


def _rise(hours: Collection[_Hour]) -> float:
    """Logarithm of the factor by which what came in these hours has risen, by Newton's method."""
    came = fsum(hour.log_sum for hour in hours)
    rise = 0.0
    for _ in range(_STEPS):
        factor = exp(rise)
        expected = [factor * hour.usual for hour in hours]
        missing = came - fsum(log1p(by) for by in expected)
        rise += missing / fsum(by / (1 + by) for by in expected)
        if abs(missing) < _EXACT:
            break
    return rise


def _variance(values: Sequence[float], mean: float) -> float:
    """As `pvariance`, which counts in fractions: a hundred times as fast, and good to the last digits."""
    return fsum((value - mean) ** 2 for value in values) / len(values)
