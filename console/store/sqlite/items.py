"""Items: the queue's rows, kept exact from the messages of their thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console.errors import NotFound
from console.model.item import ClockTold, ItemRow
from console.model.safe import SafeText
from console.model.words import ClockStep, Kind, Label, PersonMark, Promised, Reason, State
from console.store.sqlite import clocks, handles, places, rests, waves
from console.store.sqlite.clocks import SETTLED, Keeping, Moved, Standing
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_json,
    from_us,
    marks,
    maybe_time,
    maybe_us,
    one_row,
    to_json,
)
from console.store.sqlite.messages import read_flags

TEXT_LENGTH = 280
"""How much of a text a row of the queue holds."""
NEVER = -(1 << 62)
"""Before all times."""

COLUMNS = """
    i.id, i.revision, i.channel, i.network, i.kind, i.author_id, i.author_handle, i.author_name, i.text,
    i.waiting_since, i.last_at, i.state, i.holder, i.tags, i.rank, i.label, i.compound, i.unsure, i.lang,
    i.flags, i.messages, i.unread, i.has_draft, i.snoozed_until, i.reason, i.deleted, i.due_at, i.due_for,
    i.due_step, i.waits_since, ifnull((SELECT w.messages FROM waves w WHERE w.id = i.wave), 1), i.wave,
    ifnull((SELECT w.open FROM waves w WHERE w.id = i.wave), 1),
    i.person_mark, i.urgent, (SELECT m.priority_reasons FROM messages m WHERE m.id = i.urgent), i.parts,
    i.assignee, i.private
"""
BY_IDS = f"SELECT {COLUMNS} FROM items i WHERE i.id IN ({{ids}})"
HOME = "SELECT item_id FROM merged_items WHERE id = ?"
LEASE = "SELECT lease_until FROM items WHERE id = ?"

# What speaks for the thread: the newest from outside, or the newest of ours while nobody answered it.
_SPEAKING = f"""
SELECT kind, author_id, author_handle, author_name, substr(text, 1, {TEXT_LENGTH}), created_at, label,
       compound, unsure, lang, flags, deleted, wave, handled, id, channel, priority
FROM messages WHERE item_id = ? AND ours = {{ours}} ORDER BY created_at DESC, id DESC LIMIT 1
"""
# Literals: a bound value that a partial index might depend on makes SQLite plan anew each time.
SPEAKING_OUTSIDE = _SPEAKING.format(ours=0)
SPEAKING_OURS = _SPEAKING.format(ours=1)
# A reply from here answers what it was written to: what came while it was held, or tried again, is work.
ANSWERED_UNTIL = """
SELECT max(
    iif(m.sent_by IS NULL, m.created_at, ifnull(
        (SELECT a.created_at + 1 FROM messages a WHERE a.channel = m.channel AND a.remote_id = m.parent_id),
        m.created_at
    ))
)
FROM messages m WHERE m.item_id = ? AND m.ours = 1
"""
UNANSWERED = """
SELECT count(*), min(created_at) FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND created_at >= ? AND ours = 0 AND deleted = 0 AND handled = 0
"""
SIZE = "SELECT count(*) FROM messages WHERE item_id = ?"
STATE = "SELECT state, reason, snoozed_until, weighed FROM items WHERE id = ?"
REFRESH = """
UPDATE items SET kind = ?, author_id = ?, author_handle = ?, author_name = ?, text = ?, last_at = ?,
    label = ?, compound = ?, unsure = ?, lang = ?, flags = ?, deleted = ?, wave = ?, waiting_since = ?,
    rank = ?, unread = ?, messages = ?, state = ?, reason = ?, snoozed_until = ?, due_at = ?, due_for = ?,
    due_step = ?, waits_since = ?, person_mark = ?, urgent = ?, parts = ?, weighed = ?,
    revision = revision + 1
