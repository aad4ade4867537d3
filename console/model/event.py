"""The event log: one log, many readers (live updates, undo, timeline, audit, statistics)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An act about to be recorded in the transaction that performs it."""

    verb: str
    """Noun and past-tense verb, such as `item.done`, `incident.declared`, `outbox.sent`."""
    subject: str
    """What it happened to, such as `item:17`."""
    before: Mapping[str, object]
    after: Mapping[str, object]
    undoable: bool = False
    note: str = ""
    act: int | None = None
    """The id of the event that began the act on many things of which this is a part."""


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded act. `hash` covers the previous event's hash and every other field."""

    id: int
    at: datetime
    actor: str
    verb: str
    subject: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    undoable: bool
    undone_by: int | None
    note: str
    hash: str
    act: int | None = None
    """The event that began the act on many of which this is a part; None where it is an act by itself."""
    origin: str = ""
    """Where the act came from, such as `console, pts/3, from 192.0.2.7`; empty where nobody knew."""


@dataclass(frozen=True, slots=True)
class Change:
    """What listeners are told after a commit: the subjects that moved, never the data."""

    event_id: int | None
    """None for changes that are no person's act (ingest, health)."""
    verb: str
    subjects: tuple[str, ...]


LOST, BACK = "desk.lost", "desk.back"
"""What listeners are told when the connection to the desk broke, and when it stands again: as well after
changes that were missed, and where one may do other things than before."""
OUTDATED = "desk.outdated"
"""What listeners are told each time the desk does not let us in because it speaks another release; the
subject is `release:` and which."""
EVERYTHING = "everything"
"""A subject that stands for all of them: a listener missed what moved."""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment in the store: what has a higher id happened, or was received, after it."""

    event: int
    message: int


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    event: int
    """0 before the first event."""
    hash: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    events: int
    ok: bool
    first_bad: int | None
    redacted: int = 0
    """Events whose words were erased, of those that were written before words lay beside the chain."""
    found: str = ""
    """`changed` or `cut` when it is not ok: something within was changed, or its end is missing."""
