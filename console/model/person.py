"""Who writes to us: a person, under one handle or several."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.item import MessageKey, StoredMessage
from console.model.safe import SafeText
from console.model.words import PersonMark, Reason, State


@dataclass(frozen=True, slots=True)
class Handle:
    """One author as one channel knows them."""

    id: int
    channel: str
    network: str
    author_id: str
    handle: SafeText
    name: SafeText
    followers: int | None
    """As the newest message told."""
    first_at: datetime
    last_at: datetime
    """Network's time of their first and newest message, UTC."""
    messages: int
    person_id: int
    mark: PersonMark | None
    """What was said of this handle; the person's own is `Person.mark`."""
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonNote:
    """A note about the person, not about an item."""

    id: int
    actor: str
    at: datetime
    text: SafeText


@dataclass(frozen=True, slots=True)
class Person:
    """Every author is a person of one handle until somebody links others to it."""

    id: int
    """That of the handle which leads: the one that others were linked to."""
    handles: tuple[Handle, ...]
    """The leading one first, then in the order in which we first heard of them."""
    notes: tuple[PersonNote, ...]
    """Newest first, at most 50."""

    @property
    def lead(self) -> Handle:
        return self.handles[0]

    @property
    def mark(self) -> PersonMark | None:
        """That of the leading handle, else the first that another one has."""
        return next((one.mark for one in self.handles if one.mark is not None), None)

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(sorted({tag for one in self.handles for tag in one.tags}))

    @property
    def messages(self) -> int:
        return sum(one.messages for one in self.handles)

    @property
    def first_at(self) -> datetime:
        return min(one.first_at for one in self.handles)


@dataclass(frozen=True, slots=True)
class Mood:
    """The feelings of one week."""

    week: datetime
    """Its first moment: a Monday, UTC."""
    counts: Mapping[str, int]
    """By label, and `unsure`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How we answered the newest of their messages."""

    looked_at: int
    """So many of their newest messages were looked at."""
    answered: int
    """So many of these have an answer of ours to this author behind them in their thread."""
    median: timedelta | None
    """From message to answer; None if none was answered."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A handle of somebody else that may be the same person: evidence, never a verdict."""

    handle: Handle
    reasons: tuple[str, ...]
    likeness: float
    """0 to 100."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a person at a glance."""

    person: Person
    moods: tuple[Mood, ...]
    """Oldest week first; weeks without a message are left out."""
    answered: Answered
    alike: tuple[Alike, ...]
    """The likest first, at most five."""


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a person, with our answers to it and the state of its item."""

    message: StoredMessage
    answers: tuple[StoredMessage, ...]
    state: State
    reason: Reason | None

    @property
    def key(self) -> MessageKey:
        return self.message.key
