"""Has the level risen for good? A new level looks like a storm on its first day, and ever less after.

Hour by hour, what came since a rise is compared with the same hours of the days before it. A storm falls, by
half within a day as a rule; what stays as high for two days, with no more scatter than the days before had
among themselves, is what is usual now. Whoever decides after two days can be wrong: for two weeks the old
level is remembered, and taken back if half a day is nearer to it.
"""

from collections import deque
from collections.abc import Sequence
from enum import Enum
from math import fsum, log
from statistics import fmean, pvariance
from typing import NamedTuple

_BEFORE = 2
"""Days that a rise is compared with: the mean of those before it, half a day left between, since a rise that
begins at night is seen in the morning."""
_LEAST = log(2.0)
"""The least rise that is one: twice as many."""
_NOISE_LEAST = 0.02
"""The rises of the hours may scatter as the days before did among themselves, and so much (variance)."""
_HELD = 0.5 * _LEAST
"""A half day below it ends a rise."""
_HOLDS = 2
"""Days that a rise must have held to be a new level. Of one day the series of real crises have many."""
_STEADY = 0.25
"""The second half may lie below the first by this share of the rise."""
_GIVEN_UP = 4
_REMEMBERED = 14
"""Days after which a rise that never became steady, and an old level that never came back, are forgotten."""


class Level(NamedTuple):
    """Mean and variance of log counts, bucket by bucket and of sums over an hour."""

    fast: tuple[float, float]
    slow: tuple[float, float]


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
        self._now: deque[tuple[float, float, float, float]] = deque(maxlen=_HOLDS * hours)
        self._usual: Sequence[float] = ()
        self.watching = False
        """A rise is being compared, or an old level is remembered."""
        self._place = self._first = 0
        self._log_sum = self._square_sum = 0.0
        self._n = 0
        self.before = Level((0.0, 0.0), (0.0, 0.0))
        """What was usual when the rise began."""
        self._noise = self._rise = 0.0
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
        self._usual = tuple(fmean(hours) for hours in zip(*days, strict=True))
        self.watching = True
        self._noise = max(
            _NOISE_LEAST,
            fmean(_variance(*both) for both in zip(zip(*days, strict=True), self._usual, strict=True)) * 2,
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
        rise = log_hour - self._usual[self._place % self._hours]
        self._place += 1
        self._now.append(
            (rise, self._log_sum / max(1, self._n), self._square_sum / max(1, self._n), log_hour)
        )
        self._log_sum = self._square_sum = 0.0
        self._n = 0
        return self._fallen() if self._taken else self._steady()

    def level(self) -> Level:
        """Of the last day."""
        fast = fmean(entry[1] for entry in self._now)
        squares = fmean(entry[2] for entry in self._now)
        hours = [entry[3] for entry in self._now]
        return Level((fast, max(0.0, squares - fast * fast)), (fmean(hours), pvariance(hours)))

    def take(self) -> None:
        """The new level was taken; the old one is remembered."""
        self._taken = True
        self._first = self._place
        self._now.clear()
        self._place %= self._hours

    @property
    def rose(self) -> bool:
        """A rise that is open has held so far as a new level does."""
        return self.open and 2 * len(self._now) >= self._hours and self._level_so_far() > 0.0

    @property
    def holds(self) -> bool:
        """A rise that is open has not fallen, steady or not."""
        last = [entry[0] for entry in self._now][-(self._hours // 2) :]
        return self.open and bool(last) and fmean(last) >= _HELD

    def _level_so_far(self) -> float:
        """Mean rise, 0 if it is too little, falls, or scatters."""
        rises = [entry[0] for entry in self._now]
        half = len(rises) // 2
        rise = fmean(rises)
        falls = fmean(rises[:half]) - fmean(rises[half:])
        calm = _variance(rises, rise) <= self._noise
        return rise if rise >= _LEAST and falls <= _STEADY * rise and calm else 0.0

    def forget(self) -> None:
        self._usual, self.watching, self._taken = (), False, False
        self._now.clear()

    def _steady(self) -> Turn:
        rises = [entry[0] for entry in self._now]
        day = self._hours
        if len(rises) >= day // 2 and fmean(rises[-(day // 2) :]) < _HELD:
            self.forget()
        elif len(rises) == _HOLDS * day:
            self._rise = self._level_so_far()
            if self._rise:
                return Turn.NEW
            if self._place - self._first > _GIVEN_UP * day:
                self.forget()
        return Turn.NONE

    def _fallen(self) -> Turn:
        half = self._hours // 2
        if len(self._now) < half:
            return Turn.NONE
        if fmean(entry[0] for entry in list(self._now)[-half:]) < 0.5 * self._rise:
            return Turn.BACK
        if self._place - self._first > _REMEMBERED * self._hours:
            self.forget()
        return Turn.NONE


def _variance(values: Sequence[float], mean: float) -> float:
    """As `pvariance`, which counts in fractions: a hundred times as fast, and good to the last digits."""
    return fsum((value - mean) ** 2 for value in values) / len(values)
