"""Leaving for another release and coming back as it: the place, the answer, and when it is not the moment."""

import asyncio
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from textual._context import active_app
from textual.events import Key, Paste

from console import __version__
from console.desk.answers import Done
from console.desk.local import LocalDesk
from console.errors import BeredtError
from console.model.actor import Actor
from console.model.event import OUTDATED, Change
from console.model.words import State
from console.ui import anew
from console.ui.session import Carried, UiSettings
from tests.support.screens import SIZES, console_on, some_day


@dataclass
class Disk:
    release: str

    def installed(self) -> str:
        return self.release

    def start(self, carried: Carried) -> None:
        raise AssertionError("a test does not start anew")


@pytest.mark.parametrize("size", SIZES)
async def test_place_cursor_and_answer_come_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("j", "j", "r")
        await console.type("We are sor")
        carried = anew.packed(console.app)
        cursor = console.queue.roll.cursor
    assert (carried.release, carried.cursor, carried.item_id) == (__version__, cursor, cursor)
    assert (carried.text, carried.in_thread, carried.taken) == ("We are sor", True, True)
    settings = UiSettings(lang="en", carried=replace(carried, text="We are sorry"))
    async with console_on(tmp_path, size=size, settings=settings) as console:
        assert console.queue.roll.cursor == cursor
        assert "We are sorry" in console.screen()
        assert f"this console is Beredt {__version__} now" in console.foot
        assert console.app.unsaved == ""
        await console.type(" indeed")
        await console.press("ctrl+s")
        assert [one.text for one in await console.desk.outbox()] == ["We are sorry indeed"]


async def test_another_place_comes_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        console.app.go("outbox")
        await console.settle()
        carried = anew.packed(console.app)
    assert (carried.place, carried.item_id) == ("outbox", None)
    async with console_on(tmp_path, settings=UiSettings(lang="nb", carried=carried)) as console:
        assert console.app.screen.id == "outbox"
        assert f"denne konsollen er Beredt {__version__} nå" in console.foot


async def test_what_a_colleague_took_meanwhile_leaves_the_answer_as_a_note(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        carried = Carried("0.0.1", cursor=item, in_thread=True, item_id=item, text="We are sorry")
        ola = console.desk.seated(Actor("ola"))
        await ola.claim(item)
        await ola.save_draft(item, "Sorry!")
    async with console_on(tmp_path, settings=UiSettings(lang="en", carried=carried)) as console:
        assert "ola holds this item" in console.foot
        detail = await console.desk.item(item)
        assert "We are sorry" in detail.notes[-1].text
        assert detail.draft is not None
        assert detail.draft.text == "Sorry!"
        assert console.app.unsaved == ""


async def test_when_it_is_the_moment(tmp_path: Path) -> None:
    again = Disk("9.9.9")
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="en", again=again)) as console:
        assert anew.fits(console.app, "9.9.9")
        assert not anew.fits(console.app, ""), "the watch did not say"
        assert not anew.fits(console.app, __version__)
        assert not anew.fits(console.app, "9.9.8"), "the disk has another one"
        await console.type("/")
        assert not anew.fits(console.app, "9.9.9"), "a question stands open"
        await console.press("escape")
        assert anew.fits(console.app, "9.9.9")
        console.app.go("outbox")
        assert anew.fits(console.app, "9.9.9"), "a place that is just coming asks nothing"
        await console.settle()
    ours = UiSettings(lang="en", again=again, carried=Carried(__version__))
    async with console_on(tmp_path, settings=ours) as console:
        assert not anew.fits(console.app, "9.9.9"), "it was tried, and brought this release again"
    async with console_on(tmp_path) as console:
        assert not anew.fits(console.app, "9.9.9")


