"""One stream's usual level, and how surprising a sustained excess over it is.

Two paces at once: bucket by bucket for a storm, and sums over an hour for a slow burn. Each calibrates its
own tail, so the greater of their two surprises speaks for the stream.
"""

import copy
from collections import deque
from math import exp, expm1, fsum, log1p
from typing import NamedTuple

from console.detect.channel import CAP, Channel
from console.detect.plateau import Level, Plateau, Turn
from console.detect.season import Season
from console.detect.tuning import ALARM, GROWN, WATCH, Tuning

_FAST_DRIFT = 1.5
_BOUND = 3.0
"""The season learns from at most this many standard deviations."""
_HIGH = 2
_LONE = 0.99 * ALARM
"""So many buckets of a run must be high themselves; a lone one is one to watch, and no alarm."""
_SLOW_DRIFT = 1.75
"""Sums over an hour overlap, so that one deviation stays for an hour: a little more of it is usual."""


class Reading(NamedTuple):
    """What one bucket meant, judged by the buckets before it. (A tuple: one is made for each bucket.)"""

    expected: float
    """The usual count, a `lift` included."""
    upper: float
    """The count above which a bucket adds to the evidence."""
    z: float
    surprise: float
    """-log10 of the tail probability; 0 while nothing is raised or too little is known."""
    score: float
    """0 to 1; 0.5 and more exactly where `alarm` is true."""
    alarm: bool
    """An alarm begins here, or one of the last day has grown."""
    enough: bool
    """False while there is too little data: then nothing alarms."""
    needed: int
    """Buckets still missing until there is enough."""
    run: int
    """For how many buckets the stream has been raised, this one included."""
    run_total: float
    """What those buckets counted."""
    every_days: float | None
    """A run this strong is expected once in so many days; None while nothing is raised."""
    settled: int
    """With this bucket a new level was taken as the usual one: it has held for so many buckets. Else 0."""
    before: float
    """What was usual before that level."""


