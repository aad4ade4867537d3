"""From place to place, and finding commands by what they are called."""

from pathlib import Path

import pytest
from textual.events import Paste

from console.ui.screens.reading import STALE
from console.ui.session import UiSettings
from tests.support.fastclock import FastClock
from tests.support.screens import SIZES, console_on, some_day


@pytest.mark.parametrize(("key", "lang"), [("question_mark", "en"), ("ctrl+p", "nb")])
async def test_a_description_that_does_not_fit_shows_that_it_goes_on(
    tmp_path: Path, key: str, lang: str
) -> None:
    async with console_on(tmp_path, *some_day(), size=(80, 24), settings=UiSettings(lang=lang)) as console:
        await console.press(key)
        words, told = console.app.words, console.reader("reader").splitlines()
        for command, line in zip(console.app.screen.found, told[2:], strict=False):  # type: ignore[attr-defined]
            whole = words.help(command.name, command.help)
            assert line.rstrip().endswith("…") or whole in line, line


@pytest.mark.parametrize("opener", ["question_mark", "ctrl+p"])
async def test_fast_typing_filters_the_commands(tmp_path: Path, opener: str) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press(opener)
        await console.burst(*"snooze")
        seen = console.screen()
        assert "> snooze_" in seen
        assert "ignored" not in seen
        assert ":item snooze" in seen
        assert ":item tag" not in seen


async def test_enter_in_the_midst_of_pasted_text_does_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("ctrl+p")
        await console.burst(*"quit", "enter")
        assert "> quit_" in console.screen()
        await console.press("ctrl+c", "ctrl+p")
        console.app.post_message(Paste("item\nsnooze\n"))
        await console.settle()
        assert "item snooze" in console.screen().splitlines()[1].replace("␊", " ")
        assert console.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_opens_from_everywhere(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("enter")
        assert "waits 40m" in console.screen()
        await console.press("f2", "j")
        assert "Love the new card" in console.screen()
        assert " 2/6" in console.screen()
        await console.press("w", "f2", "j")
        assert "points" not in console.screen()
        assert " 3/6" in console.screen()
        await console.press("enter", "f5", "f2", "j")
        assert " 4/6" in console.screen()
        assert "Love the new card" in console.screen()


class QuickClock(FastClock):
    def pace(self) -> float:
        return 60.0


async def test_the_hold_is_counted_in_the_reader_s_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.screens.FastClock", QuickClock)
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("r")
        await console.type("Thank you")
        await console.press("ctrl+s", "f5")
        assert "leaves in 10s" in console.screen()
        console.clock.advance(180)
        for _ in range(STALE):
            await console.tick()
        assert "leaves in 7s" in console.screen()
