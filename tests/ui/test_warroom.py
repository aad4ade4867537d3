"""The war room and the other places that are read: what they show, and that leaving early harms nothing."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from console.playbooks import progress_of
from console.ui.screens.inbox import Inbox
from console.ui.screens.warroom import WarRoom
from tests.support.crisis import declare, raise_alert
from tests.support.screens import SIZES, Driver, console_on, some_day


async def war_room(console: Driver) -> WarRoom:
    await raise_alert(console)
    await declare(console, playbook=False)
    screen = console.app.screen
    assert isinstance(screen, WarRoom)
    return screen


@pytest.mark.parametrize("key", ["exclamation_mark", "f3", "f4"])
async def test_a_place_left_while_it_reads_says_nothing(tmp_path: Path, key: str) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        await console.press("f2", key)
        screen = console.app.screen
        assert not isinstance(screen, Inbox)
        asked, go_on = asyncio.Event(), asyncio.Event()
        read = screen.lines  # type: ignore[attr-defined]  # a place that is read

        async def slow(width: int) -> object:
            asked.set()
            await go_on.wait()
            return await read(width)

        screen.lines = slow  # type: ignore[attr-defined]
        drawing = asyncio.create_task(screen._draw(True))  # type: ignore[attr-defined]
        async with asyncio.timeout(10):
            await asked.wait()
            await console.app.pop_screen()
            go_on.set()
            await drawing
        await console.settle()
        assert "went wrong" not in console.screen()


async def test_banner_and_body_count_down_together(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await war_room(console)
        for _ in range(3):
            console.clock.advance(0.7)
            for place in console.app.places:
                place.beat()
            await console._painted()
            assert countdown(console.screen(), "next word in ") == countdown(
                console.screen(), "Next word to the public in "
            )


def countdown(seen: str, before: str) -> tuple[str, ...]:
    return tuple(seen.partition(before)[2].split()[:2])


async def test_what_does_not_fit_in_the_war_room_is_wrapped_or_shows_that_it_was_cut(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40), name="kari.nordmann-lang") as console:
        await war_room(console)
        await console.press("b", "1")
        await console.press("s")
        await console.type("no need of it\n")
        await console.press("e", "e")
        await console.type("by phone\n")
        await console.press("f3")
        seen = console.screen()
        left = " ".join(line[:59].strip() for line in seen.splitlines())
        assert "walked by kari.nordmann-lang" in left
        assert "1 done, 1 skipped" in left


@pytest.mark.parametrize("size", SIZES)
async def test_the_word_to_the_public_is_asked_about_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await war_room(console)
        before = (await console.desk.incidents())[0]
        await console.press("p")
        seen = console.screen()
        assert "next word in" in seen
        assert "1h" in seen
        await console.press("escape")
        assert (await console.desk.incidents())[0] == before
        await console.press("p")
        for key in "45m":
            await console.press(key)
        await console.press("enter")
        after = (await console.desk.incidents())[0]
        assert after.next_word_at == console.clock.now() + timedelta(minutes=45)
        local = f"{after.next_word_at.astimezone():%H:%M}"
        await console.tick()
        await console.press("G")
        assert f"promised the next word (by {local})" in " ".join(console.screen().split())


async def test_the_title_of_an_incident_is_overwritten_by_typing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await raise_alert(console)
        await console.press("exclamation_mark", "d", "2", "1")
        assert "Service outage" in console.screen()
        for key in ("L", "o", "g", "i", "n", "enter"):
            await console.press(key)
        assert (await console.desk.incidents())[0].title == "Login"


@pytest.mark.parametrize("by", ["colon", "ctrl+p"])
async def test_an_incident_is_not_closed_before_it_was_said_what_is_left_of_its_playbook(
    tmp_path: Path, by: str
) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        [run] = await console.desk.runs()
        left = progress_of(console.desk.playbook_of(run), run.steps)
        await console.press("f3", by)
        for answer in ("n", "y"):
            await console.type("incident close\n")
            assert f"{left.total} steps of its playbook are still open. (that can't be undone)" in (
                console.bar("ask-label")
            )
            await console.press(answer)
            await console.settle()
            open_now = await console.desk.incidents(open_only=True)
            assert len(open_now) == (answer == "n")
            if answer == "n":
                await console.press(by)


async def test_questions_are_asked_in_words(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await war_room(console)
        for key, wanted in (
            ("v", ("How bad is it now?", "2 serious harm, many people")),
            ("o", ("Which role", "deputy")),
            ("n", ("timeline",)),
        ):
            await console.press(key)
            seen = console.screen()
            assert " for incident" not in seen
            for words in wanted:
                assert words in seen
            await console.press("escape")
        await console.press("exclamation_mark", "l")
        assert "was real" in console.screen()
        await console.press("escape")
