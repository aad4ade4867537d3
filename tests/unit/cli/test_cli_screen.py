"""From settings to the console: colours, keys, language and what a terminal lacks."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from console.cli import screen
from console.cli.anew import Again
from console.cli.keys import check_keys
from console.config import Settings, UiSettings, load
from console.desk.local import LocalDesk
from console.desk.wire.peer import Peer
from console.desk.wire.remote import RemoteSession
from console.desk.wire.server import Server
from console.errors import ConfigError, NotAllowed, OtherRelease, TurnedAway
from console.ui.session import Carried
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, open_store


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


Opener = Callable[[Carried | None], Awaitable[RemoteSession]]


@asynccontextmanager
async def door(folder: Path, refusals: int) -> AsyncIterator[tuple[list[int], Opener]]:
    """A watch that tells so many who come that they are to come again; who came, and how a console opens."""
    store = await open_store(folder, FastClock())
    desk = desk_on(store, FastClock(), "kari")
    came: list[int] = []

    async def seat(peer: Peer) -> LocalDesk:
        came.append(peer.uid)
        if len(came) <= refusals:
            raise NotAllowed("too many are just coming in", fix="try again in a moment")
        return desk.seated(desk.actor)

    async def opened(carried: Carried | None) -> RemoteSession:
        given = settings(folder)
        opener = screen._opener(given, demo=False, named=True, again=Again(), carried=carried)
        return cast("RemoteSession", await opener())

    server = Server(folder / "desk.sock", seat, 5.0)
    await server.open()
    try:
        yield came, opened
    finally:
        await server.close()
        await store.close()


async def test_a_console_that_started_itself_anew_comes_again_when_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "BETWEEN", 0.01)
    async with door(tmp_path, 2) as (came, opened):
        session = await opened(Carried("0.0.1", text="We are sorry"))
        assert len(came) == 3
        assert await session.desk.counts() is not None
        await session.close()


async def test_it_does_not_come_for_ever_and_a_person_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "BETWEEN", 0.01)
    monkeypatch.setattr(screen, "TRIES", 3)
    async with door(tmp_path, 1000) as (came, opened):
        with pytest.raises(TurnedAway, match="too many are just coming in"):
            await opened(Carried("0.0.1"))
        assert len(came) == 3
        with pytest.raises(TurnedAway, match="too many are just coming in"):
            await opened(None)
        assert len(came) == 4


async def test_another_release_does_not_pass_by_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.wire.serving.__version__", "9.9.9")
    async with door(tmp_path, 0) as (came, opened):
        with pytest.raises(OtherRelease):
            await opened(Carried("0.0.1"))
        assert len(came) == 1


@pytest.mark.parametrize(("locale", "ascii_drawn"), [("C", True), ("C.UTF-8", False)])
def test_ascii_is_drawn_where_the_locale_knows_no_more(
    locale: str, ascii_drawn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert screen._for_ui(settings(tmp_path), {}).ascii is ascii_drawn
