"""Is a storm angrier than usual? The share of negatives in a run against the stream's own base rate."""

import math

_ODDS = 2.0
"""The angry share is taken as twice the usual odds."""
_MORE, _LN_ODDS = _ODDS - 1.0, math.log(_ODDS)
_PRIOR_NEGATIVE, _PRIOR_ALL = 2.0, 10.0
_BASE_MOST = 0.9
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

    __slots__ = ("_all", "_keep", "_negative", "_rare", "evidence")

    def __init__(self, half_life: int, day: int = 288) -> None:
        self._keep = float(0.5 ** (1 / half_life))
        self._rare = _RARE_DAYS * day * (1 - self._keep)
        self._negative = 0.0
        self._all = 0.0
        self.evidence = 0.0
        """That the share is higher than usual, in nats, after the last bucket."""

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
        evidence = self.evidence
        if negatives > 0.0 or (evidence > 0.0 and volume > 0.0):
            base = (self._negative + _PRIOR_NEGATIVE) / (self._all + _PRIOR_ALL)
            # n of v, at odds t times those of b: n ln(t / (1 + (t-1) b)) + (v-n) ln(1 / (1 + (t-1) b)).
            calm = math.log1p(_MORE * (base if base < _BASE_MOST else _BASE_MOST))
            evidence += negatives * _LN_ODDS - (volume if volume > negatives else negatives) * calm
            if evidence <= 0.0:
                return 0.0
        return evidence if evidence <= 2 * ANGRY else min(self.alone + ANGRY, evidence)

    def learn(self, volume: float, negatives: float, upper: float, evidence: float) -> None:
        """Close a bucket.

        Args:
            volume: Messages.
            negatives: Negatives among them.
            upper: Bounds how much one bucket teaches, so that a storm stays unusual.
            evidence: As `peek` told it.
        """
        self.evidence = evidence
        keep = self._keep
        if not volume > 0.0:
            self._negative *= keep
            self._all *= keep
            return
        weight = 1.0 if volume <= upper or volume <= 1.0 else max(upper, 1.0) / volume
        if evidence >= ANGRY:
            weight *= 0.1
        self._negative = self._negative * keep + negatives * weight
        self._all = self._all * keep + volume * weight

    def _base(self) -> float:
        return min(_BASE_MOST, (self._negative + _PRIOR_NEGATIVE) / (self._all + _PRIOR_ALL))
