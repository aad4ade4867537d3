"""Repeated contact: whether an author wrote again before we answered.

An author's earlier messages count that lie within some hours before the newest one that waits and after our
last answer to them: one that names the message it answers, or any in the same thread. Only the last few are
looked at, so that it costs the same for an author of two messages and of two million.
"""

from console.priority import PriorityWeights
from console.store.sqlite.db import Db, Row, all_rows, one_row

HOUR = 3_600_000_000
"""In microseconds."""

EARLIER = """
SELECT m.item_id, m.created_at, (
    SELECT max(a.created_at) FROM messages a INDEXED BY messages_answers
    WHERE a.channel = m.channel AND a.parent_id = m.remote_id AND a.ours = 1 AND a.created_at < ?
)
FROM messages m INDEXED BY messages_author
WHERE m.channel = ? AND m.author_id = ? AND m.created_at BETWEEN ? AND ? AND m.id <> ?
    AND m.ours = 0 AND m.deleted = 0
ORDER BY m.created_at DESC LIMIT ?
"""
LATER = """
SELECT item_id FROM messages INDEXED BY messages_author
WHERE channel = ? AND author_id = ? AND created_at BETWEEN ? AND ? AND ours = 0 AND deleted = 0
ORDER BY created_at LIMIT ?
"""
WROTE = "SELECT author_id, created_at FROM messages WHERE channel = ? AND remote_id = ?"


def earlier(db: Db, newest: Row, answered_until: int, weights: PriorityWeights) -> int:
    """How many messages the author had written before without an answer.

    Args:
        db: An open transaction.
        newest: Item, id, channel, author and time (microseconds) of the newest message that waits.
        answered_until: Up to when its thread is answered, microseconds.
        weights: How far back to look, and at how many.
    """
    item_id, message_id, channel, author, at = newest[:5]
    since = at - weights.again_hours * HOUR
    rows = all_rows(db, EARLIER, (at, channel, author, since, at, message_id, weights.again_times))
    if not rows:
        return 0
    answers = [answer for _, _, answer in rows if answer is not None]
    answers += [answered_until for item, wrote, _ in rows if item == item_id and wrote < answered_until]
    last = max(answers, default=since)
    return sum(wrote >= last for _, wrote, _ in rows)


def after(db: Db, channel: str, author: str, at: int, weights: PriorityWeights) -> list[int]:
    """Items whose place may depend on what this author wrote at that time (microseconds): what came late
    changes those after it."""
    if not weights.again:
        return []
    until = at + weights.again_hours * HOUR
    # One more, because the message itself may be among them.
    rows = all_rows(db, LATER, (channel, author, at, until, weights.again_times + 1))
    return [int(row[0]) for row in rows]


def after_answer(db: Db, channel: str, parent_id: str | None, weights: PriorityWeights) -> list[int]:
    """As `after`, for an answer of ours to a message."""
    row = one_row(db, WROTE, (channel, parent_id)) if parent_id is not None and weights.again else None
    return [] if row is None else after(db, channel, row[0], row[1], weights)
