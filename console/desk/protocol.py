"""The desk as screens and commands see it; in one process today, across a socket tomorrow.

A desk belongs to one actor. Every act checks whether they may, then changes and records in one
transaction, and returns what stands afterwards. Acts raise NotFound, NotAllowed, Conflict or InputError with
a sentence for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Annotations only: a screen that waits for its desk must not wait for all of the model first.
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from console.model.actor import Actor
    from console.model.alert import Alert, SeriesPoint
    from console.model.channel import Capabilities, Health
    from console.model.event import Change, Event
    from console.model.incident import Incident, Pause, Run, TimelineEntry
    from console.model.item import Counts, ItemDetail, ItemRow, MessageKey, StoredMessage
    from console.model.message import Quarantined
    from console.model.outbox import Outgoing
    from console.model.person import Card, Handle, Written
    from console.model.playbook import Playbook, Statement
    from console.model.safe import SafeText
    from console.model.view import Counted, View
    from console.model.words import OutboxState, PersonMark, Reason, Role, Severity
    from console.query.ast import Query
    from console.store.protocol import AuditReport, QueueKey


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, in words for the footer, and whether `undo` can take it back."""

    text: str
    undoable: bool
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class LastAct:
    """What `undo` would take back."""

    text: str
    about: SafeText
    """The person whose item or reply it was."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Band:
    """The chart of the war room: one bucket of five minutes with what was expected."""

    bucket_at: datetime
    volume: int
    negatives: int
    expected: float | None
    upper: float | None
    """None while there is too little data."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a reply is in its network's own count."""

    used: int
    limit: int | None
    unit: str
    """`graphemes`, `characters` or `bytes`: whichever bound is tightest now."""

    @property
    def fits(self) -> bool:
        return self.limit is None or self.used <= self.limit


