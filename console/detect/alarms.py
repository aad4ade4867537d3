"""All streams of a brand, joined into one episode with one cool-down.

Watch: one stream is raised. Warning: volume is. Crisis: volume together with content evidence, an unusual
share of negatives or content flags; the conjunction keeps harmless peaks from being called a crisis.

To open an episode a stream must show more the more there are (`crowd.py`); to be named in an open one, not.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from console.detect.baseline import Reading, counts_of
from console.detect.crowd import Crowd
from console.detect.episode import Episode, grown_to
from console.detect.lifts import Lift
from console.detect.tuning import Tuning
from console.detect.watched import LEVEL, ORDER, SHARE, VOLUME, Look, Watched
from console.model.alert import SeriesPoint, Signal
from console.model.stream import ALL, BUCKET, FLAG, KIND, QUIET, TOPIC, WAVE, is_channel
from console.model.words import RISING, Flag, Level

__all__ = ["ALL", "BUCKET", "FLAG_WINDOW", "STREAMS", "Alarms"]

STREAMS = 200
"""More are not watched at once: those that have been quiet for longest are forgotten. The watch feeds fewer
(`console.watch.feeding`), for what is learned anew at each message is never known."""
_QUIET = QUIET // BUCKET
"""Buckets without a raised stream that end an episode whose cool-down is over."""
FLAG_WINDOW = 12
"""Buckets over which content flags are counted together."""
_FLAGGED = 2
_FLAGGED_SHARE = 0.02
_FLAGGED_TIMES = 2.0
"""Flagged messages that are content evidence: at least two, two in a hundred of the run, and twice their
usual share: what grows no more than everything else is no evidence beside the volume."""
_ABSENT_KNOWN = (KIND, FLAG, TOPIC, WAVE)
"""A message's kind, flags, tags and copies are known for every message: before the first one there was none.
A channel or a watched word may be new to us alone, so its past is unknown."""

_Raised = tuple[Look, str, Reading, float]


class Alarms:
    """Every stream of a brand. Buckets are five minutes, aligned to the hour, UTC."""

    def __init__(self, tuning: Tuning | None = None) -> None:
        self._tuning = tuning or Tuning()
        self._watched: dict[str, Watched] = {ALL: Watched(self._tuning)}
        self._last: datetime | None = None
        self._closed = 0
        self._flags: deque[Mapping[Flag, int]] = deque(maxlen=FLAG_WINDOW)
        self._volumes: deque[float] = deque(maxlen=FLAG_WINDOW)
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
            grown = max(level or self._episode.level, self._episode.level, key=RISING.index)
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
            points: By stream, as `console.model.stream` names them.
            flags: How many of the bucket's messages carry each content flag.
            lift: How many times the usual is expected in this bucket; more than 0.

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
        return counts_of(*watched.volume.usual(lift)) if watched.volume.enough else (None, None)

    def _take(
        self,
        bucket_at: datetime,
        points: Mapping[str, SeriesPoint],
        flags: Mapping[Flag, int],
        lift: Lift,
        *,
        close: bool,
    ) -> Sequence[Episode]:
        for stream, point in points.items():
            if stream not in self._watched:
                self._make_room()
                absent = self._closed if stream.startswith(_ABSENT_KNOWN) else 0
                self._watched[stream] = Watched(self._tuning, absent)
            if point.volume:
                self._watched[stream].heard = bucket_at
        looks = self._looks(bucket_at, points, lift, close=close)
        everything = float(points[ALL].volume) if ALL in points else 0.0
        recent = [*self._flags, flags]
        hour = sum(self._volumes) + everything
        if close:
            self._volumes.append(everything)
            self._last = bucket_at
            self._closed += 1
            self._flags.append(flags)
            settled = self._settled(bucket_at, looks)
            if settled is not None:
                self._episode = self._grew_at = None
                return (settled,)
        found = self._found(bucket_at, looks, recent, hour, everything)
        if close:
            self._settle(bucket_at, found)
        if found is None:
            return ()
        known = self._episode
        if known is not None:
            grown = grown_to(known, found, empty=not everything)
            if grown is None:
                return ()
            found = grown
        self._episode, self._grew_at, self._quiet = found, bucket_at, 0
        return (found,)

    def _looks(
        self, bucket_at: datetime, points: Mapping[str, SeriesPoint], lift: Lift, *, close: bool
    ) -> Sequence[Look]:
        """Of the streams that have something to say; `all`, if it has, comes first."""
        found = []
        for name, one in self._watched.items():
            by = lift(name) if callable(lift) else lift
            point = points.get(name)
            look = one.close(name, bucket_at, point, by) if close else one.peek(name, point, by)
            if look is not None:
                found.append(look)
        return found

    def _settle(self, bucket_at: datetime, found: Episode | None) -> None:
        """End the episode once its cool-down is over and nothing has been raised for an hour."""
        self._quiet = self._quiet + 1 if found is None else 0
        cool = self._grew_at is not None and bucket_at - self._grew_at >= self._tuning.cooldown * BUCKET
        if self._episode is not None and cool and self._quiet >= _QUIET and not self._holds(self._episode):
            self._episode = self._grew_at = None

    def _holds(self, episode: Episode) -> bool:
        """The rise that an episode tells of has not gone: at night it may raise nothing."""
        watched = self._watched.get(episode.signals[0].stream)
        return watched is not None and watched.volume.rose

    def _settled(self, bucket_at: datetime, looks: Sequence[Look]) -> Episode | None:
        """The open episode's end, if with this bucket what it tells of became a new level.

        What rose with it, and has not fallen since, has a new level as well.
        """
        known = self._episode
        if known is None:
            return None
        told = known.signals[0].stream
        volumes = ((look.stream, look.volume) for look in looks if look.stream in (ALL, told) and look.volume)
        stream, volume = next((one for one in volumes if one[1].settled), (told, None))
        if volume is None:
            return None
        for watched in self._watched.values():
            watched.settle()
        level, was = self._watched[stream].volume.peek(0.0).expected, volume.before
        signal = replace(
            known.signals[0],
            stream=stream,
            measure=LEVEL,
            bucket_at=bucket_at,
            value=level,
            expected=was,
            minutes=volume.settled * (BUCKET // timedelta(minutes=1)),
        )
        return replace(known, at=bucket_at, grown=True, signals=(signal, *known.signals))

    def _make_room(self) -> None:
        """Before a new stream: forget what was quiet for longest, channels last, and `all` never."""
        while len(self._watched) >= STREAMS:
            del self._watched[
                min(
                    (name for name in self._watched if name != ALL),
                    key=lambda name: (is_channel(name), self._heard(name)),
                )
            ]

    def _heard(self, stream: str) -> datetime:
        return self._watched[stream].heard or datetime.min.replace(tzinfo=UTC)

    def _usual_share(self, flag: str) -> float:
        """Of all messages, the share that usually carries a flag."""
        known, everything = self._watched.get(FLAG + flag), self._watched[ALL].share.messages
        return known.share.messages / everything if known and everything else 0.0

    def _flagged_anew(self, look: Look, pace: float) -> bool:
        """A raised flag has risen more than all messages have, of which `pace` a bucket come now."""
        usual = self._usual_share(look.stream.removeprefix(FLAG))
        return look.run_total / max(1, look.run) >= _FLAGGED_TIMES * usual * pace

    def _counted(
        self, recent: Sequence[Mapping[Flag, int]], run_total: float, hour: float
    ) -> tuple[Flag, ...]:
        """Flags that came often enough to count, most frequent first; `hour` is of all messages."""
        counts: Counter[Flag] = Counter()
        for bucket in recent:
            counts.update(bucket)
        least = max(_FLAGGED, _FLAGGED_SHARE * run_total)
        enough = [
            (count, flag)
            for flag, count in counts.items()
            if count >= max(least, _FLAGGED_TIMES * self._usual_share(flag.value) * hour)
        ]
        return tuple(flag for _, flag in sorted(enough, key=lambda entry: (-entry[0], entry[1].value)))

    def _found(
        self,
        bucket_at: datetime,
        looks: Sequence[Look],
        recent: Sequence[Mapping[Flag, int]],
        hour: float,
        everything: float,
    ) -> Episode | None:
        raised: list[_Raised] = [
            (look, *signal) for look in looks for signal in look.raised(self._tuning.floor)
        ]
        if not raised:
            return None
        crowd = Crowd(sum(one.enough for one in self._watched.values()) - 1, self._tuning.floor)
        opening = any(
            reading.surprise >= look.opens(measure) + crowd.penalty(look.stream)
            and (measure == SHARE or reading.run_total >= crowd.floor(look.stream))
            for look, measure, reading, _ in raised
        )
        if self._episode is None and not opening:
            return None
        raised.sort(
            key=lambda entry: (
                entry[0].stream != ALL,
                not is_channel(entry[0].stream),
                ORDER.index(entry[1]),
                -entry[2].surprise,
            )
        )
        loud = [
            look
            for look, measure, reading, _ in raised
            if measure == VOLUME and crowd.loud(look.stream, reading)
        ]
        told = loud[0] if loud else raised[0][0]
        flags = self._counted(recent, told.run_total, hour)
        whole = self._watched[ALL]
        pace = whole.run_total / whole.run if whole.run else everything
        content = (
            bool(flags)
            or any(look.angry for look in loud)
            or any(look.stream.startswith(FLAG) and self._flagged_anew(look, pace) for look, *_ in raised)
        )
        level = Level.WATCH
        if loud:
            level = Level.CRISIS if content else Level.WARNING
        longest = max(reading.run for _, _, reading, _ in raised)
        known = self._episode
        opened_at = known.opened_at if known else bucket_at
        strongest = max((reading for _, _, reading, _ in raised), key=lambda reading: reading.surprise)
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
            channels=tuple(dict.fromkeys(look.stream for look, *_ in raised if is_channel(look.stream))),
            share=told.shared,
            usual_share=told.usual,
            angry=told.angry,
            flags=flags,
            every_days=strongest.every_days,
            history_days=self._watched[ALL].volume.days,
            share_of=round(raised[0][2].run_total) if raised[0][1] == SHARE else None,
        )
