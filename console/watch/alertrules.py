"""Alert rules, run on what comes in: each closed bucket is counted and decided once, and what fires is told.

What is known of an episode survives a restart: the alerts stand in the store, and so does up to when each
rule has been watched and when it held last. A start decides again from there, by the store's history, and
raises what no alert tells of yet; a message that comes late has its bucket counted again, and what follows
from it is raised late.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.clock import Clock
from console.crisis.severity import content_of
from console.detect.byrule import episode_of, finding
from console.model.actor import WATCH
from console.model.alertrule import FilterPoint, Firing, Kept
from console.model.calendar import CalendarEntry
from console.model.correction import CORRECTIONS
from console.model.event import Change, NewEvent
from console.model.explanation import Content
from console.model.item import StoredMessage
from console.model.message import Judged
from console.model.stream import BUCKET, QUIET, bucket_of
from console.model.words import Flag
from console.query import Query, QueryError
from console.rules.levels import LEAD, REVISED, Level, check, lead, usual_at
from console.store.history import counted
from console.store.protocol import Store

_log = logging.getLogger(__name__)

LATE = timedelta(seconds=30)
"""A bucket is closed this long after its end: what polling brings in belongs to it."""
SET_BACK = timedelta(minutes=15)
REVISE = timedelta(seconds=60)
"""The least time between two times of counting anew what came late."""
MANY_LATE = 24
"""Buckets that messages came late for, from which on the whole history is learned anew."""
GROWN = 2.0
"""An alert is told anew when its number is so many times what it told."""
COMPARED = timedelta(hours=24)
RELABELLING = ("item.corrected", "item.uncorrected", "item.undone")
REJUDGED = "item.rejudged"
AT_ONCE = 500
"""Items that the store is asked about in one question."""
MOST_TEXTS = 400
REMEMBERED = 300
"""A rule's newest alerts, among which a start looks for those that tell of what it finds."""
WATCHED = "alertrules.watched"
"""The setting that tells up to when each rule was watched, and when it held last."""


@dataclass(slots=True)
class _Told:
    """An episode that an alert tells of."""

    episode: str
    at: datetime
    until: datetime
    value: float

    def tells_of(self, firing: Firing, cooldown: timedelta) -> bool:
        until = firing.until or firing.at
        return firing.at <= self.until + cooldown and until >= self.at - cooldown


@dataclass(slots=True)
class _Minded:
    kept: Kept
    query: Query
    level: Level
    next: datetime
    """The bucket to be closed next."""
    told: list[_Told]
    waiting: list[tuple[Firing, Firing]] = field(default_factory=list)
    """Episodes that held, each with its newest window, and that nobody compared with the alerts yet."""


