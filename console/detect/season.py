"""What hour of the week it is: used only where a stream's own past shows that it predicts better with it.

Slots are counted in buckets from the stream's first one, so nothing needs to know a calendar or a zone.
"""

import math

SLOTS = 168
_REMEMBERS = 8.0
"""Weeks whose mean a slot's level follows."""
_FORGETS = 2.0
"""Weeks over which the two errors are compared."""
_BETTER = 0.7
"""The squared error with the season must be below this share of the one without."""
_MOST = 2.0
"""Logarithm of the most that a slot can lift or lower."""


class Season:
    """Level of each hour of the week, as a deviation of log counts from the stream's level.

    Args:
        week: Buckets in a week.
        weeks: How many whole weeks are needed before it may be used.
    """

    __slots__ = (
        "_forgets", "_levels", "_needed", "_pace", "_rate", "_slot", "_slots", "_until", "_week", "_with",
        "_without", "used",
    )  # fmt: skip

    def __init__(self, week: int, weeks: int) -> None:
        self._week = week
        self._slots = min(SLOTS, week)
        self._needed = weeks * week
        self._levels = [0.0] * self._slots
        self._rate = self._slots / week
        self._forgets = 1 / (_FORGETS * week)
        self._with = self._without = 0.0
        self._slot = 0
        self._pace = 0.0
        """How fast the level of this slot follows."""
        self._until = 0
        """The bucket with which the next slot begins."""
        self.used = False

    def __copy__(self) -> "Season":
        twin = Season(self._week, 0)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name))
        twin._levels = self._levels.copy()
        return twin

    def factor(self, seen: int) -> float:
        """How many times the level is usual in the bucket after `seen` others; asked only where `used`."""
        return math.exp(self._levels[seen % self._week * self._slots // self._week])

    def learn(self, deviation: float, seen: int) -> None:
        """Close a bucket whose log count, without season, was so far from the level; the caller bounds it."""
        if seen >= self._until:
            self._turn(seen)
        level = self._levels[self._slot]
        error = deviation - level
        if seen >= self._week:
            self._without += self._forgets * (deviation * deviation - self._without)
            self._with += self._forgets * (error * error - self._with)
            self.used = seen + 1 >= self._needed and self._with < _BETTER * self._without
        level += self._pace * error
        self._levels[self._slot] = _MOST if level > _MOST else -_MOST if level < -_MOST else level

    def _turn(self, seen: int) -> None:
        week, slots = self._week, self._slots
        self._slot = seen % week * slots // week
        self._pace = self._rate / min(seen / week + 1.0, _REMEMBERS)
        self._until = seen - seen % week - (-(self._slot + 1) * week // slots)
