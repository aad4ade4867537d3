"""Alert rules on the screen: tried before they are saved, listed, opened, labelled, taken back."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.commands.alertrules import line_of, read_alert_rule
from console.detect.byrule import finding
from console.model.actor import WATCH
from console.model.alertrule import AlertRule, Firing
from console.ui.screens.alert import AlertPlace
from console.ui.screens.alert_rule import AlertRulePage
from console.ui.screens.alert_rules import AlertRules
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, Driver, console_on, some_day

CARD = "card => volume 15m above 3, least 3, cooldown 1h"


def storm(count: int = 5) -> list:  # type: ignore[type-arg]
    at = START - timedelta(hours=2)
    return [
        raw(f"s{number}", f"The card fails, number {number}", handle=f"p{number}@x.example", at=at)
        for number in range(count)
    ]


async def kept(console: Driver, name: str = "cards", line: str = CARD) -> AlertRule:
    rule = read_alert_rule(name, line)
    await console.desk.back_test(rule)
    await console.desk.add_alert_rule(rule)
    return rule


async def fire(console: Driver, times: int = 1) -> None:
    one = await console.desk.alert_rule(1)
    for number in range(times):
        at = START - timedelta(hours=times - number)
        firing = Firing(at, at, 5.0, None, "", 5)
        found = finding(one.kept, f"alertrule:1:{number}", firing, (), (), ())
        async with console.store.act(WATCH, at) as tx:
            await tx.put_alert(found)


@pytest.mark.parametrize("size", SIZES)
async def test_a_rule_is_tried_on_history_before_it_is_saved(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), *storm(), size=size) as console:
        await console.press("f12")
        assert isinstance(console.app.screen, AlertRules)
        assert "There are no alert rules yet. a adds one" in console.reader("reader")
        await console.press("a")
        await console.type(f"cards {CARD}\n")
        asked = console.bar("ask-label")
        assert "cards would have fired once; messages that fit its filter: 6." in asked
        assert "That is 1.0 a week." in asked
        assert "None coincides with a labelled alert" in asked
        assert "06:05" in asked
        assert "Save it?" in asked
        assert await console.desk.alert_rules() == []
        await console.press("n")
        assert await console.desk.alert_rules() == []
        await console.press("a", "up", "enter")
        await console.settle()
        await console.press("y")
        (saved,) = await console.desk.alert_rules()
        assert line_of(saved.kept.rule) == CARD
        assert "alert rule cards added" in console.foot
        seen = console.reader("reader")
        for words in ("cards", "0 alerts", "nothing labelled yet", "volume 15m above 3"):
            assert words in seen
        await console.press("u")
        assert "alert rule cards added" in console.bar("ask-label")
        await console.press("y")
        assert await console.desk.alert_rules() == []


async def test_a_wrong_rule_is_pointed_at_and_the_line_stays(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("f12", "a")
        await console.type("old lang:nb age:>2h => volume 15m above 3\n")
        shown = console.bar("ask-label").splitlines()
        mark = next(line for line in shown if line.strip().startswith("^"))
        assert mark.index("^") - 1 == "alertrule add old lang:nb age:>2h".index("age:")
        await console.press("escape", "a")
        await console.type("old card => mood 15m above 3\n")
        assert "mood can't be measured" in console.bar("ask-label")
        assert await console.desk.alert_rules() == []


@pytest.mark.parametrize("size", SIZES)
async def test_its_page_shows_its_alerts_which_are_labelled_there(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await kept(console)
        await fire(console, 6)
        await console.press("f12", "enter")
        assert isinstance(console.app.screen, AlertRulePage)
        seen = console.reader("reader")
        for words in ("cards, number 1, version 1", "nothing labelled yet", "6 without a label"):
            assert words in seen
        await console.press("l", "f")
        assert "1 false" in console.reader("reader")
        assert "too few labels to tell: 1" in console.reader("reader")
        for _ in range(5):
            await console.press("j", "l", "r")
        assert "right in 83 % of 6 labelled alerts (95 %: 44 to 97 %)" in console.reader("reader")
        await console.press("enter")
        assert isinstance(console.app.screen, AlertPlace)
        assert "alert rule cards (number 1, version 1)" in console.reader("reader")
        await console.press("q", "q")
        assert "right in 83 % of 6 labelled alerts" in console.reader("reader")


async def test_it_is_changed_switched_and_removed_by_keys(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *storm()) as console:
        await kept(console)
        await console.press("f12", "e")
        field = console.app.screen.focused
        assert getattr(field, "value", "") == f"alertrule change cards {CARD}"
        await console.press("escape", "colon")
        await console.type("alertrule change cards card => volume 1h above 4\n")
        assert "would have fired once" in console.bar("ask-label")
        await console.press("y")
        assert "alert rule cards changed, version 2" in console.foot
        await console.press("enter")
        assert "version 1, " in console.reader("reader")
        await console.press("space")
        assert not (await console.desk.alert_rule(1)).kept.enabled
        await console.press("D", "y")
        assert await console.desk.alert_rules() == []
        assert "removed" in console.reader("reader")
        await console.press("u", "y")
        (back,) = await console.desk.alert_rules()
        assert (back.kept.version, back.kept.enabled) == (2, False)
        # The queue below reads what was undone as well: let it end before all of it is closed.
        await console.press("f2")


async def test_a_long_trial_is_stopped_by_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async with console_on(tmp_path, *some_day(), *storm()) as console:
        begun = asyncio.Event()

        async def forever(*_args: object, **_named: object) -> None:
            begun.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(console.store, "filtered", forever)
        await console.press("f12", "a")
        console.app.screen.query_one("#ask-input").value = f"alertrule add cards {CARD}"  # type: ignore[attr-defined]
        console._send("enter")
        await begun.wait()
        console._send("escape")
        await console.settle()
        assert "stopped; cards is not saved" in console.foot
        assert not console.app.long.running
        assert await console.desk.alert_rules() == []


async def test_in_norwegian(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *storm(), settings=UiSettings(lang="nb")) as console:
        await console.press("f12")
        assert "Det er ingen varslingsregler ennå" in console.reader("reader")
        await console.press("a")
        await console.type(f"kort {CARD}\n")
        asked = console.bar("ask-label")
        assert "kort ville ha slått til én gang" in asked
        assert "5 meldinger på 15 min, regelen ber om 3" in asked
        await console.press("y")
        assert "varslingsregelen kort er lagt til" in console.foot
        await fire(console)
        await console.press("enter")
        assert "varslingsregelen kort (nummer 1, versjon 1): 5 meldinger" in console.reader("reader")
        await console.press("enter")
        assert "regelen hadde ikke holdt på 60 min." in console.reader("reader")
