"""One word for one thing, and sentences that a person would say."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from console.model.words import Severity
from console.ui.session import UiSettings
from tests.support.crisis import declare, raise_alert
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, console_on, some_day

NORWEGIAN = UiSettings(lang="nb")


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_is_called_queue(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        assert "Queue 1/6" in console.screen()
        await console.press("f5", "colon")
        await console.type("queue\n")
        assert "Queue 1/6" in console.screen()


async def test_a_missing_argument_is_asked_for_in_words(tmp_path: Path) -> None:
    async with console_on(tmp_path, size=(100, 30)) as console:
        await console.desk.declare("Login fails", Severity.SEV3)
        await console.tick()
        await console.press("ctrl+p")
        await console.type("incident severity")
        await console.press("enter")
        seen = console.screen()
        assert "How bad is it now?" in seen
        assert "1 life, safety or existence at stake" in seen
        await console.press("2")
        assert (await console.desk.incidents(1))[0].severity is Severity.SEV2
        await console.press("ctrl+p")
        await console.type("incident role")
        await console.press("enter")
        seen = console.screen()
        assert "Which role do you take?" in seen
        assert "d deputy" in seen


async def test_numbers_and_plurals(tmp_path: Path) -> None:
    author = {"id": "ola", "handle": "ola@x.example", "name": "Ola", "followers": 12345}
    one = raw("m1", "When do you open?", author=author, at=START - timedelta(minutes=3))
    async with console_on(tmp_path, one) as console:
        await console.press("i")
        assert "1 message " in console.screen()
        assert "12,345 followers" in console.screen()
    async with console_on(tmp_path, settings=NORWEGIAN) as console:
        assert "Kø 1/1" in console.screen()
        assert " 1 ny " in console.screen()
        await console.press("enter")
        assert "● ny (" not in console.screen()
        assert "● ny " in console.screen()
        await console.press("escape", "i")
        assert "1 melding " in console.screen()
        assert "12\u00a0345 følgere" in console.screen()


async def test_what_cannot_be_done_is_said_in_the_reader_s_language(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=NORWEGIAN) as console:
        await console.press("E")
        assert "saken er allerede åpen" in console.screen()


async def test_the_footer_after_an_answer_is_two_sentences(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("r")
        await console.type("Thank you")
        await console.press("ctrl+s")
        assert "then sent. F5 shows" in console.screen()


ENGLISH = re.compile(r"\b(the|is|are|you|done|claimed|reply|released|tags|noted|there|step|held)\b")


async def test_on_a_norwegian_screen_nothing_that_was_done_or_refused_is_said_in_english(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    async with console_on(tmp_path, *some_day(), size=(120, 40), settings=NORWEGIAN) as console:

        async def do(*keys: str) -> None:
            await console.press(*keys)
            said.append(console.foot)

        await do("a")
        await do("A")
        await do("E")
        for name, text in (("t", "penger"), ("n", "ring henne")):
            await console.press(name)
            await console.type(text + "\n")
            said.append(console.foot)
        await do("e", "s")
        await do("u")
        await do("d")
        await console.press("r")
        await console.type("Vi ser på det nå.")
        await do("ctrl+s")
        await do("u")
        for line in ("item snooze alltid", "incident role lead", "tull", "run start finnes-ikke"):
            await console.press("colon")
            await console.type(line + "\n")
            said.append(console.bar("ask-label"))
            await console.press("escape")
        await raise_alert(console)
        await declare(console, playbook=True)
        await do("enter", "y")
        await do("y")
        await do("s")
        await console.type("ikke nå\n")
        said.append(console.foot)
        await console.press("f3")
        entries = [line for line in console.screen().splitlines() if re.search(r"\d\d:\d\d kari", line)]
        assert entries
        # What follows a colon is the playbook's own text.
        said += [one.partition(": ")[0] for one in entries]
    assert len([one for one in said if one.strip()]) > 15
    assert not [one for one in said if ENGLISH.search(one)]
    assert any("ferdig (søppel)" in one for one in said)