async def test_a_draft_of_which_no_answer_came_is_known_afterwards(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are sorry")
        save = console.desk.save_draft

        async def lost(*args: Any, **kwargs: Any) -> None:
            await save(*args, **kwargs)
            raise BeredtError("the connection broke")

        composer = console.app.screen.composer  # type: ignore[attr-defined]
        with mock.patch.object(console.desk, "save_draft", lost), pytest.raises(BeredtError):
            await composer.save()
        carried = replace(anew.packed(console.app), text="We are sorry indeed")
    assert (carried.saved, carried.tried) == ("", ("We are sorry",))
    async with console_on(tmp_path, settings=UiSettings(lang="en", carried=carried)) as console:
        assert f"this console is Beredt {__version__} now" in console.foot
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "We are sorry indeed"


async def test_the_way_out_is_known_before_the_disk_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way_out = {"console.ui.anew", *anew.WAY_OUT}
    for name in way_out:
        monkeypatch.delitem(sys.modules, name, raising=False)
    async with console_on(tmp_path, settings=UiSettings(lang="en", again=Disk("9.9.9"))):
        assert way_out <= set(sys.modules)


async def test_what_goes_wrong_on_the_way_out_is_said_and_the_console_stays(tmp_path: Path) -> None:
    class Gone(Disk):
        def installed(self) -> str:
            raise BeredtError("the disk is gone")

    async with console_on(tmp_path, settings=UiSettings(lang="en", again=Gone(""))) as console:
        console.desk.hub.publish(Change(None, OUTDATED, ("release:9.9.9",)))
        await console.tick()
        assert "the disk is gone" in console.foot
        assert console.app.is_running


async def test_the_answer_stands_beside_its_own_item_though_the_filter_no_longer_finds_it(
    tmp_path: Path,
) -> None:
    async with console_on(tmp_path, *some_day(), size=(110, 24)) as console:
        await console.type("/")
        await console.type("holder:none\n")
        await console.press("j", "r")
        await console.type("To the second one")
        await console.tick()
        carried = anew.packed(console.app)
    settings = UiSettings(lang="en", carried=carried)
    async with console_on(tmp_path, size=(110, 24), settings=settings) as console:
        item, roll = carried.item_id, console.queue.roll
        assert item is not None
        detail = await console.desk.item(item)
        assert (roll.cursor, item in roll.spine) == (item, True)
        assert detail.row.author_handle in console.reader()
        await console.press("escape", "escape", "j")
        assert roll.cursor not in (None, item)
        assert item not in roll.spine, "the filter holds again"


@pytest.mark.parametrize("free", [True, False])
async def test_what_is_typed_while_the_answer_is_taken_up_belongs_to_it(tmp_path: Path, free: bool) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are sor")
        carried = anew.packed(console.app)
        if not free:
            await console.desk.release(item)
            await console.desk.seated(Actor("ola")).claim(item)
    claim = LocalDesk.claim

    async def slow(desk: LocalDesk, item_id: int) -> Done:
        app = active_app.get()
        assert app._driver is not None
        keys = ("e", "x", "backspace", "t", "up", "ctrl+s", "enter", "em_dash")
        typed = [Key(one, one if len(one) == 1 else None) for one in keys]
        for event in (*typed, Paste(" pasted"), Key("d", "d"), Key("t", "t")):
            event.set_sender(app)
            app._driver.send_message(event)
            await asyncio.sleep(0.01)
        # The last keys still wait for company, when the field comes.
        return await claim(desk, item_id)

    settings = UiSettings(lang="en", carried=carried)
    with mock.patch.object(LocalDesk, "claim", slow):
        async with console_on(tmp_path, settings=settings) as console:
            detail = await console.desk.item(item)
            assert detail.row.state is State.NEW, "no key was a command"
            text = "We are soret\n— pasteddt"
            if free:
                assert console.app.screen.composer.text == text  # type: ignore[attr-defined]
                assert detail.draft is not None
                assert detail.draft.text == text
            else:
                assert text in detail.notes[-1].text
            assert console.app.unsaved + "".join(console.app.typed) == ""


async def test_a_key_that_was_on_its_way_before_the_field_was_there_is_written(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("r")
        await console.type("We are")
        for key in ("space", "s"):
            console.app.screen.post_message(Key(key, " " if key == "space" else key))
        await console.settle()
        assert console.app.screen.composer.text == "We are s"  # type: ignore[attr-defined]
