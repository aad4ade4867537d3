"""What the screens look like: themes that change while they stand, ASCII, and the linear mode."""

from pathlib import Path

import pytest

from console.model.words import Severity
from console.ui.render.line import Span
from console.ui.render.tones import THEMES
from console.ui.session import UiSettings
from console.ui.theme import THEME
from console.ui.widgets.painted import Bar
from tests.support.rooms import raw
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


@pytest.mark.parametrize("lang", ["en", "nb"])
async def test_with_ascii_no_place_draws_a_sign_of_ours_beyond_it(tmp_path: Path, lang: str) -> None:
    settings = UiSettings(lang=lang, ascii=True)
    long = "a long text that has to be cut somewhere " * 6
    many = [
        raw(f"x{n}", f"{long} {n}", handle=f"somebody.with.a.long.name{n}@fjord.example") for n in range(40)
    ]
    async with console_on(tmp_path, *some_day(), *many, settings=settings) as console:
        seen: list[str] = []

        async def look(*keys: str) -> None:
            await console.press(*keys)
            seen.append(console.screen())

        await look("G")
        await look("V", "k", "k")
        await look("escape", "e")
        await look("escape", "s")
        await look("escape", "slash")
        await look("escape", "enter")
        await look("w", "escape")
        await look("i", "escape")
        await look("escape", "r")
        await console.type("Hello")
        await look("escape")
        await look("g")
        await look("escape", "3")
        await look("escape", "Q", "a")
        await look("Q")
        for key in ("exclamation_mark", "f3", "f4", "f5", "f6", "question_mark", "ctrl+p"):
            await look(key)
        for picture in seen:
            odd = {char for char in picture if not char.isascii()}
            assert not odd, picture
        assert "somebody" in seen[0] + seen[1]


LINEAR = UiSettings(lang="en", linear=True)
DRAWN = set("─│█▌▸✓○◐●✚") | {chr(code) for code in range(0x2581, 0x2589)}


def spoken_line(console: Driver) -> str:
    """The line on which the terminal's own cursor stands, which a screen reader speaks."""
    return console.screen().splitlines()[console.app.cursor_position.y]


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 50)])
async def test_the_linear_mode_says_one_thing_a_line_with_the_cursor_on_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), settings=LINEAR, size=size) as console:
        said = spoken_line(console).rstrip()
        assert said.startswith("kari@fjord.example, normal, new, waits 40m, negative, mention: Your a")
        assert said.endswith("lost my money!" if size[0] > 130 else "…")
        await console.press("j", "j")
        row = console.queue.current
        assert row is not None
        assert spoken_line(console).startswith(row.author_handle)
        await console.press("g", "g", "enter")
        assert "kari@fjord.example" in spoken_line(console)
        await console.press("G")
        down = console.app.cursor_position.y
        await console.press("k")
        assert console.app.cursor_position.y < down
        assert spoken_line(console).strip()
        await console.press("escape", "e")
        assert "Why no answer" in spoken_line(console)
        choices = [line.strip() for line in console.bar("ask-label").splitlines()]
        assert "s spam" in choices
        assert "t troll" in choices
        await console.press("s")
        assert spoken_line(console).startswith(console.queue.current.author_handle)  # type: ignore[union-attr]
        assert "u undo" in console.foot


async def test_a_line_that_comes_moves_the_cursor_with_the_row_it_is_on(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=LINEAR, size=(130, 40)) as console:
        console.app.screen.query_one("#small", Bar).show([(Span("a line"),), (Span("and another"),)])
        await console.settle()
        assert spoken_line(console).startswith("kari@fjord.example")


async def test_the_linear_mode_says_arrivals_at_the_bottom_and_moves_no_line(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=LINEAR) as console:
        await console.press("j")
        before = console.screen().splitlines()[1:-1]
        angry = raw("m9", "I hate this, it is a terrible, awful scam!", handle="nina@fjord.example")
        await console.bring(angry)
        assert "1 new above, gg shows it" in console.foot
        assert console.screen().splitlines()[1:-1] == before
        await console.press("a")
        assert ", held by kari, " in spoken_line(console)


async def test_the_linear_mode_draws_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=LINEAR, size=(120, 40)) as console:
        seen = [console.screen()]
        for key in ("enter", "w", "escape", "escape", "f3", "exclamation_mark", "f4", "f5", "f6", "f1"):
            await console.press(key)
            seen.append(console.screen())
        for picture in seen:
            assert not DRAWN & set(picture), picture
            assert "08:00" not in picture.splitlines()[0]


async def test_the_linear_walk_has_its_step_below_the_list_and_not_beside_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, settings=LINEAR, size=(120, 40)) as console:
        _, incident = await console.desk.declare("It burns", Severity.SEV2, type="service-outage")
        await console.desk.start_run("service-outage", incident.id)
        await console.tick()
        await console.press("f4")
        listed, beside = (console.app.screen.query_one(name).region for name in ("#reader", "#beside"))
        assert beside.y >= listed.bottom
        first = spoken_line(console)
        assert first.strip()
        await console.press("j")
        assert spoken_line(console) != first
        assert not DRAWN & set(console.screen())
