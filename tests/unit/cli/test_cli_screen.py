"""From settings to the console: colours, keys, language and what a terminal lacks."""

from pathlib import Path

import pytest

from console.cli import screen
from console.cli.keys import check_keys
from console.config import Settings, UiSettings, load
from console.errors import ConfigError


def settings(folder: Path, text: str = "") -> Settings:
    path = folder / "config.toml"
    path.write_text(text)
    return load(path, folder)


@pytest.mark.parametrize(
    ("theme", "before", "after"),
    [
        ("auto", {"TERM": "xterm"}, {"TERM": "xterm"}),
        ("mono", {}, {"NO_COLOR": "1"}),
        ("ansi", {}, {"TEXTUAL_COLOR_SYSTEM": "standard"}),
        ("full", {}, {"TEXTUAL_COLOR_SYSTEM": "256"}),
        ("full", {"COLORTERM": "24bit"}, {"COLORTERM": "24bit", "TEXTUAL_COLOR_SYSTEM": "truecolor"}),
    ],
)
def test_the_theme_becomes_what_textual_reads(
    tmp_path: Path, theme: str, before: dict[str, str], after: dict[str, str]
) -> None:
    screen.dress(Settings(data_dir=tmp_path, ui=UiSettings(theme=theme)), before)
    assert before == after


def test_keys_are_for_commands_that_exist(tmp_path: Path) -> None:
    check_keys(settings(tmp_path, '[ui.keys]\n"item done" = "C"\n'))
    with pytest.raises(ConfigError, match=r"line 3: ui\.keys: there is no command 'itm done'") as caught:
        check_keys(settings(tmp_path, '[ui.keys]\n"undo" = "z"\n"itm done" = "x"\n'))
    assert caught.value.fix == "did you mean 'item done'?"


def test_what_the_console_is_told(tmp_path: Path) -> None:
    text = '[ui]\nlanguage = "nb"\nascii = true\nmouse = "off"\nbell = false\n'
    text += 'keyboard = "azerty"\n[ui.keys]\n"undo" = ["ctrl+z", "Ctrl+R"]\n'
    spoken = screen.speaking(settings(tmp_path, text), {"LANG": "en_GB.UTF-8"})
    told = screen._for_ui(spoken, screen._checked_keys(spoken))
    assert (told.lang, told.ascii, told.mouse, told.bell) == ("nb", True, False, False)
    assert (told.keyboard, told.keys) == ("azerty", {"undo": ("ctrl+z", "ctrl+r")})
    assert told.log_file == tmp_path / "beredt.log"
    plain = screen._for_ui(screen.speaking(settings(tmp_path), {"LANG": "nn_NO.UTF-8"}), {})
    assert (plain.lang, plain.mouse) == ("nb", None)
