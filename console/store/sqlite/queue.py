"""The queue: questions that are answered in its order, a bounded piece at a time."""

from collections.abc import Sequence
from datetime import datetime

from console.model.item import ItemRow, QueueKey
from console.model.queue import Stretch
from console.query.ast import Query
from console.store.sqlite import items
from console.store.sqlite.db import Db, all_rows, from_us, marks
from console.store.sqlite.filters import HITS, PLACE, WIDE, WITHOUT_WAVE, compile_query, place_of
from console.store.sqlite.walking import compiled_for

ORDER = "ORDER BY i.rank, i.waiting_since, i.id"
BACKWARDS = "ORDER BY i.rank DESC, i.waiting_since DESC, i.id DESC"


def ids(db: Db, query: Query, me: str, now: datetime, after: QueueKey | None, limit: int | None) -> list[int]:
    """Ids in queue order."""
    if limit is None:
        compiled = compile_query(query, me=me, now=now, after=after)
    else:
        compiled = compiled_for(db, query, me, now, after)
    sql = f"SELECT i.id FROM {compiled.source} WHERE {compiled.where} {ORDER} LIMIT ?"
    return [int(row[0]) for row in all_rows(db, sql, [*compiled.values, -1 if limit is None else limit])]


def stretch(
    db: Db,
    query: Query,
    me: str,
    now: datetime,
    *,
    start: QueueKey | None,
    end: QueueKey | None,
    limit: int,
    backwards: bool,
) -> Stretch:
    """Ids in queue order between two places, both included."""
    compiled = compiled_for(db, query, me, now)
    if start is not None:
        compiled.add(f"{PLACE} >= (?, ?, ?)", *place_of(start))
    if end is not None:
        compiled.add(f"{PLACE} <= (?, ?, ?)", *place_of(end))
    order = BACKWARDS if backwards else ORDER
    sql = (
        f"SELECT i.id, i.rank, i.waiting_since FROM {compiled.source} WHERE {compiled.where} {order} LIMIT ?"
    )
    found = all_rows(db, sql, [*compiled.values, limit])
    first, last = start, end
    if len(found) == limit:
        item_id, rank, since = found[-1]
        edge = QueueKey(rank, from_us(since), item_id)
        first, last = (edge, end) if backwards else (start, edge)
    return Stretch([int(row[0]) for row in (reversed(found) if backwards else found)], first, last)


def among(db: Db, query: Query, ids: Sequence[int], me: str, now: datetime) -> list[int]:
    # Few rows are asked about: each is tested, however rare a fit is.
    compiled = compile_query(query, me=me, now=now, many=query.terms)
    compiled.add(f"i.id IN ({marks(len(ids))})", *ids)
    sql = f"SELECT i.id FROM items i {HITS} WHERE {compiled.where} {ORDER}"
    return [int(row[0]) for row in all_rows(db, sql, compiled.values)]


def count(db: Db, query: Query, me: str, now: datetime, before: QueueKey | None) -> int:
    compiled = compile_query(query, me=me, now=now)
    if before is not None:
        compiled.add(f"{PLACE} < (?, ?, ?)", *place_of(before))
    source = compiled.source
    apart = query.public or any(term.key != "is" for term in query.terms)
    if (compiled.index in WIDE and apart) or (query.folded and compiled.index in WITHOUT_WAVE):
        # What the index does not hold is read for each row: then faster as the rows lie than in their order.
        source = f"items i {HITS}"
    return int(all_rows(db, f"SELECT count(*) FROM {source} WHERE {compiled.where}", compiled.values)[0][0])


def rows(db: Db, query: Query, me: str, now: datetime, after: QueueKey | None, limit: int) -> list[ItemRow]:
    compiled = compiled_for(db, query, me, now, after)
    sql = f"SELECT {items.COLUMNS} FROM {compiled.source} WHERE {compiled.where} {ORDER} LIMIT ?"
    return [items.read(row) for row in all_rows(db, sql, [*compiled.values, limit])]
