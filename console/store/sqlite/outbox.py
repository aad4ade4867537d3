"""Replies on their way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.errors import Conflict, NotFound
from console.model.message import Author, Judgement, Message
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, Label, OutboxState
from console.store.sqlite import contacts, items, messages
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_json,
    from_us,
    marks,
    maybe_time,
    maybe_us,
    new_id,
    one_row,
    to_json,
    to_us,
)
from console.store.sqlite.threads import item_of
from console.text import clean

COLUMNS = """
    id, item_id, channel, to_remote_id, to_kind, to_handle, thread_id, context, text, key, actor, created_at,
    hold_until, state, attempts, next_attempt_at, error, remote_id, url, sent_at
"""
ADD = """
INSERT INTO outbox (item_id, channel, to_remote_id, to_kind, to_handle, thread_id, context, text, key, actor,
    created_at, hold_until, state, attempts, next_attempt_at, error, remote_id, url, sent_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
HAS_KEY = "SELECT 1 FROM outbox WHERE key = ?"
BY_ID = f"SELECT {COLUMNS} FROM outbox WHERE id = ?"
IN_STATES = f"SELECT {COLUMNS} FROM outbox WHERE state IN ({{states}}) ORDER BY id DESC LIMIT ?"
ANY_STATE = f"SELECT {COLUMNS} FROM outbox ORDER BY id DESC LIMIT ?"
OF_ITEM = f"SELECT {COLUMNS} FROM outbox WHERE item_id = ? ORDER BY id"
UNPUBLISHED = f"""
SELECT {COLUMNS} FROM outbox
WHERE item_id = ? AND state IN ('held', 'sending', 'failed', 'unknown') ORDER BY id
"""
DUE = f"""
SELECT {COLUMNS} FROM outbox INDEXED BY outbox_held WHERE state = 'held' AND hold_until <= :now
UNION ALL
SELECT {COLUMNS} FROM outbox INDEXED BY outbox_failed
WHERE state = 'failed' AND next_attempt_at IS NOT NULL
    AND next_attempt_at <= :now
ORDER BY id
"""
SENDING = f"SELECT {COLUMNS} FROM outbox WHERE state = 'sending' ORDER BY id"
SET = """
UPDATE outbox SET state = ?, attempts = ifnull(?, attempts), next_attempt_at = ?, error = ?,
    remote_id = ifnull(?, remote_id), url = ifnull(?, url), sent_at = ifnull(?, sent_at)
WHERE id = ?
"""
ANSWERED = """
SELECT network, created_at, thread_id FROM messages WHERE channel = ? AND remote_id = ?
"""
NETWORK = "SELECT network FROM items WHERE id = ?"
CLAIM_SENT = (
    "UPDATE messages SET sent_by = ifnull(sent_by, ?) WHERE channel = ? AND remote_id = ? RETURNING item_id"
)
_MICROSECOND = timedelta(microseconds=1)

UNJUDGED = Judgement(
    lang=None,
    compound=0.0,
    label=Label.NEUTRAL,
    unsure=False,
    flags=(),
    reasons=(),
    scorer="none",
    priority=0,
    priority_reasons=(),
)
"""Our own words are not judged."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known after an attempt; None leaves the number of attempts, the id, the URL and the time."""

    state: OutboxState
    attempts: int | None = None
    next_attempt_at: datetime | None = None
    error: str | None = None
    remote_id: str | None = None
    url: str | None = None
    sent_at: datetime | None = None


def add(db: Db, out: Outgoing) -> int:
    """Raises Conflict if a reply with this key is there already."""
    if one_row(db, HAS_KEY, (out.key,)) is not None:
        raise Conflict("this reply is in the outbox already")
    return new_id(
        db,
        ADD,
        (
            items.home(db, out.item_id), out.channel, out.to_remote_id, out.to_kind.value, out.to_handle,
            out.thread_id, to_json(out.context), out.text, out.key, out.actor, to_us(out.created_at),
            to_us(out.hold_until), out.state.value, out.attempts, maybe_us(out.next_attempt_at), out.error,
            out.remote_id, out.url, maybe_us(out.sent_at),
        ),
    )  # fmt: skip


def read(row: Row) -> Outgoing:
    """One row of COLUMNS."""
    return Outgoing(
        id=row[0],
        item_id=row[1],
        channel=row[2],
        to_remote_id=row[3],
        to_kind=Kind(row[4]),
        to_handle=SafeText(row[5]),
        thread_id=row[6],
        context=from_json(row[7]),
        text=row[8],
        key=row[9],
        actor=row[10],
        created_at=from_us(row[11]),
        hold_until=from_us(row[12]),
        state=OutboxState(row[13]),
        attempts=row[14],
        next_attempt_at=maybe_time(row[15]),
        error=None if row[16] is None else SafeText(row[16]),
        remote_id=row[17],
        url=None if row[18] is None else SafeText(row[18]),
        sent_at=maybe_time(row[19]),
    )


def by_id(db: Db, out_id: int) -> Outgoing:
    """Raises NotFound."""
    row = one_row(db, BY_ID, (out_id,))
    if row is None:
        raise NotFound(f"there is no reply {out_id} in the outbox")
    return read(row)


def in_states(db: Db, states: Sequence[OutboxState], limit: int) -> list[Outgoing]:
    """Newest first; no states means all."""
    if not states:
        return [read(row) for row in all_rows(db, ANY_STATE, (limit,))]
    sql = IN_STATES.format(states=marks(len(states)))
    return [read(row) for row in all_rows(db, sql, (*(state.value for state in states), limit))]


def due(db: Db, now: int) -> list[Outgoing]:
    return [read(row) for row in all_rows(db, DUE, {"now": now})]


def of_item(db: Db, item_id: int) -> list[Outgoing]:
    return [read(row) for row in all_rows(db, OF_ITEM, (item_id,))]


def unpublished(db: Db, item_id: int) -> list[Outgoing]:
    """What is on its way, failed or unknown: neither in the thread nor back in the draft."""
    return [read(row) for row in all_rows(db, UNPUBLISHED, (item_id,))]


def interrupted(db: Db) -> list[Outgoing]:
    return [read(row) for row in all_rows(db, SENDING)]


def settle(db: Db, out_id: int, outcome: Outcome, at: datetime, keeping: Keeping) -> int:
    """Write what came of a reply; a sent one joins its thread. Returns the item's id. Raises NotFound."""
    out = by_id(db, out_id)
    db.execute(
        SET,
        (
            outcome.state.value,
            outcome.attempts,
            maybe_us(outcome.next_attempt_at),
            outcome.error,
            outcome.remote_id,
            outcome.url,
            maybe_us(outcome.sent_at),
            out_id,
        ),
    )
    if outcome.state is OutboxState.SENT:
        return _join_thread(db, by_id(db, out_id), at, keeping)
    return out.item_id


def _join_thread(db: Db, out: Outgoing, at: datetime, keeping: Keeping) -> int:
    """Add our message to the thread, known by its remote id, so that its echo is a duplicate."""
    # A person's word that it was published, without the network's id, still shows in the thread.
    remote_id = out.remote_id or f"beredt:{out.key}"
    known = one_row(db, CLAIM_SENT, (out.actor, out.channel, remote_id))
    if known is not None:
        items.refresh(db, int(known[0]), items.Arrivals(), keeping)
        return int(known[0])
    answered = one_row(db, ANSWERED, (out.channel, out.to_remote_id))
    network = answered[0] if answered else all_rows(db, NETWORK, (out.item_id,))[0][0]
    created = out.sent_at or at
    if answered is not None:
        # An answer stands after what it answers, even where the network's clock is ahead of ours.
        created = max(created, from_us(answered[1]) + _MICROSECOND)
    message = Message(
        network=network,
        channel=out.channel,
        remote_id=remote_id,
        kind=Kind.DM if out.to_kind is Kind.DM else Kind.REPLY,
        author=Author(id="", handle=SafeText(out.channel.partition("/")[2]), name=SafeText("")),
        text=clean(out.text),
        created_at=created,
        received_at=at,
        thread_id=answered[2] if answered else out.thread_id,
        parent_id=out.to_remote_id,
        url=out.url,
        ours=True,
        context=dict(out.context),
    )
    item_id, _ = item_of(db, message)
    message_id = messages.insert(db, item_id, message, UNJUDGED, deleted=False, sent_by=out.actor)
    messages.index(db, {message_id: message.text})
    for touched in {item_id, *contacts.after_answer(db, out.channel, out.to_remote_id, keeping.weights)}:
        items.refresh(db, touched, items.Arrivals(ours=touched == item_id), keeping)
    return item_id
