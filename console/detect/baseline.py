"""One stream's usual level, and how surprising a sustained excess over it is.

A robust level and variance of log counts, a CUSUM of the excess (Page 1954), and an exponential tail over a
high threshold (Pickands 1975) whose two parameters each stream learns by itself, so that one threshold fits a
brand with fifty mentions a day and one with fifty thousand. Constant time and memory a bucket; upward only.
"""

import math
from dataclasses import dataclass

from console.detect.tuning import ALARM, Tuning

_DRIFT = 2.0
"""Standard deviations above the level that count as usual."""
_CLIP = 6.0
"""No single bucket adds more than this, so that one freak bucket is no storm."""
_ROBUST = 3.0
"""The level and its variance learn from at most this many standard deviations."""
_VARIANCE_FLOOR = 0.1
_TAIL = 0.02
"""Share of buckets above the learned threshold."""
_STEP = 0.01
"""How fast the threshold is learned, in tail scales."""
_CAP = 5.0
"""The excess stops growing this many tail scales above the threshold: a storm neither hides the next one nor
rings for days after its end."""
_SCALE_START = 3.0
_SCALE_LEAST = 0.5
_PEAKS_START = 3.0
_PEAKS_MOST = 40.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one bucket meant, judged by the buckets before it."""

    expected: float
    """The usual count."""
    upper: float
    """The count above which a bucket adds to the evidence."""
    z: float
    surprise: float
    """-log10 of the tail probability; 0 while nothing is raised or too little is known."""
    score: float
    """0 to 1; 0.5 and more exactly where `alarm` is true."""
    alarm: bool
    """An alarm begins here; none follows within the cooldown."""
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


class Stream:
    """State of one stream and measure; `update` closes a bucket, `peek` only looks.

    Args:
        tuning: Settings in buckets.
        bucket_days: Width of a bucket in days.
    """

    __slots__ = (
        "_alpha",
        "_bucket_days",
        "_clusters",
        "_excess",
        "_in_cluster",
        "_last_alarm",
        "_last_over",
        "_level",
        "_peak",
        "_peaks",
        "_run",
        "_run_total",
        "_scale",
        "_seen",
        "_threshold",
        "_tuning",
        "_variance",
    )

    def __init__(self, tuning: Tuning | None = None, bucket_days: float = 300 / 86_400) -> None:
        self._tuning = tuning or Tuning()
        self._bucket_days = bucket_days
        self._alpha = 1 - 0.5 ** (1 / self._tuning.half_life)
        self._seen = 0
        self._level = 0.0
        self._variance = 3 * _VARIANCE_FLOOR
        self._excess = 0.0
        self._threshold = 0.0
        self._scale = _SCALE_START
        self._peaks = _PEAKS_START
        self._clusters = 1
        self._in_cluster = False
        self._peak = 0.0
        self._last_over = 0
        self._last_alarm: int | None = None
        self._run = 0
        self._run_total = 0.0

    @property
    def days(self) -> float:
        """How many days of history the stream has seen."""
        return self._seen * self._bucket_days

    def peek(self, value: float, lift: float = 1.0) -> Reading:
        """What the bucket would mean if it closed with this count; changes nothing."""
        return self._look(value, lift)[0]

    def update(self, value: float, lift: float = 1.0) -> Reading:
        """Close a bucket with its count (0 or more) and learn from it.

        `lift` is by how much the usual is known to be multiplied in this bucket; the level that is learned is
        the one without it.
        """
        reading, excess, deviation = self._look(value, lift)
        if self._seen == 0:
            self._level = math.log1p(max(value, 0.0))
        if reading.alarm:
            self._last_alarm = self._seen
        self._excess, self._run, self._run_total = excess, reading.run, reading.run_total
        self._seen += 1
        rate = max(self._alpha, 1 / (self._seen + 1))
        self._level += rate * deviation
        self._variance += rate * (deviation * deviation - self._variance)
        self._learn_tail(excess)
        return reading

    def _look(self, value: float, lift: float) -> tuple[Reading, float, float]:
        value = max(value, 0.0)
        log_count = math.log1p(value)
        level = math.log1p(math.expm1(self._level) * lift) if self._seen else log_count
        spread = math.sqrt(self._variance + _VARIANCE_FLOOR)
        z = (log_count - level) / spread
        excess = max(0.0, self._excess + min(z, _CLIP) - _DRIFT)
        excess = min(excess, self._threshold + _CAP * self._scale)
        run = self._run + 1 if excess > 0 else 0
        run_total = self._run_total + value if excess > 0 else 0.0
        tuning = self._tuning
        enough = self._seen >= tuning.enough
        surprise, every_days = 0.0, None
        if enough and excess > 0:
            over = (excess - self._threshold) / self._scale
            surprise = max(0.0, over / math.log(10) - math.log10(_TAIL))
            every_days = self.days / self._clusters * math.exp(min(over, _CAP)) if over > 0 else None
        cooling = self._last_alarm is not None and self._seen - self._last_alarm < tuning.cooldown
        alarm = surprise >= ALARM and run_total >= tuning.floor and not cooling
        score = surprise / (surprise + ALARM)
        reading = Reading(
            expected=max(0.0, math.expm1(level)),
            upper=max(0.0, math.expm1(level + _DRIFT * spread)),
            z=z,
            surprise=surprise,
            score=score if alarm else min(score, 0.499),
            alarm=alarm,
            enough=enough,
            needed=max(0, tuning.enough - self._seen),
            run=run,
            run_total=run_total,
            every_days=every_days,
        )
        return reading, excess, max(-_ROBUST * spread, min(_ROBUST * spread, log_count - level))

    def _learn_tail(self, excess: float) -> None:
        """Robbins-Monro for the threshold's quantile, a bounded mean of run peaks for the tail's scale."""
        step = _STEP * max(self._scale, 1.0)
        move = step * (1 - _TAIL) if excess > self._threshold else -step * _TAIL
        self._threshold = max(0.0, self._threshold + move)
        if excess > self._threshold:
            if not self._in_cluster:
                self._in_cluster, self._peak = True, 0.0
                self._clusters += 1
            self._peak = max(self._peak, excess - self._threshold)
            self._last_over = self._seen
        elif self._in_cluster and self._seen - self._last_over > self._tuning.apart:
            self._in_cluster = False
            self._peaks = min(self._peaks + 1, _PEAKS_MOST)
            self._scale = max(_SCALE_LEAST, self._scale + (self._peak - self._scale) / self._peaks)
