"""Rules on the screen: tried before they are saved, moved, switched, explained and taken back."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.model.rule import Rule
from console.rules import read_action
from console.ui.screens.rules import Rules
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, console_on, some_day


def rule(name: str, query: str, *actions: str, stop: bool = False) -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions), stop=stop)


@pytest.mark.parametrize("size", SIZES)
async def test_a_rule_is_tried_on_history_before_it_is_saved(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("f8")
        assert isinstance(console.app.screen, Rules)
        assert "There are no rules yet" in console.reader("reader")
        await console.press("a")
        await console.type('cards "new card" sentiment:positive => tag praise, priority -50, stop\n')
        asked = console.bar("ask-label")
        assert "cards would have fired on 1 item in the last 90 days, of 6 messages." in asked
        assert "siri@fjord.example: Love the new card" in asked
        assert "Save it?" in asked
        assert await console.desk.rules() == []
        await console.press("n")
        assert await console.desk.rules() == []
        await console.press("a", "up", "enter")
        await console.settle()
        await console.press("y")
        (saved,) = await console.desk.rules()
        assert (saved.query, [str(action) for action in saved.actions], saved.stop) == (
            '"new card" sentiment:positive',
            ["tag praise", "priority -50"],
            True,
        )
        assert "rule added" in console.foot
        seen = console.reader("reader")
        for words in ("cards", "0 in 7 days", "the last to be asked", "tag praise, priority -50"):
            assert words in seen
        assert (await console.desk.rows([3]))[0].tags == ()


async def test_a_wrong_rule_is_pointed_at_and_the_line_stays(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("f8", "a")
        await console.type("old lang:nb age:>2h => tag old\n")
        shown = console.bar("ask-label").splitlines()
        mark = next(line for line in shown if line.strip().startswith("^"))
        field = "rule add old lang:nb age:>2h"
        assert mark.index("^") - 1 == field.index("age:")
        assert "can't be known when a message comes" in mark
        assert console.app.screen.focused is not None
        await console.press("escape")
        await console.press("a")
        await console.type("spam lang:nb => mute\n")
        assert "what is said or who says it" in console.bar("ask-label")
        assert await console.desk.rules() == []


@pytest.mark.parametrize("size", SIZES)
async def test_they_are_moved_switched_opened_and_removed_by_keys(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        for one in (
            rule("money", "refund", "tag money", "assign ola"),
            rule("spam", "bitcoin", "mute", "tag spam"),
            rule("press", "reporter", "alert"),
        ):
            await console.desk.save_rule(one)
        await console.bring(
            raw("x1", "Where is my refund?"),
            raw("x2", "free bitcoin, or I will kill you", handle="b@x.example"),
        )
        await console.press("f8", "j")
        await console.press("K")
        assert [one.name for one in await console.desk.rules()] == ["spam", "money", "press"]
        await console.press("enter")
        seen = console.reader("reader")
        assert "not mute: what is flagged threat is never hidden" in seen
        assert "1 in 7 days" in seen
        await console.press("J", "J", "space")
        rules = await console.desk.rules()
        assert [(one.name, one.enabled) for one in rules] == [
            ("money", True),
            ("press", True),
            ("spam", False),
        ]
        assert "OFF" in console.reader("reader")
        await console.press("D")
        assert "Remove the rule spam?" in console.bar("ask-label")
        await console.press("y")
        assert [one.name for one in await console.desk.rules()] == ["money", "press"]
        await console.press("u", "y")
        assert [one.name for one in await console.desk.rules()] == ["money", "press", "spam"]


async def test_why_tells_of_each_rule_and_of_its_points(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        await console.desk.save_rule(rule("money", "refund", "tag money", "priority +400"))
        await console.desk.save_rule(rule("danish", "lang:da", "tag dansk"))
        await console.bring(raw("x1", "Where is my refund?"))
        await console.press("g", "g", "w")
        seen = console.reader()
        for words in ("+400", "rule money", "fired: tag money, priority +400", "lang:da: the message is en"):
            assert words in seen


async def test_an_alert_of_a_rule_names_it_and_stands_behind_a_crisis(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        await console.desk.save_rule(rule("press", "reporter", "alert"))
        await console.bring(
            raw("x1", "I am a reporter, call me"), raw("x2", "a reporter here", handle="b@x.example")
        )
        assert "rule press: 2 messages, the newest from" in console.bar("banner")
        await console.press("exclamation_mark")
        seen = console.reader("reader")
        assert "rule press" in seen
        assert "a reporter here" in seen
        await console.press("a")
        assert (await console.desk.alerts())[0].acknowledged_by == "kari"


async def test_in_norwegian(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="nb")) as console:
        await console.press("f8", "a")
        await console.type('penger lang:nb "pengene tilbake" => tag refusjon, assign me\n')
        assert "ville ha slått til på 0 saker de siste 90 dagene" in console.bar("ask-label")
        await console.press("y")
        assert "regelen er lagt til" in console.foot
        await console.bring(
            raw("x1", "Hei, når får jeg pengene tilbake for varen? Dette er for dårlig."),
            raw("x2", "Where is my parcel?", handle="b@x.example", at=START - timedelta(minutes=4)),
        )
        await console.press("enter")
        assert "tag refusjon, assign kari" in console.reader("reader")
        await console.press("f2")
        await console.press("slash")
        await console.type("parcel\n")
        await console.press("w")
        assert "lang:nb: meldingen er på en" in console.screen()
