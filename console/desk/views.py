"""Saved views: each person's own, and those that all who work on this store share."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from console.desk.answers import Done
from console.desk.base import DeskBase
from console.errors import Conflict, InputError, NotFound
from console.model.event import Event
from console.model.view import Counted, View
from console.query import parse
from console.store.tx import Tx
from console.text import one_line

VIEWS = "views"
MOST = 30
"""Views of one person, and views that are shared."""
LONGEST = 24
COUNTED = 9_999
"""Items of a view that are counted at most."""
FIRST = (
    View("mine", "holder:me"),
    View("free", "is:new holder:none"),
    View("late", "is:late"),
    View("danger", "flag:safety"),
    View("negative", "sentiment:negative"),
    View("dm", "kind:dm"),
    View("waves", "wave:>2"),
)
"""What all share in a new store."""

Get = Callable[[str], Awaitable[str | None]]


class ViewActs(DeskBase):
    async def views(self) -> Sequence[View]:
        own = await _kept(self.store.get_setting, self.actor.name)
        names = {view.name for view in own}
        shared = await _kept(self.store.get_setting, None)
        return [*own, *(view for view in shared if view.name not in names)]

    async def count_views(self) -> Sequence[Counted]:
        counted = []
        for view in await self.views():
            ids = await self.queue_some(view.query, COUNTED + 1)
            counted.append(Counted(view, min(len(ids), COUNTED), len(ids) > COUNTED))
        return counted

    async def queue_some(self, query: str, limit: int) -> Sequence[int]:
        return await self.store.queue_some(self.mine(parse(query)), limit, me=self.actor.name, now=self.now())

    async def save_view(self, name: str, query: str, *, shared: bool = False) -> Done:
        word, asked = _name(name), query.strip()
        parse(asked)

        def save(views: list[View]) -> None:
            at = _place(views, word)
            if at is None and len(views) >= MOST:
                raise InputError(f"there are {MOST} views already", fix="drop one first")
            view = View(word, asked, self._owner(shared))
            views[len(views) if at is None else at : None if at is None else at + 1] = [view]

        return await self._alter("view.saved", word, word, save, shared)

    async def drop_view(self, name: str, *, shared: bool = False) -> Done:
        def drop(views: list[View]) -> None:
            del views[_known(views, name, shared)]

        return await self._alter("view.dropped", name, name, drop, shared)

    async def rename_view(self, name: str, to: str, *, shared: bool = False) -> Done:
        word = _name(to)

        def rename(views: list[View]) -> None:
            at = _known(views, name, shared)
            if _place(views, word) not in (None, at):
                raise InputError(f"there is a view {word!r} already", fix="drop it first")
            views[at] = View(word, views[at].query, views[at].owner)

        return await self._alter("view.renamed", name, word, rename, shared)

    async def move_view(self, name: str, place: int, *, shared: bool = False) -> Done:
        def move(views: list[View]) -> None:
            view = views.pop(_known(views, name, shared))
            views.insert(max(0, place - 1), view)

        return await self._alter("view.moved", name, name, move, shared)

    def _owner(self, shared: bool) -> str | None:
        return None if shared else self.actor.name

    async def _alter(
        self, verb: str, name: str, later: str, change: Callable[[list[View]], None], shared: bool
    ) -> Done:
        """Change one of a list of views and record it; `later` is its name afterwards."""
        owner = self._owner(shared)
        async with self.store.act(self.actor, self.now()) as tx:
            views = await _kept(tx.setting, owner)
            before = _entry(views, name, owner)
            change(views)
            await _keep(tx, owner, views)
            after = _entry(views, later, owner)
            return await self.record(tx, verb, f"view:{later}", before, after, undoable=True)


async def take_back(tx: Tx, event: Event) -> None:
    """Put one view back as it was before an act. Raises Conflict when it was changed since."""
    owner = event.after.get("owner")
    owner = owner if isinstance(owner, str) else None
    views = await _kept(tx.setting, owner)
    standing = _read(event.after)
    at = _place(views, standing.name) if standing else None
    was = _read(event.before)
    if (views[at].query if at is not None else None) != (standing.query if standing else None) or (
        was is not None and _place(views, was.name) not in (None, at)
    ):
        raise Conflict("the view has changed since", fix="look at the views and decide anew")
    if at is not None:
        del views[at]
    if was is not None:
        views.insert(int(str(event.before.get("number", 1))) - 1, was)
    await _keep(tx, owner, views)


async def _kept(get: Get, owner: str | None) -> list[View]:
    kept = await get(_key(owner))
    if kept is None:
        return list(FIRST) if owner is None else []
    return [View(name, query, owner) for name, query in json.loads(kept)]


async def _keep(tx: Tx, owner: str | None, views: Sequence[View]) -> None:
    listed = [[view.name, view.query] for view in views]
    await tx.set_setting(_key(owner), json.dumps(listed, ensure_ascii=False))


def _key(owner: str | None) -> str:
    return VIEWS if owner is None else f"{VIEWS}.of.{owner}"


def _name(text: str) -> str:
    word = one_line(text).strip()
    if not word or " " in word or len(word) > LONGEST:
        raise InputError(
            f"{text!r} is no name for a view", fix=f"use one word of at most {LONGEST} characters"
        )
    return word


def _place(views: Sequence[View], name: str) -> int | None:
    return next((at for at, view in enumerate(views) if view.name == name), None)


def _known(views: Sequence[View], name: str, shared: bool) -> int:
    at = _place(views, name)
    if at is None:
        fix = "" if shared else "a shared one is meant with --shared"
        raise NotFound(f"there is no view {name!r}" if shared else f"you have no view {name!r}", fix=fix)
    return at


def _entry(views: Sequence[View], name: str, owner: str | None) -> Mapping[str, object]:
    """One view as an event keeps it; without a name if there is none."""
    at = _place(views, name)
    if at is None:
        return {"owner": owner}
    return {"owner": owner, "name": name, "query": views[at].query, "number": at + 1}


def _read(values: Mapping[str, object]) -> View | None:
    owner = values.get("owner")
    if "name" not in values:
        return None
    return View(str(values["name"]), str(values["query"]), owner if isinstance(owner, str) else None)
