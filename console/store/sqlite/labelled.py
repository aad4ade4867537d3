"""Corrections of sentiment as they are read: the list, what messages carry, and what the judge learns."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.errors import NotFound
from console.model.correction import Lesson, Machine, StoredCorrection
from console.model.safe import SafeText
from console.model.stream import BUCKET
from console.model.words import Label
from console.store.sqlite.db import Db, Row, all_rows, from_us, marks, maybe_time, to_us
from console.store.sqlite.stripping import GONE

_LATER = """
EXISTS (SELECT 1 FROM corrections l INDEXED BY corrections_message
    WHERE l.message_id = c.message_id AND l.id > c.id AND l.taken_back_at IS NULL)
"""
_STOOD = "{c}.at <= :then AND ({c}.taken_back_at IS NULL OR {c}.taken_back_at > :then)"
COLUMNS = f"""
    c.id, c.message_id, m.item_id, m.author_handle, c.text, c.lang, c.at, c.actor, c.label, c.was_label,
    c.was_compound, c.was_unsure, c.was_scorer, c.taken_back_at, c.taken_back_by, {_LATER}, m.text <> c.text
"""
_FROM = f"SELECT {COLUMNS} FROM corrections c JOIN messages m ON m.id = c.message_id"
NEWEST = f"{_FROM} WHERE c.id < ? ORDER BY c.id DESC LIMIT ?"
BY_IDS = f"{_FROM} WHERE c.id IN ({{ids}})"
LESSONS = f"""
SELECT c.message_id, c.text, c.label, c.lang, ifnull(m.wave, m.id)
FROM corrections c INDEXED BY corrections_standing JOIN messages m ON m.id = c.message_id
WHERE c.taken_back_at IS NULL AND c.text <> '{GONE}' AND NOT {_LATER} ORDER BY c.id
"""
LESSONS_THEN = f"""
SELECT c.message_id, c.text, c.label, c.lang, ifnull(m.wave, m.id)
FROM corrections c JOIN messages m ON m.id = c.message_id
WHERE {_STOOD.format(c="c")} AND c.text <> '{GONE}'
    AND NOT EXISTS (SELECT 1 FROM corrections l INDEXED BY corrections_message
        WHERE l.message_id = c.message_id AND l.id > c.id AND {_STOOD.format(c="l")})
ORDER BY c.id
"""
_STEP = int(BUCKET / timedelta(microseconds=1))
TIMES = f"""
SELECT DISTINCT m.created_at / {_STEP} FROM messages m INDEXED BY messages_thread
WHERE m.item_id IN ({{ids}}) AND m.ours = 0 AND m.created_at >= ?
  AND EXISTS (SELECT 1 FROM corrections c INDEXED BY corrections_message WHERE c.message_id = m.id)
"""
FOREVER = 1 << 62


def newest(db: Db, limit: int, before_id: int | None) -> list[StoredCorrection]:
    """Newest first, those taken back too."""
    return [_read(row) for row in all_rows(db, NEWEST, (before_id or FOREVER, limit))]


def by_ids(db: Db, ids: Sequence[int]) -> dict[int, StoredCorrection]:
    rows = all_rows(db, BY_IDS.format(ids=marks(len(ids))), list(ids)) if ids else []
    return {row[0]: _read(row) for row in rows}


def by_id(db: Db, correction_id: int) -> StoredCorrection:
    """Raises NotFound."""
    found = by_ids(db, [correction_id])
    if not found:
        raise NotFound(f"there is no correction {correction_id}")
    return found[correction_id]


def buckets(db: Db, item_ids: Sequence[int], since: datetime) -> list[datetime]:
    """Five-minute buckets in which these items' messages came of which somebody ever said something."""
    sql = TIMES.format(ids=marks(len(item_ids)))
    return [from_us(bucket * _STEP) for (bucket,) in all_rows(db, sql, (*item_ids, to_us(since)))]


def lessons(db: Db, then: datetime | None = None) -> list[Lesson]:
    """What stands, or stood then (UTC), in the order in which it was said."""
    rows = all_rows(db, LESSONS) if then is None else all_rows(db, LESSONS_THEN, {"then": to_us(then)})
    return [
        Lesson(str(message_id), text, Label(label), lang, str(group))
        for message_id, text, label, lang, group in rows
    ]


def _read(row: Row) -> StoredCorrection:
    """One row of COLUMNS."""
    return StoredCorrection(
        id=row[0],
        message_id=row[1],
        item_id=row[2],
        handle=SafeText(row[3]),
        text=SafeText(row[4]),
        lang=row[5],
        at=from_us(row[6]),
        actor=row[7],
        label=Label(row[8]),
        machine=Machine(Label(row[9]), row[10], bool(row[11]), row[12]),
        taken_back_at=maybe_time(row[13]),
        taken_back_by=row[14],
        replaced=bool(row[15]),
        edited=bool(row[16]),
        erased=row[4] == GONE,
    )
