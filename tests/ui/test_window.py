"""What the console tells the terminal itself: its title, and to paint anew."""

from pathlib import Path

import pytest

from tests.support.crisis import raise_alert
from tests.support.screens import console_on, some_day


async def test_the_title_tells_a_crisis_in_our_own_words_and_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with console_on(tmp_path, *some_day()) as console:
        driver = console.app._driver
        assert driver is not None
        written: list[str] = []
        monkeypatch.setattr(driver, "write", written.append)
        await console.tick()
        assert [one for one in written if "\x1b]" in one] == ["\x1b[22;0t\x1b]0;Beredt\x07"]
        await raise_alert(console)
        await console.tick()
        titles = [one for one in written if "\x1b]" in one]
        assert titles[1:] == ["\x1b]0;! CRISIS - Beredt\x07"]
        await console.app._leave()
        assert "\x1b[23;0t" in written


@pytest.mark.parametrize("before", ["e", "r"])
async def test_ctrl_l_paints_every_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press(before)
        if before == "e":
            await console.press("escape")
        painted: list[object] = []
        compositor = console.app.screen._compositor
        whole = compositor.render_full_update

        def note(*given: object, **more: object) -> object:
            painted.append(given)
            return whole(*given, **more)  # type: ignore[arg-type]  # handed on as they came

        monkeypatch.setattr(compositor, "render_full_update", note)
        await console.press("f11")
        assert not painted
        await console.press("ctrl+l")
        assert painted
