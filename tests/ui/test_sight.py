"""What the screens look like: themes that change while they stand, ASCII, and the linear mode."""

from pathlib import Path

import pytest

from console.ui.render.tones import THEMES
from console.ui.session import UiSettings
from console.ui.theme import THEME
from tests.support.screens import Driver, console_on, some_day


def colours(console: Driver) -> set[str]:
    """Every background that is on the screen."""
    return {
        segment.style.bgcolor.name
        for strip in console.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None and segment.style.bgcolor is not None
    }


async def test_a_theme_is_put_on_while_the_console_runs_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="en", theme="light")) as console:
        assert THEMES["light"].surface in colours(console)
        await console.press("colon")
        await console.type("theme contrast\n")
        assert THEMES["contrast"].surface in colours(console)
        assert not colours(console) & {THEMES["light"].back, THEMES["light"].cursor}
        assert "the colours are contrast" in console.foot
        await console.press("slash")
        assert THEMES["contrast"].cursor in colours(console)
        await console.press("escape")
        await console.press("colon")
        await console.type("theme pink\n")
        assert "dark, light, contrast" in console.bar("ask-label")
        await console.press("escape")
    async with console_on(tmp_path, settings=UiSettings(lang="en")) as console:
        assert THEMES["contrast"].surface in colours(console)
        await console.press("colon")
        await console.type("theme auto\n")
        assert THEMES["dark"].surface in colours(console)
        assert await console.desk.get_setting(THEME) == ""
        await console.press("colon")
        await console.type("theme mono\n")
        assert not colours(console) - {"default"}


@pytest.mark.parametrize("theme", THEMES)
async def test_no_color_wins_over_every_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="en", theme=theme)) as console:
        styles = {
            segment.style
            for strip in console.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
        }
        assert not {style.color.name for style in styles if style.color} - {"default"}
        assert not colours(console) - {"default"}
