"""The event log and its hash chain.

Each event's hash covers the hash before it and every field of its own but `undone_by`, which is set later;
`act`, where it came from and words beside the chain only where there are any, so that what was chained
before still holds. Words about people are covered by salted hashes, so that erasing them leaves the chain
whole. What was chained before they lay beside it is redacted: the event that erased it names it with its
hash, and stands in the chain itself. The head of the chain is kept apart, which shows a tail that was cut
off; a database replaced whole by an older copy of itself is shown by the anchor outside of it
(`console.store.anchor`).
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.errors import NotFound
from console.model.event import AuditReport, Event, Head, NewEvent
from console.store.anchor import ANCHORED, Anchored, Known, Verdict, judge
from console.store.sqlite import settings
from console.store.sqlite.db import Db, Row, all_rows, from_json, from_us, marks, one_row, to_json, to_us

ERASED = "person.erased"
"""The verb of the event that names what it redacted: `{"redacted": {"17": hash}}`."""

BESIDE: Mapping[str, frozenset[str]] = {
    "person": frozenset({"tags", "all"}),
    "incident": frozenset({"title"}),
    "rule": frozenset({"rule"}),
    "alertrule": frozenset({"filter"}),
    "view": frozenset({"query"}),
}
"""By the noun of the subject: what in `before` and `after` may name a person, and lies beside the chain."""

COLUMNS = """
    e.id, e.at, e.actor, e.verb, e.subject, e.before, e.after, e.undoable, e.undone_by, ifnull(n.text, ''),
    e.hash, e.act, e.origin, w.words
