"""Acts in a queue that is longer than what is asked for at once."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from console.model.message import RawMessage
from console.model.words import State
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import Driver, console_on

HANDLE = re.compile(r"u\d+@")


def long_day(count: int) -> list[RawMessage]:
    return [
        raw(f"m{n}", f"message number {n}", handle=f"u{n}@x.example", at=START - timedelta(minutes=count - n))
        for n in range(count)
    ]


def shown(console: Driver) -> list[str]:
    """The rows of the queue as painted."""
    return [line for line in console.screen().splitlines() if HANDLE.search(line[:40])]


def people(console: Driver) -> list[str]:
    """Who wrote the rows, from the top."""
    return [HANDLE.findall(line)[0] for line in shown(console)]


async def answer(console: Driver, text: str) -> None:
    await console.press("r")
    await console.type(text)
    await console.press("ctrl+s")


@pytest.mark.parametrize("count", [12, 120, 300])
async def test_after_an_answer_the_list_stays_and_the_next_key_is_for_the_next_item(
    tmp_path: Path, count: int
) -> None:
    async with console_on(tmp_path, *long_day(count), size=(120, 24)) as console:
        ids, before = list(console.queue.roll.spine.slice(0, 4)), people(console)
        await answer(console, "Thank you.")
        await console.tick()
        assert f"Queue 1/{count}" in console.screen()
        assert "above" not in console.screen()
        assert shown(console)[0].startswith("▌")
        assert people(console)[:11] == before[1:12]
        await answer(console, "Thanks to you as well.")
        await console.tick()
        assert f"Queue 1/{count}" in console.screen()
        states = [row.state for row in await console.desk.rows(ids)]
        assert states == [State.PENDING, State.PENDING, State.NEW, State.NEW]
        # Both are found at the end, where what waits for others stands.
        await console.press("G")
        assert sorted(people(console)[-2:]) == sorted(before[:2])


@pytest.mark.parametrize("count", [12, 300])
async def test_an_item_that_moves_under_the_cursor_takes_no_row_away(tmp_path: Path, count: int) -> None:
    async with console_on(tmp_path, *long_day(count), size=(120, 24)) as console:
        before = people(console)
        await console.press("j", "j")
        item = console.queue.roll.cursor
        assert item is not None
        await console.desk.reply(item, "From elsewhere.")
        await console.tick()
        assert f"Queue 3/{count}" in console.screen()
        assert "above" not in console.screen()
        assert people(console) == before


@pytest.mark.parametrize("count", [12, 300])
async def test_a_closed_item_that_is_taken_back_looks_as_before(tmp_path: Path, count: int) -> None:
    async with console_on(tmp_path, *long_day(count), size=(80, 24)) as console:
        before = shown(console)
        await console.press("e", "enter")
        assert f"Queue 1/{count - 1}" in console.screen()
        await console.press("u")
        await console.tick()
        await console.press("home")
        assert shown(console) == before
        await console.press("j", "x", "x", "e", "s")
        assert f"/{count - 2}" in console.screen()
        await console.press("u")
        await console.tick()
        await console.press("home")
        assert shown(console) == before


async def test_what_comes_back_below_the_first_page_is_there(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_day(300), size=(80, 24)) as console:
        await console.press("G")
        assert "Queue 300/300" in console.screen()
        before = shown(console)
        await console.press("e", "enter")
        assert "Queue 299/299" in console.screen()
        await console.press("u")
        await console.tick()
        assert "/300" in console.screen()
        await console.press("G")
        assert "Queue 300/300" in console.screen()
        assert shown(console) == before


@pytest.mark.parametrize("count", [12, 300])
async def test_a_stopped_answer_is_in_the_queue_once(tmp_path: Path, count: int) -> None:
    async with console_on(tmp_path, *long_day(count), size=(80, 24)) as console:
        first = people(console)[0]
        await answer(console, "Thank you.")
        await console.press("f5", "c", "q")
        await console.tick()
        await console.press("home")
        assert f"Queue 1/{count}" in console.screen()
        assert "✓" not in console.screen()
        spine = console.queue.roll.spine
        assert len(set(spine.slice(0, count))) == len(spine) == count
        assert people(console).count(first) == 1
