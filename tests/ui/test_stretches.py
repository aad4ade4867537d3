"""A queue that is longer than the stretch of it that is held."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region

from console.model.message import RawMessage
from console.model.queue import Stretch
from console.model.words import State
from console.query import Query
from console.ui.screens import feed
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import Driver, console_on

LONG = 600


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(feed, "HEAD", 40)
    monkeypatch.setattr(feed, "STRETCH", 100)
    monkeypatch.setattr(feed, "MARGIN", 25)
    return iter(())


def long_day(count: int = LONG) -> list[RawMessage]:
    return [
        raw(f"m{n}", f"message number {n}", handle=f"u{n}@x.example", at=START - timedelta(minutes=count - n))
        for n in range(count)
    ]


async def order(console: Driver) -> list[int]:
    return list(await console.desk.queue_ids(console.app.screen.asked))  # type: ignore[attr-defined]


async def soundly(console: Driver) -> None:
    """What is held is a gapless piece of the queue, and the title tells its place."""
    roll, whole = console.queue.roll, await order(console)
    held = list(roll.spine)
    assert len(held) < len(whole)
    start = whole.index(held[0])
    assert held == whole[start : start + len(held)]
    assert roll.cursor is not None
    assert f"Queue {whole.index(roll.cursor) + 1}/{len(whole)}" in console.screen()


async def test_only_a_stretch_is_held_and_its_place_is_told(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        assert len(console.queue.roll.spine) == 100
        assert f"Queue 1/{LONG}" in console.screen()
        await soundly(console)


async def test_walking_down_brings_the_whole_queue_in_order(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        seen = []
        for _ in range(60):
            seen += [one for one in console.queue.roll.visible() if one not in seen]
            await console.press("ctrl+d")
        assert f"Queue {LONG}/{LONG}" in console.screen()
        seen += [one for one in console.queue.roll.visible() if one not in seen]
        assert seen == await order(console)


async def test_both_ends_are_one_key_away_and_the_way_back_is_whole(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole = await order(console)
        await console.press("G")
        assert console.queue.roll.cursor == whole[-1]
        assert f"Queue {LONG}/{LONG}" in console.screen()
        await soundly(console)
        for _ in range(20):
            await console.press("ctrl+u")
        await soundly(console)
        await console.press("home")
        assert console.queue.roll.cursor == whole[0]
        assert f"Queue 1/{LONG}" in console.screen()
        await soundly(console)


async def test_acts_at_the_end_keep_count_and_place(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        await console.press("G", "k", "k")
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("e", "enter")
        [row] = await console.desk.rows([item])
        assert row.state is State.DONE
        assert f"Queue {LONG - 2}/{LONG - 1}" in console.screen()
        await console.press("u")
        await console.tick()
        assert item in console.queue.roll.spine or item in console.queue.roll.waiting
        assert f"/{LONG}" in console.screen()


async def test_what_arrives_at_the_top_is_told_while_the_end_is_in_sight(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        await console.press("G")
        cursor, sight = console.queue.roll.cursor, list(console.queue.roll.visible())
        await console.bring(raw("fresh", "I hate this, it is terrible!", handle="angry@x.example"))
        assert "1 new above" in console.screen()
        assert console.queue.roll.cursor == cursor
        assert list(console.queue.roll.visible()) == sight[1:], "the line that tells of it covers a row"
        await console.press("home")
        assert "angry" in console.screen()
        assert "above" not in console.screen()
        assert f"Queue 1/{LONG + 1}" in console.screen()


async def test_the_cursor_is_found_again_far_down(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        await console.press("G", *["ctrl+u"] * 8)
        cursor = console.queue.roll.cursor
        await console.app._leave()
    async with console_on(tmp_path) as console:
        assert console.queue.roll.cursor == cursor
        await soundly(console)


async def test_marks_on_both_ends_are_acted_on_together(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole = await order(console)
        await console.press("x", "G", "x", "e", "s")
        assert len(await order(console)) == LONG - 2
        rows = await console.desk.rows([whole[0], whole[-1]])
        assert [row.state for row in rows] == [State.DONE, State.DONE]


async def test_a_filter_that_does_not_find_a_marked_item_takes_its_mark(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        await console.press("x", "G", "x", "slash")
        await console.type('"number 599"\n')
        assert len(console.queue.roll.marks) == 1


async def test_a_range_reaches_to_an_end_that_was_not_read_yet(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole = await order(console)
        await console.press("j", "V", "G")
        assert console.queue.roll.marks == set(whole[1:])
        assert console.queue.roll.cursor == whole[-1]
        await console.press("escape", "k", "V", "home")
        assert console.queue.roll.marks == set(whole[:-1])


async def test_an_act_waits_until_the_cursor_has_come_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole, gate, ask = await order(console), asyncio.Event(), console.desk.queue_stretch

        async def held(query: Query, **how: Any) -> Stretch:
            await gate.wait()
            return await ask(query, **how)

        monkeypatch.setattr(console.desk, "queue_stretch", held)
        for key in ("G", "a"):
            console._send(key)
            await console._painted()
            await console.app.screen.keys_done.wait()  # type: ignore[attr-defined]
        gate.set()
        await console.settle()
        rows = await console.desk.rows([whole[0], whole[-1]])
        assert [row.holder for row in rows] == [None, "kari"]


async def test_a_reply_is_for_the_row_that_the_cursor_was_sent_to(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole = await order(console)
        await console.burst("G", "r")
        composer = console.app.screen.composer  # type: ignore[attr-defined]
        assert composer.detail.row.id == whole[-1]


async def test_an_act_after_a_jump_to_a_bookmark_is_for_its_item(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole = await order(console)
        await console.press("G", "m", "b", "g", "g")
        await console.burst("apostrophe", "b", "a")
        rows = {row.id: row.holder for row in await console.desk.rows([whole[0], whole[-1]])}
        assert rows == {whole[0]: None, whole[-1]: console.desk.actor.name}


async def test_an_act_after_a_filter_is_for_what_it_found(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        first = console.queue.roll.cursor
        inbox = console.app.screen
        inbox.filter_by("author:u5@x.example")  # type: ignore[attr-defined]
        inbox.do_item_claim()  # type: ignore[attr-defined]
        await console.settle()
        [found] = await order(console)
        assert console.queue.roll.cursor == found != first
        [row] = await console.desk.rows([found])
        assert row.holder == console.desk.actor.name


async def test_an_act_paints_no_more_than_what_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_on(tmp_path, *long_day()) as console:
        whole, paint = [], console.queue.refresh

        def refresh(*regions: Region, **how: Any) -> Any:
            if not regions:
                whole.append(how)
            return paint(*regions, **how)

        monkeypatch.setattr(console.queue, "refresh", refresh)
        await console.press("a", "A")
        assert not whole
