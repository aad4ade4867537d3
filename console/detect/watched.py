"""One stream of a brand: its volume, its negatives, their share and reach, and the band of its chart."""

import copy
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from console.detect.baseline import Reading, Stream
from console.detect.share import ANGRY, Share
from console.detect.tuning import WATCH, Tuning
from console.model.alert import SeriesPoint
from console.model.stream import BUCKET

VOLUME = "volume"
NEGATIVES = "negatives"
REACH = "reach_negatives"
SHARE = "share"
LEVEL = "level"
"""Of an episode that ended since its volume is what is usual now."""
ORDER = (VOLUME, NEGATIVES, REACH, SHARE)
"""Of two signals the more telling first."""
_DAY = timedelta(days=1)
_LN10 = 2.302585092994046


class Watched:
    """State of one stream.

    Args:
        tuning: Settings in buckets.
        absent: Buckets before its first message of which it is known that they held none of its kind.
    """

    __slots__ = ("band", "heard", "negatives", "reach", "run_negatives", "share", "volume")

    def __init__(self, tuning: Tuning, absent: int = 0) -> None:
        self.volume = Stream(tuning)
        for _ in range(min(absent, tuning.enough)):
            self.volume.update(0.0)
        self.negatives = copy.copy(self.volume)
        self.reach = copy.copy(self.volume)
        self.share = Share(tuning.half_life)
        self.run_negatives = 0.0
        self.heard: datetime | None = None
        """The newest bucket that held a message of it."""
        self.band: deque[tuple[datetime, float | None, float | None]] = deque(maxlen=_DAY // BUCKET)

    def settle(self) -> None:
        """What rose and has not fallen since is the usual from now on."""
        for measure in (self.volume, self.negatives, self.reach):
            if measure.holds:
                measure.settle()


class Look:
    """What one bucket meant for one stream."""

    __slots__ = (
        "alone",
        "evidence",
        "negatives",
        "now",
        "reach",
        "run_negatives",
        "stream",
        "usual",
        "volume",
    )

    def __init__(
        self, stream: str, watched: Watched, point: SeriesPoint | None, lift: float, *, close: bool
    ) -> None:
        volume = float(point.volume) if point else 0.0
        negatives = float(point.negatives) if point else 0.0
        reach = point.reach_negatives if point else 0.0
        self.stream = stream
        self.now = (volume, negatives, reach)
        self.usual = watched.share.usual
        self.alone = watched.share.alone
        if close:
            self.volume = watched.volume.update(volume, lift)
            self.negatives = watched.negatives.update(negatives, lift)
            self.reach = watched.reach.update(reach, lift)
            self.evidence = watched.share.update(volume, negatives, self.volume.upper)
        else:
            self.volume = watched.volume.peek(volume, lift)
            self.negatives = watched.negatives.peek(negatives, lift)
            self.reach = watched.reach.peek(reach, lift)
            self.evidence = watched.share.peek(volume, negatives)
        self.run_negatives = watched.run_negatives + negatives if self.volume.run else 0.0
        if close:
            watched.run_negatives = self.run_negatives

    @property
    def angry(self) -> bool:
        """More negative than usual beyond doubt: evidence beside a raised volume."""
        return self.evidence >= ANGRY

    @property
    def shared(self) -> float | None:
        """Share of negatives in the run."""
        total = self.volume.run_total
        return self.run_negatives / total if total else None

    def opens(self, measure: str) -> float:
        """Surprise from which a measure alone is worth an episode."""
        return self.alone / _LN10 if measure == SHARE else WATCH

    def raised(self, floor: float) -> Iterator[tuple[str, Reading, float]]:
        """Measure, what it means, and its value; those with fewer messages than `floor` say nothing."""
        volume, negatives, reach = self.now
        if self.volume.surprise >= WATCH and self.volume.run_total >= floor:
            yield VOLUME, self.volume, volume
        grumbling = self.negatives.run_total >= floor
        if self.negatives.surprise >= WATCH and grumbling:
            yield NEGATIVES, self.negatives, negatives
        if self.reach.surprise >= WATCH and grumbling:
            yield REACH, self.reach, reach
        if self.evidence >= self.alone and volume and self.usual is not None and self.volume.enough:
            share = self.shared if self.shared is not None else negatives / volume
            if share > self.usual:
                yield SHARE, self._of_share(share, self.usual), share

    def _of_share(self, share: float, usual: float) -> Reading:
        """The share as a reading; its surprise is the evidence as a power of ten."""
        upper = 2 * usual / (1 + usual)
        surprise = self.evidence / _LN10
        run = max(1, self.volume.run)
        base = self.volume
        return base._replace(
            expected=usual, upper=upper, z=0.0, surprise=surprise, run=run, every_days=None, alarm=False
        )
