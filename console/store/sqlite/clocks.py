"""The clocks of an item: brought up to date with whatever moved it, and nothing else.

`follow` runs whenever an item is brought up to date. It reads what happened, asks `console.sla` what is due,
and keeps the answer. What was missed is settled there too, by the network's times: an answer that was in time
but arrives late takes the miss back, and one that came late is a miss even if the watch had not looked yet.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from console.errors import InputError
from console.model.item import ClockTold, Miss
from console.model.team import Colleague
from console.model.words import ClockStep, Kind, Promised, State
from console.priority import PriorityWeights
from console.sla import Heard, History, Promises, Roster, Running, running
from console.store.sqlite import rests
from console.store.sqlite.db import Db, Row, all_rows, from_us, maybe_time, maybe_us, one_row, to_us

_log = logging.getLogger(__name__)

SETTLED = (State.PENDING, State.DONE)

WAITING = """
SELECT id, kind, created_at FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND created_at >= ? AND ours = 0 AND deleted = 0 AND handled = 0
ORDER BY created_at, id LIMIT 1
"""
FIRST_HEARD = """
SELECT id, kind, created_at FROM messages WHERE item_id = ? AND ours = 0 ORDER BY created_at, id LIMIT 1
"""
OPENED = """
SELECT m.id, m.kind, m.created_at FROM items i JOIN messages m ON m.id = i.opened_by WHERE i.id = ?
"""
OPEN_BY = "UPDATE items SET opened_by = ? WHERE id = ?"
CHANNEL = "SELECT channel FROM items WHERE id = ?"
OF_ITEM = "SELECT promised, message_id, due_at, look_at, step FROM clocks WHERE item_id = ?"
PUT = """
INSERT INTO clocks (item_id, promised, message_id, due_at, look_at, step) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (item_id, promised) DO UPDATE SET message_id = excluded.message_id, due_at = excluded.due_at,
    look_at = excluded.look_at, step = excluded.step
