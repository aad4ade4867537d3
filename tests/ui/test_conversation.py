"""A thread as it was: what came late, was edited or deleted, and one that is too long to read at once."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from console.model.message import RawMessage
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, Driver, console_on

MANY = 200


def said(number: int, text: str, minutes: float, **fields: object) -> RawMessage:
    """A message of the thread that `m0` began, so many minutes ago."""
    parent = {"parent_id": "m0"} if number else {}
    at = (START - timedelta(minutes=minutes)).isoformat()
    told = raw(f"m{number}", text, handle=f"user{number}@x.example").fields
    return RawMessage({**told, **parent, **fields, "created_at": at})


def long_thread(count: int = MANY) -> list[RawMessage]:
    return [said(number, f"message number {number}.", 2 * count - number) for number in range(count)]


def flat(text: str) -> str:
    return " ".join(text.split())


def numbers(console: Driver) -> list[int]:
    """Of the messages whose text is in sight."""
    return [int(number) for number in re.findall(r"│ message number (\d+)\.", console.screen())]


@pytest.mark.parametrize("size", SIZES)
async def test_what_came_late_stands_in_its_place_and_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(
        tmp_path, said(0, "My card is gone.", 60), said(2, "Mine too!", 20), size=size
    ) as console:
        await console.press("enter")
        console.clock.advance(60)
        await console.bring(said(1, "Was it stolen?", 40))
        thread = console.reader()
        assert thread.index("My card is gone.") < thread.index("Was it stolen?") < thread.index("Mine too!")
        (line,) = [line for line in thread.splitlines() if "arrived" in line]
        assert "user1@x.example" in line
        assert "arrived 41m 00s later" in line


@pytest.mark.parametrize("size", SIZES)
async def test_an_edit_tells_what_it_took_out_and_put_in(tmp_path: Path, size: tuple[int, int]) -> None:
    first = said(0, "Your app is broken today", 60)
    async with console_on(tmp_path, first, size=size) as console:
        await console.press("enter")
        for minutes, text in ((40, "Your app was broken today"), (30, "Your app was fine today")):
            edited_at = (START - timedelta(minutes=minutes)).isoformat()
            await console.bring(said(0, text, 60, edited_at=edited_at))
        thread = flat(console.reader())
        assert "│ Your app was fine today" in thread
        assert "[-broken-]" in thread
        assert "{+fine+}" in thread
        assert "before the edit" in thread
        assert "edited" in thread
        assert "1 earlier version; d shows it" in thread
        assert "[-is-]" not in thread
        await console.press("d")
        thread = flat(console.reader())
        assert "[-is-] {+was+}" in thread
        assert "Your app is broken today" in thread
        assert "Your app was broken today" in thread
        assert "earlier version;" not in thread
        await console.press("d")
        assert "[-is-]" not in console.reader()


@pytest.mark.parametrize("size", SIZES)
async def test_a_deletion_is_marked_and_the_text_is_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(
        tmp_path, said(0, "I will burn you down!", 60), said(1, "Calm down.", 30), size=size
    ) as console:
        await console.press("enter")
        await console.bring(said(0, "", 60, deleted=True))
        thread = flat(console.reader())
        assert "DELETED at its source" in thread
        assert "I will burn you down!" in thread
        assert re.search(r"noticed \d\d:\d\d; the text is kept here as evidence", thread)
        assert thread.count("DELETED") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_held_answer_stands_in_its_place_with_its_state(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, said(0, "My card is gone.", 60), size=size) as console:
        await console.press("enter")
        _done, out = await console.desk.reply(1, "Please call us.")
        await console.tick()
        console.clock.advance(2)
        later = START + timedelta(seconds=2)
        await console.bring(raw("m9", "Hurry!", handle="user9@x.example", at=later, parent_id="m0"))
        thread = console.reader()
        assert thread.index("My card is gone.") < thread.index("Please call us.") < thread.index("Hurry!")
        (line,) = [line for line in thread.splitlines() if "HELD" in line]
        assert "us (kari)" in line
        assert "leaves in 8s" in line
        await console.desk.cancel(out.id)
        await console.tick()
        assert "HELD" not in console.reader()


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_thread_opens_at_its_newest_unread_and_is_read_both_ways(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *long_thread(), size=size) as console:
        await console.press("enter")
        assert MANY - 1 in numbers(console)
        assert "message number 100." not in console.reader(), "not read yet"
        assert "earlier messages" in console.reader()
        await console.press("g", "g")
        assert 0 in numbers(console)
        assert "later messages" in console.reader()
        await console.press("G")
        assert MANY - 1 in numbers(console)
        assert "later messages" not in console.reader()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("begin", "key"), [(("g", "g"), "ctrl+d"), (("G",), "ctrl+u")])
async def test_reading_on_leaves_what_is_read_where_it_stands(
    tmp_path: Path, size: tuple[int, int], begin: tuple[str, ...], key: str
) -> None:
    async with console_on(tmp_path, *long_thread(), size=size) as console:
        await console.press("enter", *begin)
        seen = numbers(console)
        last = 0 if key == "ctrl+u" else MANY - 1
        for _ in range(MANY):
            before = numbers(console)
            await console.press(key)
            after = numbers(console)
            # Half of what was seen is seen still, whether or not more was read meanwhile.
            assert set(before) & set(after), (before, after)
            seen += after
            if last in after:
                break
        assert set(seen) == set(range(MANY))


async def test_what_comes_while_somebody_reads_far_above_moves_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *long_thread()) as console:
        await console.press("enter", "g", "g", "ctrl+d")
        before = numbers(console)
        await console.bring(said(500, "message number 500.", 1))
        assert numbers(console) == before
        await console.press("G")
        assert 500 in numbers(console)


@pytest.mark.parametrize("size", SIZES)
async def test_in_norwegian(tmp_path: Path, size: tuple[int, int]) -> None:
    first = said(0, "Appen er nede i dag", 60)
    settings = UiSettings(lang="nb")
    async with console_on(tmp_path, first, said(2, "Samme her", 20), size=size, settings=settings) as console:
        await console.press("enter")
        edited_at = (START - timedelta(minutes=30)).isoformat()
        await console.bring(said(0, "Appen er oppe i dag", 60, edited_at=edited_at))
        console.clock.advance(60)
        await console.bring(said(1, "Ja, siden i går", 40))
        await console.bring(said(2, "", 20, deleted=True))
        thread = flat(console.reader())
        for words in (
            "[-nede-] {+oppe+}", "før redigeringen", "kom 41m 00s for sent", "SLETTET", "Samme her", "bevis",
        ):  # fmt: skip
            assert words in thread, words
