"""Which item a message belongs to.

A thread is what the network ties together: its thread id, else the thread of the message it answers. Both are
keys, and so is each message's own id, since that is what its answers name. Messages come in any order: when a
late one shows that two items are one thread, the younger item is merged into the older.
"""

from collections.abc import Callable

from console.model.message import Message
from console.store.sqlite.db import Db, new_id, one_row, to_us
from console.store.sqlite.merge import merge

FIND_KEY = "SELECT item_id FROM thread_keys WHERE channel = ? AND key = ?"
ADD_KEY = "INSERT INTO thread_keys (channel, key, item_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
# Nothing of it is weighed yet: its messages come weighed by the judge.
# What it will be indexed by is there at once where it is known, so that no index is written twice.
ADD_ITEM = """
INSERT INTO items (channel, network, author_id, author_handle, waiting_since, weighed)
    VALUES (?, ?, ?, ?, ?, NULL) RETURNING id
"""


def item_of(
    db: Db, message: Message, settle: Callable[[int], None] = lambda _item_id: None
) -> tuple[int, list[int]]:
    """The item this message belongs to, made or merged as needed.

    Args:
        db: An open transaction.
        message: One that is not stored yet.
        settle: Called with each item that takes part in a merge, before it; brings its row up to date.

    Returns:
        The item's id, and the ids of items that were merged into it.
    """
    keys = dict.fromkeys((message.thread_id or message.parent_id or message.remote_id, message.remote_id))
    found: list[int] = []
    missing: list[str] = []
    for key in keys:
        row = one_row(db, FIND_KEY, (message.channel, key))
        if row is None:
            missing.append(key)
        elif row[0] not in found:
            found.append(row[0])
    found.sort()
    author, at = message.author, to_us(message.created_at)
    known = (message.channel, message.network, author.id, author.handle, at)
    item_id = found[0] if found else new_id(db, ADD_ITEM, known)
    for key in missing:
        db.execute(ADD_KEY, (message.channel, key, item_id))
    if len(found) > 1:
        for part in found:
            settle(part)
        for gone in found[1:]:
            merge(db, gone, item_id)
    return item_id, found[1:]
