"""Saved views at the desk: one's own and shared, in order, counted, on record, and taken back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.views import COUNTED, FIRST, MOST
from console.errors import Conflict, InputError, NotFound
from console.model.view import View
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store, raw


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[tuple[LocalDesk, LocalDesk]]:
    clock = FastClock()
    store = await open_store(tmp_path, clock)
    await ingest(
        store, raw("a", "Is the shop open?"), raw("b", "I hate this, it is terrible", handle="ola@x.example")
    )
    yield desk_on(store, clock, "kari"), desk_on(store, clock, "ola")
    await store.close()


async def names(desk: LocalDesk) -> list[str]:
    return [view.name for view in await desk.views()]


async def test_a_new_store_begins_with_shared_views_that_are_counted(
    desks: tuple[LocalDesk, LocalDesk],
) -> None:
    kari, _ola = desks
    assert tuple(await kari.views()) == FIRST
    await kari.save_view("angry", "sentiment:negative -tag:seen")
    counted = {one.view.name: one.count for one in await kari.count_views()}
    assert (counted["angry"], counted["mine"], counted["free"]) == (1, 0, 2)
    assert COUNTED < 10_000


async def test_a_view_of_mine_is_mine_alone_and_goes_before_a_shared_one(
    desks: tuple[LocalDesk, LocalDesk],
) -> None:
    kari, ola = desks
    await kari.save_view("late", "is:late holder:me")
    assert (await kari.views())[0] == View("late", "is:late holder:me", "kari")
    assert (await names(kari)).count("late") == 1
    assert tuple(await ola.views()) == FIRST
    with pytest.raises(NotFound, match="--shared"):
        await ola.drop_view("late")
    await ola.save_view("late", "is:late", shared=True)
    assert (await kari.views())[0].query == "is:late holder:me"
    await kari.drop_view("late")
    assert (await kari.views())[2] == View("late", "is:late")


async def test_shared_views_are_everybodys(desks: tuple[LocalDesk, LocalDesk]) -> None:
    kari, ola = desks
    done = await kari.save_view("shop", "shop", shared=True)
    assert done.text == "view saved for everybody"
    assert (await ola.views())[-1] == View("shop", "shop", None)
    await ola.rename_view("shop", "shops", shared=True)
    await ola.move_view("shops", 1, shared=True)
    assert (await names(kari))[0] == "shops"
    await kari.drop_view("shops", shared=True)
    assert "shops" not in await names(ola)


async def test_a_view_is_edited_renamed_and_moved_in_its_place(desks: tuple[LocalDesk, LocalDesk]) -> None:
    kari, _ola = desks
    for name in ("a", "b", "c"):
        await kari.save_view(name, f"tag:{name}")
    await kari.save_view("b", "tag:other")
    assert (await kari.views())[1] == View("b", "tag:other", "kari")
    await kari.rename_view("b", "beta")
    await kari.move_view("c", 1)
    assert (await names(kari))[:3] == ["c", "a", "beta"]
    await kari.move_view("c", 99)
    assert (await names(kari))[:3] == ["a", "beta", "c"]
    with pytest.raises(InputError, match="already"):
        await kari.rename_view("a", "c")


async def test_each_act_on_a_view_is_recorded_and_can_be_taken_back(
    desks: tuple[LocalDesk, LocalDesk],
) -> None:
    kari, _ola = desks
    await kari.save_view("a", "tag:a")
    await kari.save_view("b", "tag:b")
    before = await kari.views()
    for act in (
        kari.save_view("c", "tag:c"),
        kari.save_view("a", "tag:other"),
        kari.drop_view("a"),
        kari.rename_view("a", "z"),
        kari.move_view("a", 2),
        kari.drop_view("late", shared=True),
        kari.save_view("new", "is:new", shared=True),
    ):
        done = await act
        assert done.undoable
        assert await kari.views() != before
        last = await kari.last_act()
        assert last is not None
        assert last.text == done.text
        await kari.undo()
        assert await kari.views() == before, done.text
    events = await kari.events(["view:a"])
    assert [event.verb for event in reversed(events)][:3] == ["view.saved", "view.saved", "view.undone"]
    assert (await kari.verify()).ok


async def test_what_a_colleague_changed_since_is_not_taken_back(desks: tuple[LocalDesk, LocalDesk]) -> None:
    kari, ola = desks
    await kari.save_view("shop", "shop", shared=True)
    await ola.save_view("shop", "shops*", shared=True)
    with pytest.raises(Conflict, match="changed since"):
        await kari.undo()
    await kari.drop_view("dm", shared=True)
    await ola.save_view("dm", "kind:dm is:new", shared=True)
    with pytest.raises(Conflict, match="changed since"):
        await kari.undo()


async def test_what_is_no_view_is_refused(desks: tuple[LocalDesk, LocalDesk]) -> None:
    kari, _ola = desks
    for name, query in (("", ""), ("two words", ""), ("x" * 40, ""), ("ok", "sentimint:x")):
        with pytest.raises(InputError):
            await kari.save_view(name, query)
    with pytest.raises(NotFound):
        await kari.drop_view("nobody")
    with pytest.raises(NotFound):
        await kari.move_view("nobody", 1, shared=True)
    for number in range(MOST):
        await kari.save_view(f"v{number}", "")
    with pytest.raises(InputError, match="already"):
        await kari.save_view("more", "")
    await kari.save_view("v1", "is:new")
