"""Waves: near-identical messages, tied to the first of them."""

from datetime import datetime

from console.model.message import Earlier
from console.store.sqlite.db import Db, all_rows, from_us, one_row, to_us

FIRST = "SELECT id, item_id, wave, deleted FROM messages WHERE channel = ? AND remote_id = ?"
JOIN = "UPDATE messages SET wave = ? WHERE id = ?"
EARLIER = """
SELECT channel, remote_id, text, received_at FROM (
    SELECT id, channel, remote_id, text, received_at, ours, deleted FROM messages ORDER BY id DESC LIMIT ?
) WHERE ours = 0 AND deleted = 0 AND received_at >= ? ORDER BY id
"""


def join(db: Db, message_id: int, repeats: tuple[str, str] | None) -> int | None:
    """Tie a message to the wave that it repeats the first message of.

    Returns the item of that first message if it belonged to no wave before, because its row shows the count.
    A first message that was never stored (it was refused, or erased) ties nothing.
    """
    row = one_row(db, FIRST, repeats) if repeats is not None else None
    if row is None or row[0] == message_id:
        return None
    first, item_id, wave, deleted = row
    db.execute(JOIN, (wave or first, message_id))
    if wave is not None or deleted:
        return None
    db.execute(JOIN, (first, first))
    return int(item_id)


def earlier(db: Db, since: datetime, limit: int) -> list[Earlier]:
    """Those from outside among the newest `limit` messages, oldest first."""
    return [
        Earlier(row[0], row[1], row[2], from_us(row[3]))
        for row in all_rows(db, EARLIER, (limit, to_us(since)))
    ]
