"""Alert rules at the desk: versions, who did what, taking back, and names that are taken."""

from dataclasses import replace

import pytest

from console.commands.alertrules import read_alert_rule
from console.desk.alertrules import MOST
from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.alertrule import AlertRule, BackTest
from console.query import QueryError
from tests.support.fastclock import START, FastClock

RULE = read_alert_rule("cards", "card => volume 15m above 10")
TESTED = BackTest(START, START, 40, 0, (), 0.5, 1, 2, 0, 1 / 3)


async def add(desk: LocalDesk, rule: AlertRule = RULE) -> None:
    desk.tested[rule] = TESTED
    await desk.add_alert_rule(rule)


async def change(desk: LocalDesk, rule: AlertRule) -> None:
    desk.tested[rule] = TESTED
    await desk.change_alert_rule(1, rule)


async def test_what_was_not_tried_is_not_saved(kari: LocalDesk) -> None:
    with pytest.raises(NotAllowed, match="not tried on history"):
        await kari.add_alert_rule(RULE)
    await kari.back_test(RULE)
    await kari.add_alert_rule(RULE)
    with pytest.raises(NotAllowed, match="not tried on history"):
        await kari.change_alert_rule(1, replace(RULE, threshold=4.0))
    assert [one.kept.version for one in await kari.alert_rules()] == [1]


async def test_what_the_back_test_said_stands_in_the_log(kari: LocalDesk) -> None:
    await add(kari)
    (event,) = await kari.events(["alertrule:1"])
    assert (event.actor, event.verb, event.after["name"]) == ("kari", "alertrule.added", "cards")
    tested = event.after["tested"]
    assert isinstance(tested, dict)
    assert (tested["fired"], tested["per_week"], tested["false"]) == (0, 0.5, 2)
    assert (await kari.verify()).ok


async def test_a_change_is_a_new_version_and_taking_it_back_lets_the_old_one_stand(
    kari: LocalDesk, clock: FastClock
) -> None:
    await add(kari)
    clock.advance(60)
    await change(kari, replace(RULE, name="cards-down", threshold=5.0))
    one = (await kari.alert_rule(1)).kept
    assert (one.version, one.rule.name, one.rule.threshold, one.since) == (2, "cards-down", 5.0, clock.now())
    clock.advance(60)
    assert "taken back" in (await kari.undo()).text
    one = (await kari.alert_rule(1)).kept
    assert (one.version, one.rule, one.since) == (1, RULE, clock.now())
    await change(kari, replace(RULE, threshold=7.0))
    versions = [found.kept for found in await kari.alert_rule_versions(1)]
    assert [(found.version, found.rule.threshold) for found in versions] == [(3, 7.0), (2, 5.0), (1, 10.0)]


async def test_it_is_switched_removed_and_each_can_be_taken_back(kari: LocalDesk) -> None:
    await add(kari)
    await kari.switch_alert_rule(1, False)
    assert not (await kari.switch_alert_rule(1, False)).undoable
    await kari.remove_alert_rule(1)
    assert await kari.alert_rules() == []
    with pytest.raises(NotFound):
        await kari.switch_alert_rule(1, True)
    for _ in range(2):
        await kari.undo()
    (one,) = await kari.alert_rules()
    assert one.kept.enabled
    await kari.undo()
    assert (await kari.alert_rule(1)).kept.removed


async def test_a_name_is_taken_once_and_free_again_when_its_rule_is_gone(kari: LocalDesk) -> None:
    await add(kari)
    with pytest.raises(Conflict, match="alert rule 1 is called cards already"):
        await add(kari)
    await kari.remove_alert_rule(1)
    await add(kari)
    (removal,) = [act for act in await kari.acts() if act.text == "alert rule cards removed"]
    with pytest.raises(Conflict, match="alert rule 2 is called cards already"):
        await kari.undo(removal.id)


async def test_what_a_colleague_changed_since_is_not_taken_back(kari: LocalDesk, ola: LocalDesk) -> None:
    await add(kari)
    await ola.switch_alert_rule(1, False)
    with pytest.raises(Conflict, match="ola has changed it since"):
        await kari.undo()


async def test_no_more_than_can_be_asked_and_none_that_can_not(kari: LocalDesk) -> None:
    with pytest.raises(QueryError):
        await add(kari, replace(RULE, filter="is:done"))
    with pytest.raises(InputError):
        await add(kari, replace(RULE, name="two words"))
    for hidden in ("card\x1b]52;c;x\x07", "card\nother", "card \u202ekonto"):
        with pytest.raises(InputError, match="characters that nobody sees"):
            await add(kari, replace(RULE, filter=hidden))
    await add(kari, replace(RULE, name="emoji", filter='"👩‍💻 card"'))
    await kari.remove_alert_rule(1)
    for number in range(MOST):
        await add(kari, replace(RULE, name=f"rule-{number}"))
    with pytest.raises(InputError, match=f"there are {MOST} alert rules already"):
        await add(kari)
