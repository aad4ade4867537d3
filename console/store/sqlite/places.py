"""Where an item stands in the queue, computed from what is stored and kept with it."""

from dataclasses import dataclass

from console.model.message import Weighed
from console.model.safe import SafeText
from console.model.words import ClockStep, Kind, Label, PersonMark
from console.priority import Parts, PriorityWeights, Traits, place, points
from console.store.sqlite import contacts, handles, rulebook
from console.store.sqlite.db import Db, Row, all_rows, from_json, to_json
from console.store.sqlite.messages import read_flags

URGENT = """
SELECT id, priority FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND created_at >= ? AND ours = 0 AND deleted = 0 AND handled = 0
ORDER BY priority DESC, created_at, id LIMIT 1
"""
NEWEST = """
SELECT item_id, id, channel, author_id, created_at, priority FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND created_at >= ? AND ours = 0 AND deleted = 0 AND handled = 0
ORDER BY created_at DESC, id DESC LIMIT 1
"""
LOOKED_AT = 50
"""The newest waiting messages of an item among whose authors a VIP is looked for."""
AUTHORS = f"""
SELECT network, author_handle FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND created_at >= ? AND ours = 0 AND deleted = 0 AND handled = 0
ORDER BY created_at DESC, id DESC LIMIT {LOOKED_AT}
"""
FROM_OUTSIDE = """
SELECT id, priority, priority_reasons, kind, label, compound, unsure, flags, instr(text, char(63)) > 0, reach,
    followers
FROM messages WHERE item_id = ? AND ours = 0 AND deleted = 0
"""
WEIGH = "UPDATE messages SET priority = ?, priority_reasons = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns of an item that tell its place."""

    rank: int
    urgent: int | None
    """The message whose points count, or None if nothing waits."""
    parts: str
    """What the item adds to them: a JSON list of words and points."""


def standing(
    db: Db,
    item_id: int,
    answered_until: int,
    step: ClockStep,
    weights: PriorityWeights,
    unread: int,
    newest: Row | None = None,
    mark: str | None = None,
) -> Standing:
    """The place of an item whose messages are weighed already.

    Args:
        db: An open transaction.
        item_id: The item.
        answered_until: Up to when its thread is answered, microseconds.
        step: How far its clocks have come.
        weights: What counts how much.
        unread: How many of its messages wait for an answer; if none, only its clocks count.
        newest: The newest of them as `NEWEST` gives it, where that is known already.
        mark: Who wrote that one, where it is known.
    """
    if not unread:
        return _told(None, Parts(step=step), weights)
    waiting = (item_id, answered_until)
    if newest is None:
        newest = all_rows(db, NEWEST, waiting)[0]
        mark = handles.mark_of(db, newest[2], newest[3])
    urgent, priority = newest[1], newest[5]
    if unread > 1:
        urgent, priority = all_rows(db, URGENT, waiting)[0]
    again = contacts.earlier(db, newest, answered_until, weights) if weights.again else 0
    vip = mark == PersonMark.VIP or (
        bool(weights.vips) and any(weights.is_vip(*author) for author in all_rows(db, AUTHORS, waiting))
    )
    rules = rulebook.parts(db, item_id)
    return _told(urgent, Parts(message=priority, again=again, vip=vip, step=step, rules=rules), weights)


def _told(urgent: int | None, parts: Parts, weights: PriorityWeights) -> Standing:
    found = place(parts, weights)
    return Standing(found.rank, urgent, to_json(found.added) if found.added else "[]")


def weigh(db: Db, item_id: int, weights: PriorityWeights) -> bool:
    """Weigh the messages of an item from what is stored of them; handled ones too, since that is taken back.

    Returns whether any of them has other points now, or the same for other reasons.
    """
    changed = []
    for message_id, before, reasons, kind, label, compound, unsure, flags, asks, reach, followers in all_rows(
        db, FROM_OUTSIDE, (item_id,)
    ):
        traits = Traits(
            Kind(kind), Label(label), compound, bool(unsure), read_flags(flags), bool(asks), reach, followers
        )
        total, parts = points(traits, weights)
        told = to_json(parts)
        if (before, reasons) != (total, told):
            changed.append((total, told, message_id))
    db.executemany(WEIGH, changed)
    return bool(changed)


def read_parts(of_message: str | None, of_item: str) -> tuple[Weighed, ...]:
    """All parts of a place, from the JSON of its urgent message's reasons and of its own."""
    found = [] if of_message is None else from_json(of_message)
    found += [] if of_item == "[]" else from_json(of_item)
    return tuple(Weighed(SafeText(words), weight) for words, weight in found)
