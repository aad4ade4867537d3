"""Incidents and who holds which role in them."""

from dataclasses import dataclass
from datetime import datetime

from console.errors import NotFound
from console.model.incident import Incident, RoleHeld
from console.model.safe import SafeText
from console.model.words import IncidentStatus, Role, Severity
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_us,
    maybe_time,
    maybe_us,
    new_id,
    one_row,
    to_us,
)

COLUMNS = """
    id, title, severity, type, status, declared_at, declared_by, stable_at, closed_at, alert_id, next_word_at,
    last_word_at, restricted
"""
ADD = """
INSERT INTO incidents (title, severity, type, status, declared_at, declared_by, stable_at, closed_at,
    alert_id, next_word_at, last_word_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
SET = """
UPDATE incidents SET severity = ifnull(?, severity), status = ifnull(?, status),
    stable_at = ifnull(?, stable_at), closed_at = ifnull(?, closed_at),
    next_word_at = ifnull(?, next_word_at), last_word_at = ifnull(?, last_word_at),
    restricted = ifnull(?, restricted)
WHERE id = ? RETURNING id
"""
SET_NEXT_WORD = "UPDATE incidents SET last_word_at = ?, next_word_at = ? WHERE id = ? RETURNING id"
TAKE_ROLE = """
INSERT INTO incident_roles (incident_id, role, holder, taken_at) VALUES (?, ?, ?, ?)
ON CONFLICT (incident_id, role) DO UPDATE SET holder = excluded.holder, taken_at = excluded.taken_at
"""
DROP_ROLE = "DELETE FROM incident_roles WHERE incident_id = ? AND role = ?"
ROLES = "SELECT role, holder, taken_at FROM incident_roles WHERE incident_id = ? ORDER BY taken_at, role"
RUNS = "SELECT id FROM runs WHERE incident_id = ? ORDER BY id"
BY_ID = f"SELECT {COLUMNS} FROM incidents WHERE id = ?"
NEWEST = f"SELECT {COLUMNS} FROM incidents ORDER BY id DESC LIMIT ?"
OPEN = f"SELECT {COLUMNS} FROM incidents WHERE status <> 'closed' ORDER BY id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different; a field that is None stays as it is."""

    severity: Severity | None = None
    status: IncidentStatus | None = None
    stable_at: datetime | None = None
    closed_at: datetime | None = None
    next_word_at: datetime | None = None
    last_word_at: datetime | None = None
    restricted: bool | None = None


def add(db: Db, incident: Incident) -> int:
    """With its roles; `id` and `run_ids` are ignored. Returns the new id."""
    incident_id = new_id(
        db,
        ADD,
        (
            incident.title, incident.severity.value, incident.type, incident.status.value,
            to_us(incident.declared_at), incident.declared_by, maybe_us(incident.stable_at),
            maybe_us(incident.closed_at), incident.alert_id, maybe_us(incident.next_word_at),
            maybe_us(incident.last_word_at),
        ),
    )  # fmt: skip
    for held in incident.roles:
        set_role(db, incident_id, held.role, held.holder, held.taken_at)
    return incident_id


def change(db: Db, incident_id: int, to: Change) -> None:
    """Raises NotFound."""
    values = (
        None if to.severity is None else to.severity.value,
        None if to.status is None else to.status.value,
        maybe_us(to.stable_at),
        maybe_us(to.closed_at),
        maybe_us(to.next_word_at),
        maybe_us(to.last_word_at),
        to.restricted,
        incident_id,
    )
    if one_row(db, SET, values) is None:
        raise NotFound(f"there is no incident {incident_id}")


def set_next_word(db: Db, incident_id: int, last_at: datetime | None, next_at: datetime | None) -> None:
    """Both as given, None included. Raises NotFound."""
    if one_row(db, SET_NEXT_WORD, (maybe_us(last_at), maybe_us(next_at), incident_id)) is None:
        raise NotFound(f"there is no incident {incident_id}")


def set_role(db: Db, incident_id: int, role: Role, holder: str | None, at: datetime) -> None:
    if holder is None:
        db.execute(DROP_ROLE, (incident_id, role.value))
    else:
        db.execute(TAKE_ROLE, (incident_id, role.value, holder, to_us(at)))


def _read(db: Db, row: Row) -> Incident:
    return Incident(
        id=row[0],
        title=SafeText(row[1]),
        severity=Severity(row[2]),
        type=row[3],
        status=IncidentStatus(row[4]),
        declared_at=from_us(row[5]),
        declared_by=row[6],
        stable_at=maybe_time(row[7]),
        closed_at=maybe_time(row[8]),
        alert_id=row[9],
        roles=tuple(
            RoleHeld(Role(role), holder, from_us(at)) for role, holder, at in all_rows(db, ROLES, row[:1])
        ),
        next_word_at=maybe_time(row[10]),
        last_word_at=maybe_time(row[11]),
        run_ids=tuple(run[0] for run in all_rows(db, RUNS, row[:1])),
        restricted=bool(row[12]),
    )


def by_id(db: Db, incident_id: int) -> Incident:
    """Raises NotFound."""
    row = one_row(db, BY_ID, (incident_id,))
    if row is None:
        raise NotFound(f"there is no incident {incident_id}")
    return _read(db, row)


def some(db: Db, limit: int, *, open_only: bool) -> list[Incident]:
    """Newest first; open ones are active or stable."""
    return [_read(db, row) for row in all_rows(db, OPEN if open_only else NEWEST, (limit,))]