"""
_BESIDE = "LEFT JOIN event_notes n ON n.event_id = e.id LEFT JOIN event_words w ON w.event_id = e.id"
FROM = f"FROM events e {_BESIDE}"
HEAD = "SELECT head, hash FROM chain WHERE one = 1"
SET_HEAD = "UPDATE chain SET head = ?, hash = ? WHERE one = 1"
ADD = """
INSERT INTO events (id, at, actor, verb, subject, before, after, undoable, note_hash, hash, act, origin,
    words_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_NOTE = "INSERT INTO event_notes (event_id, salt, text) VALUES (?, ?, ?)"
ADD_WORDS = "INSERT INTO event_words (event_id, salt, words) VALUES (?, ?, ?)"
HASH_OF = "SELECT hash, at FROM events WHERE id = ?"
REDACTIONS = f"SELECT after FROM events INDEXED BY events_erased WHERE verb = '{ERASED}' ORDER BY id"
BY_ID = f"SELECT {COLUMNS} {FROM} WHERE e.id = ?"
NEWEST = f"SELECT {COLUMNS} {FROM} ORDER BY e.id DESC LIMIT ?"
OLDEST = f"SELECT {COLUMNS} {FROM} WHERE e.id > ? ORDER BY e.id LIMIT ?"
NEWEST_OF = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) ORDER BY e.id DESC LIMIT ?"
OLDEST_OF = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) AND e.id > ? ORDER BY e.id LIMIT ?"
# What takes another act back, or ends with one, is no act of its own.
MINE = f"""
SELECT {COLUMNS} FROM events e INDEXED BY events_mine {_BESIDE}
WHERE e.actor = ? AND e.act IS NULL AND e.undone_by IS NULL
    AND e.verb NOT LIKE '%.undone' AND e.verb NOT IN ('outbox.cancelled', 'run.finished')
ORDER BY e.id DESC LIMIT ?
"""
STANDING = "e.undone_by IS NULL AND e.verb NOT LIKE '%.undone'"
PARTS = f"SELECT {COLUMNS} {FROM} WHERE e.act = ? AND {STANDING} AND e.id > ? ORDER BY e.id LIMIT ?"
COUNT_PARTS = f"SELECT e.act, count(*) FROM events e WHERE e.act IN ({{ids}}) AND {STANDING} GROUP BY e.act"
NEWS = f"SELECT {COLUMNS} {FROM} WHERE e.subject IN ({{subjects}}) AND e.id > ? ORDER BY e.id"
MARK_UNDONE = "UPDATE events SET undone_by = ? WHERE id = ? AND undone_by IS NULL RETURNING id"
WALK = f"""
SELECT e.id, e.at, e.actor, e.verb, e.subject, e.before, e.after, e.undoable, e.note_hash, e.hash,
       n.salt, n.text, e.act, e.origin, e.words_hash, w.salt, w.words
{FROM}
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


def parted(event: NewEvent) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """`before` and `after` as they are chained, and what of them lies beside the chain."""
    keys = BESIDE.get(event.subject.partition(":")[0], frozenset())
    chained_parts: list[dict[str, object]] = []
    words: dict[str, object] = {}
    for name, values in (("before", event.before), ("after", event.after)):
        chained_parts.append({key: value for key, value in values.items() if key not in keys})
        aside = {key: value for key, value in values.items() if key in keys}
        if aside:
            words[name] = aside
    return chained_parts[0], chained_parts[1], words


def append(db: Db, actor: str, at: datetime, event: NewEvent, origin: str = "") -> int:
    """Chain one event to the log; returns its id."""
    head, previous = all_rows(db, HEAD)[0]
    event_id, salt, note_hash, words_salt, words_hash = head + 1, "", "", "", ""
    if event.note:
        salt = os.urandom(16).hex()
        note_hash = hidden(salt, event.note)
    before, after, words = parted(event)
    words_text = to_json(words)
    if words:
        words_salt = os.urandom(16).hex()
        words_hash = hidden(words_salt, words_text)
    fields = (
        event_id,
        to_us(at),
        actor,
        event.verb,
        event.subject,
        to_json(before),
        to_json(after),
        int(event.undoable),
        note_hash,
    )
    digest = chained(previous, _covered(fields, event.act, origin, words_hash))
    db.execute(ADD, (*fields, digest, event.act, origin, words_hash))
    if event.note:
        db.execute(ADD_NOTE, (event_id, salt, event.note))
    if words:
        db.execute(ADD_WORDS, (event_id, words_salt, words_text))
    db.execute(SET_HEAD, (event_id, digest))
    return int(event_id)


def _covered(fields: Sequence[object], act: object, origin: str, words_hash: str) -> Sequence[object]:
    """What the hash covers; the three forms differ in length, so none can pass for another."""
    if origin or words_hash:
        return (*fields, act, origin, words_hash)
    return fields if act is None else (*fields, act)


def read(row: Row) -> Event:
    """One row of COLUMNS."""
    words = {} if row[13] is None else from_json(row[13])
    return Event(
        id=row[0],
        at=from_us(row[1]),
        actor=row[2],
        verb=row[3],
        subject=row[4],
        before=from_json(row[5]) | words.get("before", {}),
        after=from_json(row[6]) | words.get("after", {}),
        undoable=bool(row[7]),
        undone_by=row[8],
        note=row[9],
        hash=row[10],
        act=row[11],
        origin=row[12],
    )


def head(db: Db) -> Head:
    event, digest = all_rows(db, HEAD)[0]
    return Head(int(event), str(digest))


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
    redactions: Mapping[int, str] = field(default_factory=dict)
    """Events whose words were erased, with the hash that each had: their content is no longer known."""
    redacted: int = 0
    cut: bool = False
    """The head names events that are missing at the end."""


def redactions(db: Db) -> dict[int, str]:
    found: dict[int, str] = {}
    for (after,) in all_rows(db, REDACTIONS):
        found.update((int(number), digest) for number, digest in from_json(after).get("redacted", {}).items())
    return found


def begin_walk(db: Db) -> Walk:
    noted = one_row(db, HEAD)
    if noted is None:
        # Without its head nothing says where the log ends.
        return Walk(head=0, head_hash="", bad=1, finished=True)
    head, digest = noted
    stray = all_rows(db, BEFORE_ALL)[0][0]
    return Walk(head=head, head_hash=digest, bad=stray, finished=stray is not None, redactions=redactions(db))


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
        if row[0] == walk.last + 1 and walk.redactions.get(row[0]) == row[9]:
            walk.redacted += 1
        elif row[0] != walk.last + 1 or not _holds(walk.previous, row):
            walk.bad, walk.finished = walk.last + 1, True
            return
        walk.last, walk.previous = row[0], row[9]
    else:
        if len(rows) == STEP:
            return
    walk.finished = True
    if walk.last != walk.head or walk.previous != walk.head_hash:
        # The tail is missing, or the last event is not the one that the head names.
        walk.cut = walk.last < walk.head
        walk.bad = walk.last + 1 if walk.cut else walk.last
        return
    walk.bad = all_rows(db, WRONGLY_UNDONE)[0][0] or all_rows(db, UNDID_NOTHING)[0][0]


def _holds(previous: str, row: Row) -> bool:
    if chained(previous, _covered(row[:9], row[12], row[13], row[14])) != row[9]:
        return False
    # What lies beside may have been erased; what is there must be what was written.
    return all(
        text is None or hidden(salt, text) == digest
        for salt, text, digest in ((row[10], row[11], row[8]), (row[15], row[16], row[14]))
    )


def hold_against(db: Db, lines: Sequence[Anchored]) -> Verdict:
    """What an anchor says of this chain."""
    noted = int(settings.get(db, ANCHORED) or 0)

    def known(event_id: int) -> Known | None:
        row = one_row(db, HASH_OF, (event_id,))
        return None if row is None else Known(str(row[0]), from_us(row[1]))

    return judge(lines, head(db), known, lambda missing: noted >= missing.event)


def report(walk: Walk) -> AuditReport:
    return AuditReport(
        walk.last,
        walk.bad is None,
        walk.bad,
        walk.redacted,
        found="" if walk.bad is None else "cut" if walk.cut else "changed",
    )


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
