"""The store as somebody sees it to whom a part of it is closed: private messages, or restricted incidents.

What is not named here is not there for them: a question that is new to the store is refused until somebody
has thought about what it could show.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from console.errors import NotFound
from console.model.actor import Actor
from console.model.alert import Alert, SeriesPoint
from console.model.alertrule import FilterPoint
from console.model.event import Event
from console.model.incident import Incident, Run
from console.model.item import Counts, ItemDetail, ItemRow, MessageKey, QueueKey, StoredMessage
from console.model.outbox import Outgoing
from console.model.person import Handle, Person, Written
from console.model.queue import Look, Stretch
from console.model.stream import KIND, WAVE
from console.model.wave import Wave
from console.model.words import Kind, OutboxState
from console.query.ast import Query
from console.store.protocol import Store
from console.text import one_line

HARMLESS = frozenset(
    {
        "act", "alert_precision", "alert_rule", "alert_rule_labels", "alert_rule_versions", "alert_rules",
        "answered", "asked", "calendar", "checks", "corrections", "count_parts", "due", "first_message",
        "get_setting",
        "head", "hold_against", "labelled_alerts", "ladders", "lessons", "loads", "moods", "past", "pause",
        "point",
        "quarantine", "rejudgeable", "reordering", "rings", "rule_counts", "rule_log", "rules", "set_setting",
        "subscribe", "to_rejudge", "verify",
    }
)  # fmt: skip
"""What shows no text of a message and nothing of an incident, and what `permits` refuses as a whole."""
PRIVATE = KIND + Kind.DM.value
LOOKED_AT = 400
"""The newest messages of a wave among which an open one is looked for."""
PAGES = 50
"""Pages in a row that may hold nothing open before a question ends."""


OF_MESSAGES = frozenset({"item", "message", "wave", "outbox", "person", "handle"})
OF_INCIDENTS = frozenset({"incident", "run"})


def may_be_closed(actor: Actor, noun: str) -> bool:
    """Whether there can be any of these that are closed to somebody."""
    return (noun in OF_MESSAGES and not actor.dms) or (noun in OF_INCIDENTS and not actor.sees_restricted)


class Seen:
    """Fulfils what a desk asks of `console.store.protocol.Store`.

    Args:
        store: The whole of it.
        actor: Who looks, asked anew each time: what is open to them may change.
    """

    def __init__(self, store: Store, actor: Callable[[], Actor]) -> None:
        self._store = store
        self._actor = actor

    def __getattr__(self, name: str) -> Any:
        if name not in HARMLESS:
            raise AttributeError(f"nobody has said what {name} may show to whom")
        return getattr(self._store, name)

    async def _closed(self, noun: str, ids: Collection[int]) -> Collection[int]:
        if not ids or not may_be_closed(self._actor(), noun):
            return ()
        subjects = await self._store.closed(self._actor(), [f"{noun}:{one}" for one in ids])
        return {int(subject.partition(":")[2]) for subject in subjects}

    def _asked(self, query: Query) -> Query:
        return query if self._actor().dms else replace(query, public=True)

    # ── the queue ───────────────────────────────────────────────────────────────────────────────────
    async def queue_ids(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]:
        return await self._store.queue_ids(self._asked(query), me=me, now=now, after=after, limit=limit)

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
        return await self._store.queue_stretch(
            self._asked(query), me=me, now=now, start=start, end=end, limit=limit, backwards=backwards
        )

    async def queue_among(self, query: Query, ids: Sequence[int], *, me: str, now: datetime) -> Sequence[int]:
        return await self._store.queue_among(self._asked(query), ids, me=me, now=now)

    async def queue_look(
        self, query: Query, *, me: str, now: datetime, limit: int, rows: Sequence[int], ids: Sequence[int]
    ) -> Look:
        found = await self._store.queue_look(
            self._asked(query), me=me, now=now, limit=limit, rows=rows, ids=ids
        )
        return replace(found, rows=self._rows(found.rows))

    async def queue_count(
        self, query: Query, *, me: str, now: datetime, before: QueueKey | None = None
    ) -> int:
        return await self._store.queue_count(self._asked(query), me=me, now=now, before=before)

    async def queue_rows(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int
    ) -> Sequence[ItemRow]:
        return await self._store.queue_rows(self._asked(query), me=me, now=now, after=after, limit=limit)

    async def queue_some(self, query: Query, limit: int, *, me: str, now: datetime) -> Sequence[int]:
        return await self._store.queue_some(self._asked(query), limit, me=me, now=now)

    async def filtered(
        self, query: Query, start: datetime, end: datetime, *, few: bool = False
    ) -> Sequence[FilterPoint]:
        return await self._store.filtered(self._asked(query), start, end, few=few)

    def _rows(self, rows: Sequence[ItemRow]) -> Sequence[ItemRow]:
        return rows if self._actor().dms else [row for row in rows if not row.private]

    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        return self._rows(await self._store.rows(ids))

    async def counts(self) -> Counts:
        return await self._store.counts(public=not self._actor().dms)

    async def vocabulary(self) -> Mapping[str, Sequence[str]]:
        return await self._store.vocabulary(public=not self._actor().dms)

    # ── messages ────────────────────────────────────────────────────────────────────────────────────
    def _messages(self, found: Sequence[StoredMessage]) -> Sequence[StoredMessage]:
        if self._actor().dms:
            return found
        return [stored for stored in found if stored.message.kind is not Kind.DM]

    async def item(self, item_id: int) -> ItemDetail:
        found = await self._store.item(item_id)
        if not self._rows([found.row]):
            raise NotFound(f"there is no item {item_id}")
        return found

    async def thread(
        self, item_id: int, *, before: MessageKey | None = None, after: MessageKey | None = None, limit: int
    ) -> Sequence[StoredMessage]:
        if await self._closed("item", [item_id]):
            raise NotFound(f"there is no item {item_id}")
        return await self._store.thread(item_id, before=before, after=after, limit=limit)

    async def messages(self, ids: Sequence[int]) -> Sequence[StoredMessage]:
        return self._messages(await self._store.messages(ids))

    async def texts_between(
        self, stream: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        return self._messages(await self._store.texts_between(stream, start, end, limit))

    async def export_messages(self, after_id: int, limit: int) -> Sequence[StoredMessage]:
        # An empty page is the end to whoever asks: what is closed must not look like it.
        while page := await self._store.export_messages(after_id, limit):
            if found := self._messages(page):
                return found
            after_id = page[-1].id
        return ()

    async def wave(self, wave: int, now: datetime) -> Wave:
        found = await self._store.wave(wave, now)
        newest = self._messages(found.newest)
        if len(newest) == len(found.newest) and self._messages([found.first]):
            return found
        some = await self.texts_between(f"{WAVE}{wave}", found.began_at, now, LOOKED_AT)
        if not some:
            raise NotFound(f"there is no wave {wave}")
        return replace(found, first=some[-1], newest=tuple(some[: len(found.newest)]))

    async def waves(self, limit: int) -> Sequence[int]:
        found = await self._store.waves(limit)
        closed = await self._closed("wave", found)
        return [wave for wave in found if wave not in closed]

    async def outbox(self, states: Sequence[OutboxState], limit: int) -> Sequence[Outgoing]:
        found = await self._store.outbox(states, limit)
        closed = await self._closed("outbox", [out.id for out in found])
        return [out for out in found if out.id not in closed]

    # ── persons ─────────────────────────────────────────────────────────────────────────────────────
    async def _handles(self, found: Sequence[Handle]) -> tuple[Handle, ...]:
        closed = await self._closed("handle", [one.id for one in found])
        return tuple(one for one in found if one.id not in closed)

    async def person_of(self, channel: str, author_id: str) -> int:
        found = await self._store.person_of(channel, author_id)
        person = await self._store.person(found)
        if not any(one.author_id == author_id for one in await self._handles(person.handles)):
            raise NotFound("this author has not written to this channel")
        return found

    async def person(self, person_id: int) -> Person:
        found = await self._store.person(person_id)
        handles = await self._handles(found.handles)
        if not handles:
            raise NotFound(f"there is no person p{person_id}")
        return replace(found, handles=handles)

    async def candidates(self, person: Person) -> Sequence[Handle]:
        return await self._handles(await self._store.candidates(person))

    async def handles(self, key: str, limit: int) -> Sequence[Handle]:
        return await self._handles(await self._store.handles(key, limit))

    async def written(
        self,
        person_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int,
    ) -> Sequence[Written]:
        for _ in range(PAGES):
            page = await self._store.written(person_id, before=before, after=after, limit=limit)
            open_to = {one.id for one in self._messages([one.message for one in page])}
            found = [
                replace(one, answers=tuple(self._messages(one.answers)))
                for one in page
                if one.message.id in open_to
            ]
            if found or not page:
                return found
            if after is not None:
                after = page[0].key
            else:
                before = page[-1].key
        return ()

    # ── alerts ──────────────────────────────────────────────────────────────────────────────────────
    async def _alerts(self, found: Sequence[Alert]) -> Sequence[Alert]:
        """Without what was said in private: the numbers stay."""
        if self._actor().dms:
            return found
        closed = await self._closed("message", {one for alert in found for one in alert.finding.samples})
        return [_cut(alert, closed) for alert in found]

    async def alerts(self, limit: int, *, open_only: bool = False) -> Sequence[Alert]:
        return await self._alerts(await self._store.alerts(limit, open_only=open_only))

    async def alert(self, alert_id: int) -> Alert:
        (found,) = await self._alerts([await self._store.alert(alert_id)])
        return found

    async def alerts_of_rule(self, rule_id: int, limit: int) -> Sequence[Alert]:
        return await self._alerts(await self._store.alerts_of_rule(rule_id, limit))

    async def series(self, since: datetime, stream: str | None = None) -> Sequence[SeriesPoint]:
        found = await self._store.series(since, stream)
        return found if self._actor().dms else [point for point in found if point.stream != PRIVATE]

    # ── incidents ───────────────────────────────────────────────────────────────────────────────────
    async def incidents(self, limit: int, *, open_only: bool = False) -> Sequence[Incident]:
        wanted = limit
        for _ in range(PAGES):
            found = await self._store.incidents(wanted, open_only=open_only)
            closed = await self._closed("incident", [one.id for one in found])
            opened = [one for one in found if one.id not in closed][:limit]
            if len(opened) == limit or len(found) < wanted:
                return opened
            wanted *= 2
        return opened

    async def incident(self, incident_id: int) -> Incident:
        if await self._closed("incident", [incident_id]):
            raise NotFound(f"there is no incident {incident_id}")
        return await self._store.incident(incident_id)

    async def runs(self, limit: int, *, open_only: bool = False) -> Sequence[Run]:
        wanted = limit
        for _ in range(PAGES):
            found = await self._store.runs(wanted, open_only=open_only)
            closed = await self._closed("run", [one.id for one in found])
            opened = [one for one in found if one.id not in closed][:limit]
            if len(opened) == limit or len(found) < wanted:
                return opened
            wanted *= 2
        return opened

    async def run(self, run_id: int) -> Run:
        if await self._closed("run", [run_id]):
            raise NotFound(f"there is no run {run_id}")
        return await self._store.run(run_id)

    # ── the log ─────────────────────────────────────────────────────────────────────────────────────
    async def _events(self, found: Sequence[Event]) -> Sequence[Event]:
        subjects = {event.subject for event in found}
        doubtful = [one for one in subjects if may_be_closed(self._actor(), one.partition(":")[0])]
        closed = await self._store.closed(self._actor(), doubtful) if doubtful else ()
        return [
            replace(event, note="") if event.subject.startswith("alert:") and not self._actor().dms else event
            for event in found
            if event.subject not in closed
        ]

    async def events(
        self, subjects: Sequence[str] | None, limit: int, *, after_id: int = 0
    ) -> Sequence[Event]:
        found = await self._store.events(subjects, limit, after_id=after_id)
        opened = await self._events(found)
        while found and after_id and not opened:
            # Whoever reads on takes an empty page for the end.
            found = await self._store.events(subjects, limit, after_id=found[-1].id)
            opened = await self._events(found)
        return opened

    async def event(self, event_id: int) -> Event:
        found = await self._events([await self._store.event(event_id)])
        if not found:
            raise NotFound(f"there is no event {event_id}")
        return found[0]

    async def mine(self, actor: str, limit: int) -> Sequence[Event]:
        return await self._events(await self._store.mine(actor, limit))

    async def parts(self, act: int, limit: int, *, after_id: int = 0) -> Sequence[Event]:
        found = await self._store.parts(act, limit, after_id=after_id)
        opened = await self._events(found)
        while found and not opened:
            found = await self._store.parts(act, limit, after_id=found[-1].id)
            opened = await self._events(found)
        return opened


def _cut(alert: Alert, closed: Collection[int]) -> Alert:
    """An alert without what stands in messages that are closed, or may."""
    finding, explanation = alert.finding, alert.finding.explanation
    text = finding.text
    if finding.of_rule and (not finding.samples or finding.samples[0] in closed):
        # It quotes its newest message behind the rule's name.
        text = one_line(text.partition(":")[0])
    if explanation is not None:
        explanation = replace(explanation, sources=(), wave=None, evidence=())
    return replace(
        alert,
        finding=replace(
            finding,
            text=text,
            phrases=(),
            samples=tuple(one for one in finding.samples if one not in closed),
            explanation=explanation,
        ),
    )
