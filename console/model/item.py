"""Items: a thread's place in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.model.message import Message, Weighed
from console.model.safe import SafeText
from console.model.words import ClockStep, Flag, Kind, Label, Promised, Reason, State


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
    urgent: int | None = None
    """The message whose points count in `rank`: the most urgent one that waits for an answer."""
    parts: tuple[Weighed, ...] = ()
    """What its place in the queue adds up from: its most urgent message's points, then its own."""

    def late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now


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
    earlier: tuple[SafeText, ...] = ()
    """Texts from before each edit, oldest first."""
    sent_by: str | None = None
    """Which operator sent it, if it is ours and left through the outbox."""


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    item_id: int
    actor: str
    at: datetime
    text: SafeText


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
    """By the network's time, oldest first."""
    notes: tuple[Note, ...]
    draft: Draft | None
    lease_until: datetime | None
    misses: tuple[Miss, ...] = ()
    """By the time they were due, oldest first."""


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """Everything one author wrote to one channel."""

    channel: str
    author_id: str
    handle: SafeText
    name: SafeText
    followers: int | None
    first_at: datetime
    messages: int
    labels: Mapping[Label, int]
    recent: tuple[StoredMessage, ...]
    """Newest first, at most 50."""


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
