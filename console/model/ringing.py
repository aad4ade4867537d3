"""Ringing: who was rung for an alert, and how that went."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.model.safe import SafeText
from console.model.words import Level

BELL = "bell"
"""The target that is no service: the bell of the terminal that shows the console."""
BELL_RUNG = "ring.bell"
"""The verb by which whoever has a terminal is told to ring its bell."""


class RingState(StrEnum):
    RINGING = "ringing"
    """On its way. Found so at a start, nobody knows whether it was heard."""
    RANG = "rang"
    """The service took it."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Begun:
    """A ladder that is being climbed: an alert reached a level, and nobody had acknowledged it."""

    alert_id: int
    level: Level
    at: datetime


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung for one target; its identity, so that none is rung twice."""

    alert_id: int
    level: Level
    after: timedelta
    """How long after the ladder was begun, in a person's time that is not quiet."""
    target: str


@dataclass(frozen=True, slots=True)
class Ring:
    """How a rung went."""

    rung: Rung
    state: RingState
    attempts: int
    at: datetime
    """Of the last attempt, or of its outcome."""
    next_at: datetime | None = None
    """When it is tried again; None where it is not."""
    reason: SafeText | None = None
    """Why it failed; never with the address of the service."""


@dataclass(frozen=True, slots=True)
class Coming:
    """The next rung, if nobody acknowledges before."""

    target: str
    at: datetime
    held: bool
    """Quiet hours hold it back."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """All that was rung for an alert's cause, oldest first, and what comes next."""

    rung: tuple[Ring, ...]
    coming: Coming | None
