"""Taking the words and the person out of messages, while their place, time and labels stay.

What is left counts in the statistics and keeps its thread together, and tells nobody who wrote it or what.
The network's id goes too, because on some networks it names the author; a salted hash of it stays, so that
the same message is known when it is sent again, and not stored anew.
"""

import os
from collections.abc import Sequence

from console.store.sqlite import messages, settings
from console.store.sqlite.db import Db, all_rows, one_row
from console.store.sqlite.events import hidden

GONE = "(erased)"
SALT = "erased.salt"
"""The setting; it is made with the first erasure."""
STEP = 40
"""Messages in one transaction; fewer when a person waits for it to end."""
PAGES = 25
"""Of the search index that one transaction rewrites; an act of a person waits for no more."""
_KEY = "SELECT channel, remote_id, item_id FROM messages WHERE id = ?"
_ANY = "SELECT 1 FROM erased LIMIT 1"
_KNOWN = "SELECT 1 FROM erased WHERE hash = ?"
_REMEMBER = "INSERT OR IGNORE INTO erased (hash) VALUES (?)"
# `handled` -1: nobody need answer it, and opening the item again does not bring it back as work.
STRIP = f"""
UPDATE messages SET remote_id = :key, text = '{GONE}', author_id = iif(ours OR :known, author_id, ''),
    author_handle = iif(ours, author_handle, '{GONE}'), author_name = iif(ours, author_name, '{GONE}'),
    followers = NULL, author_created_at = iif(ours, author_created_at, NULL), url = NULL,
    context = '{{}}', reasons = '[]', priority_reasons = '[]', wave = NULL,
    handled = iif(ours, handled, -1)
WHERE id = :id
"""
STRIP_REPLY = f"""
UPDATE outbox SET to_handle = '{GONE}', context = '{{}}', text = '{GONE}', error = NULL, url = NULL,
    state = iif(state IN ('held', 'failed'), 'cancelled', state)
"""
UNLEARN = f"UPDATE corrections SET text = '{GONE}', was_reasons = '[]' WHERE message_id = ?"
"""What people said of it stays, and teaches nothing any more."""
POINTING = (
    "UPDATE messages SET parent_id = :key WHERE item_id = :item AND channel = :channel AND parent_id = :was",
    "UPDATE messages SET thread_id = :key WHERE item_id = :item AND channel = :channel AND thread_id = :was",
    "UPDATE OR IGNORE thread_keys SET key = :key WHERE channel = :channel AND key = :was",
    "DELETE FROM thread_keys WHERE channel = :channel AND key = :was",
    "UPDATE outbox SET to_remote_id = :key WHERE item_id = :item AND to_remote_id = :was",
    "UPDATE outbox SET thread_id = :key WHERE item_id = :item AND thread_id = :was",
    "DELETE FROM tombstones WHERE channel = :channel AND remote_id = :was",
)


def salt_of(db: Db) -> str | None:
    """None while nothing was erased here."""
    return settings.get(db, SALT) if one_row(db, _ANY) is not None else None


def is_erased(db: Db, salt: str, channel: str, remote_id: str) -> bool:
    return one_row(db, _KNOWN, (hidden(salt, f"{channel} {remote_id}"),)) is not None


def strip(db: Db, ids: Sequence[int], *, known: bool = False) -> set[int]:
    """Take words and author out of these messages; returns their items, to be brought up to date.

    `known` leaves the network's id of the author for now: an erasure that was killed within finds all again.
    """
    salt = settings.get(db, SALT)
    if salt is None:
        salt = os.urandom(16).hex()
        settings.put(db, SALT, salt)
    touched = set()
    for message_id in ids:
        row = one_row(db, _KEY, (message_id,))
        if row is None:
            continue
        channel, remote_id, item_id = row
        touched.add(int(item_id))
        key = f"erased:{message_id}"
        if remote_id != key:
            db.execute(_REMEMBER, (hidden(salt, f"{channel} {remote_id}"),))
            told = {"channel": channel, "was": remote_id, "key": key, "item": item_id}
            for statement in POINTING:
                db.execute(statement, told)
        db.execute(messages.UNINDEX, (message_id,))
        db.execute(STRIP, {"key": key, "id": message_id, "known": known})
        db.execute(messages.INDEX, (message_id, GONE))
        db.execute("DELETE FROM versions WHERE message_id = ?", (message_id,))
        db.execute("DELETE FROM evidence WHERE message_id = ?", (message_id,))
        db.execute(UNLEARN, (message_id,))
    return touched


def strip_beside(db: Db, item_ids: Sequence[int]) -> None:
    """What colleagues wrote beside these items, and what of it was to leave or left."""
    for item_id in item_ids:
        db.execute("DELETE FROM notes WHERE item_id = ?", (item_id,))
        db.execute("DELETE FROM drafts WHERE item_id = ?", (item_id,))
        db.execute("UPDATE items SET has_draft = 0 WHERE id = ? AND has_draft <> 0", (item_id,))
        db.execute(f"{STRIP_REPLY} WHERE item_id = ? AND text <> '{GONE}'", (item_id,))


def merge_index(db: Db, most: int = PAGES) -> bool:
    """Rewrite a part of the search index, which is where deleted words still lie; whether there is more."""
    before = all_rows(db, "SELECT total_changes()")[0][0]
    db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', ?)", (most,))
    return bool(all_rows(db, "SELECT total_changes()")[0][0] - before >= 2)
