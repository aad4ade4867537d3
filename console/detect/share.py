"""Is a storm angrier than usual? The share of negatives in a run against the stream's own base rate."""

import math

_ODDS = 2.0
"""The angry share is taken as twice the usual odds."""
_PRIOR_NEGATIVE, _PRIOR_ALL = 2.0, 10.0
ANGRY = 6.0
"""Nats of evidence that make the share a finding (CUSUM of Bernoulli log likelihood ratios)."""
ENOUGH = 30.0
"""Messages needed before a usual share is known."""
_RARE_DAYS = 56.0
"""By itself the share speaks up no oftener than once in so many days of ordinary messages."""


class Share:
    """Usual share of negatives, and the evidence that it is higher now. Constant time a bucket.

    Args:
        half_life: Buckets after which half of the history is forgotten.
        day: Buckets in a day.
    """

    __slots__ = ("_all", "_evidence", "_keep", "_negative", "_rare")

    def __init__(self, half_life: int, day: int = 288) -> None:
        self._keep = float(0.5 ** (1 / half_life))
        self._rare = _RARE_DAYS * day * (1 - self._keep)
        self._negative = 0.0
        self._all = 0.0
        self._evidence = 0.0

    @property
    def usual(self) -> float | None:
        """The usual share, 0 to 1, or None while too few messages were seen."""
        return self._base() if self._all >= ENOUGH else None

    @property
    def messages(self) -> float:
        """How many messages are remembered; those of a storm count up to what is usual."""
        return self._all

    @property
    def alone(self) -> float:
        """Nats from which the share is raised though no volume is.

        At least the logarithm of the messages of eight weeks: a CUSUM of log likelihood ratios crosses h by
        chance at most once in exp(h) of them (Lorden 1971).
        """
        return max(ANGRY, math.log(max(1.0, self._all * self._rare)))

    def peek(self, volume: float, negatives: float) -> float:
        """Evidence in nats if a bucket with these counts closed now; changes nothing.

        It is bounded a little above what raises, so that it falls soon after a storm.
        """
        if self._all < ENOUGH:
            return 0.0
        base = self._base()
        angry = _ODDS * base / (1 - base + _ODDS * base)
        calm_ones = max(0.0, volume - negatives)
        ratio = negatives * math.log(angry / base) + calm_ones * math.log((1 - angry) / (1 - base))
        return min(self.alone + ANGRY, max(0.0, self._evidence + ratio))

    def update(self, volume: float, negatives: float, upper: float) -> float:
        """Close a bucket. `upper` bounds how much one bucket teaches, so that a storm stays unusual."""
        evidence = self.peek(volume, negatives)
        self._evidence = evidence
        weight = min(1.0, max(upper, 1.0) / volume) if volume > 0 else 0.0
        if evidence >= ANGRY:
            weight *= 0.1
        self._negative = self._negative * self._keep + negatives * weight
        self._all = self._all * self._keep + volume * weight
        return evidence

    def _base(self) -> float:
        return min(0.9, (self._negative + _PRIOR_NEGATIVE) / (self._all + _PRIOR_ALL))
