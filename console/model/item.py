"""Items: a thread's place in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.model.correction import StoredCorrection
from console.model.event import Change
from console.model.message import Message, Weighed
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import ClockStep, Flag, Kind, Label, PersonMark, Promised, Reason, State


@dataclass(frozen=True, slots=True, order=True)
class QueueKey:
    """Where a row stands in the queue's order: ascending by all three."""

    rank: int
    waiting_since: datetime
    id: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What one row of the queue shows. `revision` changes whenever anything here does."""

    id: int
    revision: int
    channel: str
    network: str
    kind: Kind
    """Of the newest message from outside."""
    author_id: str
    author_handle: SafeText
    author_name: SafeText
    text: SafeText
    """The newest message from outside, cut to 280 characters."""
    waiting_since: datetime
    """When the oldest message that nobody has answered was written (network's time, UTC)."""
    last_at: datetime
    state: State
    holder: str | None
    tags: tuple[str, ...]
    rank: int
    """The queue's sort key, ascending: 1000 minus the sum of `parts`; ties by `waiting_since`, then `id`."""
    label: Label
    compound: float
    unsure: bool
    lang: str | None
    flags: tuple[Flag, ...]
    messages: int
    unread: int
    """Messages from outside since we last answered or closed."""
    has_draft: bool
    snoozed_until: datetime | None
    reason: Reason | None
    deleted: bool
    """The newest message from outside was deleted at its source."""
    wave: int = 1
    """How many near-identical messages there are, its own included."""
    wave_id: int | None = None
    """Which wave that is: the id of its first message."""
    wave_open: int = 1
    """Items of the wave that wait, this one included."""
    due_at: datetime | None = None
    """When the next of its promises is due; None while nothing is promised or its clocks stand still."""
    due_for: Promised | None = None
    """What is due then."""
    due_step: ClockStep = ClockStep.RUNNING
    """How far the furthest of its clocks has come; counts in `rank`."""
    waits_since: datetime | None = None
    """Since when we wait for a third party, which stops its clocks."""
    person_mark: PersonMark | None = None
    """Of the author, over all their linked handles."""
    urgent: int | None = None
    """The message whose points count in `rank`: the most urgent one that waits for an answer."""
    parts: tuple[Weighed, ...] = ()
    """What its place in the queue adds up from: its most urgent message's points, then its own."""
    assignee: str | None = None
    """Who is to look after it; unlike a claim it keeps nobody out and does not end by itself."""
    private: bool = False
    """There is a private message in its thread."""

    @property
    def key(self) -> QueueKey:
        return QueueKey(self.rank, self.waiting_since, self.id)

    def late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True, order=True)
class MessageKey:
    """A message's place in its thread or among its author's: by the network's time, then by id."""

    created_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said before an edit."""

    text: SafeText
    at: datetime
    """When it was written so (network's time, UTC)."""


@dataclass(frozen=True, slots=True)
class Parent:
    """The message that another one answers."""

    id: int
    handle: SafeText
    text: SafeText
    """Cut to 80 characters."""
    ours: bool


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the store keeps it, with what the judge found and what became of it."""

    id: int
    item_id: int
    message: Message
    lang: str | None
    compound: float
    label: Label
    unsure: bool
    flags: tuple[Flag, ...]
    reasons: tuple[Weighed, ...]
    scorer: str
    priority: int
    priority_reasons: tuple[Weighed, ...]
    versions: tuple[Version, ...] = ()
    """What it said before each edit, oldest first."""
    sent_by: str | None = None
    """Which operator sent it, if it is ours and left through the outbox."""
    deleted_at: datetime | None = None
    """When we learned that it was deleted at its source."""
    parent: Parent | None = None
    """The message that it answers, if we have that; told in threads."""
    wave: int | None = None
    """The wave of near-identical messages that it belongs to."""
    correction: StoredCorrection | None = None
    """What a person said of its sentiment, and the judge before; told where the label is theirs."""

    @property
    def key(self) -> MessageKey:
        return MessageKey(self.message.created_at, self.id)

    @property
    def earlier(self) -> tuple[SafeText, ...]:
        """Texts from before each edit, oldest first."""
        return tuple(version.text for version in self.versions)


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    item_id: int
    actor: str
    at: datetime
    text: SafeText


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A claim that a colleague took, and why."""

    actor: str
    holder: str
    """Who held it until then."""
    at: datetime
    """UTC."""
    reason: SafeText
    """Empty once it was erased."""


@dataclass(frozen=True, slots=True)
class Draft:
    item_id: int
    actor: str
    at: datetime
    text: str
    """What the operator typed: sent as it is, cleaned only to be shown."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A promise that was not kept, to one message."""

    promised: Promised
    message_id: int
    due_at: datetime
    missed_at: datetime
    """When that was noticed."""
    answered_at: datetime | None
    """When it was answered after all, or the item done; None while it still waits."""


@dataclass(frozen=True, slots=True)
class ClockTold:
    """What the watch tells of a clock: that it is due soon, or was missed."""

    promised: Promised
    step: ClockStep
    message_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ItemDetail:
    row: ItemRow
    thread: tuple[StoredMessage, ...]
    """By the network's time, oldest first: of a long one the part around the newest unread message."""
    notes: tuple[Note, ...]
    draft: Draft | None
    lease_until: datetime | None
    misses: tuple[Miss, ...] = ()
    """By the time they were due, oldest first."""
    replies: tuple[Outgoing, ...] = ()
    """Of ours that are not published yet, or failed; oldest first."""
    taken_over: tuple[TakenOver, ...] = ()
    """Oldest first."""
    more_before: bool = False
    """The thread began earlier than `thread` does."""
    more_after: bool = False

    @property
    def telling(self) -> StoredMessage | None:
        """The message whose points count in its place or, if nothing waits, the newest from outside."""
        outside = [one for one in self.thread if not one.message.ours]
        return next((one for one in outside if one.id == self.row.urgent), outside[-1] if outside else None)


@dataclass(frozen=True, slots=True)
class Counts:
    """Kept by trigger, never counted."""

    by_state: Mapping[State, int]
    by_channel: Mapping[str, int]
    """Open (new, pending, snoozed) items."""
    messages: int
    quarantined: int
    outbox: Mapping[str, int]
    """By `OutboxState` value."""


@dataclass(frozen=True, slots=True)
class Reordering:
    """How far the open items are weighed anew after the weights changed."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What one committed batch did."""

    new: int = 0
    duplicate: int = 0
    edited: int = 0
    deleted: int = 0
    rejected: int = 0
    touched: tuple[int, ...] = ()
    """Items that changed."""
    arrived: tuple[int, ...] = ()
    """Items that are new, or open again, in the queue."""
    fresh: tuple[int, ...] = ()
    """Positions in the batch of the messages that were not known before."""
    changes: tuple[Change, ...] = ()
    """What the rules did."""

    def followed_by(self, part: "IngestResult", at: int) -> "IngestResult":
        """With what a later part of the same batch did, that began at this position of it."""
        return IngestResult(
            new=self.new + part.new,
            duplicate=self.duplicate + part.duplicate,
            edited=self.edited + part.edited,
            deleted=self.deleted + part.deleted,
            rejected=self.rejected + part.rejected,
            touched=tuple(dict.fromkeys((*self.touched, *part.touched))),
            arrived=tuple(sorted({*self.arrived, *part.arrived})),
            fresh=(*self.fresh, *(at + position for position in part.fresh)),
            changes=(*self.changes, *part.changes),
        )
