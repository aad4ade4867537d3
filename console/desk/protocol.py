"""The desk as screens and commands see it; in one process today, across a socket tomorrow.

A desk belongs to one actor. Every question and every act checks first whether they may (`permits`); an act
then changes and records in one transaction, and returns what stands afterwards. They raise NotFound,
NotAllowed, Conflict or InputError with a sentence for people. What is of one topic alone stands in
`console.desk.offers`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from console.crisis.severity import Suggested
from console.desk.answers import Act, Band, Done, Knowledge, Length, Progress
from console.desk.deeds import Deed
from console.desk.offers.correcting import Correcting
from console.desk.offers.incidents import Incidents
from console.desk.offers.persons import Persons
from console.desk.offers.ruling import Ruling
from console.desk.offers.viewing import Viewing
from console.model.actor import Actor
from console.model.alert import Alert, SeriesPoint
from console.model.calendar import CalendarEntry
from console.model.channel import Capabilities, Health
from console.model.event import AuditReport, Change, Event
from console.model.explanation import Evidence
from console.model.incident import Incident, Pause, Run, TimelineEntry
from console.model.item import (
    Counts,
    ItemDetail,
    ItemRow,
    MessageKey,
    QueueKey,
    Reordering,
    StoredMessage,
)
from console.model.message import Quarantined
from console.model.outbox import Outgoing
from console.model.person import Card, Handle, Written
from console.model.playbook import Playbook, Statement
from console.model.precision import Precision
from console.model.presence import Present
from console.model.queue import Look, Stretch
from console.model.ringing import Ringing
from console.model.safe import SafeText
from console.model.team import Load
from console.model.wave import Wave
from console.model.words import Label, OutboxState, Reason
from console.query.ast import Query
from console.store.anchor import Anchored, Verdict


class Session(Protocol):
    """An open desk, with everything behind it."""

    @property
    def desk(self) -> Desk: ...

    @property
    def shared(self) -> bool:
        """Whether others may sit at this desk too, and wait for what somebody holds."""
        ...

    async def close(self) -> None:
        """Leave cleanly: the store closed and the flow stopped, or the connection ended."""
        ...


class Desk(Correcting, Incidents, Persons, Ruling, Viewing, Protocol):
    @property
    def actor(self) -> Actor: ...

    @property
    def demo(self) -> bool:
        """True when this desk serves the demo and can reach no network."""
        ...

    def now(self) -> datetime: ...
    def hold(self) -> timedelta:
        """How long a reply can be stopped before it leaves, as a person's time."""
        ...

    def pace(self) -> float:
        """How many seconds of `now` pass in one of a person's: above 1 only in the demo."""
        ...

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]: ...

    # ── questions ───────────────────────────────────────────────────────────────────────────────────
    async def queue_ids(
        self, query: Query, *, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]: ...
    async def queue_stretch(
        self,
        query: Query,
        *,
        start: QueueKey | None = None,
        end: QueueKey | None = None,
        limit: int,
        backwards: bool = False,
    ) -> Stretch:
        """At most `limit` ids from `start` to `end`, both included; the last of them if `backwards`."""
        ...

    async def queue_among(self, query: Query, ids: Sequence[int]) -> Sequence[int]:
        """Which of these ids the query finds, in queue order."""
        ...

    async def queue_look(self, query: Query, *, limit: int, rows: Sequence[int], ids: Sequence[int]) -> Look:
        """The first `limit` ids, these rows, and which of these ids belong, all at one moment."""
        ...

    async def queue_count(self, query: Query, *, before: QueueKey | None = None) -> int:
        """How many items the query finds, all or those that come before a place. Takes longer with more."""
        ...

    async def reordering(self) -> Reordering | None:
        """How far the queue is weighed anew after its weights changed; None if it is in order."""
        ...

    async def queue(
        self, query: Query, *, after: QueueKey | None = None, limit: int = 50
    ) -> Sequence[ItemRow]: ...
    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]: ...
    async def vocabulary(self) -> Mapping[str, Sequence[str]]:
        """Values in use by the keys of the filter language, the most used first, for completing."""
        ...

    async def item(self, item_id: int) -> ItemDetail: ...
    async def thread(
        self,
        item_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int = 60,
    ) -> Sequence[StoredMessage]:
        """The oldest messages after a place, else the newest before one or of all; in reading order."""
        ...

    async def person_of(self, channel: str, author_id: str) -> int:
        """NotFound if this author never wrote to this channel."""
        ...

    async def card(self, person_id: int) -> Card:
        """What is known of a person, by the id of any of their handles."""
        ...

    async def written(
        self,
        person_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int = 30,
    ) -> Sequence[Written]:
        """What a person wrote over all handles, newest first, with our answers."""
        ...

    async def find_handle(self, ref: str) -> Handle:
        """By an item's number, `p12`, `@name` or `network/@name`. InputError if several answer to it."""
        ...

    async def wave(self, wave: int) -> Wave: ...
    async def wave_evidence(self, wave: Wave) -> tuple[int, Sequence[Evidence]]:
        """How many of its newest messages were looked at, and what they say for or against coordination."""
        ...

    async def waves(self, limit: int = 20) -> Sequence[Wave]:
        """Those with more than one waiting item, the largest first."""
        ...

    async def messages(self, ids: Sequence[int]) -> Sequence[StoredMessage]: ...
    async def export_messages(self, after_id: int, limit: int = 500) -> Sequence[StoredMessage]: ...
    async def counts(self) -> Counts: ...
    async def channels(self) -> Sequence[Health]: ...
    def capabilities(self, channel: str) -> Capabilities: ...
    def length(self, channel: str, text: str) -> Length: ...
    async def quarantine(self, limit: int = 50) -> Sequence[Quarantined]: ...
    async def outbox(self, states: Sequence[OutboxState] = (), limit: int = 100) -> Sequence[Outgoing]: ...
    async def alerts(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Alert]: ...
    async def alert(self, alert_id: int) -> Alert: ...
    async def severities(self, alerts: Sequence[Alert]) -> Sequence[Suggested]:
        """What the severity matrix suggests for each now, with its reasons."""

    async def ringing(self, alert_id: int) -> Ringing:
        """Who was rung for the alert's cause, and who is next. Raises NotFound."""

    async def alert_precision(self) -> Sequence[Precision]:
        """How often alerts were right, by the detector's level, and of each message rule that raised some."""
        ...

    async def band(self, stream: str = "all", hours: float = 6.0) -> Sequence[Band]: ...
    async def series(self, since: datetime) -> Sequence[SeriesPoint]: ...
    async def incidents(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Incident]: ...
    async def incident(self, incident_id: int) -> Incident: ...
    async def timeline(self, incident_id: int, limit: int = 100) -> Sequence[TimelineEntry]: ...
    async def runs(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Run]: ...
    async def run(self, run_id: int) -> Run: ...
    async def pause(self) -> Pause | None: ...
    async def knowledge(self) -> Knowledge: ...
    def playbooks(self) -> Sequence[Playbook]: ...
    def playbook_of(self, run: Run) -> Playbook:
        """Parsed from the run's own pinned source, not from today's file."""
        ...

    def suggest(self, alert: Alert | None) -> Sequence[Playbook]:
        """Playbooks whose trigger holds come first."""
        ...

    def statement(self, name: str, lang: str = "en") -> Statement | None:
        """In that language, or in English."""
        ...

    async def events(
        self, subjects: Sequence[str] | None = None, limit: int = 100, *, after_id: int = 0
    ) -> Sequence[Event]: ...
    async def verify(self, progress: Callable[[int], None] | None = None) -> AuditReport: ...
    async def hold_against(self, lines: Sequence[Anchored]) -> Verdict:
        """What an anchor outside says of the event log."""
        ...

    # ── acts on items ───────────────────────────────────────────────────────────────────────────────
    async def one(self, item_id: int, deed: Deed) -> Done:
        """Do it to one item. The acts below are this with a deed of their own."""
        ...

    async def claim(self, item_id: int) -> Done:
        """Take or renew the lease. Conflict if somebody else holds a live one."""
        ...

    async def release(self, item_id: int) -> Done: ...
    async def take_over(self, item_id: int, reason: str) -> Done:
        """Take what a colleague holds. They are told, with the reason, and their draft stays.

        InputError without a reason, or where nobody else holds it.
        """
        ...

    async def set_away(self, away: bool) -> Done:
        """Whether the actor is not to be given anything by `auto` now."""
        ...

    async def colleagues(self) -> Sequence[Load]:
        """Those that the configuration names, in its order, and whoever else has something before them."""
        ...

    async def take_next(self) -> tuple[Done, int]:
        """Claim the first new item that nobody holds or is to look after but the actor; and which it is.

        Two who ask at once get two. NotFound if there is none.
        """
        ...

    async def done(self, item_id: int, reason: Reason | None = None) -> Done: ...
    async def reopen(self, item_id: int) -> Done: ...
    async def snooze(self, item_id: int, span: timedelta | None) -> Done:
        """Hide the item for a time, or until they write again; they always end it sooner by writing."""
        ...

    async def wait(self, item_id: int) -> Done:
        """Wait for a third party: the item's clocks stand still until `resume`, a new message or its end."""
        ...

    async def resume(self, item_id: int) -> Done: ...
    async def split(self, item_id: int) -> Done:
        """Take an item out of its wave: it says something else after all."""
        ...

    async def correct(self, item_id: int, label: Label, message: int | None = None) -> Done:
        """Say what the sentiment of a message of the item is, of the newest from outside if none is named;
        the judge learns it."""
        ...

    async def tag(self, item_id: int, tags: Sequence[str]) -> Done:
        """Add each; a tag that begins with `-` is taken away."""
        ...

    async def note(self, item_id: int, text: str) -> Done: ...
    async def save_draft(self, item_id: int, text: str, *, over: Sequence[str] = ()) -> None:
        """Empty text drops the draft. No event: a draft is not an act.

        `over` are the texts that may stand there, the empty one for no draft; Overtaken where another one
        does, or none any more. Without `over`: whatever does.
        """
        ...

    async def assign(self, item_id: int, to: str) -> Done:
        """Say who is to look after it: a name, `me`, `none`, `auto` for whoever is freest of those that speak
        the language, are not away and may have one more, or a role (`@operator`, `@approver`, `@lead`) for
        everybody who may do as much. It keeps nobody out."""
        ...

    # ── taking back ─────────────────────────────────────────────────────────────────────────────────
    async def acts(self, limit: int = 100) -> Sequence[Act]:
        """The actor's own acts that are not taken back, newest first, each with whether it can be."""
        ...

    async def last_act(self) -> Act | None:
        """The act that `undo` would take back now, so that a screen can ask first."""
        ...

    async def undo(self, act_id: int | None = None) -> Done:
        """Take back one act of the actor's, or the newest.

        NotAllowed with the reason if it can't be, and then an older one is not taken back in its stead.
        """
        ...

    def undoing(self, act_id: int | None = None) -> AsyncIterator[Progress]:
        """The same part by part, for an act on many; yields as `many` does."""
        ...

    # ── acts on replies ─────────────────────────────────────────────────────────────────────────────
    async def reply(
        self, item_id: int, text: str, *, over: Sequence[str] = (), noted: str = "{text}"
    ) -> tuple[Done, Outgoing]:
        """Claim if free, check the length, put into the outbox for its hold window, drop the draft.

        With `over`, as for `save_draft`, a draft that is none of these stays as a note, which says `noted`
        with the draft for `{text}`; Overtaken where none stands any more.

        NotAllowed when another person holds the item, the channel cannot reply, the text is empty or too
        long, or its blanks are not filled.
        """
        ...

    async def cancel(self, out_id: int) -> Done:
        """Only while held or failed; the text becomes the item's draft again, before what stands there."""
        ...

    async def retry(self, out_id: int) -> Done:
        """Failed ones only."""
        ...

    async def settle(self, out_id: int, *, was_sent: bool) -> Done:
        """A person's word on a reply whose outcome is unknown: it was published, or send it again."""
        ...

    # ── the calendar ────────────────────────────────────────────────────────────────────────────────
    async def calendar(self) -> Sequence[CalendarEntry]:
        """What has not ended a week ago, the earliest first, and what is over behind all others."""
        ...

    async def add_entry(
        self, name: str, start: datetime, until: datetime, lift: float, channels: Sequence[str] = ()
    ) -> Done:
        """What lifts the usual by so much, on these channels or all. It counts for what comes from now on."""
        ...

    async def drop_entry(self, entry_id: int) -> Done: ...

    def stirred(self) -> None:
        """The operator did something: who is silent for long holds nothing."""
        ...

    def reached(self, there: bool) -> None:
        """Whether the operator's terminal answers: who can't be reached holds nothing."""
        ...

    # ── colleagues ──────────────────────────────────────────────────────────────────────────────────
    async def look_at(self, item_id: int | None, *, writing: bool = False) -> None:
        """What this session's operator has before them, for colleagues to see; None for nothing."""
        ...

    async def present(self) -> Sequence[Present]:
        """The other sessions at this desk."""
        ...

    # ── small state ─────────────────────────────────────────────────────────────────────────────────
    async def get_setting(self, key: str) -> str | None: ...
    async def set_setting(self, key: str, value: str) -> None: ...
    async def checks(self) -> Mapping[str, str]: ...
    def safe(self, text: str) -> SafeText:
        """The gate, for what an operator typed and wants to see again."""
        ...


def offered() -> Mapping[str, object]:
    """All that a desk offers, by name: what `Desk` says itself, and the parts that it is made of."""
    parts = [part for part in Desk.__mro__ if part.__module__.startswith("console.desk.")]
    return {name: found for part in reversed(parts) for name, found in vars(part).items()}
