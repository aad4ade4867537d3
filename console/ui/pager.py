"""Rows by id, fetched when they are looked at."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from console.model.item import ItemRow

PAGE = 256
"""Rows asked for at once, at most."""
KEPT = 16 * PAGE
"""Rows in memory."""

Fetch = Callable[[Sequence[int]], Awaitable[Sequence[ItemRow]]]


class Pager:
    """A cache of rows. `get` never waits; `want` asks for what is missing, and `arrived` tells.

    What is on the screen goes before what is near it; only the newest wish counts, and an answer to a
    question from before `forget` is dropped.
    """

    def __init__(self, fetch: Fetch, arrived: Callable[[Sequence[ItemRow]], None]) -> None:
        self._fetch = fetch
        self._arrived = arrived
        self._rows: OrderedDict[int, ItemRow] = OrderedDict()
        self._generation = 0
        self._demand: Sequence[int] = ()
        self._ahead: Sequence[int] = ()
        self._task: asyncio.Task[None] | None = None

    def get(self, item_id: int) -> ItemRow | None:
        row = self._rows.get(item_id)
        if row is not None:
            self._rows.move_to_end(item_id)
        return row

    def put(self, rows: Sequence[ItemRow]) -> None:
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)

    def drop(self, ids: Sequence[int]) -> None:
        for item_id in ids:
            self._rows.pop(item_id, None)

    def forget(self) -> None:
        """A new question: rows on their way are stale."""
        self._generation += 1
        self._demand = self._ahead = ()

    def want(self, shown: Sequence[int], near: Sequence[int] = ()) -> None:
        """Ask for rows: `shown` first, then `near`. Called on the event loop."""
        self._demand = [item_id for item_id in shown if item_id not in self._rows]
        self._ahead = [item_id for item_id in near if item_id not in self._rows][:PAGE]
        if (self._demand or self._ahead) and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._work())

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        while wish := self._next_wish():
            generation = self._generation
            rows = await self._fetch(wish)
            if generation != self._generation:
                continue
            missing = set(wish) - {row.id for row in rows}
            self._demand = [item_id for item_id in self._demand if item_id not in missing]
            self._ahead = [item_id for item_id in self._ahead if item_id not in missing]
            self.put(rows)
            self._arrived(rows)

    def _next_wish(self) -> Sequence[int]:
        for ids in (self._demand, self._ahead):
            missing = [item_id for item_id in ids if item_id not in self._rows][:PAGE]
            if missing:
                return missing
        return ()
