"""Answering: written, counted, kept, sent once, stopped in time."""

import os
from pathlib import Path

import pytest

from console.model.actor import Actor
from console.model.words import OutboxState, State
from console.ui.session import UiSettings
from tests.support.rooms import raw
from tests.support.screens import SIZES, console_on, some_day


@pytest.mark.parametrize("size", SIZES)
async def test_an_answer_goes_through_the_outbox_and_can_be_stopped(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        item, following = console.queue.roll.spine[0], console.queue.roll.spine[1]
        await console.press("r")
        seen = console.screen()
        assert "To kari@fjord.example" in seen
        assert "mastodon/@nordbank" in seen
        assert "PUBLIC" in seen
        assert "terrible" in seen
        await console.type("We are sorry.")
        assert "13/500" in console.screen()
        await console.press("ctrl+s")
        assert "F5" in console.foot
        assert console.queue.roll.cursor == following
        out = (await console.desk.outbox())[0]
        assert (out.text, out.state) == ("We are sorry.", OutboxState.HELD)
        await console.press("f5")
        assert "leaves in 10s" in console.screen()
        await console.press("c")
        assert (await console.desk.outbox())[0].state is OutboxState.CANCELLED
        await console.press("q")
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "We are sorry."


async def test_a_text_that_is_too_long_is_counted_and_not_sent(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("r")
        await console.type("x" * 512)
        assert "12 TOO LONG" in console.screen()
        await console.press("ctrl+s")
        assert "12 characters too long" in console.foot
        assert not await console.desk.outbox()
        assert console.app.screen.composer.is_open


async def test_nothing_is_not_sent(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("r", "ctrl+s")
        assert "nothing to send" in console.foot
        assert not await console.desk.outbox()


async def test_escape_keeps_the_draft_and_the_row_shows_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("Dear Kari")
        await console.press("escape")
        assert "draft is kept" in console.foot
        assert (await console.desk.rows([item]))[0].has_draft
        await console.tick()
        await console.press("r")
        assert console.app.screen.composer.text == "Dear Kari"
        await console.press("escape")


async def test_a_draft_is_durable_while_typing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("Dear Kari")
        composer = console.app.screen.composer
        assert composer._timer is not None
        composer._autosave()
        await console.settle()
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "Dear Kari"


async def test_keys_in_the_field_are_text_and_no_commands(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r", "e", "s", "q", "question_mark", "colon", "u", "backspace")
        assert console.app.screen.composer.text == "esq?:"
        assert (await console.desk.rows([item]))[0].state is State.NEW


async def test_what_a_colleague_holds_opens_no_composer(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        console.desk.actor = Actor("liv")
        await console.desk.claim(item)
        console.desk.actor = Actor("kari")
        await console.press("r")
        assert not console.app.screen.composer.is_open
        assert "liv" in console.foot


async def test_a_direct_message_is_answered_in_private(tmp_path: Path) -> None:
    async with console_on(tmp_path, raw("d1", "My account number is 123", kind="dm")) as console:
        await console.press("r")
        assert "PRIVATE" in console.screen()


async def test_the_editor_is_used_where_it_is_allowed(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "from the editor" > "$1"\n')
    editor.chmod(0o755)
    settings = UiSettings(lang="en", editor=os.fspath(editor))
    async with console_on(tmp_path, *some_day(), settings=settings) as console:
        await console.press("r")
        # A pilot has no terminal to hand over: the composer says so, and the text is as it was.
        await console.type("mine")
        await console.press("ctrl+e")
        assert console.app.screen.composer.text in ("from the editor", "mine")
    async with console_on(tmp_path, settings=UiSettings(lang="en", editor="")) as console:
        await console.press("r", "ctrl+e")
        assert "no editor" in console.foot


async def test_leaving_in_the_middle_of_a_sentence_saves_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("Half a sent")
        await console.app._leave()
    async with console_on(tmp_path) as console:
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "Half a sent"


async def test_a_draft_shows_once_while_it_is_written(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await console.press("r")
        await console.type("We are looking into it")
        await console.press("escape")
        assert console.screen().count("We are looking into it") == 1
        await console.press("r")
        assert console.screen().count("We are looking into it") == 1
        await console.press("escape")
        assert console.screen().count("We are looking into it") == 1
