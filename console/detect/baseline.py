"""One stream's usual level, and how surprising a sustained excess over it is.

Two paces at once: bucket by bucket for a storm, and sums over an hour for a slow burn. Each calibrates its
own tail, so the greater of their two surprises speaks for the stream.
"""

import copy
from math import exp, expm1, fsum, log1p, sqrt
from typing import NamedTuple

from console.detect.channel import CAP, CLIP, ROBUST, SCALES_OF_WATCH, VARIANCE_FLOOR, Channel
from console.detect.plateau import Level, Plateau, Turn
from console.detect.season import Season
from console.detect.tuning import ALARM, GROWN, WATCH, Tuning

_FAST_DRIFT = 1.5
_LITTLE = 0.9 * SCALES_OF_WATCH
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


def counts_of(level: float, variance: float, usual: float) -> tuple[float, float]:
    """Expected and upper count.

    Args:
        level: Mean of log counts.
        variance: Of log counts.
        usual: How many times the level is expected.
    """
    upper = level + _FAST_DRIFT * sqrt(variance + VARIANCE_FLOOR)
    return max(0.0, expm1(level) * usual), max(0.0, expm1(upper) * usual)


class Stream:
    """State of one stream and measure; `update` closes a bucket, `peek` only looks.

    `heed` does either for who asks only what is raised: most buckets of most streams say nothing, and cost a
    third.

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
        "_rate",
        "_season",
        "_seen",
        "_slow",
        "_tuning",
        "_width",
        "_young",
        "enough",
        "run",
        "run_total",
    )

    def __init__(self, tuning: Tuning | None = None, bucket_days: float = 300 / 86_400) -> None:
        self._tuning = tuning = tuning or Tuning()
        self._bucket_days = bucket_days
        self._seen = 0
        self.enough = tuning.enough <= 0
        """Enough is known for an alarm."""
        self._rate = 1 - 0.5 ** (1 / tuning.half_life)
        self._young = int(1 / self._rate) - 1
        """So many buckets are closed when one in `seen + 2` is less than the rate."""
        self._fast = Channel(tuning.apart, tuning.enough)
        self._slow = Channel(tuning.apart, tuning.enough)
        self._width = tuning.slow
        self._hour = [0.0] * tuning.slow
        self._hour_sum = 0.0
        self._season = Season(tuning.week, tuning.season)
        self._plateau = Plateau(max(4, tuning.enough // tuning.slow))
        self._last_alarm: int | None = None
        self._alarm_hour = 0.0
        self._high = 0
        self.run = 0
        """For how many closed buckets it has been raised."""
        self.run_total = 0.0
        """What these counted."""

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
        reading = self.heed(max(0.0, value), lift, False, True)
        assert reading is not None
        return reading

    def update(self, value: float, lift: float = 1.0) -> Reading:
        """Close a bucket with its count (0 or more) and learn from it.

        Args:
            value: What was counted.
            lift: How many times the usual count is expected for reasons known before, such as a launch; more
                than 0. The usual level learns from the count divided by it.
        """
        reading = self.heed(max(0.0, value), lift, True, True)
        assert reading is not None
        return reading

    def usual(self, lift: float = 1.0) -> tuple[float, float, float]:
        """What `counts_of` tells the expected and the upper count of the next bucket from."""
        fast, season = self._fast, self._season
        return fast.level, fast.variance, lift * season.factor(self._seen) if season.used else lift

    def heed(self, value: float, lift: float, close: bool, whole: bool) -> Reading | None:
        """As `update`, or `peek` unless `close`; None where there is nothing to say.

        That is: a look finds no run; a closed bucket is not even one to watch, and took no new level. Of a
        run below that `run` and `run_total` tell. All by place, since that is called faster.

        Args:
            value: What was counted, 0 or more.
            lift: As of `update`.
            close: Learn from it.
            whole: Tell in any case what it meant.
        """
        # Written out with few calls, for it is done for each stream, measure and bucket.
        seen, fast, slow, season, hours = self._seen, self._fast, self._slow, self._season, self._hour
        usual = lift * season.factor(seen) if season.used else lift
        count = value if usual == 1.0 else value / usual
        width = self._width
        place = seen % width
        # Whole counts stay exact, and others are summed anew before rounding errors could gather.
        hour = self._hour_sum + count - hours[place]
        if hour < 0.0:
            hour = 0.0
        log_count, log_hour = log1p(count), log1p(hour)
        level = fast.level if seen else log_count
        variance = fast.variance
        spread = sqrt(variance + VARIANCE_FLOOR)
        z = (log_count - level) / spread
        excess = fast.excess + (z if z < CLIP else CLIP) - _FAST_DRIFT
        slow_level, slow_variance = slow.level, slow.variance
        slow_spread = sqrt(slow_variance + VARIANCE_FLOOR)
        slow_z = (log_hour - slow_level) / slow_spread if seen else 0.0
        slow_excess = slow.excess + (slow_z if slow_z < CLIP else CLIP) - _SLOW_DRIFT
        raised = excess > 0.0 or slow_excess > 0.0
        run, run_total, surprise, every_days, alarm = 0, 0.0, 0.0, None, False
        if raised:
            excess, slow_excess = fast.bounded(excess), slow.bounded(slow_excess)
            run, run_total = self.run + 1, self.run_total + value
            # Far below a watch the surprise need not be known, unless the bucket may end with a new level.
            most, slow_most = fast.threshold + _LITTLE * fast.scale, slow.threshold + _LITTLE * slow.scale
            known = whole or not close or (place + 1 == width and self._plateau.watching)
            if self.enough and (known or excess > most or slow_excess > slow_most):
                surprise, every_days = self._surprise(excess, slow_excess, z)
                alarm = surprise >= ALARM and run_total >= self._tuning.floor and self._rings(hour)
        elif not (close or whole):
            return None
        settled = 0
        if close:
            if fast.calm:
                out, most = (log_count if usual == lift else log1p(value / lift)) - level, _BOUND * spread
                season.learn(most if out > most else -most if out < -most else out, seen)
            plateau = self._plateau
            if surprise >= WATCH and run_total >= self._tuning.floor and not plateau.open:
                before = Level((fast.level, fast.variance), (slow.level, slow.variance))
                plateau.begin(seen, run, width, before)
            rate = self._rate if seen >= self._young else 1 / (seen + 2)
            if raised or not seen:
                self.run, self.run_total = run, run_total
                fast.learn(log_count, z, spread, max(0.0, excess), rate, seen)
                slow.learn(log_hour, slow_z, slow_spread, max(0.0, slow_excess), rate, seen)
                self._high = self._high + (z > _FAST_DRIFT) if run else 0
            else:
                # What `learn` comes to where nothing is left of an excess.
                if self.run:
                    self.run, self.run_total = 0, 0.0
                    fast.excess = slow.excess = 0.0
                    fast.over_for = slow.over_for = self._high = 0
                    fast.calm = slow.calm = True
                deviation = (z if z > -ROBUST else -ROBUST) * spread
                fast.level = level + rate * deviation
                fast.variance = variance + rate * (deviation * deviation - variance)
                deviation = (slow_z if slow_z > -ROBUST else -ROBUST) * slow_spread
                slow.level = slow_level + rate * deviation
                slow.variance = slow_variance + rate * (deviation * deviation - slow_variance)
                threshold = fast.threshold - fast.fall
                fast.threshold = threshold if threshold > 0.0 else 0.0
                threshold = slow.threshold - slow.fall
                slow.threshold = threshold if threshold > 0.0 else 0.0
                if seen > fast.ends:
                    fast.end()
                if seen > slow.ends:
                    slow.end()
            last = self._last_alarm
            if alarm:
                self._last_alarm, self._alarm_hour = seen, hour
            elif last is not None and seen - last <= width and hour > self._alarm_hour:
                self._alarm_hour = hour
            hours[place] = count
            self._seen = seen + 1
            if not self.enough:
                self.enough = seen + 1 >= self._tuning.enough
            if plateau.watching:
                plateau.add(log_count)
            if place + 1 == width:
                self._hour_sum = fsum(hours)
                settled = self._turned(log_hour)
            else:
                self._hour_sum = hour
        if not (whole or settled or (raised and (surprise >= WATCH or not close))):
            return None
        score = surprise / (surprise + ALARM)
        needed = max(0, self._tuning.enough - seen)
        return Reading(
            *counts_of(level, variance, usual),
            z,
            surprise,
            max(0.5, score) if alarm else min(score, 0.499),
            alarm,
            not needed,
            needed,
            run,
            run_total,
            every_days,
            settled,
            expm1(self._plateau.before.fast[0]) * usual if settled else 0.0,
        )

    def _surprise(self, excess: float, slow_excess: float, z: float) -> tuple[float, float | None]:
        """Of the pace with the greater one, and once in how many days such a run is expected."""
        told, over = self._fast, excess
        surprise, slow_surprise = told.surprise(excess), self._slow.surprise(slow_excess)
        if slow_surprise > surprise:
            told, over, surprise = self._slow, slow_excess, slow_surprise
        above = (over - told.threshold) / told.scale
        every_days = self.days / told.clusters * exp(min(above, CAP)) if above > 0 else None
        if told is self._fast and self._high + (z > _FAST_DRIFT) < _HIGH:
            surprise = min(surprise, _LONE)
        return surprise, every_days

    @property
    def rose(self) -> bool:
        """A rise that began has held until now, and has not become the usual yet."""
        return self._plateau.rose

    @property
    def holds(self) -> bool:
        """A rise that began has not fallen, steady or not."""
        return self._plateau.holds

    @property
    def risen(self) -> float:
        """By what factor a level that was taken as the usual one within this hour is higher, else 1."""
        return self._plateau.risen

    def expect(self, factor: float) -> None:
        """So many times as much is usual from now on, and day and night show as much more in ln(1 + c)."""
        for pace in (self._fast, self._slow):
            usual = expm1(pace.level)
            shows = factor * (1 + usual) / (1 + factor * usual)
            pace.take(log1p(factor * usual), pace.variance * shows * shows)
        self.run, self.run_total, self._high = 0, 0.0, 0

    def settle(self) -> None:
        """Take the level since the rise as the usual one."""
        level, before = self._plateau.level(), self._plateau.before
        self._fast.take(level.fast[0], max(level.fast[1], before.fast[1]))
        self._slow.take(level.slow[0], max(level.slow[1], before.slow[1]))
        self._plateau.take()
        self.run, self.run_total, self._high = 0, 0.0, 0

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