class Desk(Protocol):
    @property
    def actor(self) -> Actor: ...

    @property
    def demo(self) -> bool:
        """True when this desk serves the demo and can reach no network."""
        ...

    def now(self) -> datetime: ...
    def pace(self) -> float:
        """How many seconds of `now` pass in one of a person's: above 1 only in the demo."""
        ...

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]: ...

    # ── questions ───────────────────────────────────────────────────────────────────────────────────
    async def queue_ids(
        self, query: Query, *, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]: ...
    async def queue(
        self, query: Query, *, after: QueueKey | None = None, limit: int = 50
    ) -> Sequence[ItemRow]: ...
    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]: ...
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
    async def band(self, stream: str = "all", hours: float = 6.0) -> Sequence[Band]: ...
    async def series(self, since: datetime) -> Sequence[SeriesPoint]: ...
    async def incidents(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Incident]: ...
    async def incident(self, incident_id: int) -> Incident: ...
    async def timeline(self, incident_id: int, limit: int = 100) -> Sequence[TimelineEntry]: ...
    async def runs(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Run]: ...
    async def run(self, run_id: int) -> Run: ...
    async def pause(self) -> Pause | None: ...
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

    # ── acts on items ───────────────────────────────────────────────────────────────────────────────
    async def claim(self, item_id: int) -> Done:
        """Take or renew the lease. Conflict if somebody else holds a live one."""
        ...

    async def release(self, item_id: int) -> Done: ...
    async def done(self, item_id: int, reason: Reason | None = None) -> Done: ...
    async def reopen(self, item_id: int) -> Done: ...
    async def snooze(self, item_id: int, span: timedelta) -> Done: ...
    async def wait(self, item_id: int) -> Done:
        """Wait for a third party: the item's clocks stand still until `resume`, a new message or its end."""
        ...

    async def resume(self, item_id: int) -> Done: ...
    async def tag(self, item_id: int, tags: Sequence[str]) -> Done:
        """Add each; a tag that begins with `-` is taken away."""
        ...

    async def note(self, item_id: int, text: str) -> Done: ...
    async def save_draft(self, item_id: int, text: str) -> None:
        """Empty text drops the draft. No event: a draft is not an act."""
        ...

    # ── acts on persons ─────────────────────────────────────────────────────────────────────────────
    async def link(self, person_id: int, other_id: int) -> Done:
        """All handles of the other are this person's too. What was said of either stays with its handle."""
        ...

    async def unlink(self, handle_id: int) -> Done:
        """The handle is a person of its own again, with what was said of it before."""
        ...

    async def mark_person(self, person_id: int, mark: PersonMark | None) -> Done: ...
    async def tag_person(self, person_id: int, tags: Sequence[str]) -> Done:
        """Add each; a tag that begins with `-` is taken away."""
        ...

    async def note_person(self, person_id: int, text: str) -> Done: ...

    async def undo(self) -> Done:
        """Take back the actor's newest undoable act. NotAllowed if there is none."""
        ...

    async def last_act(self) -> LastAct | None:
        """The act that `undo` would take back now, so that a screen can ask first."""
        ...

    # ── acts on replies ─────────────────────────────────────────────────────────────────────────────
    async def reply(self, item_id: int, text: str) -> tuple[Done, Outgoing]:
        """Claim if free, check the length, put into the outbox for its hold window, drop the draft.

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

    # ── acts in a crisis ────────────────────────────────────────────────────────────────────────────
    async def acknowledge(self, alert_id: int) -> Done: ...
    async def label_alert(self, alert_id: int, verdict: str) -> Done:
        """`real`, `false` or `useful`."""
        ...

    async def declare(
        self,
        title: str,
        severity: Severity,
        *,
        type: str = "other",
        alert_id: int | None = None,
    ) -> tuple[Done, Incident]:
        """The declarer becomes lead; the next-word clock starts by severity (15, 30, 120 min, 24 h, none)."""
        ...

    async def set_severity(self, incident_id: int, severity: Severity) -> Done:
        """Raised by anyone, lowered only by the lead."""
        ...

    async def take_role(self, incident_id: int, role: Role) -> Done: ...
    async def log(self, incident_id: int, text: str) -> Done: ...
    async def word_given(self, incident_id: int, next_in: timedelta | None = None) -> Done:
        """The public heard from us; promise the next word (by severity when not given)."""
        ...

    async def stand_down(self, incident_id: int) -> Done:
        """Active becomes stable."""
        ...

    async def close(self, incident_id: int) -> Done: ...
    async def pause_publishing(self, reason: str) -> Done: ...
    async def resume_publishing(self) -> Done: ...

    # ── acts in a playbook run ──────────────────────────────────────────────────────────────────────
    async def start_run(self, playbook_id: str, incident_id: int | None = None) -> tuple[Done, Run]:
        """Without an incident it belongs to the open one, if exactly one is open."""
        ...

    async def step(
        self,
        run_id: int,
        step_id: str,
        verb: str,
        *,
        note: str = "",
        choice: str | None = None,
    ) -> tuple[Done, Run]:
        """Move one step of a run.

        `verb`: do (todo to doing), done, skip (needs a note), block (needs a note), reopen, approve, choose.
        `approve` must come from another person than the doer's; a decision needs `choice`.
        """
        ...

    async def hand_over(self, run_id: int, to: str) -> Done: ...

    # ── views ───────────────────────────────────────────────────────────────────────────────────────
    async def views(self) -> Sequence[View]: ...
    async def count_views(self) -> Sequence[Counted]:
        """Each with how many items match now, counted to a bound."""
        ...

    async def save_view(self, name: str, query: str) -> Done:
        """New, or in the place of an old one of that name. Raises QueryError for a filter that is none."""
        ...

    async def drop_view(self, name: str) -> Done: ...

    # ── small state ─────────────────────────────────────────────────────────────────────────────────
    async def get_setting(self, key: str) -> str | None: ...
    async def set_setting(self, key: str, value: str) -> None: ...
    async def checks(self) -> Mapping[str, str]: ...
    def safe(self, text: str) -> SafeText:
        """The gate, for what an operator typed and wants to see again."""
        ...