class RuleWatch:
    def __init__(
        self, *, store: Store, clock: Clock, executor: Executor, lang: str = "en", ignore: Iterable[str] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._executor = executor
        self._lang = lang
        self._ignore = tuple(ignore)
        self._minded: dict[int, _Minded] = {}
        self._closed: datetime | None = None
        """Buckets before this are closed for every rule."""
        self._late: set[datetime] = set()
        self._revised_at: datetime | None = None
        self._watched: dict[str, tuple[str, str | None]] | None = None
        self._calendar: Sequence[CalendarEntry] = ()
        self._corrected: set[int] = set()
        """Items of whose messages somebody said what sentiment they have, or took that back."""
        self._rejudged = False
        """Whether stored messages were judged anew: any bucket may have changed."""
        store.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        """A commit: what moves a sentiment changes counts of buckets that are closed."""
        self._rejudged = self._rejudged or change.verb == REJUDGED
        if change.verb in RELABELLING or CORRECTIONS in change.subjects:
            for subject in change.subjects:
                noun, _, number = subject.partition(":")
                if noun == "item":
                    self._corrected.add(int(number))

    def note(self, judged: Sequence[Judged], fresh: Sequence[int]) -> None:
        """What was stored just now: some of it may be too late for its bucket."""
        if self._closed is None or not self._minded:
            return
        for position in fresh:
            message = judged[position].message
            if not message.ours and (at := bucket_of(message.created_at)) < self._closed:
                self._late.add(at)

    async def tick(self) -> None:
        """Close the buckets that are complete for every rule that is on, and raise what is found."""
        running = bucket_of(self._clock.now() - LATE)
        rules = {kept.id: kept for kept in await self._store.alert_rules() if kept.enabled}
        if self._closed is not None and running + SET_BACK < self._closed:
            # A wrong clock that was put right must not leave us waiting for its future.
            self._minded.clear()
        self._minded = {number: one for number, one in self._minded.items() if rules.get(number) == one.kept}
        self._calendar = await self._store.calendar(running - LEAD - REVISED)
        for minded in self._minded.values():
            minded.level.expect(self._calendar)
        try:
            await self._note_corrected(running)
            await self._revise(running)
            for kept in rules.values():
                await self._mind(kept, running)
        finally:
            self._closed = running
        await self._remember(running)

    async def _mind(self, kept: Kept, running: datetime) -> None:
        minded = self._minded.get(kept.id) or await self._learn(kept, running)
        if minded is None:
            return
        self._minded[kept.id] = minded
        if minded.next < running:
            found = await self._store.filtered(minded.query, minded.next, running, few=True)
            points = {point.bucket_at: point for point in found}
            while minded.next < running:
                _close(minded, points.get(minded.next))
        await self._tell(minded)

    async def _learn(self, kept: Kept, running: datetime) -> _Minded | None:
        """Decide on what was not watched yet, by the store's history; None while there is no history."""
        try:
            query = check(kept.rule)
        except QueryError as error:
            _log.error("alert rule %s: %s", kept.rule.name, error.what)
            return None
        first = await self._store.first_message()
        if first is None:
            return None
        watched, held_at = await self._known(kept)
        closed = running if watched is None else watched
        told = [
            _Told(
                alert.finding.episode,
                alert.opened_at,
                alert.finding.at,
                alert.finding.explanation.rule.value,
            )
            for alert in await self._store.alerts_of_rule(kept.id, REMEMBERED)
            if alert.finding.explanation is not None and alert.finding.explanation.rule is not None
        ]
        if told and held_at is not None:
            newest = max(told, key=lambda one: one.until)
            newest.until = max(newest.until, held_at)
        since = bucket_of(min(closed, running) - REVISED)
        known_since = max(first, since - lead(kept.rule))
        history = [
            point
            async for points, _share in counted(self._store, query, known_since, running)
            for point in points
        ]
        level = Level(kept.rule, known_since, await self._store.calendar(known_since))
        minded = _Minded(kept, query, level, running, told)
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._executor, _decide, minded.level, history, since, running)
        for firing, now in found:
            if watched is not None and firing.at <= since + kept.rule.cooldown and now.at <= watched:
                # It may have begun before we looked, and was told then.
                told.append(_Told(episode_of(kept, firing), firing.at, now.at, now.value))
            else:
                minded.waiting.append((firing, now))
        return minded

    async def _note_corrected(self, running: datetime) -> None:
        """Let the buckets of corrected messages be counted anew, as if these had come late."""
        # Taken at once: what is said while the store answers is asked for the next time.
        items, self._corrected = list(self._corrected), set()
        if self._closed is None or not self._minded:
            return
        try:
            for at in range(0, len(items), AT_ONCE):
                part, since = items[at : at + AT_ONCE], running - LEAD - REVISED
                found = await self._store.corrected_buckets(part, since)
                self._late.update(bucket for bucket in found if bucket < self._closed)
        except BaseException:
            self._corrected.update(items)
            raise

    async def _revise(self, running: datetime) -> None:
        """Messages came for buckets that were closed: count these again, and decide on what they change."""
        now = self._clock.now()
        rested = self._revised_at is None or now - self._revised_at >= REVISE * self._clock.pace()
        if not (self._late or self._rejudged) or not rested:
            return
        late, self._revised_at = sorted(self._late), now
        if len(late) > MANY_LATE or self._rejudged:
            self._minded.clear()
            self._rejudged = False
        for minded in self._minded.values():
            points: list[FilterPoint] = []
            for at in late:
                if at < minded.next:
                    points += await self._store.filtered(minded.query, at, at + BUCKET, few=True)
            since = max(late[0], bucket_of(minded.next - REVISED))
            minded.waiting += [(firing, firing) for firing in minded.level.revise(points, since)]
        self._late.difference_update(late)

    async def _tell(self, minded: _Minded) -> None:
        """Raise, or let grow, what held; what could not be stored waits for the next time."""
        kept = minded.kept
        while minded.waiting:
            firing, now = minded.waiting[0]
            until = firing.until or firing.at
            known = next((one for one in minded.told if one.tells_of(firing, kept.rule.cooldown)), None)
            if known is None:
                if until > kept.since:
                    await self._raise(minded, episode_of(kept, firing), firing, until)
                    minded.told.append(_Told(episode_of(kept, firing), firing.at, until, firing.value))
                    # What it grew to since is told at once.
                    continue
            else:
                if now.value >= GROWN * known.value and until > kept.since:
                    await self._raise(minded, known.episode, now, until)
                    known.value = now.value
                known.until = max(known.until, until)
                known.at = min(known.at, firing.at)
            minded.waiting.pop(0)
        horizon = minded.next - REVISED - kept.rule.cooldown
        minded.told = [one for one in minded.told if one.until >= horizon]

    async def _raise(self, minded: _Minded, episode: str, now: Firing, until: datetime) -> None:
        """Let the alert of an episode tell of a window; the episode held until then, if not longer."""
        kept, window = minded.kept, minded.kept.rule.window
        began = now.at - window
        messages = await self._store.filtered_texts(minded.query, began, now.at, MOST_TEXTS)
        before = await self._store.filtered_texts(minded.query, began - COMPARED, began, MOST_TEXTS)
        asked = [term.value for term in minded.query.terms if term.key == "flag" and not term.negated]
        flags = [flag for flag in Flag if flag.value in asked]
        content = await self._content(minded, now, messages)
        found = await asyncio.get_running_loop().run_in_executor(
            self._executor,
            lambda: finding(
                kept, episode, now, messages, before, flags, content, lang=self._lang, ignore=self._ignore
            ),
        )
        at = self._clock.now()
        over = at - until > max(kept.rule.cooldown, QUIET)
        async with self._store.act(WATCH, at) as tx:
            alert_id, new = await tx.put_alert(found)
            subject = f"alert:{alert_id}"
            after = {"level": found.level.value, "episode": episode, "rule": kept.id, "version": kept.version}
            verb = "alert.raised" if new else "alert.grown"
            await tx.append(NewEvent(verb, subject, {}, after, note=found.text))
            if over and new:
                # It is told for the record: what was over long ago must wake nobody.
                await tx.set_alert(alert_id, acknowledged_by=WATCH.name, acknowledged_at=at)
                await tx.append(NewEvent("alert.acknowledged", subject, {}, {"by": WATCH.name}))

    async def _content(self, minded: _Minded, now: Firing, messages: Sequence[StoredMessage]) -> Content:
        """What a window says, against what is usual then, for the severity of its alert."""
        rule, first = minded.kept.rule, await self._store.first_message()
        known_since = max(first or now.at, now.at - LEAD)
        points = [
            point
            async for several, _share in counted(self._store, minded.query, known_since, now.at)
            for point in several
        ]
        began = now.at - rule.window
        negatives = sum(point.negatives for point in points if point.bucket_at >= began)
        calendar = await self._store.calendar(known_since)
        usual = usual_at(points, rule, now.at, known_since=known_since, calendar=calendar)
        return content_of(messages, negatives, *(usual or (None, None)))

    async def _known(self, kept: Kept) -> tuple[datetime | None, datetime | None]:
        """Up to when the rule was watched, and when it held last; None if it never was."""
        if self._watched is None:
            self._watched = json.loads(await self._store.get_setting(WATCHED) or "{}")
        closed, held = self._watched.get(str(kept.id), (None, None))
        return (
            datetime.fromisoformat(closed) if closed else None,
            datetime.fromisoformat(held) if held else None,
        )

    async def _remember(self, running: datetime) -> None:
        """Once everything up to here is told."""
        watched = {
            str(number): (running.isoformat(), _held(minded)) for number, minded in self._minded.items()
        }
        if watched != self._watched and (watched or self._watched):
            await self._store.set_setting(WATCHED, json.dumps(watched))
            self._watched = watched


def _close(minded: _Minded, point: FilterPoint | None) -> None:
    firing = minded.level.close(minded.next, point)
    minded.next += BUCKET
    if firing is not None and minded.level.now is not None:
        minded.waiting.append((firing, minded.level.now))


def _decide(
    level: Level, history: Sequence[FilterPoint], since: datetime, running: datetime
) -> list[tuple[Firing, Firing]]:
    """The episodes since a time, each with the window in which it held last; what lies before is learned."""
    points: dict[datetime, FilterPoint] = {}
    for point in history:
        if point.bucket_at < since:
            level.learn(point)
        else:
            points[point.bucket_at] = point
    found: list[tuple[Firing, Firing]] = []
    at = since
    while at < running:
        firing = level.close(at, points.get(at))
        if firing is not None and level.now is not None:
            if found and found[-1][0].at == firing.at:
                found.pop()
            found.append((firing, level.now))
        at += BUCKET
    return found


def _held(minded: _Minded) -> str | None:
    """When the rule held last, as an alert tells of it."""
    newest = max((one.until for one in minded.told), default=None)
    return newest.isoformat() if newest else None
