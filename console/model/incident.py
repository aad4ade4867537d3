"""Incidents: what a person declared, and what happened in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.model.safe import SafeText
from console.model.words import IncidentStatus, Role, Severity


@dataclass(frozen=True, slots=True)
class RoleHeld:
    role: Role
    holder: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    id: int
    title: SafeText
    severity: Severity
    type: str
    """A playbook's id, or `other`."""
    status: IncidentStatus
    declared_at: datetime
    declared_by: str
    stable_at: datetime | None
    closed_at: datetime | None
    alert_id: int | None
    roles: tuple[RoleHeld, ...]
    next_word_at: datetime | None
    """When the public was promised to hear from us next."""
    last_word_at: datetime | None
    run_ids: tuple[int, ...]
    restricted: bool = False
    """Shown only to who leads the desk, and to who holds a role in it."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of an incident's timeline, automatic or written by a person."""

    event_id: int
    at: datetime
    actor: str
    verb: str
    text: SafeText
    promised_at: datetime | None = None
    """When this line promised the public the next word."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of all publishing that is not an answer by a person."""

    since: datetime
    actor: str
    reason: SafeText


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run as it stands."""

    step_id: str
    state: str
    """A `StepState` value."""
    actor: str | None
    at: datetime | None
    note: SafeText
    """The reason of a skip or a block, or the evidence."""
    chosen: str | None
    """The label of the exit taken, for a decision."""
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One walk through a playbook, pinned to the content it began with."""

    id: int
    incident_id: int | None
    playbook_id: str
    content_hash: str
    """SHA-256 of the file's bytes, hex."""
    source: str
    """The file's text at the start of the run."""
    started_at: datetime
    started_by: str
    """Deadlines count from the incident's declaration, or from `started_at` without one."""
    holder: str
    current: str | None
    """The id of the step where the walk stands; None when it is finished."""
    finished_at: datetime | None
    steps: Mapping[str, RunStep]
