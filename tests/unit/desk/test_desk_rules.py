"""Rules at the desk: saved, ordered, tried, on record and taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.desk.rules import MOST
from console.errors import Conflict, InputError, NotFound
from console.model.rule import Action, Rule, Verb
from console.rules import read_action
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock
from tests.support.rooms import ingest, raw


def rule(name: str, query: str = "lang:nb", *actions: str, stop: bool = False) -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions or ("tag x",)), stop=stop)


async def names(desk: LocalDesk) -> list[str]:
    return [one.name for one in await desk.rules()]


async def test_they_stand_in_the_order_that_people_give_them(kari: LocalDesk) -> None:
    for name in "abc":
        await kari.save_rule(rule(name))
    await kari.save_rule(rule("d"), place=2)
    assert await names(kari) == ["a", "d", "b", "c"]
    await kari.move_rule("c", 1)
    assert await names(kari) == ["c", "a", "d", "b"]
    await kari.save_rule(rule("a", "lang:en"))
    assert await names(kari) == ["c", "a", "d", "b"]
    assert (await kari.rule("a")).query == "lang:en"
    with pytest.raises(InputError, match="no place 5"):
        await kari.move_rule("c", 5)
    with pytest.raises(NotFound, match="nobody"):
        await kari.move_rule("nobody", 1)


async def test_every_change_is_on_record_and_taken_back_one_by_one(kari: LocalDesk) -> None:
    await kari.save_rule(rule("a"))
    await kari.save_rule(rule("b"))
    kept = await kari.rule("a")
    await kari.switch_rule("a", False)
    await kari.move_rule("a", 2)
    await kari.save_rule(replace(kept, query="lang:en"))
    await kari.remove_rule("a")
    verbs = [event.verb for event in reversed(await kari.events(["rule:a"]))]
    assert verbs == ["rule.added", "rule.disabled", "rule.moved", "rule.changed", "rule.removed"]
    assert (await kari.last_act()).about == "a"  # type: ignore[union-attr]
    await kari.undo()
    assert (await kari.rule("a")).query == "lang:en"
    assert (await kari.rule("a")).id == kept.id
    await kari.undo()
    assert (await kari.rule("a")).query == "lang:nb"
    await kari.undo()
    assert await names(kari) == ["a", "b"]
    await kari.undo()
    assert await kari.rules() == [kept, await kari.rule("b")]
    await kari.undo()
    await kari.undo()
    assert await kari.rules() == []
    assert (await kari.verify()).ok


async def test_what_another_changed_since_is_not_taken_back(kari: LocalDesk, ola: LocalDesk) -> None:
    await kari.save_rule(rule("a"))
    await ola.switch_rule("a", False)
    with pytest.raises(Conflict, match="the rule has changed since"):
        await kari.undo()


async def test_me_is_whoever_saves_it(kari: LocalDesk) -> None:
    await kari.save_rule(rule("a", "lang:nb", "assign me"))
    assert (await kari.rule("a")).actions == (Action(Verb.ASSIGN, "kari"),)


async def test_what_is_so_already_is_no_act(kari: LocalDesk) -> None:
    await kari.save_rule(rule("a"))
    assert not (await kari.save_rule(rule("a"))).undoable
    assert not (await kari.switch_rule("a", True)).undoable
    assert len(await kari.events(["rule:a"])) == 1


async def test_what_is_no_rule_is_neither_saved_nor_tried(kari: LocalDesk) -> None:
    for wrong in (rule("a b"), rule("a", ""), rule("a", "age:>2h"), rule("a", "lang:nb", "mute")):
        with pytest.raises(InputError):
            await kari.save_rule(wrong)
        with pytest.raises(InputError):
            await kari.try_rule(wrong)
    assert await kari.rules() == []
    for number in range(MOST):
        await kari.save_rule(rule(f"r{number}"))
    with pytest.raises(InputError, match="already"):
        await kari.save_rule(rule("more"))
    await kari.save_rule(rule("r1", "lang:en"))


async def test_a_trial_changes_nothing_and_tells_what_would_have_been(
    kari: LocalDesk, store: SqliteStore, clock: FastClock
) -> None:
    await ingest(
        store,
        raw("old", "I want a refund", at=START - timedelta(days=200)),
        raw("a", "Where is my refund?", at=START - timedelta(days=20)),
        raw("b", "No refund yet, this is terrible", at=START - timedelta(days=2)),
        raw("c", "When do you open?", at=START - timedelta(days=1)),
    )
    steps: list[int] = []
    found = await kari.try_rule(rule("money", "refund", "tag money"), progress=steps.append)
    assert (found.looked, found.fired, steps) == (3, 2, [3])
    assert [sample.text for sample in found.samples] == [
        "No refund yet, this is terrible",
        "Where is my refund?",
    ]
    assert sum(count for _, count in found.weeks) == 2
    assert (await kari.try_rule(rule("money", "refund", "tag money"), days=365)).fired == 3
    assert await kari.rules() == []
    assert await store.rule_counts(START - timedelta(days=365)) == {}
    with pytest.raises(InputError, match="days"):
        await kari.try_rule(rule("money", "refund"), days=0)


async def test_a_trial_stands_where_the_rule_would(kari: LocalDesk, store: SqliteStore) -> None:
    await kari.save_rule(rule("stops", "refund", "tag money", stop=True))
    await ingest(store, raw("a", "Where is my refund?"))
    tried = rule("behind", "tag:money", "tag y")
    assert (await kari.try_rule(tried)).fired == 0
    assert (await kari.try_rule(rule("first", "refund", "tag y"), place=1)).fired == 1


async def test_norwegian_is_understood(kari: LocalDesk, store: SqliteStore) -> None:
    await kari.save_rule(rule("refusjon", 'lang:nb "pengene tilbake"', "tag refusjon", "priority +100"))
    await kari.save_rule(rule("saker", "tag:refusjon", "assign ingrid"))
    await ingest(
        store,
        raw("a", "Hei, når får jeg PENGENE tilbake for den ødelagte varen? Dette er for dårlig av dere."),
        raw("b", "Takk for god hjelp i går, dere er flinke!", handle="siri@fjord.example"),
    )
    rows = await kari.rows([1, 2])
    assert [(row.tags, row.holder) for row in rows] == [(("refusjon",), "ingrid"), ((), None)]
    (asked,) = await kari.asked(2)
    assert [verdict.why for verdict in asked.verdicts] == [
        '"pengene tilbake": the message does not say it',
        "tag:refusjon: the item has no tag",
    ]
