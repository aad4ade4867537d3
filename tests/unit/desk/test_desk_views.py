"""Saved views at the desk: kept, counted, and on record."""

from pathlib import Path

import pytest

from console.desk.views import COUNTED, FIRST, MOST
from console.errors import InputError, NotFound
from console.model.view import View
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store, raw


async def test_views_are_kept_in_order_counted_and_recorded(tmp_path: Path) -> None:
    clock = FastClock()
    store = await open_store(tmp_path, clock)
    desk = desk_on(store, clock, "kari")
    await ingest(
        store, raw("a", "Is the shop open?"), raw("b", "I hate this, it is terrible", handle="ola@x.example")
    )
    assert tuple(await desk.views()) == FIRST
    await desk.save_view("angry", "sentiment:negative -tag:seen")
    await desk.save_view("mine", "holder:me is:new")
    views = await desk.views()
    assert views[0] == View("mine", "holder:me is:new")
    assert views[-1].name == "angry"
    counted = {one.view.name: one.count for one in await desk.count_views()}
    assert (counted["angry"], counted["mine"], counted["free"]) == (1, 0, 2)
    await desk.drop_view("angry")
    assert "angry" not in [view.name for view in await desk.views()]
    events = await desk.events(["view:angry"])
    assert [event.verb for event in reversed(events)] == ["view.saved", "view.dropped"]
    assert (await desk.verify()).ok
    await store.close()


async def test_what_is_no_view_is_refused(tmp_path: Path) -> None:
    clock = FastClock()
    store = await open_store(tmp_path, clock)
    desk = desk_on(store, clock, "kari")
    for name, query in (("", ""), ("two words", ""), ("x" * 40, ""), ("ok", "sentimint:x")):
        with pytest.raises(InputError):
            await desk.save_view(name, query)
    with pytest.raises(NotFound):
        await desk.drop_view("nobody")
    for number in range(MOST - len(FIRST)):
        await desk.save_view(f"v{number}", "")
    with pytest.raises(InputError, match="already"):
        await desk.save_view("more", "")
    await desk.save_view("v1", "is:new")
    assert COUNTED < 10_000
    await store.close()