WHERE id = ?
"""
SET_STATE = """
UPDATE items SET state = ?, reason = ?, snoozed_until = ?, revision = revision + 1 WHERE id = ?
"""
HANDLE = """
UPDATE messages INDEXED BY messages_unanswered SET handled = (SELECT closings + 1 FROM items WHERE id = :id)
WHERE item_id = :id AND ours = 0 AND deleted = 0 AND handled = 0
"""
HANDLED_ANY = """
SELECT EXISTS (
    SELECT 1 FROM messages INDEXED BY messages_unanswered
    WHERE item_id = :id AND ours = 0 AND deleted = 0 AND handled = 0
)
"""
UNHANDLE = """
UPDATE messages SET handled = 0
WHERE item_id = :id AND ours = 0 AND handled = (SELECT closings FROM items WHERE id = :id) AND handled > 0
"""
COUNT_CLOSING = "UPDATE items SET closings = max(0, closings + ?) WHERE id = ?"
SET_HOLDER = "UPDATE items SET holder = ?, lease_until = ?, revision = revision + 1 WHERE id = ?"
LOADS = """
SELECT name, count(*) FROM (
    SELECT id, holder AS name FROM items WHERE holder IS NOT NULL AND state = 'new'
    UNION SELECT id, assignee FROM items WHERE assignee IS NOT NULL AND state = 'new'
        AND (holder IS NULL OR substr(assignee, 1, 1) <> '@')
) GROUP BY name
"""
SET_ASSIGNEE = "UPDATE items SET assignee = ?, revision = revision + 1 WHERE id = ?"
SET_TAGS = "UPDATE items SET tags = ?, revision = revision + 1 WHERE id = ?"
DUE_SNOOZES = "SELECT id FROM items WHERE state = 'snoozed' AND snoozed_until <= ? ORDER BY snoozed_until, id"
OPEN = """
SELECT id FROM items WHERE state IN ('new', 'pending')
UNION ALL SELECT id FROM items INDEXED BY items_snoozed WHERE state = 'snoozed'
"""
EXPIRED_LEASES = """
SELECT id FROM items WHERE lease_until IS NOT NULL AND lease_until <= ? ORDER BY lease_until, id
"""


@dataclass(slots=True)
class Arrivals:
    """What a batch brought to one item."""

    outside: int | None = None
    """Time of the newest message from outside that was not known before, microseconds."""
    ours: bool = False
    born: bool = False
    """The item had no message from outside before."""
    merged: bool = False


def read(row: Row) -> ItemRow:
    """One row of COLUMNS."""
    return ItemRow(
        id=row[0],
        revision=row[1],
        channel=row[2],
        network=row[3],
        kind=Kind(row[4]),
        author_id=row[5],
        author_handle=SafeText(row[6]),
        author_name=SafeText(row[7]),
        text=SafeText(row[8]),
        waiting_since=from_us(row[9]),
        last_at=from_us(row[10]),
        state=State(row[11]),
        holder=row[12],
        tags=() if row[13] == "[]" else tuple(from_json(row[13])),
        rank=row[14],
        label=Label(row[15]),
        compound=row[16],
        unsure=bool(row[17]),
        lang=row[18],
        flags=read_flags(row[19]),
        messages=row[20],
        unread=row[21],
        has_draft=bool(row[22]),
        snoozed_until=maybe_time(row[23]),
        reason=None if row[24] is None else Reason(row[24]),
        deleted=bool(row[25]),
        due_at=maybe_time(row[26]),
        due_for=None if row[27] is None else Promised(row[27]),
        due_step=ClockStep(row[28]),
        waits_since=maybe_time(row[29]),
        wave=row[30],
        wave_id=row[31],
        wave_open=row[32],
        person_mark=None if row[33] is None else PersonMark(row[33]),
        urgent=row[34],
        parts=places.read_parts(row[35], row[36]),
        assignee=row[37],
        private=bool(row[38]),
    )


def home(db: Db, item_id: int) -> int:
    """Where an item is today: its own id, or that of the item it was merged into."""
    row = one_row(db, HOME, (item_id,))
    return item_id if row is None else int(row[0])


def by_ids(db: Db, ids: Sequence[int]) -> list[ItemRow]:
    """In the order asked; ids that are gone are left out."""
    found: dict[int, ItemRow] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        found.update((row[0], read(row)) for row in all_rows(db, BY_IDS.format(ids=marks(len(part))), part))
    return [found[wanted] for wanted in ids if wanted in found]


def by_id(db: Db, item_id: int) -> ItemRow:
    """Follows merges. Raises NotFound."""
    found = by_ids(db, [home(db, item_id)])
    if not found:
        raise NotFound(f"there is no item {item_id}")
    return found[0]


def lease_until(db: Db, item_id: int) -> datetime | None:
    row = one_row(db, LEASE, (item_id,))
    return None if row is None else maybe_time(row[0])


def answered_until(db: Db, item_id: int) -> int:
    """Up to when a thread is answered, microseconds; before all times if nobody answered."""
    row = one_row(db, ANSWERED_UNTIL, (item_id,))
    return NEVER if row is None or row[0] is None else int(row[0])


def refresh(db: Db, item_id: int, arrivals: Arrivals, keeping: Keeping) -> bool:
    """Recompute an item from its thread; returns whether it is new, or open again, in the queue."""
    word, reason, snoozed_until, weighed = all_rows(db, STATE, (item_id,))[0]
    if weighed not in (None, keeping.weights.mark):
        places.weigh(db, item_id, keeping.weights)
    until = answered_until(db, item_id)
    ours = None if until == NEVER else until
    outside = one_row(db, SPEAKING_OUTSIDE, (item_id,))
    speaking = outside or one_row(db, SPEAKING_OURS, (item_id,))
    if speaking is None:
        return False
    unread, oldest = all_rows(db, UNANSWERED, (item_id, until))[0]
    before = State(word)
    after = before if outside is None else next_state(before, arrivals, ours, outside[5])
    if after is not before:
        reason = snoozed_until = None
    clock = Standing()
    if outside is not None:
        moved = Moved(
            state=after,
            at=keeping.at if after is before else (ours if after in SETTLED else oldest) or keeping.at,
            answered_until=until,
            heard=arrivals.outside,
            opened=before is State.DONE and after is State.NEW and not arrivals.born,
        )
        clock = clocks.follow(db, item_id, moved, keeping)
    newest = None
    if outside is not None and outside[5] >= until and not (outside[11] or outside[13]):
        newest = (item_id, *outside[14:16], outside[1], outside[5], outside[16])
    mark = None if outside is None else handles.mark_of(db, outside[15], outside[1])
    place = places.standing(db, item_id, until, clock.step, keeping.weights, unread, newest, mark)
    db.execute(
        REFRESH,
        (
            *speaking[:13],
            speaking[5] if oldest is None else oldest,
            place.rank,
            unread,
            all_rows(db, SIZE, (item_id,))[0][0],
            after.value,
            reason,
            snoozed_until,
            clock.due_at,
            clock.due_for,
            clock.step,
            clock.waits_since,
            mark,
            place.urgent,
            place.parts,
            keeping.weights.mark,
            item_id,
        ),
    )
    return after is State.NEW and (arrivals.born or before is not State.NEW)


def next_state(before: State, arrivals: Arrivals, ours: int | None, outside: int) -> State:
    """Where an item stands after a batch, by the network's times, so that the order of arrival is all one.

    Args:
        before: Where it stood.
        arrivals: What came.
        ours: Up to when the thread is answered, microseconds, or None.
        outside: Time of the newest message from outside, deleted or not.
    """
    answered = ours is not None and ours > outside
    if arrivals.born:
        return State.PENDING if answered else State.NEW
    if arrivals.outside is not None and (ours is None or arrivals.outside >= ours):
        return State.NEW
    if (arrivals.ours or arrivals.merged) and answered and before is State.NEW:
        return State.PENDING
    return before


def set_state(
    db: Db,
    item_id: int,
    state: State,
    reason: Reason | None,
    snoozed_until: datetime | None,
    keeping: Keeping,
) -> None:
    """Closing handles what is unread; going back to new takes the last closing back."""
    if state in (State.DONE, State.PENDING):
        if all_rows(db, HANDLED_ANY, {"id": item_id})[0][0]:
            db.execute(HANDLE, {"id": item_id})
            db.execute(COUNT_CLOSING, (1, item_id))
    elif state is State.NEW and State(all_rows(db, STATE, (item_id,))[0][0]) in (State.DONE, State.PENDING):
        db.execute(UNHANDLE, {"id": item_id})
        db.execute(COUNT_CLOSING, (-1, item_id))
    db.execute(
        SET_STATE,
        (state.value, None if reason is None else reason.value, maybe_us(snoozed_until), item_id),
    )
    refresh(db, item_id, Arrivals(), keeping)


def set_waiting(db: Db, item_id: int, waiting: bool, keeping: Keeping) -> None:
    """Let an item's clocks stand still while we wait for a third party, or run again."""
    change = rests.begin if waiting else rests.end
    change(db, item_id, "third-party", keeping.at)
    refresh(db, item_id, Arrivals(), keeping)


