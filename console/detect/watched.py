"""One stream of a brand: its volume, its negatives, their share and reach, and the band of its chart."""

import copy
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.detect.baseline import Reading, Stream, counts_of
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
_NOTHING = (0.0, 0.0, 0.0)


class Watched:
    """State of one stream.

    Args:
        tuning: Settings in buckets.
        absent: Buckets before its first message of which it is known that they held none of its kind.
    """

    __slots__ = ("_band", "enough", "heard", "negatives", "reach", "run_negatives", "share", "volume")

    def __init__(self, tuning: Tuning, absent: int = 0) -> None:
        self.volume = Stream(tuning)
        for _ in range(min(absent, tuning.enough)):
            self.volume.update(0.0)
        self.negatives = copy.copy(self.volume)
        self.reach = copy.copy(self.volume)
        self.share = Share(tuning.half_life)
        self.run_negatives = 0.0
        self.enough = False
        """Enough was known before the bucket that was looked at last."""
        self.heard: datetime | None = None
        """The newest bucket that held a message of it."""
        self._band: deque[tuple[datetime, tuple[float, float, float] | None]] = deque(maxlen=_DAY // BUCKET)

    def close(
        self, stream: str, bucket_at: datetime, point: SeriesPoint | None, lift: float
    ) -> "Look | None":
        """Close a bucket; None if nothing of the stream is raised by it."""
        volume = self.volume
        self._band.append((bucket_at, volume.usual(lift) if volume.enough else None))
        return self._look(stream, point, lift, close=True)

    def peek(self, stream: str, point: SeriesPoint | None, lift: float) -> "Look | None":
        """What the bucket would mean if it closed now, None if nothing; changes nothing."""
        return self._look(stream, point, lift, close=False)

    def _look(self, stream: str, point: SeriesPoint | None, lift: float, *, close: bool) -> "Look | None":
        share = self.share
        self.enough = self.volume.enough
        counts = (float(point.volume), float(point.negatives), point.reach_negatives) if point else _NOTHING
        volume = self.volume.heed(counts[0], lift, close)
        negatives = self.negatives.heed(counts[1], lift, close)
        reach = self.reach.heed(counts[2], lift, close)
        evidence = share.peek(counts[0], counts[1])
        look = None
        if volume or negatives or reach or evidence >= ANGRY:
            run_negatives = self.run_negatives + counts[1] if volume and volume.run else 0.0
            look = Look(
                stream, counts, volume, negatives, reach, evidence, share.usual, share.alone, run_negatives,
                self.enough,
            )  # fmt: skip
        if close:
            self.run_negatives = look.run_negatives if look else 0.0
            # What raises nothing lies below the upper count, and teaches in full.
            share.learn(counts[0], counts[1], volume.upper if volume else counts[0], evidence)
        return look

    @property
    def band(self) -> list[tuple[datetime, float | None, float | None]]:
        """Start, expected and upper count of each closed bucket of the last day; None with too little data."""
        return [(at, *(counts_of(*usual) if usual else (None, None))) for at, usual in self._band]

    def settle(self) -> None:
        """What rose and has not fallen since is the usual from now on."""
        for measure in (self.volume, self.negatives, self.reach):
            if measure.holds:
                measure.settle()


@dataclass(frozen=True, slots=True)
class Look:
    """What one bucket meant for one stream of which something is raised; None is not."""

    stream: str
    now: tuple[float, float, float]
    """Messages, negatives and their reach in the bucket."""
    volume: Reading | None
    negatives: Reading | None
    reach: Reading | None
    evidence: float
    """That the share of negatives is higher than usual, in nats."""
    usual: float | None
    """The usual share."""
    alone: float
    """Nats from which the share is raised though no volume is."""
    run_negatives: float
    enough: bool

    @property
    def run(self) -> int:
        """For how many buckets its volume has been raised."""
        return self.volume.run if self.volume else 0

    @property
    def run_total(self) -> float:
        """What these counted."""
        return self.volume.run_total if self.volume else 0.0

    @property
    def angry(self) -> bool:
        """More negative than usual beyond doubt: evidence beside a raised volume."""
        return self.evidence >= ANGRY

    @property
    def shared(self) -> float | None:
        """Share of negatives in the run."""
        total = self.run_total
        return self.run_negatives / total if total else None

    def opens(self, measure: str) -> float:
        """Surprise from which a measure alone is worth an episode."""
        return self.alone / _LN10 if measure == SHARE else WATCH

    def raised(self, floor: float) -> Iterator[tuple[str, Reading, float]]:
        """Measure, what it means, and its value; those with fewer messages than `floor` say nothing."""
        for measure, reading, value in zip(
            ORDER, (self.volume, self.negatives, self.reach), self.now, strict=False
        ):
            counted = self.negatives if measure == REACH else reading
            if reading and reading.surprise >= WATCH and counted and counted.run_total >= floor:
                yield measure, reading, value
        if self.evidence >= self.alone and self.now[0] and self.usual is not None and self.enough:
            share = self.shared if self.shared is not None else self.now[1] / self.now[0]
            if share > self.usual:
                yield SHARE, self._of_share(self.usual), share

    def _of_share(self, usual: float) -> Reading:
        """The share as a reading; its surprise is the evidence as a power of ten."""
        surprise = self.evidence / _LN10
        return Reading(
            expected=usual,
            upper=2 * usual / (1 + usual),
            z=0.0,
            surprise=surprise,
            score=0.0,
            alarm=False,
            enough=True,
            needed=0,
            run=max(1, self.run),
            run_total=self.run_total,
            every_days=None,
            settled=0,
            before=0.0,
        )
