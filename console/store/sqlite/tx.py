"""One act on SQLite: an open transaction on the writer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from console.errors import NotFound
from console.model.actor import Actor
from console.model.alert import Alert, Finding
from console.model.alertrule import AlertRule, Kept
from console.model.calendar import CalendarEntry
from console.model.correction import CORRECTIONS, StoredCorrection
from console.model.event import Change, Event, NewEvent
from console.model.incident import Incident, Pause, Run, RunStep
from console.model.item import ClockTold, Draft, ItemRow, StoredMessage
from console.model.message import Judgement
from console.model.outbox import Outgoing
from console.model.person import Person
from console.model.ringing import Begun, Ring
from console.model.rule import Rule
from console.model.words import (
    IncidentStatus,
    Label,
    OutboxState,
    PersonMark,
    Promised,
    Reason,
    Role,
    Severity,
    State,
)
from console.store.sqlite import (
    alertrules,
    alerts,
    calendar,
    clocks,
    corrections,
    events,
    handles,
    incidents,
    items,
    labelled,
    messages,
    notes,
    outbox,
    persons,
    rejudging,
    retention,
    rings,
    rulebook,
    runs,
    settings,
)
from console.store.sqlite.db import Db, to_us
from console.store.sqlite.engine import Writing
from console.store.sqlite.watched import Watched

T = TypeVar("T")


class SqliteTx:
    """Fulfils `console.store.tx.Tx`."""

    def __init__(
        self, writing: Writing, actor: Actor, at: datetime, keeping: clocks.Keeping, watched: Watched
    ) -> None:
        self._writing = writing
        self._keeping = keeping
        self._watched = watched
        self._actor = actor.name
        self._origin = actor.origin
        self._at = at
        self._touched: dict[str, None] = {}
        self._changes: list[Change] = []

    async def _run(self, function: Callable[[Db], T]) -> T:
        return await self._writing.run(function)

    async def _on_item(self, item_id: int, function: Callable[[Db, int], T]) -> T:
        """Act on an item where it is today; what happened to it is told after the commit."""

        def inside(db: Db) -> tuple[int, T]:
            here = items.by_id(db, item_id).id
            return here, function(db, here)

        here, result = await self._run(inside)
        self._touched[f"item:{here}"] = None
        return result

    def changes(self) -> list[Change]:
        """What to tell listeners: each event, and whatever else moved."""
        told = {subject for change in self._changes for subject in change.subjects}
        rest = tuple(subject for subject in self._touched if subject not in told)
        return [*self._changes, Change(None, "changed", rest)] if rest else self._changes

    async def item(self, item_id: int) -> ItemRow:
        return await self._run(lambda db: items.by_id(db, item_id))

    async def items(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        return await self._run(lambda db: items.by_ids(db, ids))

    async def written_since(self, ids: Sequence[int], message_id: int) -> Collection[int]:
        return await self._run(lambda db: messages.written_since(db, ids, message_id))

    @property
    def wanted(self) -> bool:
        return self._writing.wanted

    async def loads(self) -> Mapping[str, int]:
        return await self._run(items.loads)

    async def lease_until(self, item_id: int) -> datetime | None:
        return await self._run(lambda db: items.lease_until(db, items.home(db, item_id)))

    async def set_state(
        self,
        item_id: int,
        state: State,
        *,
        reason: Reason | None = None,
        snoozed_until: datetime | None = None,
    ) -> None:
        to = (state, reason, snoozed_until, self._keeping)
        await self._on_item(item_id, lambda db, here: items.set_state(db, here, *to))

    async def leave_waves(self, item_id: int) -> Mapping[int, Sequence[int]]:
        return await self._on_item(item_id, lambda db, here: items.leave_waves(db, here, self._keeping))

    async def rejoin_wave(self, item_id: int, wave: int, ids: Sequence[int]) -> None:
        await self._on_item(item_id, lambda db, here: items.rejoin_wave(db, here, wave, ids, self._keeping))

    async def set_waiting(self, item_id: int, waiting: bool) -> None:
        await self._on_item(item_id, lambda db, here: items.set_waiting(db, here, waiting, self._keeping))

    async def tell_clock(self, item_id: int, promised: Promised) -> ClockTold | None:
        return await self._on_item(
            item_id, lambda db, here: items.tell_clock(db, here, promised, self._keeping)
        )

    async def set_holder(self, item_id: int, holder: str | None, lease_until: datetime | None) -> None:
        await self._on_item(item_id, lambda db, here: items.set_holder(db, here, holder, lease_until))

    async def set_assignee(self, item_id: int, assignee: str | None) -> None:
        await self._on_item(item_id, lambda db, here: items.set_assignee(db, here, assignee))

    async def set_tags(self, item_id: int, tags: Sequence[str]) -> None:
        await self._on_item(item_id, lambda db, here: items.set_tags(db, here, tags))

    async def add_note(self, item_id: int, actor: str, at: datetime, text: str) -> int:
        return await self._on_item(item_id, lambda db, here: notes.add_note(db, here, actor, at, text))

    async def remove_note(self, note_id: int) -> None:
        item_id = await self._run(lambda db: notes.remove_note(db, note_id))
        self._touched[f"item:{item_id}"] = None

    async def person(self, person_id: int) -> Person:
        return await self._run(lambda db: persons.person(db, person_id))

    async def link_handles(self, leads: Mapping[int, int]) -> None:
        await self._moved_by_marks(lambda db: handles.link(db, leads))

    async def set_person_marks(self, marks: Mapping[int, PersonMark | None]) -> None:
        await self._moved_by_marks(lambda db: handles.set_marks(db, marks))

    async def set_person_tags(self, tags: Mapping[int, Sequence[str]]) -> None:
        await self._run(lambda db: handles.set_tags(db, tags))

    async def add_person_note(self, person_id: int, actor: str, at: datetime, text: str) -> int:
        return await self._run(lambda db: persons.add_note(db, person_id, actor, to_us(at), text))

    async def remove_person_note(self, note_id: int) -> None:
        await self._run(lambda db: persons.remove_note(db, note_id))

    async def _moved_by_marks(self, change: Callable[[Db], Sequence[int]]) -> None:
        """A mark moves what the person waits for an answer to; what is closed is weighed when it opens."""

        def inside(db: Db) -> Sequence[int]:
            ids = change(db)
            items.renew(db, items.working(db, ids), self._keeping)
            return ids

        ids = await self._run(inside)
        self._touched.update(dict.fromkeys(f"item:{item_id}" for item_id in ids))

    async def draft(self, item_id: int) -> Draft | None:
        return await self._run(lambda db: notes.draft_of(db, items.home(db, item_id)))

    async def set_draft(self, draft: Draft | None, item_id: int) -> None:
        await self._on_item(item_id, lambda db, here: notes.set_draft(db, here, draft))

    async def newest_from_outside(self, item_id: int) -> StoredMessage:
        found = await self._run(lambda db: messages.newest_from_outside(db, items.home(db, item_id)))
        if found is None:
            raise NotFound("everything in this thread was deleted at its source")
        return found

    async def message(self, message_id: int) -> StoredMessage:
        for found in await self._run(lambda db: messages.by_ids(db, [message_id])):
            return found
        raise NotFound(f"there is no message {message_id}")

    async def correct(self, message_id: int, label: Label) -> int:
        said = (message_id, label, self._actor, to_us(self._at), self._keeping, self._watched)
        new, item_id = await self._run(lambda db: corrections.add(db, *said))
        self._corrected(item_id)
        return new

    async def rejudge(self, message_id: int, judgement: Judgement) -> None:
        await self._run(lambda db: rejudging.carry(db, message_id, judgement, self._keeping, self._watched))

    async def correction(self, correction_id: int) -> StoredCorrection:
        return await self._run(lambda db: labelled.by_id(db, correction_id))

    async def take_back_correction(self, correction_id: int) -> None:
        said = (correction_id, self._actor, to_us(self._at), self._keeping, self._watched)
        one = await self._run(lambda db: corrections.take_back(db, *said))
        self._corrected(one.item_id)

    async def restore_correction(self, correction_id: int) -> None:
        one = await self._run(lambda db: corrections.restore(db, correction_id, self._keeping, self._watched))
        self._corrected(one.item_id)

    def _corrected(self, item_id: int) -> None:
        self._touched |= dict.fromkeys((CORRECTIONS, f"item:{item_id}"))

    async def add_outgoing(self, out: Outgoing) -> int:
        return await self._on_item(out.item_id, lambda db, _here: outbox.add(db, out))

    async def outgoing(self, out_id: int) -> Outgoing:
        return await self._run(lambda db: outbox.by_id(db, out_id))

    async def replies_to(self, item_id: int) -> Sequence[Outgoing]:
        return await self._run(lambda db: outbox.of_item(db, items.home(db, item_id)))

    async def set_outgoing(
        self,
        out_id: int,
        state: OutboxState,
        *,
        attempts: int | None = None,
        next_attempt_at: datetime | None = None,
        error: str | None = None,
        remote_id: str | None = None,
        url: str | None = None,
        sent_at: datetime | None = None,
    ) -> None:
        outcome = outbox.Outcome(state, attempts, next_attempt_at, error, remote_id, url, sent_at)
        item_id = await self._run(lambda db: outbox.settle(db, out_id, outcome, self._at, self._keeping))
        self._touched[f"outbox:{out_id}"] = None
        self._touched[f"item:{item_id}"] = None

    async def alert(self, alert_id: int) -> Alert:
        return await self._run(lambda db: alerts.by_id(db, alert_id))

    async def begin_ladder(self, begun: Begun) -> None:
        await self._run(lambda db: rings.begin(db, begun))
        self._touched[f"alert:{begun.alert_id}"] = None

    async def put_ring(self, ring: Ring) -> None:
        await self._run(lambda db: rings.put(db, ring))
        self._touched[f"alert:{ring.rung.alert_id}"] = None

    async def add_entry(self, entry: CalendarEntry) -> int:
        self._touched["calendar"] = None
        return await self._run(lambda db: calendar.add(db, entry))

    async def drop_entry(self, entry_id: int) -> CalendarEntry:
        self._touched["calendar"] = None
        return await self._run(lambda db: calendar.drop(db, entry_id))

    async def alert_rules(self) -> Sequence[Kept]:
        return await self._run(alertrules.rules)

    async def alert_rule(self, rule_id: int) -> Kept:
        return await self._run(lambda db: alertrules.by_id(db, rule_id))

    async def add_alert_rule(self, rule: AlertRule) -> int:
        self._touched["alertrules"] = None
        return await self._run(lambda db: alertrules.add(db, rule, self._actor, self._at))

    async def change_alert_rule(self, rule_id: int, rule: AlertRule) -> int:
        return await self._run(lambda db: alertrules.change(db, rule_id, rule, self._actor, self._at))

    async def stand_alert_rule(
        self, rule_id: int, version: int, *, enabled: bool, since: datetime, removed: bool = False
    ) -> None:
        await self._run(
            lambda db: alertrules.stand(db, rule_id, version, enabled=enabled, since=since, removed=removed)
        )
        self._touched["alertrules"] = None

    async def put_alert(self, finding: Finding) -> tuple[int, bool]:
        alert_id, new = await self._run(lambda db: alerts.put(db, finding, self._at))
        self._touched[f"alert:{alert_id}"] = None
        return alert_id, new

    async def set_alert(
        self,
        alert_id: int,
        *,
        acknowledged_by: str | None = None,
        acknowledged_at: datetime | None = None,
        incident_id: int | None = None,
    ) -> None:
        await self._run(lambda db: alerts.settle(db, alert_id, acknowledged_by, acknowledged_at, incident_id))
        self._touched[f"alert:{alert_id}"] = None

    async def set_verdict(self, alert_id: int, verdict: str | None) -> None:
        await self._run(lambda db: alerts.label(db, alert_id, verdict))
        self._touched[f"alert:{alert_id}"] = None

    async def add_incident(self, incident: Incident) -> int:
        incident_id = await self._run(lambda db: incidents.add(db, incident))
        self._touched[f"incident:{incident_id}"] = None
        return incident_id

    async def incident(self, incident_id: int) -> Incident:
        return await self._run(lambda db: incidents.by_id(db, incident_id))

    async def set_incident(
        self,
        incident_id: int,
        *,
        severity: Severity | None = None,
        status: IncidentStatus | None = None,
        stable_at: datetime | None = None,
        closed_at: datetime | None = None,
        next_word_at: datetime | None = None,
        last_word_at: datetime | None = None,
        restricted: bool | None = None,
    ) -> None:
        to = incidents.Change(severity, status, stable_at, closed_at, next_word_at, last_word_at, restricted)
        await self._run(lambda db: incidents.change(db, incident_id, to))
        self._touched[f"incident:{incident_id}"] = None

    async def set_next_word(
        self, incident_id: int, *, last_word_at: datetime | None, next_word_at: datetime | None
    ) -> None:
        await self._run(lambda db: incidents.set_next_word(db, incident_id, last_word_at, next_word_at))
        self._touched[f"incident:{incident_id}"] = None

    async def hold_incident(self, incident_id: int, since: datetime | None, reason: str) -> bool:
        self._touched[f"incident:{incident_id}"] = None
        return await self._run(lambda db: retention.hold(db, incident_id, since, reason))

    async def set_role(self, incident_id: int, role: Role, holder: str | None, at: datetime) -> None:
        await self._run(lambda db: incidents.set_role(db, incident_id, role, holder, at))
        self._touched[f"incident:{incident_id}"] = None

    async def add_run(self, run: Run) -> int:
        run_id = await self._run(lambda db: runs.add(db, run))
        self._touched[f"run:{run_id}"] = None
        return run_id

    async def run(self, run_id: int) -> Run:
        return await self._run(lambda db: runs.by_id(db, run_id))

    async def set_setting(self, key: str, value: str) -> None:
        await self._run(lambda db: settings.put(db, key, value))

    async def setting(self, key: str) -> str | None:
        return await self._run(lambda db: settings.get(db, key))

    async def set_run(
        self, run_id: int, *, current: str | None, holder: str, finished_at: datetime | None
    ) -> None:
        await self._run(lambda db: runs.move(db, run_id, current, holder, finished_at))
        self._touched[f"run:{run_id}"] = None

    async def set_step(self, run_id: int, step: RunStep) -> None:
        await self._run(lambda db: runs.set_step(db, run_id, step))
        self._touched[f"run:{run_id}"] = None

    async def set_pause(self, pause: Pause | None) -> None:
        await self._run(lambda db: settings.set_pause(db, pause))
        self._touched["pause"] = None

    async def pause(self) -> Pause | None:
        return await self._run(settings.pause)

    async def rules(self) -> Sequence[Rule]:
        return await self._run(rulebook.rules)

    async def set_rules(self, rules: Sequence[Rule]) -> None:
        await self._run(lambda db: rulebook.set_rules(db, rules))
        self._touched["rules"] = None

    async def append(self, event: NewEvent) -> int:
        event_id = await self._run(lambda db: events.append(db, self._actor, self._at, event, self._origin))
        self._changes.append(Change(event_id, event.verb, (event.subject,)))
        return event_id

    async def news(self, subjects: Sequence[str], after_id: int) -> Sequence[Event]:
        return await self._run(lambda db: events.news(db, subjects, after_id))

    async def event(self, event_id: int) -> Event:
        return await self._run(lambda db: events.by_id(db, event_id))

    async def mark_undone(self, event_id: int, by_event_id: int) -> None:
        await self._run(lambda db: events.mark_undone(db, event_id, by_event_id))