class Stream:
    """State of one stream and measure; `update` closes a bucket, `peek` only looks.

    Args:
        tuning: Settings in buckets.
        bucket_days: Width of a bucket in days.
    """

    __slots__ = (
        "_alarm_hour",
        "_bucket_days",
        "_fast",
        "_high",
        "_hour",
        "_hour_sum",
        "_last_alarm",
        "_plateau",
        "_run",
        "_run_total",
        "_season",
        "_seen",
        "_slow",
        "_tuning",
    )

    def __init__(self, tuning: Tuning | None = None, bucket_days: float = 300 / 86_400) -> None:
        self._tuning = tuning = tuning or Tuning()
        self._bucket_days = bucket_days
        self._seen = 0
        self._fast = Channel(_FAST_DRIFT, tuning.half_life, tuning.apart, tuning.enough)
        self._slow = Channel(_SLOW_DRIFT, tuning.half_life, tuning.apart, tuning.enough)
        self._hour: deque[float] = deque([0.0] * tuning.slow, maxlen=tuning.slow)
        self._hour_sum = 0.0
        self._season = Season(tuning.week, tuning.season)
        self._plateau = Plateau(max(4, tuning.enough // tuning.slow))
        self._last_alarm: int | None = None
        self._alarm_hour = 0.0
        self._high = 0
        self._run = 0
        self._run_total = 0.0

    def __copy__(self) -> "Stream":
        twin = Stream(self._tuning, self._bucket_days)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name))
        twin._fast, twin._slow = copy.copy(self._fast), copy.copy(self._slow)
        twin._season, twin._plateau = copy.copy(self._season), copy.copy(self._plateau)
        twin._hour = self._hour.copy()
        return twin

    @property
    def days(self) -> float:
        """How many days of history the stream has seen."""
        return self._seen * self._bucket_days

    def peek(self, value: float, lift: float = 1.0) -> Reading:
        """What the bucket would mean if it closed with this count; changes nothing."""
        return self._take(value, lift, close=False)

    def update(self, value: float, lift: float = 1.0) -> Reading:
        """Close a bucket with its count (0 or more) and learn from it.

        Args:
            value: What was counted.
            lift: How many times the usual count is expected for reasons known before, such as a launch; more
                than 0. The usual level learns from the count divided by it.
        """
        return self._take(value, lift, close=True)

    def _take(self, value: float, lift: float, *, close: bool) -> Reading:
        value = value if value > 0.0 else 0.0
        seen, tuning, fast, slow = self._seen, self._tuning, self._fast, self._slow
        season = self._season
        usual = lift * season.factor(seen) if season.used else lift
        count = value if usual == 1.0 else value / usual
        # Whole counts stay exact, and others are summed anew before rounding errors could gather.
        hour = max(0.0, self._hour_sum + count - self._hour[0])
        log_count, log_hour = log1p(count), log1p(hour)
        z, spread, excess = fast.look(log_count, seen)
        slow_z, slow_spread, slow_excess = slow.look(log_hour, seen)
        level = fast.level if seen else log_count
        expected, upper = expm1(level), expm1(level + _FAST_DRIFT * spread)
        raised = excess > 0.0 or slow_excess > 0.0
        run = self._run + 1 if raised else 0
        run_total = self._run_total + value if raised else 0.0
        enough = seen >= tuning.enough
        surprise, every_days, alarm = 0.0, None, False
        if enough and raised:
            surprise, slow_surprise = fast.surprise(excess), slow.surprise(slow_excess)
            told, told_excess = (fast, excess)
            if slow_surprise > surprise:
                told, told_excess, surprise = slow, slow_excess, slow_surprise
            over = (told_excess - told.threshold) / told.scale
            every_days = self.days / told.clusters * exp(min(over, CAP)) if over > 0 else None
            if told is fast and self._high + (z > _FAST_DRIFT) < _HIGH:
                surprise = min(surprise, _LONE)
            alarm = surprise >= ALARM and run_total >= tuning.floor and self._rings(hour)
        settled = 0
        if close:
            if fast.calm:
                out = (log_count if usual == lift else log1p(value / lift)) - level
                most = _BOUND * spread
                season.learn(most if out > most else -most if out < -most else out, seen)
            rises = surprise >= WATCH and run_total >= tuning.floor
            if rises and not self._plateau.open:
                before = Level((fast.level, fast.variance), (slow.level, slow.variance))
                self._plateau.begin(seen, run, tuning.slow, before)
            fast.learn(log_count, z, spread, excess, seen)
            slow.learn(log_hour, slow_z, slow_spread, slow_excess, seen)
            self._close(count, hour, alarm=alarm)
            self._run, self._run_total = run, run_total
            self._high = self._high + (z > _FAST_DRIFT) if run else 0
            if self._plateau.watching:
                self._plateau.add(log_count)
            if self._seen % tuning.slow == 0:
                settled = self._turned(log_hour)
        score = surprise / (surprise + ALARM)
        return Reading(
            max(0.0, expected * usual),
            max(0.0, upper * usual),
            z,
            surprise,
            max(0.5, score) if alarm else min(score, 0.499),
            alarm,
            enough,
            max(0, tuning.enough - seen),
            run,
            run_total,
            every_days,
            settled,
            expm1(self._plateau.before.fast[0]) * usual if settled else 0.0,
        )

    @property
    def rose(self) -> bool:
        """A rise that began has held until now, and has not become the usual yet."""
        return self._plateau.rose

    @property
    def holds(self) -> bool:
        """A rise that began has not fallen, steady or not."""
        return self._plateau.holds

    def settle(self) -> None:
        """Take the level since the rise as the usual one."""
        level, before = self._plateau.level(), self._plateau.before
        self._fast.take(level.fast[0], max(level.fast[1], before.fast[1]))
        self._slow.take(level.slow[0], max(level.slow[1], before.slow[1]))
        self._plateau.take()
        self._run, self._run_total, self._high = 0, 0.0, 0

    def _turned(self, log_hour: float) -> int:
        """Close an hour; for how many buckets the level has held that is the usual one from now on."""
        turn = self._plateau.hour(log_hour)
        if turn is Turn.NEW:
            self.settle()
            return self._seen - self._plateau.since
        if turn is Turn.BACK:
            before = self._plateau.before
            self._fast.take(*before.fast)
            self._slow.take(*before.slow)
            self._plateau.forget()
        return 0

    def _rings(self, hour: float) -> bool:
        """No alarm follows within the cooldown, or while the same rise holds, unless an hour counts twice."""
        if self._last_alarm is None:
            return True
        since = self._seen - self._last_alarm
        same = self._last_alarm >= self._plateau.since and self._plateau.rose
        if since >= self._tuning.cooldown and not same:
            return True
        return since > self._tuning.slow and hour >= GROWN * self._alarm_hour

    def _close(self, count: float, hour: float, *, alarm: bool) -> None:
        if alarm:
            self._last_alarm, self._alarm_hour = self._seen, hour
        elif self._last_alarm is not None and self._seen - self._last_alarm <= self._tuning.slow:
            self._alarm_hour = max(self._alarm_hour, hour)
        self._hour.append(count)
        self._seen += 1
        self._hour_sum = fsum(self._hour) if self._seen % len(self._hour) == 0 else hour
