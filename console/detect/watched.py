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
_SILENT = (None, None, None)
Readings = tuple[Reading | None, Reading | None, Reading | None]
"""Of volume, negatives and their reach; None where there is nothing to say."""


class Watched:
    """State of one stream.

    Args:
        tuning: Settings in buckets.
        absent: Buckets before its first message of which it is known that they held none of its kind.
    """

    __slots__ = (
        "_band",
        "enough",
        "heard",
        "negatives",
        "reach",
        "run",
        "run_negatives",
        "run_total",
        "share",
        "volume",
    )

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
        self.run = 0
        """For how many buckets the volume has been raised, the one looked at last included."""
        self.run_total = 0.0
        """What these counted."""
        self.heard: datetime | None = None
        """The newest bucket that held a message of it."""
        self._band: deque[tuple[datetime, tuple[float, float, float] | None]] = deque(maxlen=_DAY // BUCKET)

    def close(
        self, stream: str, bucket_at: datetime, point: SeriesPoint | None, lift: float
    ) -> "Look | None":
        """Close a bucket; None if nothing of the stream is raised by it."""
        volume, negatives, reach, share = self.volume, self.negatives, self.reach, self.share
        self.enough = enough = volume.enough
        usual = volume.usual(lift)
        self._band.append((bucket_at, usual if enough else None))
        counts = (float(point.volume), float(point.negatives), point.reach_negatives) if point else _NOTHING
        readings = (
            volume.heed(counts[0], lift, True, False),
            negatives.heed(counts[1], lift, True, False),
            reach.heed(counts[2], lift, True, False),
        )
        raised = readings[0] or volume
        self.run, self.run_total = raised.run, raised.run_total
        self.run_negatives = self.run_negatives + counts[1] if self.run else 0.0
        evidence = share.peek(counts[0], counts[1])
        look = None
        if readings != _SILENT or evidence >= ANGRY:
            look = self._look(stream, counts, readings, negatives.run_total, evidence, self.run_negatives)
        # What raises nothing lies below the upper count, and teaches in full.
        share.learn(counts[0], counts[1], counts_of(*usual)[1] if self.run else counts[0], evidence)
        return look

    def peek(self, stream: str, point: SeriesPoint | None, lift: float) -> "Look | None":
        """What the bucket would mean if it closed now, None if nothing; learns nothing."""
        self.enough = self.volume.enough
        counts = (float(point.volume), float(point.negatives), point.reach_negatives) if point else _NOTHING
        readings = (
            self.volume.heed(counts[0], lift, False, False),
            self.negatives.heed(counts[1], lift, False, False),
            self.reach.heed(counts[2], lift, False, False),
        )
        volume, negatives, _ = readings
        self.run, self.run_total = (volume.run, volume.run_total) if volume else (0, 0.0)
        evidence = self.share.peek(counts[0], counts[1])
        if readings == _SILENT and evidence < ANGRY:
            return None
        run_negatives = self.run_negatives + counts[1] if volume else 0.0
        grumbled = negatives.run_total if negatives else 0.0
        return self._look(stream, counts, readings, grumbled, evidence, run_negatives)

    def _look(
        self,
        stream: str,
        counts: tuple[float, float, float],
        readings: Readings,
        grumbled: float,
        evidence: float,
        run_negatives: float,
    ) -> "Look":
        return Look(
            stream=stream,
            now=counts,
            volume=readings[0],
            negatives=readings[1],
            reach=readings[2],
            enough=self.enough,
            run=self.run,
            run_total=self.run_total,
            run_negatives=run_negatives,
            grumbled=grumbled,
            evidence=evidence,
            usual=self.share.usual,
            alone=self.share.alone,
        )

    @property
    def band(self) -> list[tuple[datetime, float | None, float | None]]:
        """Start, expected and upper count of each closed bucket of a day; None with too little data."""
        return [(at, *(counts_of(*usual) if usual else (None, None))) for at, usual in self._band]

    def settle(self) -> None:
        """What rose and has not fallen since is the usual from now on.

        With more messages come more negatives: of few it shows by itself late, or never.
        """
        for measure in (self.volume, self.negatives, self.reach):
            if measure.holds:
                measure.settle()
        if self.volume.risen > 1.0 and self.share.evidence < ANGRY:
            for measure in (self.negatives, self.reach):
                if measure.risen == 1.0:
                    measure.expect(self.volume.risen)


@dataclass(slots=True)
class Look:
    """What one bucket meant for one stream that has something to say; None is what has not."""

    stream: str
    now: tuple[float, float, float]
    """Messages, negatives and their reach in the bucket."""
    volume: Reading | None
    negatives: Reading | None
    reach: Reading | None
    enough: bool
    """Enough was known before it."""
    run: int
    """For how many buckets its volume has been raised."""
    run_total: float
    """What these counted."""
    run_negatives: float
    """Negatives among them."""
    grumbled: float
    """Negatives in their own run."""
    evidence: float
    """That the share of negatives is higher than usual, in nats."""
    usual: float | None
    """The usual share."""
    alone: float
    """Nats from which the share is raised though no volume is."""

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
        volume, negatives, reach = self.now
        if self.volume and self.volume.surprise >= WATCH and self.run_total >= floor:
            yield VOLUME, self.volume, volume
        if self.negatives and self.negatives.surprise >= WATCH and self.grumbled >= floor:
            yield NEGATIVES, self.negatives, negatives
        if self.reach and self.reach.surprise >= WATCH and self.grumbled >= floor:
            yield REACH, self.reach, reach
        if self.evidence >= self.alone and volume and self.usual is not None and self.enough:
            share = self.shared if self.shared is not None else negatives / volume
            if share > self.usual:
                yield SHARE, self._of_share(self.usual, self.run_total or volume), share

    def _of_share(self, usual: float, messages: float) -> Reading:
        """The share of so many messages as a reading; its surprise is the evidence as a power of ten."""
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
            run_total=messages,
            every_days=None,
            settled=0,
            before=0.0,
        )
