"""A thread in the order of the network's time, page by page: a long one costs what a short one does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.model.conversation import in_order
from console.model.item import MessageKey, Parent, StoredMessage
from console.model.safe import SafeText
from console.store.sqlite import messages
from console.store.sqlite.db import Db, all_rows, from_us, marks, one_row, to_us

BEHIND, AHEAD = 60, 20
"""Messages up to the newest unread one, and behind it, with which a thread opens."""
PARENT_TEXT = 80
_FOREVER = (1 << 62, 1 << 62)

# Literals: a bound value that a partial index might depend on makes SQLite plan anew each time.
_BEFORE = f"""
SELECT {messages.COLUMNS} FROM messages m INDEXED BY messages_thread
WHERE m.item_id = ? AND m.ours = {{ours}} AND (m.created_at, m.id) < (?, ?)
ORDER BY m.created_at DESC, m.id DESC LIMIT ?
"""
_AFTER = f"""
SELECT {messages.COLUMNS} FROM messages m INDEXED BY messages_thread
WHERE m.item_id = ? AND m.ours = {{ours}} AND (m.created_at, m.id) > (?, ?)
ORDER BY m.created_at, m.id LIMIT ?
"""
BEFORE_OUTSIDE, BEFORE_OURS = _BEFORE.format(ours=0), _BEFORE.format(ours=1)
AFTER_OUTSIDE, AFTER_OURS = _AFTER.format(ours=0), _AFTER.format(ours=1)
NEWEST_UNREAD = """
SELECT created_at, id FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND ours = 0 AND deleted = 0 AND handled = 0 ORDER BY created_at DESC, id DESC LIMIT 1
"""
PARENTS = f"""
SELECT remote_id, id, author_handle, substr(text, 1, {PARENT_TEXT}), ours FROM messages
WHERE channel = ? AND remote_id IN ({{ids}})
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """The part of a thread with which it opens."""

    messages: list[StoredMessage]
    more_before: bool
    more_after: bool


def opening(db: Db, item_id: int, *, unread: bool) -> Opened:
    """The part around the newest unread message, or the end of a thread without one."""
    found = one_row(db, NEWEST_UNREAD, (item_id,)) if unread else None
    if found is None:
        page = before(db, item_id, None, BEHIND + 1)
        return Opened(told(db, page[-BEHIND:]), len(page) > BEHIND, False)
    key = MessageKey(from_us(found[0]), found[1] + 1)
    behind = before(db, item_id, key, BEHIND + 1)
    ahead = after(db, item_id, MessageKey(key.created_at, key.id - 1), AHEAD + 1)
    page = [*behind[-BEHIND:], *ahead[:AHEAD]]
    return Opened(told(db, page), len(behind) > BEHIND, len(ahead) > AHEAD)


def before(db: Db, item_id: int, key: MessageKey | None, limit: int) -> list[StoredMessage]:
    """The newest before a place, or of all, oldest first."""
    place = _FOREVER if key is None else (to_us(key.created_at), key.id)
    rows = [
        row for sql in (BEFORE_OUTSIDE, BEFORE_OURS) for row in all_rows(db, sql, (item_id, *place, limit))
    ]
    found = sorted((messages.read(row) for row in rows), key=lambda stored: stored.key)
    return found[-limit:]


def after(db: Db, item_id: int, key: MessageKey, limit: int) -> list[StoredMessage]:
    """The oldest after a place, oldest first."""
    place = (to_us(key.created_at), key.id)
    rows = [row for sql in (AFTER_OUTSIDE, AFTER_OURS) for row in all_rows(db, sql, (item_id, *place, limit))]
    found = sorted((messages.read(row) for row in rows), key=lambda stored: stored.key)
    return found[:limit]


def told(db: Db, page: Sequence[StoredMessage]) -> list[StoredMessage]:
    """A page with what was said before each edit and what each message answers, in reading order."""
    return in_order(_with_parents(db, messages.with_earlier(db, page)))


def _with_parents(db: Db, page: Sequence[StoredMessage]) -> list[StoredMessage]:
    wanted = list({stored.message.parent_id for stored in page if stored.message.parent_id is not None})
    if not wanted:
        return list(page)
    channel = page[0].message.channel
    rows = all_rows(db, PARENTS.format(ids=marks(len(wanted))), (channel, *wanted))
    parents = {row[0]: Parent(row[1], SafeText(row[2]), SafeText(row[3]), bool(row[4])) for row in rows}
    return [
        replace(stored, parent=parent)
        if (parent := parents.get(stored.message.parent_id or "")) is not None
        else stored
        for stored in page
    ]
