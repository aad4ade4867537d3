"""Notes and drafts: what operators write beside a thread."""

from datetime import datetime

from console.errors import NotFound
from console.model.event import TAKEN_OVER
from console.model.item import Draft, Note, TakenOver
from console.model.safe import SafeText
from console.store.sqlite.db import Db, all_rows, from_json, from_us, new_id, one_row, to_us

ADD_NOTE = "INSERT INTO notes (item_id, actor, at, text) VALUES (?, ?, ?, ?) RETURNING id"
REMOVE_NOTE = "DELETE FROM notes WHERE id = ? RETURNING item_id"
NOTES = "SELECT id, item_id, actor, at, text FROM notes WHERE item_id = ? ORDER BY id"
TAKEN = f"""
SELECT e.actor, e.before, e.at, ifnull(n.text, '') FROM events e
LEFT JOIN event_notes n ON n.event_id = e.id
WHERE e.subject = ? AND e.verb = '{TAKEN_OVER}' ORDER BY e.id
"""
PUT_DRAFT = """
INSERT INTO drafts (item_id, actor, at, text) VALUES (?, ?, ?, ?)
ON CONFLICT (item_id) DO UPDATE SET actor = excluded.actor, at = excluded.at, text = excluded.text
"""
DROP_DRAFT = "DELETE FROM drafts WHERE item_id = ?"
DRAFT = "SELECT item_id, actor, at, text FROM drafts WHERE item_id = ?"
MARK_DRAFT = "UPDATE items SET has_draft = ?, revision = revision + 1 WHERE id = ? AND has_draft <> ?"
TOUCH = "UPDATE items SET revision = revision + 1 WHERE id = ?"


def add_note(db: Db, item_id: int, actor: str, at: datetime, text: str) -> int:
    """`text` has passed the gate. Returns the note's id."""
    note_id = new_id(db, ADD_NOTE, (item_id, actor, to_us(at), text))
    db.execute(TOUCH, (item_id,))
    return note_id


def remove_note(db: Db, note_id: int) -> int:
    """Returns the item it stood at. Raises NotFound."""
    row = one_row(db, REMOVE_NOTE, (note_id,))
    if row is None:
        raise NotFound(f"there is no note {note_id}")
    db.execute(TOUCH, (row[0],))
    return int(row[0])


def of_item(db: Db, item_id: int) -> tuple[Note, ...]:
    return tuple(
        Note(id=row[0], item_id=row[1], actor=row[2], at=from_us(row[3]), text=SafeText(row[4]))
        for row in all_rows(db, NOTES, (item_id,))
    )


def taken_over(db: Db, item_id: int) -> tuple[TakenOver, ...]:
    return tuple(
        TakenOver(row[0], str(from_json(row[1]).get("holder")), from_us(row[2]), SafeText(row[3]))
        for row in all_rows(db, TAKEN, (f"item:{item_id}",))
    )


def set_draft(db: Db, item_id: int, draft: Draft | None) -> None:
    if draft is None:
        db.execute(DROP_DRAFT, (item_id,))
    else:
        db.execute(PUT_DRAFT, (item_id, draft.actor, to_us(draft.at), draft.text))
    has = draft is not None
    db.execute(MARK_DRAFT, (has, item_id, has))


def draft_of(db: Db, item_id: int) -> Draft | None:
    row = one_row(db, DRAFT, (item_id,))
    return None if row is None else Draft(item_id=row[0], actor=row[1], at=from_us(row[2]), text=row[3])
