"""The event log and its hash chain.

Each event's hash covers the hash before it and every field of its own but `undone_by`, which is set later;
`act` only where there is one, so that what was chained before there were any still holds. A person's words
are covered by a salted hash, so that erasing them leaves the chain whole. The head of the chain is kept
apart, which shows a tail that was cut off; a database replaced whole by an older copy of itself can only be
shown by an anchor outside of it.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.errors import NotFound
from console.model.event import AuditReport, Event, NewEvent
from console.store.sqlite.db import Db, Row, all_rows, from_json, from_us, marks, one_row, to_json, to_us

COLUMNS = """
    e.id, e.at, e.actor, e.verb, e.subject, e.before, e.after, e.undoable, e.undone_by, ifnull(n.text, ''),
    e.hash, e.act
"""
FROM = "FROM events e LEFT JOIN event_notes n ON n.event_id = e.id"
HEAD = "SELECT head, hash FROM chain WHERE one = 1"
SET_HEAD = "UPDATE chain SET head = ?, hash = ? WHERE one = 1"
ADD = """
INSERT INTO events (id, at, actor, verb, subject, before, after, undoable, note_hash, hash, act)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_NOTE = "INSERT INTO event_notes (event_id, salt, text) VALUES (?, ?, ?)"
BY_ID = f"SELECT {COLUMNS} {FROM} WHERE e.id = ?"
NEWEST = f"SELECT {COLUMNS} {FROM} ORDER BY e.id DESC LIMIT ?"
OLDEST = f"SELECT {COLUMNS} {FROM} WHERE e.id > ? ORDER BY e.id LIMIT ?"
NEWEST_OF = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) ORDER BY e.id DESC LIMIT ?"
OLDEST_OF = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) AND e.id > ? ORDER BY e.id LIMIT ?"
# What takes another act back, or ends with one, is no act of its own.
MINE = f"""
SELECT {COLUMNS} FROM events e INDEXED BY events_mine LEFT JOIN event_notes n ON n.event_id = e.id
WHERE e.actor = ? AND e.act IS NULL AND e.undone_by IS NULL
    AND e.verb NOT LIKE '%.undone' AND e.verb NOT IN ('outbox.cancelled', 'run.finished', 'desk.refused')
ORDER BY e.id DESC LIMIT ?
"""
STANDING = "e.undone_by IS NULL AND e.verb NOT LIKE '%.undone'"
PARTS = f"SELECT {COLUMNS} {FROM} WHERE e.act = ? AND {STANDING} AND e.id > ? ORDER BY e.id LIMIT ?"
COUNT_PARTS = f"SELECT e.act, count(*) FROM events e WHERE e.act IN ({{ids}}) AND {STANDING} GROUP BY e.act"
NEWS = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) AND e.id > ? ORDER BY e.id"
MARK_UNDONE = "UPDATE events SET undone_by = ? WHERE id = ? AND undone_by IS NULL RETURNING id"
WALK = """
SELECT e.id, e.at, e.actor, e.verb, e.subject, e.before, e.after, e.undoable, e.note_hash, e.hash,
       n.salt, n.text, e.act
FROM events e LEFT JOIN event_notes n ON n.event_id = e.id
WHERE e.id > ? ORDER BY e.id LIMIT ?
"""
BEFORE_ALL = "SELECT min(id) FROM events WHERE id < 1"
UNDOING = "verb LIKE '%.undone'"
# What was taken back names the event that did it, which lies behind it and is about the same thing; one that
# an older version refused names itself.
WRONGLY_UNDONE = f"""
SELECT min(e.id) FROM events e WHERE e.undone_by IS NOT NULL AND e.undone_by <> e.id AND NOT EXISTS (
    SELECT 1 FROM events u WHERE u.id = e.undone_by AND u.id > e.id AND u.subject = e.subject
        AND (u.{UNDOING} OR u.verb = 'outbox.cancelled')
)
"""
UNDID_NOTHING = f"""
SELECT min(id) FROM events WHERE {UNDOING}
    AND id NOT IN (SELECT undone_by FROM events WHERE undone_by IS NOT NULL)
"""
STEP = 2000


def chained(previous: str, fields: Sequence[object]) -> str:
    """SHA-256, in hex, over the canonical JSON of the previous hash and the event's fields."""
    return hashlib.sha256(to_json([previous, *fields]).encode()).hexdigest()


def hidden(salt: str, text: str) -> str:
    return hashlib.sha256(to_json([salt, text]).encode()).hexdigest()


def append(db: Db, actor: str, at: datetime, event: NewEvent) -> int:
    """Chain one event to the log; returns its id."""
    head, previous = all_rows(db, HEAD)[0]
    event_id, salt, note_hash = head + 1, "", ""
    if event.note:
        salt = os.urandom(16).hex()
        note_hash = hidden(salt, event.note)
    fields = (
        event_id,
        to_us(at),
        actor,
        event.verb,
        event.subject,
        to_json(event.before),
        to_json(event.after),
        int(event.undoable),
        note_hash,
    )
    digest = chained(previous, fields if event.act is None else (*fields, event.act))
    db.execute(ADD, (*fields, digest, event.act))
    if event.note:
        db.execute(ADD_NOTE, (event_id, salt, event.note))
    db.execute(SET_HEAD, (event_id, digest))
    return int(event_id)


