"""The detector, fed from the store's series: replayed at start, then bucket by bucket."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta, tzinfo
from functools import partial

from console.clock import Clock
from console.detect import Alarms, Episode
from console.detect.alarms import ALL, FLAG_WINDOW
from console.detect.explain import finding
from console.detect.lifts import lift_at, lifts_at
from console.detect.lifts import running as calendar_entries
from console.detect.silence import Silences
from console.errors import ProcessLost
from console.model.actor import WATCH
from console.model.alert import Finding, SeriesPoint
from console.model.calendar import CalendarEntry
from console.model.channel import Health
from console.model.event import NewEvent
from console.model.message import Judged
from console.model.stream import BUCKET, bucket_of
from console.model.words import RISING, Flag
from console.store.protocol import Store
from console.watch.elsewhere import once
from console.watch.feeding import Feed, Packed, by_bucket, packed
from console.watch.quiet import SilenceWatch, learned

_log = logging.getLogger(__name__)

LATE = timedelta(seconds=30)
"""A bucket is closed this long after its end: what polling brings in belongs to it."""
HISTORY = timedelta(days=42)
COMPARED = timedelta(hours=24)
"""The calm stretch before a run, whose phrases its own are compared with."""
MOST_TEXTS = 400
MOST_LATE = 5
"""So many messages whose bucket was closed already are as many as an alert must hold: learn anew."""
SET_BACK = timedelta(minutes=15)
RELEARN = timedelta(seconds=60)
"""The least time between two times of learning: each reads six weeks of counts."""
CHOOSE = timedelta(hours=1)
"""The least time between two choices of streams when there are more than can be watched."""
REMEMBERED = 200
"""Alerts among which a start looks for the episode that its history shows to be open."""


def learn(
    blank: Alarms,
    history: Packed,
    until: datetime,
    calendar: Sequence[CalendarEntry],
    zone: tzinfo | None,
) -> tuple[Alarms, Silences]:
    """Detector and silences after a history before `until` (UTC). Takes seconds where streams are many."""
    points = list(history.points())
    blank.replay(points, until, partial(lifts_at, calendar))
    return blank, learned(by_bucket(points), until, zone)


class AlarmWatch:
    """Args:
    elsewhere: Learn from history in a process of its own.
    zone: By whose clock a channel's hours of the week are; None is this host's.
    """

    def __init__(
        self,
        *,
        store: Store,
        alarms: Alarms,
        clock: Clock,
        executor: Executor,
        elsewhere: bool = False,
        lang: str = "en",
        ignore: Iterable[str] = (),
        cooldown: timedelta | None = None,
        zone: tzinfo | None = None,
        health: Callable[[], Sequence[Health]] = lambda: (),
    ) -> None:
        self._store = store
        self._alarms = alarms
        self._clock = clock
        self._executor = executor
        self._elsewhere = elsewhere
        self._lang = lang
        self._ignore = tuple(ignore)
        self._cooldown = cooldown
        self._zone = zone
        self._learned_at: datetime | None = None
        self._late = 0
        self._next: datetime | None = None
        self._feed = Feed()
        self._quiet = SilenceWatch(store=store, clock=clock, health=health, lang=lang)
        self._untold: Episode | None = None
        """Found, but not in the store yet: the detector itself reports an episode once only."""
        self._calendar: Sequence[CalendarEntry] = ()
        self._flags: dict[datetime, Counter[Flag]] = {}

    async def start(self) -> None:
        """Learn from the store's history: at the start, and again when much of it came late."""
        self._late = 0
        running = bucket_of(self._clock.now() - LATE)
        points = await self._store.series(running - HISTORY)
        self._calendar = await self._store.calendar(running - HISTORY)
        alarms, quiet = await self._learned(points, running)
        await self._quiet.start(quiet)
        flags = await self._flagged(running - FLAG_WINDOW * BUCKET)
        closed = [flags.get(running - back * BUCKET, Counter()) for back in range(FLAG_WINDOW, 0, -1)]
        told = await self._told(alarms.episode) if alarms.episode else None
        alarms.resume(closed, told.episode if told else None, told.level if told else None)
        if self._next is None:
            self._flags = {at: counter for at, counter in flags.items() if at >= running}
        else:
            self._learned_at = self._clock.now()
        self._alarms, self._next = alarms, running
        episode = alarms.episode
        grown = told is None or (
            episode is not None and RISING.index(episode.level) > RISING.index(told.level)
        )
        self._untold = episode if grown else None

    async def _learned(self, points: Sequence[SeriesPoint], until: datetime) -> tuple[Alarms, Silences]:
        """What the history says, computed where it keeps no key waiting."""
        loop = asyncio.get_running_loop()
        history = await loop.run_in_executor(self._executor, lambda: packed(self._feed.choose(points)))
        how = (self._alarms.blank(), history, until, self._calendar, self._zone)
        if self._elsewhere:
            try:
                return await once(learn, *how)
            except ProcessLost as error:
                _log.warning("%s", error)
        return await loop.run_in_executor(self._executor, learn, *how)

    async def _flagged(self, since: datetime) -> dict[datetime, Counter[Flag]]:
        flags: dict[datetime, Counter[Flag]] = {}
        ahead = self._clock.now() + BUCKET
        for stored in await self._store.texts_between(ALL, since, ahead, MOST_TEXTS):
            if stored.flags:
                flags.setdefault(bucket_of(stored.message.created_at), Counter()).update(stored.flags)
        return flags

    async def _told(self, episode: Episode) -> Finding | None:
        """What the newest alert says of it: what came late may have moved its beginning."""
        for alert in await self._store.alerts(REMEMBERED):
            if alert.finding.of_rule or alert.finding.of_alert_rule or alert.finding.of_silence:
                continue
            if alert.finding.episode == episode.id or alert.finding.at >= episode.opened_at:
                return alert.finding
        return None

    def note(self, judged: Sequence[Judged], fresh: Sequence[int]) -> None:
        """Count what was stored just now: content flags, and what came too late for its bucket."""
        for position in fresh:
            entry = judged[position]
            if entry.message.ours:
                continue
            at = bucket_of(entry.message.created_at)
            self._quiet.heard(entry.message.channel, entry.message.created_at)
            self._late += self._next is not None and at < self._next
            if entry.judgement.flags:
                self._flags.setdefault(at, Counter()).update(entry.judgement.flags)

    def _much_came_late(self) -> bool:
        """A gap that was filled, or a history that was read in, counts as if it had come in time."""
        rested = (
            self._learned_at is None or self._clock.now() - self._learned_at >= RELEARN * self._clock.pace()
        )
        return self._late >= MOST_LATE and rested

    def _crowded(self) -> bool:
        """Streams found no room: choose anew, so that a new wave takes the place of one that is over."""
        rested = self._learned_at is None or self._clock.now() - self._learned_at >= CHOOSE
        return self._feed.refused and rested

    def _clock_went_back(self) -> bool:
        """A wrong clock that was put right must not leave us waiting for its future."""
        return self._next is not None and bucket_of(self._clock.now()) + SET_BACK < self._next

    async def tick(self) -> None:
        """Close the buckets that are complete, look at the running one, and raise what is found."""
        if self._next is None or self._much_came_late() or self._crowded() or self._clock_went_back():
            await self.start()
        assert self._next is not None
        if self._untold is not None:
            await self._raise(self._untold)
        running = bucket_of(self._clock.now() - LATE)
        newest = bucket_of(self._clock.now())
        points = self._feed.admit(await self._store.series(self._next))
        self._calendar = await self._store.calendar(self._next)
        while self._next < running:
            flags = self._flags.pop(self._next, Counter())
            lift = lifts_at(self._calendar, self._next)
            for episode in self._alarms.close(self._next, points.get(self._next, {}), flags, lift):
                await self._raise(episode)
            self._quiet.close(self._next, points.get(self._next, {}))
            self._next += BUCKET
        await self._quiet.tick()
        if newest == running:
            flags, lift = self._flags.get(running, Counter()), lifts_at(self._calendar, running)
            for episode in self._alarms.peek(running, points.get(running, {}), flags, lift):
                await self._raise(episode)
        self._flags = {at: counter for at, counter in self._flags.items() if at >= self._next}

    def band(self, stream: str) -> Mapping[datetime, tuple[float, float]]:
        """Expected and upper volume by bucket, the running one included."""
        known = {
            at: (expected, upper)
            for at, expected, upper in self._alarms.band(stream)
            if expected is not None and upper is not None
        }
        for ahead in (self._next, self._next + BUCKET) if self._next is not None else ():
            expected, upper = self._alarms.expected(stream, lift_at(self._calendar, ahead, stream))
            if expected is not None and upper is not None:
                known.setdefault(ahead, (expected, upper))
        return known

    async def _raise(self, episode: Episode) -> None:
        self._untold = episode
        stream = episode.signals[0].stream
        since = episode.raised_since
        now = await self._store.texts_between(stream, since, episode.at + BUCKET, MOST_TEXTS)
        before = await self._store.texts_between(stream, since - COMPARED, since, MOST_TEXTS)
        known = next(iter(calendar_entries(self._calendar, episode.at, stream)), None)
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._executor,
            lambda: finding(
                episode,
                now,
                before,
                lang=self._lang,
                ignore=self._ignore,
                cooldown=self._cooldown,
                known=known,
            ),
        )
        async with self._store.act(WATCH, self._clock.now()) as tx:
            alert_id, new = await tx.put_alert(found)
            await tx.append(
                NewEvent(
                    "alert.raised" if new else "alert.grown",
                    f"alert:{alert_id}",
                    {},
                    {"level": found.level.value, "episode": found.episode},
                    note=found.text,
                )
            )
        self._untold = None