def tell_clock(db: Db, item_id: int, promised: Promised, keeping: Keeping) -> ClockTold | None:
    """What there is to tell of one of an item's clocks now; told once."""
    told = clocks.tell(db, item_id, promised, keeping.at)
    if told is not None:
        refresh(db, item_id, Arrivals(), keeping)
    return told


def leave_waves(db: Db, item_id: int, keeping: Keeping) -> dict[int, list[int]]:
    """Which messages were in which wave."""
    was = waves.leave(db, item_id)
    refresh(db, item_id, Arrivals(), keeping)
    return was


def rejoin_wave(db: Db, item_id: int, wave: int, ids: Sequence[int], keeping: Keeping) -> None:
    waves.rejoin(db, wave, ids)
    refresh(db, item_id, Arrivals(), keeping)


def set_holder(db: Db, item_id: int, holder: str | None, until: datetime | None) -> None:
    db.execute(SET_HOLDER, (holder, maybe_us(until), item_id))


def set_assignee(db: Db, item_id: int, assignee: str | None) -> None:
    db.execute(SET_ASSIGNEE, (assignee, item_id))


def set_tags(db: Db, item_id: int, tags: Sequence[str]) -> None:
    db.execute(SET_TAGS, (to_json(list(dict.fromkeys(tags))), item_id))


def due_snoozes(db: Db, now: int) -> list[int]:
    return [int(row[0]) for row in all_rows(db, DUE_SNOOZES, (now,))]


def open_ids(db: Db) -> list[int]:
    return [int(row[0]) for row in all_rows(db, OPEN)]


def working(db: Db, ids: Sequence[int]) -> list[int]:
    """Those of some items that are new or pending."""
    found: list[int] = []
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        sql = f"SELECT id FROM items WHERE id IN ({marks(len(part))}) AND state IN ('new', 'pending')"
        found += [int(row[0]) for row in all_rows(db, sql, part)]
    return found


def renew(db: Db, ids: Sequence[int], keeping: Keeping) -> None:
    """Bring items up to date with other promises; one that was merged away meanwhile is passed over."""
    for item_id in ids:
        refresh(db, item_id, Arrivals(), keeping)


def loads(db: Db) -> dict[str, int]:
    return dict(all_rows(db, LOADS))


def expired_leases(db: Db, now: int) -> list[int]:
    return [int(row[0]) for row in all_rows(db, EXPIRED_LEASES, (now,))]
