"""Saved views: shared by all who work on this store, in the order they were saved."""

import json
from collections.abc import Sequence

from console.desk.base import DeskBase
from console.desk.protocol import Done
from console.errors import InputError, NotFound
from console.model.view import Counted, View
from console.query import parse
from console.text import one_line

VIEWS = "views"
MOST = 30
LONGEST = 24
COUNTED = 999
"""Items of a view that are counted at most: what a person can act on, at the price of an index scan."""
FIRST = (
    View("mine", "holder:me"),
    View("free", "is:new holder:none"),
    View("late", "is:late"),
    View("danger", "flag:safety"),
    View("negative", "sentiment:negative"),
    View("dm", "kind:dm"),
    View("waves", "wave:>2"),
)
"""What a new store begins with."""


class ViewActs(DeskBase):
    async def views(self) -> Sequence[View]:
        kept = await self.store.get_setting(VIEWS)
        return FIRST if kept is None else [View(name, query) for name, query in json.loads(kept)]

    async def count_views(self) -> Sequence[Counted]:
        counted = []
        for view in await self.views():
            ids = await self.store.queue_ids(
                parse(view.query), me=self.actor.name, now=self.now(), limit=COUNTED + 1
            )
            counted.append(Counted(view, min(len(ids), COUNTED), len(ids) > COUNTED))
        return counted

    async def save_view(self, name: str, query: str) -> Done:
        word = one_line(name).strip()
        if not word or " " in word or len(word) > LONGEST:
            raise InputError(
                f"{name!r} is no name for a view", fix=f"use one word of at most {LONGEST} characters"
            )
        parse(query)
        before = {view.name: view.query for view in await self.views()}
        if word not in before and len(before) >= MOST:
            raise InputError(f"there are {MOST} views already", fix="drop one first")
        return await self._put(word, before, {**before, word: query.strip()})

    async def drop_view(self, name: str) -> Done:
        before = {view.name: view.query for view in await self.views()}
        if name not in before:
            raise NotFound(f"there is no view {name!r}")
        return await self._put(name, before, {one: query for one, query in before.items() if one != name})

    async def _put(self, name: str, before: dict[str, str], after: dict[str, str]) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            await tx.set_setting(VIEWS, json.dumps(list(after.items()), ensure_ascii=False))
            return await self.record(
                tx,
                "view.saved" if name in after else "view.dropped",
                f"view:{name}",
                {"query": before.get(name)},
                {"query": after.get(name)},
            )
