"""Weights that changed: all open items are weighed anew, a part at a time, the newest first.

Meanwhile the order is mixed but never wrong for long: what arrives is weighed by the new weights, and an item
that anything happens to is brought up to date as a whole (`items.refresh`). How far it has come is written
with each part, so that a kill costs at most one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from console.errors import StoreError
from console.model.item import Reordering
from console.model.words import ClockStep, State
from console.priority import PriorityWeights
from console.store.sqlite import items, places, settings
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, all_rows, from_json, to_json
from console.store.sqlite.engine import Engine

log = logging.getLogger(__name__)

WEIGHTS = "priority.weights"
"""The setting that tells by which weights the open items are ordered, and how far."""
PART = 50
"""Items weighed in one transaction; an operator's act waits for no more than that."""

NEXT = "SELECT id FROM items WHERE id < ? AND state <> 'done' ORDER BY id DESC LIMIT ?"
NEWEST = "SELECT ifnull(max(id), 0) FROM items"
STANDS = "SELECT rank, urgent, parts, weighed, unread, due_step FROM items WHERE id = ?"
PLACE = """
UPDATE items SET rank = ?, urgent = ?, parts = ?, weighed = ?, revision = revision + ? WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class Going:
    """How far it has come."""

    mark: int
    """Of the weights."""
    below: int
    """Items with a lower id are still to do; 0 when none is."""
    done: int = 0
    of: int = 0


async def prepare(engine: Engine, weights: PriorityWeights) -> None:
    """Note that everything is to be weighed anew if the weights are others than at the last start."""
    try:
        if await engine.read(lambda db: is_due(db, weights)):
            await engine.write(lambda db: begin(db, weights), urgent=False)
    except StoreError as error:
        # What is there can be read all the same, and the next start asks again.
        log.warning("the queue is not weighed anew: %s", error)


async def part(engine: Engine, keeping: Keeping, tell: Callable[[Sequence[int]], None]) -> Reordering | None:
    """Weigh the next part; `tell` is called with the items whose rows changed. Returns how far it is then."""
    known = await engine.read(going)
    if known is None:
        return None
    # Looked for by a reader: among many that are done it takes a while.
    ids = await engine.read(lambda db: next_ids(db, known), slow=True)
    await engine.write(lambda db: go_on(db, known, ids, keeping), urgent=False, then=tell)
    return await engine.read(progress)


def is_due(db: Db, weights: PriorityWeights) -> bool:
    """Whether nobody has begun to order the items by these weights."""
    known = _known(db)
    return known is None or known.mark != weights.mark


def begin(db: Db, weights: PriorityWeights) -> None:
    """From the first item on, however far it had come with other weights."""
    below = int(all_rows(db, NEWEST)[0][0])
    counts = settings.counts(db).by_state
    _note(db, Going(weights.mark, below + 1 if below else 0, 0, sum(counts.values()) - counts[State.DONE]))


def going(db: Db) -> Going | None:
    """How far it has come, or None if there is nothing to do."""
    known = _known(db)
    return known if known is not None and known.below else None


def progress(db: Db) -> Reordering | None:
    """As people are told of it."""
    known = going(db)
    # What was opened again meanwhile is weighed too.
    return None if known is None else Reordering(known.done, max(known.done, known.of))


def next_ids(db: Db, going: Going) -> list[int]:
    return [int(row[0]) for row in all_rows(db, NEXT, (going.below, PART))]


def go_on(db: Db, going: Going, ids: Sequence[int], keeping: Keeping) -> list[int]:
    """Weigh these items anew and note how far that is; returns the items whose rows changed."""
    changed = [item_id for item_id in ids if _weigh(db, item_id, keeping.weights)]
    _note(db, replace(going, below=min(ids, default=0), done=going.done + len(ids)))
    return changed


def _weigh(db: Db, item_id: int, weights: PriorityWeights) -> bool:
    row = next(iter(all_rows(db, STANDS, (item_id,))), None)
    # Merged away meanwhile, or brought up to date by what happened to it.
    if row is None or row[3] == weights.mark:
        return False
    rank, urgent, parts, _weighed, unread, step = row
    moved = places.weigh(db, item_id, weights)
    answered_until = items.answered_until(db, item_id)
    now = places.standing(db, item_id, answered_until, ClockStep(step), weights, unread)
    moved = moved or (rank, urgent, parts) != (now.rank, now.urgent, now.parts)
    db.execute(PLACE, (now.rank, now.urgent, now.parts, weights.mark, moved, item_id))
    return moved


def _known(db: Db) -> Going | None:
    text = settings.get(db, WEIGHTS)
    return None if text is None else Going(*from_json(text))


def _note(db: Db, going: Going) -> None:
    settings.put(db, WEIGHTS, to_json([going.mark, going.below, going.done, going.of]))
