"""What a store is asked, on SQLite: each question hands one named function to the engine."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

from console.model.actor import Actor
from console.model.alert import Alert
from console.model.alertrule import FilterPoint, Kept, Labelled
from console.model.calendar import CalendarEntry
from console.model.correction import Lesson, StoredCorrection
from console.model.event import AuditReport, Event, Head, Point
from console.model.incident import Incident, Pause, Run
from console.model.item import (
    Counts,
    ItemDetail,
    ItemRow,
    MessageKey,
    QueueKey,
    StoredMessage,
)
from console.model.message import Quarantined
from console.model.outbox import Outgoing
from console.model.person import Answered, Handle, Mood, Person, Written
from console.model.precision import Precision
from console.model.queue import Look, Stretch
from console.model.ringing import Begun, Ring
from console.model.rule import Asked, Fired, Past, Rule
from console.model.wave import Wave
from console.model.words import OutboxState
from console.query.ast import Query
from console.store.anchor import Anchored, Verdict
from console.store.sqlite import (
    alertrules,
    alerts,
    calendar,
    clocks,
    closed,
    conversation,
    counting,
    events,
    filtered,
    handles,
    incidents,
    items,
    labelled,
    messages,
    notes,
    outbox,
    persons,
    queue,
    rejudging,
    rings,
    rulebook,
    runs,
    settings,
    vocabulary,
    waves,
)
from console.store.sqlite import ingest as intake
from console.store.sqlite.db import Db, to_us
from console.store.sqlite.engine import Engine

LONG = 1_000
"""Rows from which on a stretch takes its time: what is on the screen must not wait behind it."""


class Questions:
    """The reading half of `SqliteStore`."""

    @property
    def _engine(self) -> Engine:
        raise NotImplementedError

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
            ),
            slow=limit > LONG,
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

    async def vocabulary(self, *, public: bool = False) -> Mapping[str, Sequence[str]]:
        return await self._engine.aside(lambda db: vocabulary.in_use(db, public=public))

    async def closed(self, actor: Actor, subjects: Sequence[str]) -> Set[str]:
        return await self._engine.read(lambda db: closed.to(db, actor, subjects))

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
                taken_over=notes.taken_over(db, row.id),
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

    async def counts(self, *, public: bool = False) -> Counts:
        return await self._engine.read(lambda db: settings.counts(db, public=public))

    async def quarantine(self, limit: int) -> Sequence[Quarantined]:
        return await self._engine.read(lambda db: intake.parked(db, limit))

    async def outbox(self, states: Sequence[OutboxState], limit: int) -> Sequence[Outgoing]:
        return await self._engine.read(lambda db: outbox.in_states(db, states, limit))

    async def alerts(self, limit: int, *, open_only: bool = False) -> Sequence[Alert]:
        return await self._engine.read(lambda db: alerts.some(db, limit, open_only=open_only))

    async def ladders(self, alert_ids: Sequence[int]) -> Sequence[Begun]:
        return await self._engine.read(lambda db: rings.begun(db, alert_ids))

    async def rings(self, alert_ids: Sequence[int]) -> Sequence[Ring]:
        return await self._engine.read(lambda db: rings.of(db, alert_ids))

    async def interrupted_rings(self) -> Sequence[Ring]:
        return await self._engine.read(rings.interrupted)

    async def calendar(self, since: datetime) -> Sequence[CalendarEntry]:
        return await self._engine.read(lambda db: calendar.since(db, to_us(since)))

    async def corrections(self, limit: int, before_id: int | None = None) -> Sequence[StoredCorrection]:
        return await self._engine.read(lambda db: labelled.newest(db, limit, before_id))

    async def corrected_buckets(self, item_ids: Sequence[int], since: datetime) -> Sequence[datetime]:
        return await self._engine.read(lambda db: labelled.buckets(db, item_ids, since))

    async def lessons(self, then: datetime | None = None) -> Sequence[Lesson]:
        return await self._engine.read(lambda db: labelled.lessons(db, then), slow=True)

    async def rejudgeable(self, since: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: rejudging.ids(db, to_us(since)), slow=True)

    async def to_rejudge(self, ids: Sequence[int]) -> Sequence[StoredMessage]:
        return await self._engine.read(lambda db: rejudging.standing(db, ids))

    async def alert(self, alert_id: int) -> Alert:
        return await self._engine.read(lambda db: alerts.by_id(db, alert_id))

    async def alert_precision(self) -> Sequence[Precision]:
        return await self._engine.read(alerts.precision, slow=True)

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

    async def filtered(
        self, query: Query, start: datetime, end: datetime, *, few: bool = False
    ) -> Sequence[FilterPoint]:
        return await self._engine.read(lambda db: filtered.counts(db, query, start, end, few), slow=True)

    async def filtered_texts(
        self, query: Query, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        return await self._engine.read(lambda db: filtered.texts(db, query, start, end, limit), slow=True)

    async def alert_rules(self) -> Sequence[Kept]:
        return await self._engine.read(alertrules.rules)

    async def alert_rule(self, rule_id: int) -> Kept:
        return await self._engine.read(lambda db: alertrules.by_id(db, rule_id))

    async def alert_rule_versions(self, rule_id: int) -> Sequence[Kept]:
        return await self._engine.read(lambda db: alertrules.versions(db, rule_id))

    async def alert_rule_labels(self) -> Mapping[tuple[int, int], tuple[Precision, datetime | None]]:
        return await self._engine.read(alertrules.labelled)

    async def alerts_of_rule(self, rule_id: int, limit: int) -> Sequence[Alert]:
        return await self._engine.read(lambda db: alertrules.raised(db, rule_id, limit))

    async def first_message(self) -> datetime | None:
        return await self._engine.read(filtered.first)

    async def labelled_alerts(self, since: datetime) -> Sequence[Labelled]:
        return await self._engine.read(lambda db: filtered.labelled(db, since))

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

    async def hold_against(self, lines: Sequence[Anchored]) -> Verdict:
        return await self._engine.read(lambda db: events.hold_against(db, lines), slow=True)

    async def head(self) -> Head:
        return await self._engine.read(events.head)

    async def get_setting(self, key: str) -> str | None:
        return await self._engine.read(lambda db: settings.get(db, key))
