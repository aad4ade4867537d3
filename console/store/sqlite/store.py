"""The store on SQLite: each method hands one named function to the engine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from console.clock import Clock
from console.errors import StoreError
from console.model.actor import Actor
from console.model.alert import Alert, SeriesPoint
from console.model.event import Change, Event
from console.model.incident import Incident, Pause, Run
from console.model.item import (
    Counts,
    IngestResult,
    ItemDetail,
    ItemRow,
    MessageKey,
    Reordering,
    StoredMessage,
)
from console.model.message import Earlier, Judged, Quarantined
from console.model.outbox import Outgoing
from console.model.person import Answered, Handle, Mood, Person, Written
from console.model.rule import Asked, Fired, Past, Rule
from console.model.wave import Wave
from console.model.words import OutboxState, Promised
from console.priority import PriorityWeights
from console.query.ast import Query
from console.sla import Promises
from console.store.protocol import AuditReport, Look, Point, QueueKey, Stretch, Tx
from console.store.sqlite import (
    alerts,
    checks,
    clocks,
    conversation,
    counting,
    events,
    handles,
    incidents,
    items,
    messages,
    notes,
    outbox,
    persons,
    queue,
    reordering,
    rulebook,
    runs,
    series,
    settings,
    vocabulary,
    waves,
)
from console.store.sqlite import ingest as intake
from console.store.sqlite.db import Db, to_us
from console.store.sqlite.engine import Engine
from console.store.sqlite.opening import Opened, open_database
from console.store.sqlite.tx import SqliteTx

log = logging.getLogger(__name__)

PROMISES = "clocks.promises"
"""The setting that tells by which promises due times were computed."""
RENEWED_AT_ONCE = 200


class SqliteStore:
    """Fulfils `console.store.protocol.Store` on one file of a local disk.

    Args:
        path: The database; made if it is missing.
        clock: For the times of migrations and checks.
        read_only: Only ask, beside the process that owns the database; nothing is made or migrated.
        promises: How soon messages are to be answered.
        weights: What counts how much for a place in the queue.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        read_only: bool = False,
        promises: Promises | None = None,
        weights: PriorityWeights | None = None,
    ) -> None:
        self.path = path
        self._promises = promises or Promises()
        self._weights = weights or PriorityWeights()
        self._renewed = False
        self._clock = clock
        self._read_only = read_only
        self._opened: Opened | None = None
        self._listeners: list[Callable[[Change], None]] = []
        self._checking: asyncio.Task[None] | None = None

    @property
    def _engine(self) -> Engine:
        if self._opened is None:
            raise StoreError("the database is not open")
        return self._opened.engine

    async def open(self) -> None:
        if self._opened is not None:
            raise StoreError("the database is open already")
        self._opened = await open_database(self.path, self._clock.now(), read_only=self._read_only)
        if not self._read_only:
            await reordering.prepare(self._engine, self._weights)
        if self._opened.wants_check:
            self._checking = asyncio.create_task(self._check())

    async def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is None:
            return
        if self._checking is not None:
            opened.engine.interrupt()
            await asyncio.gather(self._checking, return_exceptions=True)
            self._checking = None
        await opened.close()

    async def checked(self) -> None:
        """Wait for the check that runs after an unclean end. Raises StoreError if it found damage."""
        if self._checking is not None:
            await asyncio.gather(self._checking, return_exceptions=True)
        if self._engine.refusal is not None:
            raise self._engine.refusal

    async def _check(self) -> None:
        """Look at every page without holding up the start; damage stops all writing."""
        engine, now = self._engine, self._clock.now()
        try:
            engine.refusal = checks.damage(self.path, await engine.ask_apart(checks.quick_check))
            if engine.refusal is None and not self._read_only:
                await engine.write(lambda db: checks.remember(db, to_us(now)), urgent=False)
        except StoreError as error:
            if checks.is_damage(error):
                engine.refusal = error
            else:
                log.info("the database was not checked to its end: %s", error)
        if engine.refusal is not None:
            log.error("%s", engine.refusal)
            self._tell([Change(None, "store.damaged", ("store",))])

    def _keeping(self, at: datetime) -> clocks.Keeping:
        return clocks.Keeping(to_us(at), self._promises, self._weights)

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _tell(self, changes: Sequence[Change]) -> None:
        for change in changes:
            for listener in tuple(self._listeners):
                try:
                    listener(change)
                except Exception:
                    # What is committed stays committed; a broken listener harms only itself.
                    log.exception("a listener failed")

    # ── the flow ────────────────────────────────────────────────────────────────────────────────────
    async def ingest(
        self,
        batch: Sequence[Judged],
        rejected: Sequence[Quarantined],
        *,
        channel: str,
        cursor: str | None,
        at: datetime,
    ) -> IngestResult:
        def tell(result: IngestResult) -> None:
            subjects = tuple(f"item:{item_id}" for item_id in result.touched)
            if subjects or result.rejected:
                self._tell([Change(None, "ingested", (*subjects, f"channel:{channel}")), *result.changes])

        return await self._engine.write(
            lambda db: intake.ingest(db, batch, rejected, channel, cursor, at, self._keeping(at)),
            urgent=False,
            then=tell,
        )

    async def cursor(self, channel: str) -> str | None:
        return await self._engine.read(lambda db: intake.cursor_of(db, channel))

    async def series(self, since: datetime) -> Sequence[SeriesPoint]:
        return await self._engine.read(lambda db: series.since(db, to_us(since)))

    async def earlier(self, since: datetime, limit: int) -> Sequence[Earlier]:
        return await self._engine.read(lambda db: waves.earlier(db, since, limit))

    async def add_series(self, points: Sequence[SeriesPoint]) -> None:
        await self._engine.write(lambda db: series.add_points(db, points), urgent=False)

    async def texts_between(
        self, stream: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        return await self._engine.read(
            lambda db: messages.between(db, stream, to_us(start), to_us(end), limit), slow=True
        )

    async def due_outgoing(self, now: datetime) -> Sequence[Outgoing]:
        return await self._engine.read(lambda db: outbox.due(db, to_us(now)))

    async def interrupted_outgoing(self) -> Sequence[Outgoing]:
        return await self._engine.read(outbox.interrupted)

    async def due_snoozes(self, now: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: items.due_snoozes(db, to_us(now)))

    async def expired_leases(self, now: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: items.expired_leases(db, to_us(now)))

    async def due_clocks(self, now: datetime, limit: int) -> Sequence[tuple[int, Promised]]:
        return await self._engine.read(lambda db: clocks.due(db, to_us(now), limit))

    async def renew_clocks(self) -> int:
        if self._renewed:
            return 0
        wanted = self._promises.fingerprint()
        known = await self.get_setting(PROMISES) or Promises().fingerprint()
        if known == wanted:
            self._renewed = True
            return 0
        ids = await self._engine.read(items.open_ids, slow=True)
        for start in range(0, len(ids), RENEWED_AT_ONCE):
            part = ids[start : start + RENEWED_AT_ONCE]
            keeping = self._keeping(self._clock.now())
            await self._engine.write(partial(items.renew, ids=part, keeping=keeping), urgent=False)
            self._tell([Change(None, "changed", tuple(f"item:{item_id}" for item_id in part))])
        await self.set_setting(PROMISES, wanted)
        self._renewed = True
        return len(ids)

    async def reorder(self) -> Reordering | None:
        def tell(changed: Sequence[int]) -> None:
            subjects = (f"item:{item_id}" for item_id in changed)
            self._tell([Change(None, "reordered", ("reordering", *subjects))])

        return await reordering.part(self._engine, self._keeping(self._clock.now()), tell)

    async def reordering(self) -> Reordering | None:
        return await self._engine.read(reordering.progress)

    # ── acts ────────────────────────────────────────────────────────────────────────────────────────
    @asynccontextmanager
    async def act(self, actor: Actor, at: datetime, *, patient: bool = False) -> AsyncIterator[Tx]:
        async with self._engine.turn(urgent=not patient) as writing:
            tx = SqliteTx(writing, actor, at, self._keeping(at))
            yield tx
            await writing.commit(lambda: self._tell(tx.changes()))

    # ── questions ───────────────────────────────────────────────────────────────────────────────────
    async def queue_ids(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]:
        # A whole spine takes its time; the first page must not wait behind it.
        slow = limit is None
        return await self._engine.read(lambda db: queue.ids(db, query, me, now, after, limit), slow=slow)

    async def queue_stretch(
        self,
        query: Query,
        *,
        me: str,
        now: datetime,
        start: QueueKey | None = None,
        end: QueueKey | None = None,
        limit: int,
        backwards: bool = False,
    ) -> Stretch:
        return await self._engine.read(
            lambda db: queue.stretch(
                db, query, me, now, start=start, end=end, limit=limit, backwards=backwards
            )
        )

    async def queue_among(self, query: Query, ids: Sequence[int], *, me: str, now: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: queue.among(db, query, ids, me, now))

    async def queue_look(
        self, query: Query, *, me: str, now: datetime, limit: int, rows: Sequence[int], ids: Sequence[int]
    ) -> Look:
        def look(db: Db) -> Look:
            return Look(
                head=queue.ids(db, query, me, now, None, limit),
                rows=items.by_ids(db, rows),
                belong=set(queue.among(db, query, ids, me, now)),
            )

        return await self._engine.read(look)

    async def queue_count(
        self, query: Query, *, me: str, now: datetime, before: QueueKey | None = None
    ) -> int:
        return await self._engine.read(lambda db: queue.count(db, query, me, now, before), slow=True)

    async def queue_rows(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int
    ) -> Sequence[ItemRow]:
        return await self._engine.read(lambda db: queue.rows(db, query, me, now, after, limit))

    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        return await self._engine.read(lambda db: items.by_ids(db, ids))

    async def queue_some(self, query: Query, limit: int, *, me: str, now: datetime) -> Sequence[int]:
        return await self._engine.aside(lambda db: counting.some(db, query, limit, me, now))

    async def vocabulary(self) -> Mapping[str, Sequence[str]]:
        return await self._engine.aside(vocabulary.in_use)

    async def item(self, item_id: int) -> ItemDetail:
        def ask(db: Db) -> ItemDetail:
            row = items.by_id(db, item_id)
            part = conversation.opening(db, row.id, unread=row.unread > 0)
            return ItemDetail(
                row=row,
                thread=tuple(part.messages),
                notes=notes.of_item(db, row.id),
                draft=notes.draft_of(db, row.id),
                lease_until=items.lease_until(db, row.id),
                misses=clocks.misses(db, row.id),
                replies=tuple(outbox.unpublished(db, row.id)),
                more_before=part.more_before,
                more_after=part.more_after,
            )

        return await self._engine.read(ask)

    async def thread(
        self, item_id: int, *, before: MessageKey | None = None, after: MessageKey | None = None, limit: int
    ) -> Sequence[StoredMessage]:
        def ask(db: Db) -> Sequence[StoredMessage]:
            here = items.home(db, item_id)
            if after is not None:
                return conversation.told(db, conversation.after(db, here, after, limit))
            return conversation.told(db, conversation.before(db, here, before, limit))

        return await self._engine.read(ask)

    async def person_of(self, channel: str, author_id: str) -> int:
        return await self._engine.read(lambda db: handles.person_of(db, channel, author_id))

    async def person(self, person_id: int) -> Person:
        return await self._engine.read(lambda db: persons.person(db, person_id))

    async def moods(self, person: Person) -> Sequence[Mood]:
        return await self._engine.read(lambda db: persons.moods(db, person))

    async def answered(self, person: Person) -> Answered:
        return await self._engine.read(lambda db: persons.answered(db, person))

    async def candidates(self, person: Person) -> Sequence[Handle]:
        return await self._engine.read(lambda db: persons.candidates(db, person))

    async def handles(self, key: str, limit: int) -> Sequence[Handle]:
        return await self._engine.read(lambda db: handles.by_key(db, key, limit))

    async def written(
        self,
        person_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int,
    ) -> Sequence[Written]:
        return await self._engine.read(lambda db: persons.written(db, person_id, limit, before, after))

    async def wave(self, wave: int, now: datetime) -> Wave:
        return await self._engine.read(lambda db: waves.detail(db, wave, now))

    async def waves(self, limit: int) -> Sequence[int]:
        return await self._engine.read(lambda db: waves.largest(db, limit))

    async def messages(self, ids: Sequence[int]) -> Sequence[StoredMessage]:
        return await self._engine.read(lambda db: messages.by_ids(db, ids))

    async def export_messages(self, after_id: int, limit: int) -> Sequence[StoredMessage]:
        return await self._engine.read(lambda db: messages.after_id(db, after_id, limit), slow=True)

    async def counts(self) -> Counts:
        return await self._engine.read(settings.counts)

    async def quarantine(self, limit: int) -> Sequence[Quarantined]:
        return await self._engine.read(lambda db: intake.parked(db, limit))

    async def outbox(self, states: Sequence[OutboxState], limit: int) -> Sequence[Outgoing]:
        return await self._engine.read(lambda db: outbox.in_states(db, states, limit))

    async def alerts(self, limit: int, *, open_only: bool = False) -> Sequence[Alert]:
        return await self._engine.read(lambda db: alerts.some(db, limit, open_only=open_only))

    async def alert(self, alert_id: int) -> Alert:
        return await self._engine.read(lambda db: alerts.by_id(db, alert_id))

    async def incidents(self, limit: int, *, open_only: bool = False) -> Sequence[Incident]:
        return await self._engine.read(lambda db: incidents.some(db, limit, open_only=open_only))

    async def incident(self, incident_id: int) -> Incident:
        return await self._engine.read(lambda db: incidents.by_id(db, incident_id))

    async def runs(self, limit: int, *, open_only: bool = False) -> Sequence[Run]:
        return await self._engine.read(lambda db: runs.some(db, limit, open_only=open_only))

    async def run(self, run_id: int) -> Run:
        return await self._engine.read(lambda db: runs.by_id(db, run_id))

    async def pause(self) -> Pause | None:
        return await self._engine.read(settings.pause)

    async def rules(self) -> Sequence[Rule]:
        return await self._engine.read(rulebook.rules)

    async def rule_counts(self, since: datetime) -> Mapping[str, int]:
        return await self._engine.read(lambda db: rulebook.counts(db, to_us(since)))

    async def rule_log(self, rule_id: int, limit: int) -> Sequence[Fired]:
        return await self._engine.read(lambda db: rulebook.log(db, rule_id, limit))

    async def asked(self, item_id: int, limit: int) -> Sequence[Asked]:
        return await self._engine.read(lambda db: rulebook.asked(db, items.home(db, item_id), limit))

    async def past(self, after: tuple[datetime, int], limit: int) -> Sequence[Past]:
        at, message_id = after
        return await self._engine.read(
            lambda db: rulebook.past(db, (to_us(at), message_id), limit), slow=True
        )

    async def events(
        self, subjects: Sequence[str] | None, limit: int, *, after_id: int = 0
    ) -> Sequence[Event]:
        return await self._engine.read(lambda db: events.some(db, subjects, limit, after_id))

    async def event(self, event_id: int) -> Event:
        return await self._engine.read(lambda db: events.by_id(db, event_id))

    async def mine(self, actor: str, limit: int) -> Sequence[Event]:
        return await self._engine.read(lambda db: events.mine(db, actor, limit))

    async def parts(self, act: int, limit: int, *, after_id: int = 0) -> Sequence[Event]:
        return await self._engine.read(lambda db: events.parts(db, act, after_id, limit))

    async def count_parts(self, acts: Sequence[int]) -> Mapping[int, int]:
        return await self._engine.read(lambda db: events.count_parts(db, acts))

    async def point(self) -> Point:
        return await self._engine.read(lambda db: Point(events.newest(db), messages.newest(db)))

    async def verify(self, progress: Callable[[int], None] | None = None) -> AuditReport:
        walk = await self._engine.read(events.begin_walk, slow=True)
        while not walk.finished:
            await self._engine.read(lambda db: events.walk_on(db, walk), slow=True)
            if progress is not None:
                progress(walk.last)
        return events.report(walk)

    async def get_setting(self, key: str) -> str | None:
        return await self._engine.read(lambda db: settings.get(db, key))

    async def set_setting(self, key: str, value: str) -> None:
        await self._engine.write(lambda db: settings.put(db, key, value), urgent=True)

    async def checks(self) -> Mapping[str, str]:
        return await self._engine.read(lambda db: checks.facts(db, self.path), slow=True)
