"""Waves: near-identical messages, tied to the first of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.errors import NotFound
from console.model.message import Earlier
from console.model.wave import Wave
from console.store.sqlite import messages
from console.store.sqlite.db import Db, Row, all_rows, from_us, marks, one_row, to_us

FIRST = "SELECT id, item_id, wave, deleted FROM messages WHERE channel = ? AND remote_id = ?"
BY_ID = "SELECT id, item_id, wave, deleted FROM messages WHERE id = ?"
STAND_INS = """
CREATE TEMP TABLE IF NOT EXISTS stand_ins (
    number INTEGER PRIMARY KEY, channel TEXT, remote_id TEXT, message_id INTEGER, UNIQUE (channel, remote_id)
)
"""
"""Of the connection, since after a restart only what is stored is recalled."""
STAND_IN = "SELECT message_id FROM stand_ins WHERE channel = ? AND remote_id = ?"
STAND = "INSERT OR REPLACE INTO stand_ins (channel, remote_id, message_id) VALUES (?, ?, ?)"
FEW = "DELETE FROM stand_ins WHERE number <= (SELECT max(number) FROM stand_ins) - 10000"
STEP = timedelta(minutes=10)
STEPS = 18
"""Three hours: what a shift has to know of how a wave grows."""
NEWEST = 5
COUNTED = 20_000
"""The newest messages of a wave among which authors and channels are counted."""
SUMMARY = """
SELECT w.messages, (SELECT min(created_at) FROM messages WHERE wave = w.id),
       (SELECT max(created_at) FROM messages WHERE wave = w.id)
FROM waves w WHERE w.id = ? AND w.messages > 0
"""
_NEWEST = f"""
(SELECT network, channel, author_id FROM messages INDEXED BY messages_wave WHERE wave = ?
 ORDER BY created_at DESC LIMIT {COUNTED})
"""
AUTHORS = f"SELECT count(DISTINCT network || ' ' || author_id) FROM {_NEWEST}"
CHANNELS = f"SELECT channel, count(*) FROM {_NEWEST} GROUP BY channel ORDER BY 2 DESC, 1"
GROWTH = """
SELECT (created_at - :since) / :step, count(*) FROM messages INDEXED BY messages_wave
WHERE wave = :wave AND created_at >= :since AND created_at < :now GROUP BY 1
"""
STILL_OPEN = "SELECT open FROM waves WHERE id = ?"
SOME = f"""
SELECT {messages.COLUMNS} FROM messages m INDEXED BY messages_wave WHERE m.wave = ?
ORDER BY m.created_at {{order}}, m.id {{order}} LIMIT ?
"""
LARGEST = "SELECT id FROM waves WHERE open > 1 ORDER BY open DESC, id DESC LIMIT ?"
OF_ITEM = "SELECT id, wave FROM messages WHERE item_id = ? AND wave IS NOT NULL"
LEAVE = "UPDATE messages SET wave = NULL WHERE item_id = ? AND wave IS NOT NULL"
JOIN = "UPDATE messages SET wave = ? WHERE id = ?"
EARLIER = """
SELECT channel, remote_id, text, received_at FROM (
    SELECT id, channel, remote_id, text, received_at, ours, deleted FROM messages ORDER BY id DESC LIMIT ?
) WHERE ours = 0 AND deleted = 0 AND received_at >= ? AND text <> '(erased)' ORDER BY id
"""


def join(db: Db, message_id: int, repeats: tuple[str, str] | None) -> int | None:
    """Tie a message to the wave that it repeats the first message of.

    Returns the item of that first message if it belonged to no wave before, because its row shows the count.
    Where the first message was never stored (it was refused, or erased), the earliest stored copy stands in.
    """
    if repeats is None:
        return None
    row = one_row(db, FIRST, repeats) or _stand_in(db, message_id, repeats)
    if row is None or row[0] == message_id:
        return None
    first, item_id, wave, deleted = row
    db.execute(JOIN, (wave or first, message_id))
    if wave is not None or deleted:
        return None
    db.execute(JOIN, (first, first))
    return int(item_id)


def _stand_in(db: Db, message_id: int, repeats: tuple[str, str]) -> Row | None:
    """As `FIRST`; None if this message is the earliest copy, which it is from now on."""
    db.execute(STAND_INS)
    found = one_row(db, STAND_IN, repeats)
    row = one_row(db, BY_ID, (found[0],)) if found is not None else None
    if row is None:
        db.execute(STAND, (*repeats, message_id))
        db.execute(FEW)
    return row


def earlier(db: Db, since: datetime, limit: int) -> list[Earlier]:
    """Those from outside among the newest `limit` messages, oldest first."""
    return [
        Earlier(row[0], row[1], row[2], from_us(row[3]))
        for row in all_rows(db, EARLIER, (limit, to_us(since)))
    ]


def detail(db: Db, wave: int, now: datetime) -> Wave:
    """Raises NotFound."""
    summary = one_row(db, SUMMARY, (wave,))
    if summary is None:
        raise NotFound(f"there is no wave {wave}")
    count, began, last = summary
    since = now - STEPS * STEP
    span = {"wave": wave, "since": to_us(since), "now": to_us(now), "step": STEP // timedelta(microseconds=1)}
    grown = {int(step): int(n) for step, n in all_rows(db, GROWTH, span)}
    first, *_ = (messages.read(row) for row in all_rows(db, SOME.format(order="ASC"), (wave, 1)))
    newest = [messages.read(row) for row in all_rows(db, SOME.format(order="DESC"), (wave, NEWEST))]
    return Wave(
        id=wave,
        messages=count,
        open=all_rows(db, STILL_OPEN, (wave,))[0][0],
        authors=all_rows(db, AUTHORS, (wave,))[0][0],
        channels=tuple((str(channel), int(n)) for channel, n in all_rows(db, CHANNELS, (wave,))),
        first=first,
        began_at=from_us(began),
        last_at=from_us(last),
        step=STEP,
        growth=tuple(grown.get(step, 0) for step in range(STEPS)),
        newest=tuple(newest),
    )


def largest(db: Db, limit: int) -> list[int]:
    """Waves with more than one waiting item, the largest first."""
    return [int(row[0]) for row in all_rows(db, LARGEST, (limit,))]


def leave(db: Db, item_id: int) -> dict[int, list[int]]:
    """Take an item's messages out of their waves; returns which message was in which wave."""
    was: dict[int, list[int]] = {}
    for message_id, wave in all_rows(db, OF_ITEM, (item_id,)):
        was.setdefault(int(wave), []).append(int(message_id))
    db.execute(LEAVE, (item_id,))
    return was


def rejoin(db: Db, wave: int, ids: Sequence[int]) -> None:
    """Put messages back into the wave that they were taken out of."""
    db.execute(f"UPDATE messages SET wave = ? WHERE id IN ({marks(len(ids))}) AND deleted = 0", (wave, *ids))