"""
STOP = "UPDATE clocks SET due_at = NULL, look_at = NULL WHERE item_id = ? AND promised = ?"
TELL = "UPDATE clocks SET step = ?, look_at = ? WHERE item_id = ? AND promised = ?"
DUE = """
SELECT item_id, promised FROM clocks WHERE look_at IS NOT NULL AND look_at <= ? ORDER BY look_at LIMIT ?
"""
CLOCK = "SELECT message_id, due_at, step, look_at FROM clocks WHERE item_id = ? AND promised = ?"
MISS = """
INSERT INTO misses (message_id, promised, item_id, due_at, missed_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""
# An answer is one promise to a message, be it the first in its thread or, after a merge, a later one.
MISSED = "SELECT 1 FROM misses WHERE message_id = ? AND (promised = 'resolution') = ?"
WARN = "INSERT INTO warnings (message_id, resolution) VALUES (?, ?) ON CONFLICT DO NOTHING"
WARNED = "SELECT 1 FROM warnings WHERE message_id = ? AND resolution = ?"
MISSES = """
SELECT promised, message_id, due_at, missed_at, answered_at FROM misses WHERE item_id = ?
ORDER BY due_at, message_id
"""
# As for the item's own state: a reply from here answers what it was written to, and not what came meanwhile.
ANSWER_TO = """
SELECT min(o.created_at) FROM messages m JOIN messages o ON o.item_id = m.item_id AND o.ours = 1
    AND o.created_at > m.created_at
WHERE m.id = ? AND (o.sent_by IS NULL OR m.created_at <= ifnull(
    (SELECT a.created_at FROM messages a WHERE a.channel = o.channel AND a.remote_id = o.parent_id),
    o.created_at
))
"""
SETTLE = "UPDATE misses SET answered_at = ? WHERE message_id = ? AND promised = ?"
FORGIVE = "DELETE FROM misses WHERE message_id = ? AND promised = ?"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What bringing an item up to date needs to know."""

    at: int
    """When that is, microseconds."""
    promises: Promises
    weights: PriorityWeights = field(default_factory=PriorityWeights)
    team: Sequence[Colleague] = ()
    """Among whom a rule shares out."""
    roster: Roster = field(default_factory=Roster)
    """When they work."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved an item; times in microseconds."""

    state: State
    """Where it stands now."""
    at: int
    """When it came to stand there: the network's time of the message that did it, or the time of the act."""
    answered_until: int
    """Up to when the thread is answered; before all times if nobody answered."""
    heard: int | None = None
    """Time of the newest message from outside that is new."""
    opened: bool = False
    """It was done, and a new message opened it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an item's row shows of its clocks; times in microseconds."""

    due_at: int | None = None
    due_for: Promised | None = None
    waits_since: int | None = None
    step: ClockStep = ClockStep.RUNNING


def follow(db: Db, item_id: int, moved: Moved, keeping: Keeping) -> Standing:
    """Bring an item's rests, clocks and misses up to date with what moved it."""
    waiting = one_row(db, WAITING, (item_id, moved.answered_until))
    found = _rest(db, item_id, moved, None if waiting is None else waiting[2])
    if moved.opened and waiting is not None:
        db.execute(OPEN_BY, (waiting[0], item_id))
    waits = next((rest.since for rest in found if rest.why == "third-party" and rest.until is None), None)
    before = all_rows(db, OF_ITEM, (item_id,))
    if not keeping.promises.lines and not before:
        return Standing(waits_since=waits)
    history = _history(db, item_id, moved, waiting, found)
    clocks = _running(item_id, history, keeping.promises)
    steps = _keep(db, item_id, before, clocks, moved, keeping)
    _settle(db, item_id, clocks, moved)
    ahead = [(to_us(clock.due_at), clock.promised) for clock in clocks if clock.due_at is not None]
    if not ahead:
        return Standing(waits_since=waits)
    due_at, due_for = min(ahead, key=lambda clock: clock[0])
    furthest = max((steps[promised] for _, promised in ahead), key=list(ClockStep).index)
    return Standing(due_at, due_for, waits, furthest)


def _running(item_id: int, history: History, promises: Promises) -> Sequence[Running]:
    try:
        return running(history, promises)
    except InputError as error:
        # A calendar that runs dry promises nothing; it must never cost a message.
        _log.warning("item %d: %s", item_id, error.what)
        return ()


def _rest(db: Db, item_id: int, moved: Moved, waiting: int | None) -> list[rests.Resting]:
    """Begin and end the item's rests: it rests while it is settled, and a new message ends any other wait.

    `waiting` is the time of the oldest message that waits, microseconds.
    """
    if moved.state in SETTLED:
        rests.begin(db, item_id, "settled", moved.at)
    else:
        rests.end(db, item_id, "settled", moved.at)
    if moved.state is State.DONE:
        rests.end(db, item_id, "third-party", moved.at)
    found = rests.of_item(db, item_id)
    for rest in found:
        # They wrote again while we waited for somebody else: that message is owed an answer of its own.
        if rest.why == "third-party" and rest.until is None and (moved.heard or 0) > rest.since:
            db.execute(rests.END, (moved.heard, rest.id))
            rest.until = moved.heard
        # It came late: by the network's time it opened the item before the message that did.
        if rest.why == "settled" and waiting and rest.until and rest.since <= waiting < rest.until:
            db.execute(rests.END, (waiting, rest.id))
            rest.until = waiting
    return found


def _heard(row: Row | None) -> Heard | None:
    return None if row is None else Heard(row[0], Kind(row[1]), from_us(row[2]))


def _history(
    db: Db, item_id: int, moved: Moved, waiting: Row | None, found: Sequence[rests.Resting]
) -> History:
    first = one_row(db, FIRST_HEARD, (item_id,))
    opened = None if moved.state is State.DONE else one_row(db, OPENED, (item_id,)) or first
    return History(
        channel=str(all_rows(db, CHANNEL, (item_id,))[0][0]),
        opened=_heard(opened),
        waiting=_heard(waiting),
        answered=first is not None and moved.answered_until > first[2],
        rests=[rest.told() for rest in found],
    )


def _keep(
    db: Db, item_id: int, before: Sequence[Row], clocks: Sequence[Running], moved: Moved, keeping: Keeping
) -> dict[Promised, ClockStep]:
    """Write the clocks down; returns how far each has come."""
    steps: dict[Promised, ClockStep] = {}
    known = {(Promised(row[0]), int(row[1])): row for row in before}
    for clock in clocks:
        row = known.get((clock.promised, clock.message_id))
        told = (clock.message_id, clock.promised is Promised.RESOLUTION)
        step = ClockStep(row[4]) if row else ClockStep.RUNNING
        if one_row(db, MISSED, told):
            step = ClockStep.MISSED
        elif row is None and one_row(db, WARNED, told):
            step = ClockStep.WARNED
        elif row and row[2] is not None and row[2] <= moved.at and clock.due_at is None:
            # It was due before it came to stand still, and the watch had not looked yet.
            step = ClockStep.MISSED
            db.execute(MISS, (clock.message_id, clock.promised, item_id, row[2], keeping.at))
        look = {ClockStep.RUNNING: clock.warn_at, ClockStep.WARNED: clock.due_at}.get(step)
        now = (clock.promised, clock.message_id, maybe_us(clock.due_at), maybe_us(look), step)
        if row != now:
            db.execute(PUT, (item_id, *now))
        steps[clock.promised] = step
    for promised, message_id, due_at, _look_at, _step in before:
        if due_at is None or any((one.promised, one.message_id) == (promised, message_id) for one in clocks):
            continue
        answered = _answered(db, Promised(promised), message_id, moved)
        if answered is not None and answered > due_at:
            db.execute(MISS, (message_id, promised, item_id, due_at, keeping.at))
        if promised not in steps:
            db.execute(STOP, (item_id, promised))
    return steps


def _answered(db: Db, promised: Promised, message_id: int, moved: Moved) -> int | None:
    """When a message was answered, or the item done; None if nobody waits for that and nobody got it."""
    if promised is not Promised.RESOLUTION:
        row = one_row(db, ANSWER_TO, (message_id,))
        if row is not None and row[0] is not None:
            return int(row[0])
        return moved.at if moved.state in SETTLED else None
    return moved.at if moved.state is State.DONE else None


def _settle(db: Db, item_id: int, clocks: Sequence[Running], moved: Moved) -> None:
    """Say of each miss when its message was answered, or that it waits again."""
    going = {(clock.promised, clock.message_id) for clock in clocks}
    for promised, message_id, due_at, _missed_at, answered_at in all_rows(db, MISSES, (item_id,)):
        if (Promised(promised), message_id) in going:
            if answered_at is not None:
                db.execute(SETTLE, (None, message_id, promised))
        elif answered_at is None:
            answered = _answered(db, Promised(promised), message_id, moved)
            if answered is not None and answered <= due_at:
                db.execute(FORGIVE, (message_id, promised))
            elif answered is not None:
                db.execute(SETTLE, (answered, message_id, promised))


def due(db: Db, now: int, limit: int) -> list[tuple[int, Promised]]:
    """Clocks of which there is something to tell, the longest overdue first."""
    return [(int(row[0]), Promised(row[1])) for row in all_rows(db, DUE, (now, limit))]


def tell(db: Db, item_id: int, promised: Promised, now: int) -> ClockTold | None:
    """Note that a clock is due soon, or missed; None if there is nothing to tell (any more)."""
    row = one_row(db, CLOCK, (item_id, promised))
    if row is None or row[3] is None or row[3] > now:
        return None
    message_id, due_at, _step, _look_at = row
    step = ClockStep.MISSED if due_at <= now else ClockStep.WARNED
    db.execute(TELL, (step, None if step is ClockStep.MISSED else due_at, item_id, promised))
    db.execute(WARN, (message_id, promised is Promised.RESOLUTION))
    if step is ClockStep.MISSED:
        db.execute(MISS, (message_id, promised, item_id, due_at, now))
    return ClockTold(promised, step, message_id, from_us(due_at))


def misses(db: Db, item_id: int) -> tuple[Miss, ...]:
    """By the time they were due, oldest first."""
    return tuple(
        Miss(Promised(row[0]), row[1], from_us(row[2]), from_us(row[3]), maybe_time(row[4]))
        for row in all_rows(db, MISSES, (item_id,))
    )