def read(row: Row) -> Event:
    """One row of COLUMNS."""
    return Event(
        id=row[0],
        at=from_us(row[1]),
        actor=row[2],
        verb=row[3],
        subject=row[4],
        before=from_json(row[5]),
        after=from_json(row[6]),
        undoable=bool(row[7]),
        undone_by=row[8],
        note=row[9],
        hash=row[10],
        act=row[11],
    )


def by_id(db: Db, event_id: int) -> Event:
    """Raises NotFound."""
    row = one_row(db, BY_ID, (event_id,))
    if row is None:
        raise NotFound(f"there is no event {event_id}")
    return read(row)


def some(db: Db, subjects: Sequence[str] | None, limit: int, after_id: int) -> list[Event]:
    """Newest first if `after_id` is 0, else oldest first after it."""
    if subjects is None:
        rows = all_rows(db, OLDEST, (after_id, limit)) if after_id else all_rows(db, NEWEST, (limit,))
    elif after_id:
        sql = OLDEST_OF.format(subjects=marks(len(subjects)))
        rows = all_rows(db, sql, (*subjects, after_id, limit))
    else:
        rows = all_rows(db, NEWEST_OF.format(subjects=marks(len(subjects))), (*subjects, limit))
    return [read(row) for row in rows]


def mine(db: Db, actor: str, limit: int) -> list[Event]:
    """Acts of one person that are not taken back, newest first; an act on many as the event that began it."""
    return [read(row) for row in all_rows(db, MINE, (actor, limit))]


def parts(db: Db, act: int, after_id: int, limit: int) -> list[Event]:
    """What an act on many did and is not taken back, oldest first."""
    return [read(row) for row in all_rows(db, PARTS, (act, after_id, limit))]


def count_parts(db: Db, acts: Sequence[int]) -> dict[int, int]:
    return dict(all_rows(db, COUNT_PARTS.format(ids=marks(len(acts))), acts)) if acts else {}


def news(db: Db, subjects: Sequence[str], after_id: int) -> list[Event]:
    """All that happened to these things after an event, oldest first."""
    return [
        read(row) for row in all_rows(db, NEWS.format(subjects=marks(len(subjects))), (*subjects, after_id))
    ]


def newest(db: Db) -> int:
    """The id of the newest event; 0 before the first."""
    return int(all_rows(db, HEAD)[0][0])


def mark_undone(db: Db, event_id: int, by_event_id: int) -> None:
    """Raises NotFound if there is no such event, or it is undone already."""
    if one_row(db, MARK_UNDONE, (by_event_id, event_id)) is None:
        raise NotFound(f"event {event_id} does not exist or was undone before")


@dataclass(slots=True)
class Walk:
    """Where a verification stands; it goes on in steps, so that no long read holds up the writer."""

    head: int
    head_hash: str
    last: int = 0
    previous: str = ""
    bad: int | None = None
    finished: bool = False


def begin_walk(db: Db) -> Walk:
    noted = one_row(db, HEAD)
    if noted is None:
        # Without its head nothing says where the log ends.
        return Walk(head=0, head_hash="", bad=1, finished=True)
    head, digest = noted
    stray = all_rows(db, BEFORE_ALL)[0][0]
    return Walk(head=head, head_hash=digest, bad=stray, finished=stray is not None)


def walk_on(db: Db, walk: Walk) -> None:
    """Check the next events, up to the head that was noted at the beginning; none may lie beyond it."""
    rows = all_rows(db, WALK, (walk.last, STEP))
    for row in rows:
        if row[0] > walk.head:
            # Read after the rows: what was chained meanwhile is behind this head, what was put there is not.
            if rows[-1][0] > all_rows(db, HEAD)[0][0]:
                walk.bad, walk.finished = walk.head + 1, True
                return
            break
        if row[0] != walk.last + 1 or not _holds(walk.previous, row):
            walk.bad, walk.finished = walk.last + 1, True
            return
        walk.last, walk.previous = row[0], row[9]
    else:
        if len(rows) == STEP:
            return
    walk.finished = True
    if walk.last != walk.head or walk.previous != walk.head_hash:
        # The tail is missing, or the last event is not the one that the head names.
        walk.bad = walk.last + 1 if walk.last < walk.head else walk.last
        return
    walk.bad = all_rows(db, WRONGLY_UNDONE)[0][0] or all_rows(db, UNDID_NOTHING)[0][0]


def _holds(previous: str, row: Row) -> bool:
    if chained(previous, row[:9] if row[12] is None else (*row[:9], row[12])) != row[9]:
        return False
    salt, text = row[10], row[11]
    # A note may have been erased; one that is there must be the one that was written.
    return text is None or hidden(salt, text) == row[8]


def report(walk: Walk) -> AuditReport:
    return AuditReport(events=walk.last, ok=walk.bad is None, first_bad=walk.bad)


def verify_here(db: Db, progress: Callable[[int], None] = lambda _count: None) -> AuditReport:
    """The whole walk on one connection."""
    walk = begin_walk(db)
    for count in _steps(db, walk):
        progress(count)
    return report(walk)


def _steps(db: Db, walk: Walk) -> Iterator[int]:
    while not walk.finished:
        walk_on(db, walk)
        yield walk.last
