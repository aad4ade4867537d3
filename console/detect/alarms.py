"""All streams of a brand, joined into one episode with one cool-down.

Watch: one stream is raised. Warning: volume is. Crisis: volume together with content evidence, an unusual
share of negatives or content flags; the conjunction keeps harmless peaks from being called a crisis.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from console.detect.baseline import Reading, Stream
from console.detect.episode import RANK, Episode
from console.detect.share import ANGRY, Share
from console.detect.tuning import ALARM, WATCH, Tuning
from console.model.alert import SeriesPoint, Signal
from console.model.words import Flag, Level

ALL = "all"
VOLUME = "volume"
NEGATIVES = "negatives"
BUCKET = timedelta(minutes=5)
_DAY = timedelta(days=1)
_QUIET = 12
"""Buckets without a raised stream that end an episode whose cool-down is over."""
FLAG_WINDOW = 12
"""Buckets over which content flags are counted together."""
_FLAGGED = 2
_FLAGGED_SHARE = 0.02
"""Flagged messages that are content evidence: at least two, and two in a hundred of the run."""


Lift = float | Callable[[str], float]
GROWN = 2.0
"""An episode that counts this many times what was reported is reported again with its new numbers."""


class _Watched:
    """One stream: its volume, its negatives, the share between them, and the chart's band."""

    __slots__ = ("band", "negatives", "run_negatives", "share", "volume")

    def __init__(self, tuning: Tuning) -> None:
        self.volume = Stream(tuning)
        self.negatives = Stream(tuning)
        self.share = Share(tuning.half_life)
        self.run_negatives = 0.0
        self.band: deque[tuple[datetime, float | None, float | None]] = deque(maxlen=_DAY // BUCKET)


class _Look:
    """What one bucket meant for one stream."""

    __slots__ = ("evidence", "negatives", "now", "run_negatives", "stream", "volume")

    def __init__(
        self, stream: str, watched: _Watched, point: SeriesPoint | None, lift: float, *, close: bool
    ) -> None:
        volume = float(point.volume) if point else 0.0
        negatives = float(point.negatives) if point else 0.0
        self.stream = stream
        self.now = (volume, negatives)
        if close:
            self.volume = watched.volume.update(volume, lift)
            self.negatives = watched.negatives.update(negatives, lift)
            self.evidence = watched.share.update(volume, negatives, self.volume.upper)
        else:
            self.volume = watched.volume.peek(volume, lift)
            self.negatives = watched.negatives.peek(negatives, lift)
            self.evidence = watched.share.peek(volume, negatives)
        self.run_negatives = watched.run_negatives + negatives if self.volume.run else 0.0
        if close:
            watched.run_negatives = self.run_negatives

    def raised(self, floor: float) -> Iterator[tuple[str, Reading, float]]:
        for measure, reading, value in (
            (VOLUME, self.volume, self.now[0]),
            (NEGATIVES, self.negatives, self.now[1]),
        ):
            if reading.surprise >= WATCH and reading.run_total >= floor:
                yield measure, reading, value


class Alarms:
    """Every stream of a brand. Buckets are five minutes, aligned to the hour, UTC."""

    def __init__(self, tuning: Tuning | None = None) -> None:
        self._tuning = tuning or Tuning()
        self._watched: dict[str, _Watched] = {ALL: _Watched(self._tuning)}
        self._last: datetime | None = None
        self._flags: deque[Mapping[Flag, int]] = deque(maxlen=FLAG_WINDOW)
        self._episode: Episode | None = None
        self._grew_at: datetime | None = None
        self._quiet = 0

    def blank(self) -> "Alarms":
        """With the same settings, and nothing learned."""
        return Alarms(self._tuning)

    def replay(
        self,
        points: Iterable[SeriesPoint],
        until: datetime,
        lift: Callable[[datetime], Lift] = lambda _at: 1.0,
    ) -> None:
        """Learn from history before `until` (UTC), oldest first, as if each bucket had closed then.

        An episode that was open is open again, so that a restart does not ring for what already rang.
        Content flags are not part of the history; `resume` brings them back.
        """
        for bucket_at, group in groupby(points, key=lambda point: point.bucket_at):
            if bucket_at >= until:
                break
            self.close(bucket_at, {point.stream: point for point in group}, lift=lift(bucket_at))
        if self._last is not None:
            last_whole = until - BUCKET
            if last_whole > self._last:
                self.close(self._last + ((last_whole - self._last) // BUCKET) * BUCKET, {})

    def resume(
        self, flags: Sequence[Mapping[Flag, int]], known: str | None = None, level: Level | None = None
    ) -> None:
        """After a replay: what the history of counts does not tell.

        Args:
            flags: Content flags of the newest closed buckets, oldest first.
            known: Under which id the open episode was reported; what came late may have moved its beginning.
            level: How far it had grown by then.
        """
        self._flags.extend(flags)
        if self._episode is not None:
            grown = max(level or self._episode.level, self._episode.level, key=RANK.__getitem__)
            self._episode = replace(self._episode, id=known or self._episode.id, level=grown)

    def close(
        self,
        bucket_at: datetime,
        points: Mapping[str, SeriesPoint],
        flags: Mapping[Flag, int] | None = None,
        lift: Lift = 1.0,
    ) -> Sequence[Episode]:
        """Close the bucket that began at `bucket_at`; streams that are absent counted nothing.

        Buckets skipped since the last one count nothing either; one that is not newer is ignored.

        Args:
            bucket_at: Start of the bucket, UTC.
            points: By stream: `all` and each channel.
            flags: How many of the bucket's messages carry each content flag.
            lift: By how much the usual is known to be multiplied in this bucket; a number, or by stream.

        Returns:
            The episode if it opened or grew with this bucket, else nothing.
        """
        if self._last is not None:
            if bucket_at <= self._last:
                return ()
            missed = min((bucket_at - self._last) // BUCKET - 1, self._tuning.half_life)
            for step in range(missed, 0, -1):
                self._take(bucket_at - step * BUCKET, {}, {}, 1.0, close=True)
        return self._take(bucket_at, points, flags or {}, lift, close=True)

    def peek(
        self,
        bucket_at: datetime,
        points: Mapping[str, SeriesPoint],
        flags: Mapping[Flag, int] | None = None,
        lift: Lift = 1.0,
    ) -> Sequence[Episode]:
        """Look at the running bucket with what it counted so far. Nothing is learned from it.

        What it reports is reported: neither a later look nor the bucket's close reports it again.
        """
        if self._last is not None and bucket_at <= self._last:
            return ()
        return self._take(bucket_at, points, flags or {}, lift, close=False)

    @property
    def episode(self) -> Episode | None:
        """The open episode as last reported."""
        return self._episode

    def needed(self) -> timedelta:
        """How much more history is needed before anything can alarm."""
        return self._watched[ALL].volume.peek(0).needed * BUCKET

    def band(self, stream: str = ALL) -> Sequence[tuple[datetime, float | None, float | None]]:
        """Start, expected and upper count of each closed bucket of the last 24 hours, oldest first.

        Both are None while there was too little data; empty for a stream never seen.
        """
        watched = self._watched.get(stream)
        return tuple(watched.band) if watched else ()

    def expected(self, stream: str = ALL, lift: float = 1.0) -> tuple[float | None, float | None]:
        """Expected and upper count of the running bucket."""
        watched = self._watched.get(stream)
        if watched is None:
            return None, None
        reading = watched.volume.peek(0, lift)
        return (reading.expected, reading.upper) if reading.enough else (None, None)

    def _take(
        self,
        bucket_at: datetime,
        points: Mapping[str, SeriesPoint],
        flags: Mapping[Flag, int],
        lift: Lift,
        *,
        close: bool,
    ) -> Sequence[Episode]:
        for stream in points:
            if stream not in self._watched:
                self._watched[stream] = _Watched(self._tuning)
        of = lift if callable(lift) else lambda _stream: lift
        looks = [
            _Look(name, one, points.get(name), of(name), close=close) for name, one in self._watched.items()
        ]
        recent = [*self._flags, flags]
        if close:
            self._last = bucket_at
            self._flags.append(flags)
            for look in looks:
                enough = look.volume.enough
                self._watched[look.stream].band.append(
                    (
                        bucket_at,
                        look.volume.expected if enough else None,
                        look.volume.upper if enough else None,
                    )
                )
        found = self._found(bucket_at, looks, recent)
        if close:
            self._settle(bucket_at, found)
        if found is None:
            return ()
        known = self._episode
        if known is not None and RANK[found.level] <= RANK[known.level]:
            if _size(found) < GROWN * _size(known):
                return ()
            found = replace(found, level=known.level)
        self._episode, self._grew_at, self._quiet = found, bucket_at, 0
        return (found,)

    def _settle(self, bucket_at: datetime, found: Episode | None) -> None:
        """End the episode once its cool-down is over and nothing has been raised for an hour."""
        self._quiet = self._quiet + 1 if found is None else 0
        cool = self._grew_at is not None and bucket_at - self._grew_at >= self._tuning.cooldown * BUCKET
        if self._episode is not None and cool and self._quiet >= _QUIET:
            self._episode = self._grew_at = None

    def _found(
        self, bucket_at: datetime, looks: Sequence[_Look], recent: Sequence[Mapping[Flag, int]]
    ) -> Episode | None:
        raised = [(look, *signal) for look in looks for signal in look.raised(self._tuning.floor)]
        if not raised:
            return None
        raised.sort(key=lambda entry: (entry[0].stream != ALL, entry[1] != VOLUME, -entry[2].surprise))
        loud = [
            look for look, measure, reading, _ in raised if measure == VOLUME and reading.surprise >= ALARM
        ]
        told = loud[0] if loud else raised[0][0]
        angry = told.evidence >= ANGRY
        flags = _counted(recent, told.volume.run_total)
        level = Level.WATCH
        if loud:
            level = Level.CRISIS if flags or any(look.evidence >= ANGRY for look in loud) else Level.WARNING
        longest = max(reading.run for _, _, reading, _ in raised)
        known = self._episode
        opened_at = known.opened_at if known else bucket_at
        strongest = max((reading for _, _, reading, _ in raised), key=lambda reading: reading.surprise)
        total = told.volume.run_total
        return Episode(
            id=known.id if known else f"{bucket_at:%Y%m%dT%H%M}",
            level=level,
            at=bucket_at,
            opened_at=opened_at,
            grown=known is not None,
            signals=tuple(
                Signal(
                    stream=look.stream,
                    measure=measure,
                    bucket_at=bucket_at,
                    value=value,
                    expected=reading.expected,
                    upper=reading.upper,
                    z=reading.z,
                    surprise=reading.surprise,
                    minutes=reading.run * (BUCKET // timedelta(minutes=1)),
                )
                for look, measure, reading, value in raised
            ),
            raised_since=bucket_at - (longest - 1) * BUCKET,
            channels=tuple(dict.fromkeys(look.stream for look, *_ in raised if look.stream != ALL)),
            share=told.run_negatives / total if total else None,
            usual_share=self._watched[told.stream].share.usual,
            angry=angry,
            flags=flags,
            every_days=strongest.every_days,
            history_days=self._watched[ALL].volume.days,
        )


def _size(episode: Episode) -> float:
    """The most messages that one of its streams counted in the bucket."""
    return max(signal.value for signal in episode.signals)


def _counted(recent: Sequence[Mapping[Flag, int]], run_total: float) -> tuple[Flag, ...]:
    counts: dict[Flag, int] = {}
    for bucket in recent:
        for flag, count in bucket.items():
            counts[flag] = counts.get(flag, 0) + count
    least = max(_FLAGGED, _FLAGGED_SHARE * run_total)
    enough = [(count, flag) for flag, count in counts.items() if count >= least]
    return tuple(flag for _, flag in sorted(enough, key=lambda entry: (-entry[0], entry[1].value)))
