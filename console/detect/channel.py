"""How sustained an excess over the usual level is, and how rarely this stream shows one as strong.

A robust level and variance of log counts, a CUSUM of the excess (Page 1954), and an exponential tail over a
high threshold (Pickands 1975) whose two parameters are learned from the stream itself, so that one setting
fits a brand with fifty mentions a day and one with fifty thousand. Constant time and memory a bucket; upward
only.
"""

from math import exp, log, log10

from console.detect.tuning import WATCH

CLIP = 6.0
"""No single bucket adds more than this many standard deviations, so that one freak bucket is no storm."""
CAP = 5.0
"""The excess stops growing this many tail scales above the threshold: it falls soon after a storm's end."""
TAIL = 0.04
"""Share of buckets above the learned threshold."""
ROBUST = 3.0
"""The level and its variance learn from at most this many standard deviations."""
VARIANCE_FLOOR = 0.1
_STEP = 0.01
"""How fast the threshold is learned, in tail scales."""
_LONG = 0.5
"""A run longer than this share of `apart` teaches no threshold and little level: a week of storm would else
become what is usual, and hide the next one."""
_LONG_TEACHES = 0.25
_SCALE_START = 3.0
_SCALE_LEAST = 0.5
_PEAKS_START = 3.0
_PEAKS_MOST = 40.0
_PEAK_MOST = 3.0
"""A run teaches the tail at most this many scales, so that a storm of last week hides none of this week."""
_PEAK_MEAN = 1 - exp(-_PEAK_MOST)
"""The mean of an exponential of scale 1 bounded there."""
_NEVER = 1 << 62
_LN10 = log(10)
_TAIL_SURPRISE = -log10(TAIL)
SCALES_OF_WATCH = (WATCH - _TAIL_SURPRISE) * _LN10
"""So many tail scales above the threshold an excess is one to watch."""


class Channel:
    """Log counts at one pace.

    Args:
        apart: Quiet buckets that separate two runs.
        enough: Buckets before which all teach in full.
    """

    __slots__ = (
        "_apart",
        "_enough",
        "_long",
        "_peak",
        "_peaks",
        "calm",
        "clusters",
        "ends",
        "excess",
        "fall",
        "level",
        "over_for",
        "scale",
        "threshold",
        "variance",
    )

    def __init__(self, apart: int, enough: int) -> None:
        self._apart = apart
        self._enough = enough
        self._long = max(1.0, _LONG * apart)
        self.level = 0.0
        self.variance = 3 * VARIANCE_FLOOR
        self.excess = 0.0
        self.threshold = 0.0
        self.scale = _SCALE_START
        self._peaks = _PEAKS_START
        self.clusters = 1
        self.ends = _NEVER
        """The last bucket that the run can last until if nothing more comes of it."""
        self._peak = 0.0
        self.fall = _STEP * self.scale * TAIL
        """By how much the threshold falls in a bucket below it."""
        self.over_for = 0
        self.calm = True
        """Not in a long run."""

    def bounded(self, excess: float) -> float:
        """What an excess counts at most, and at least."""
        most = self.threshold + CAP * self.scale
        return max(0.0, min(excess, most))

    def take(self, level: float, variance: float) -> None:
        """From now on this level is the usual one, and no run is on."""
        self.level, self.variance = level, variance
        self.excess, self.over_for, self.calm, self.ends = 0.0, 0, True, _NEVER

    def surprise(self, excess: float) -> float:
        """-log10 of the tail probability of that excess; 0 for what is common."""
        if excess <= 0.0:
            return 0.0
        return max(0.0, (excess - self.threshold) / self.scale / _LN10 + _TAIL_SURPRISE)

    def learn(self, log_count: float, z: float, spread: float, excess: float, rate: float, seen: int) -> None:
        """Close a bucket.

        Args:
            rate: How much of the deviation the level learns.
            seen: Buckets that were closed before it.
        """
        if seen == 0:
            self.level = log_count
        self.excess = excess
        over = excess > self.threshold
        self.over_for = self.over_for + 1 if over else 0
        self.calm = short = self.over_for <= self._long
        if not short and seen >= self._enough:
            rate *= _LONG_TEACHES
        bounded = ROBUST if z > ROBUST else -ROBUST if z < -ROBUST else z
        deviation = bounded * spread
        self.level += rate * deviation
        self.variance += rate * (deviation * deviation - self.variance)
        if short:
            # Robbins-Monro for the quantile.
            step = _STEP * (self.scale if self.scale > 1.0 else 1.0)
            self.threshold += step * (1 - TAIL) if over else -self.fall
            if self.threshold < 0.0:
                self.threshold = 0.0
        if excess > self.threshold:
            if self.ends == _NEVER:
                self._peak = 0.0
                self.clusters += 1
            peak = excess - self.threshold
            if peak > self._peak:
                self._peak = peak
            self.ends = seen + self._apart
        elif seen > self.ends:
            self.end()

    def end(self) -> None:
        """The run is over, and tells how high runs go."""
        self.ends = _NEVER
        self._peaks = min(self._peaks + 1, _PEAKS_MOST)
        peak = min(self._peak, _PEAK_MOST * self.scale) / _PEAK_MEAN
        self.scale = max(_SCALE_LEAST, self.scale + (peak - self.scale) / self._peaks)
        self.fall = _STEP * max(1.0, self.scale) * TAIL
