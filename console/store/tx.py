"""What an act may read and change, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from console.model.alert import Alert, Finding
from console.model.alertrule import AlertRule, Kept
from console.model.calendar import CalendarEntry
from console.model.correction import StoredCorrection
from console.model.event import Event, NewEvent
from console.model.incident import Incident, Pause, Run, RunStep
from console.model.item import (
    ClockTold,
    Draft,
    ItemRow,
    StoredMessage,
)
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


class Tx(Protocol):
    """One act of a person or of the watch: changes and their events commit together or not at all.

    Events appended here are chained at commit. Everything read here is read in the same transaction.
    """

    async def item(self, item_id: int) -> ItemRow:
        """Raises NotFound."""
        ...

    async def items(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        """In the order asked; ids that are gone are left out, those merged into another item too."""
        ...

    @property
    def wanted(self) -> bool:
        """Whether a person waits for this act to end: one in parts makes way."""
        ...

    async def written_since(self, ids: Sequence[int], message_id: int) -> Collection[int]:
        """Which of the items have a message that was stored after that one."""
        ...

    async def loads(self) -> Mapping[str, int]:
        """How many new items each has who holds some or is to look after some."""
        ...

    async def lease_until(self, item_id: int) -> datetime | None: ...
    async def set_setting(self, key: str, value: str) -> None: ...
    async def setting(self, key: str) -> str | None: ...

    async def set_state(
        self,
        item_id: int,
        state: State,
        *,
        reason: Reason | None = None,
        snoozed_until: datetime | None = None,
    ) -> None:
        """Moving to done or pending clears `unread`; moving back to new restores it from the thread."""
        ...

    async def leave_waves(self, item_id: int) -> Mapping[int, Sequence[int]]:
        """Take an item out of the waves it is in; returns which of its messages were in which."""
        ...

    async def rejoin_wave(self, item_id: int, wave: int, ids: Sequence[int]) -> None:
        """Put messages of an item back into a wave."""
        ...

    async def set_waiting(self, item_id: int, waiting: bool) -> None:
        """Whether we wait for a third party, which stops the item's clocks. A new message from outside, and
        closing the item, end it too."""
        ...

    async def tell_clock(self, item_id: int, promised: Promised) -> ClockTold | None:
        """Note that a clock is due soon, or was missed; None if there is nothing to tell (any more)."""
        ...

    async def set_holder(self, item_id: int, holder: str | None, lease_until: datetime | None) -> None: ...
    async def set_assignee(self, item_id: int, assignee: str | None) -> None: ...
    async def set_tags(self, item_id: int, tags: Sequence[str]) -> None: ...
    async def add_note(self, item_id: int, actor: str, at: datetime, text: str) -> int: ...
    async def remove_note(self, note_id: int) -> None: ...
    async def person(self, person_id: int) -> Person:
        """By the id of any of their handles. Raises NotFound."""
        ...

    async def link_handles(self, leads: Mapping[int, int]) -> None:
        """Which handle leads each of some; one that leads itself is a person of its own."""
        ...

    async def set_person_marks(self, marks: Mapping[int, PersonMark | None]) -> None:
        """By handle. The items of all persons concerned carry their mark afterwards."""
        ...

    async def set_person_tags(self, tags: Mapping[int, Sequence[str]]) -> None:
        """By handle."""
        ...

    async def add_person_note(self, person_id: int, actor: str, at: datetime, text: str) -> int: ...
    async def remove_person_note(self, note_id: int) -> None: ...
    async def draft(self, item_id: int) -> Draft | None: ...
    async def set_draft(self, draft: Draft | None, item_id: int) -> None: ...
    async def newest_from_outside(self, item_id: int) -> StoredMessage:
        """The message a reply answers. Raises NotFound if all are deleted at their source."""
        ...

    async def message(self, message_id: int) -> StoredMessage:
        """Raises NotFound."""
        ...

    async def correct(self, message_id: int, label: Label) -> int:
        """Let the message carry a person's label; returns the correction's id. What follows from the label
        (points, place, counts, mood) follows. Raises NotFound."""
        ...

    async def rejudge(self, message_id: int, judgement: Judgement) -> None:
        """Let the message say what the judge says of its words now. What follows from that follows, as with
        `correct`; its language and wave stay. Raises NotFound."""
        ...

    async def correction(self, correction_id: int) -> StoredCorrection:
        """Raises NotFound."""
        ...

    async def take_back_correction(self, correction_id: int) -> None:
        """Mark it; the message carries what stands then. Raises NotFound, and NotAllowed if it is marked."""
        ...

    async def restore_correction(self, correction_id: int) -> None:
        """Let it stand again, in its old place. Raises NotFound, and NotAllowed if it stands."""
        ...

    async def add_outgoing(self, out: Outgoing) -> int:
        """`out.id` is ignored; returns the new id. One item may have several, one key only once."""
        ...

    async def outgoing(self, out_id: int) -> Outgoing: ...
    async def replies_to(self, item_id: int) -> Sequence[Outgoing]:
        """The item's replies in every state, oldest first."""
        ...

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
        """SENT also appends our message to the item's thread (as `ours`, known by `remote_id`, so that its
        later arrival from the network is a duplicate)."""
        ...

    async def alert_rules(self) -> Sequence[Kept]:
        """By name, without those that were removed."""
        ...

    async def alert_rule(self, rule_id: int) -> Kept:
        """One that was removed as well. Raises NotFound."""
        ...

    async def add_alert_rule(self, rule: AlertRule) -> int:
        """It is on, in its first version, by the act's actor and time; returns its id."""
        ...

    async def change_alert_rule(self, rule_id: int, rule: AlertRule) -> int:
        """Keep a new version, which is returned; `stand_alert_rule` lets it stand."""
        ...

    async def stand_alert_rule(
        self, rule_id: int, version: int, *, enabled: bool, since: datetime, removed: bool = False
    ) -> None:
        """Which version stands, whether it is on, from when on it counts. Raises NotFound."""
        ...

    async def alert(self, alert_id: int) -> Alert: ...
    async def put_alert(self, finding: Finding) -> tuple[int, bool]:
        """Insert, or grow the alert of `finding.episode`; returns its id and whether it is new."""
        ...

    async def set_alert(
        self,
        alert_id: int,
        *,
        acknowledged_by: str | None = None,
        acknowledged_at: datetime | None = None,
        incident_id: int | None = None,
    ) -> None:
        """Fields left None stay as they are."""
        ...

    async def set_verdict(self, alert_id: int, verdict: str | None) -> None:
        """What a person says of an alert; None takes it away. Raises NotFound."""
        ...

    async def begin_ladder(self, begun: Begun) -> None:
        """Once; a ladder that was begun before keeps its time."""
        ...

    async def put_ring(self, ring: Ring) -> None:
        """How a rung went, in place of what was known of it."""
        ...

    async def add_entry(self, entry: CalendarEntry) -> int:
        """Under `entry.id`, or if that is 0 under a new one, which is returned."""
        ...

    async def drop_entry(self, entry_id: int) -> CalendarEntry:
        """What it was. Raises NotFound."""
        ...

    async def add_incident(self, incident: Incident) -> int: ...
    async def incident(self, incident_id: int) -> Incident: ...
    async def set_incident(
        self,
        incident_id: int,
        *,
        severity: Severity | None = None,
        status: IncidentStatus | None = None,
        stable_at: datetime | None = None,
        closed_at: datetime | None = None,
        restricted: bool | None = None,
    ) -> None:
        """Fields left None stay as they are."""
        ...

    async def set_next_word(
        self, incident_id: int, *, last_word_at: datetime | None, next_word_at: datetime | None
    ) -> None:
        """Both as given, None included."""
        ...

    async def hold_incident(self, incident_id: int, since: datetime | None, reason: str) -> bool:
        """Keep its days from retention, or no longer (`since` is None); whether it was held before.

        Raises NotFound.
        """
        ...

    async def set_role(self, incident_id: int, role: Role, holder: str | None, at: datetime) -> None: ...
    async def add_run(self, run: Run) -> int: ...
    async def run(self, run_id: int) -> Run: ...
    async def set_run(
        self, run_id: int, *, current: str | None, holder: str, finished_at: datetime | None
    ) -> None: ...
    async def set_step(self, run_id: int, step: RunStep) -> None: ...
    async def set_pause(self, pause: Pause | None) -> None: ...
    async def pause(self) -> Pause | None: ...
    async def rules(self) -> Sequence[Rule]:
        """In their order."""
        ...

    async def set_rules(self, rules: Sequence[Rule]) -> None:
        """Let these be the rules, in this order. One whose id is 0 gets one."""
        ...

    async def append(self, event: NewEvent) -> int:
        """Returns the event's id."""
        ...

    async def news(self, subjects: Sequence[str], after_id: int) -> Sequence[Event]:
        """All that happened to these after an event, oldest first."""
        ...

    async def event(self, event_id: int) -> Event: ...
    async def mark_undone(self, event_id: int, by_event_id: int) -> None: ...
