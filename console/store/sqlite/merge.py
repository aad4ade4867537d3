"""Two items that turn out to be one thread."""

from console.model.words import State
from console.store.sqlite.db import Db, all_rows, from_json, to_json

STATEMENTS = (
    # Weighed by two measures, they are weighed anew together.
    """
    UPDATE items SET weighed = 0
    WHERE id = :into AND weighed IS NOT (SELECT g.weighed FROM items g WHERE g.id = :gone)
    """,
    "UPDATE merged_items SET item_id = :into WHERE item_id = :gone",
    "INSERT INTO merged_items (id, item_id) VALUES (:gone, :into)",
    "UPDATE thread_keys SET item_id = :into WHERE item_id = :gone",
    "UPDATE messages SET item_id = :into WHERE item_id = :gone",
    "UPDATE notes SET item_id = :into WHERE item_id = :gone",
    "UPDATE outbox SET item_id = :into WHERE item_id = :gone",
    "UPDATE rests SET item_id = :into WHERE item_id = :gone",
    "UPDATE misses SET item_id = :into WHERE item_id = :gone",
    # What was told of a clock that both have is told by the one that stays; it is computed anew anyway.
    "UPDATE OR IGNORE clocks SET item_id = :into WHERE item_id = :gone",
    "DELETE FROM clocks WHERE item_id = :gone",
    # Two drafts become one; neither is lost.
    """
    INSERT INTO drafts (item_id, actor, at, text)
        SELECT :into, actor, at, text FROM drafts WHERE item_id = :gone
        ON CONFLICT (item_id) DO UPDATE SET text = text || char(10, 10) || excluded.text
    """,
    "DELETE FROM drafts WHERE item_id = :gone",
    # A rule that fired on both has fired once.
    "UPDATE OR IGNORE rule_fires SET item_id = :into WHERE item_id = :gone",
    "DELETE FROM rule_fires WHERE item_id = :gone",
    "DELETE FROM items WHERE id = :gone",
)
BOTH = """
SELECT state, holder, lease_until, tags, snoozed_until, reason, closings, has_draft,
       EXISTS (SELECT 1 FROM messages m WHERE m.item_id = items.id AND m.ours = 0)
FROM items WHERE id IN (?, ?) ORDER BY id = ?
"""
UPDATE = """
UPDATE items SET state = ?, holder = ?, lease_until = ?, tags = ?, snoozed_until = ?, reason = ?,
    closings = ?, has_draft = ? WHERE id = ?
"""
OPENNESS = (State.NEW, State.PENDING, State.SNOOZED, State.DONE)


OPENER = """
SELECT ifnull(i.opened_by, (
    SELECT m.id FROM messages m WHERE m.item_id = i.id AND m.ours = 0 ORDER BY m.created_at, m.id LIMIT 1
)) FROM items i WHERE i.id = ?
"""
OPEN_BY = "UPDATE items SET opened_by = ? WHERE id = ?"


def merge(db: Db, gone: int, into: int) -> None:
    """Move everything of one item to another.

    What people decided on either is kept: the more open state wins, tags are joined, and the holder of the
    item that stays keeps it. An item without a message from outside has no say in the state.
    """
    kept, lost = all_rows(db, BOTH, (into, gone, gone))
    heard = [row for row in (kept, lost) if row[8]] or [kept, lost]
    leading = min(heard, key=lambda row: OPENNESS.index(State(row[0])))
    holding = kept if kept[1] is not None else lost
    tags = list(dict.fromkeys(from_json(kept[3]) + from_json(lost[3])))
    db.execute(
        UPDATE,
        (
            leading[0],
            holding[1],
            holding[2],
            to_json(tags),
            leading[4],
            leading[5],
            max(kept[6], lost[6]),
            kept[7] or lost[7],
            into,
        ),
    )
    done = [State(row[0]) is State.DONE for row in (kept, lost)]
    opener = None
    if len(heard) == 2 and done[0] is not done[1]:
        # A closed thread is opened by the message that the open one begins with, as if they had been one.
        opener = all_rows(db, OPENER, (gone if done[0] else into,))[0][0]
    for statement in STATEMENTS:
        db.execute(statement, {"into": into, "gone": gone})
    if opener is not None:
        db.execute(OPEN_BY, (opener, into))
