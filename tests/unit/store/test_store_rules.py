"""Rules in the transaction that stores a batch: once each, in order, with reasons, at no message's cost."""

import sqlite3
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.event import Change
from console.model.item import ItemRow
from console.model.message import Judged
from console.model.rule import Outcome, Rule
from console.model.team import Colleague
from console.model.words import Flag, Level, Reason, State
from console.query import parse
from console.rules import read_action
from console.sla import Calendar, Roster
from console.store.sqlite import SqliteStore, events, ruling, series
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, deleted, edited, judged
from tests.support.rooms import desk_on


def rule(name: str, query: str, *actions: str, stop: bool = False) -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions), stop=stop)


@pytest.fixture
def clock() -> FastClock:
    return FastClock(T0)


@pytest.fixture
def desk(store: SqliteStore, clock: FastClock) -> LocalDesk:
    return desk_on(store, clock, "kari")


async def come(store: SqliteStore, *batch: Judged, now: float = 60) -> None:
    await store.ingest(batch, [], channel=CHANNEL, cursor=None, at=at(now))


async def row_of(store: SqliteStore, query: str = "is:open") -> ItemRow:
    (row,) = await store.queue_rows(parse(query), me="kari", now=at(60), limit=10)
    return row


def ruled(row: ItemRow) -> list[tuple[str, float]]:
    """What rules add to its place."""
    return [(part.text, part.weight) for part in row.parts if part.text.startswith("rule ")]


async def test_what_a_rule_does_is_there_with_the_message_and_on_record(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("money", "refund", "tag money", "assign ola", "priority +200"))
    told: list[Change] = []
    store.subscribe(told.append)
    await come(store, judged("a", text="A refund, please"), judged("b", 1, text="Hello"))
    money = await row_of(store, "tag:money")
    other = await row_of(store, "-tag:money")
    assert (money.assignee, ruled(money), ruled(other)) == ("ola", [("rule money", 200)], [])
    assert money.rank == 700
    events = await store.events([f"item:{money.id}"], 10)
    assert {event.actor for event in events} == {"rule:money"}
    assert sorted(event.verb for event in events) == ["item.assigned", "item.prioritised", "item.tagged"]
    assert {event.note for event in events} == {"refund"}
    assert {"item.tagged", "item.assigned"} <= {change.verb for change in told}
    assert (await store.verify()).ok


async def test_what_came_before_it_was_saved_is_left_alone(store: SqliteStore, desk: LocalDesk) -> None:
    message = judged("a", text="refund")
    await come(store, message)
    await desk.save_rule(rule("money", "refund", "tag money"))
    await come(store, message, edited(message, 5, "refund!"))
    assert (await row_of(store)).tags == ()
    (asked,) = await desk.asked((await row_of(store)).id)
    assert asked.verdicts == ()


async def test_a_message_that_comes_again_fires_nothing_again(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("money", "refund", "tag money", "priority +50"))
    message = judged("a", text="refund")
    await come(store, message)
    row = await row_of(store)
    await desk.tag(row.id, ["-money"])
    await come(store, message)
    await come(store, judged("b", 9, text="refund, I said", thread_id="a", parent_id="a"))
    row = await row_of(store)
    assert (row.tags, ruled(row)) == ((), [("rule money", 50)])
    newest, oldest = await desk.asked(row.id)
    assert [one.verdicts[0].outcome for one in (oldest, newest)] == [Outcome.FIRED, Outcome.REPEATED]
    assert len(await desk.rule_log("money")) == 1
    assert await desk.rule_counts() == {"money": 1}


async def test_our_own_words_and_what_is_deleted_set_off_nothing(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("all", "refund", "tag x", "alert"))
    ours = judged("o", 2, text="Your refund is on its way", ours=True)
    gone = deleted(judged("d", 3, text="refund"), text="refund")
    await come(store, ours, gone)
    again = replace(ours, message=replace(ours.message, remote_id="p"))
    await come(store, judged("a", 1, text="hi"), again)
    assert await desk.rule_log("all") == []
    assert await store.alerts(5) == []


async def test_a_batch_that_was_not_stored_fired_nothing(
    store: SqliteStore, desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.save_rule(rule("money", "refund", "tag money", "priority +50", "alert"))

    def breaks(*_args: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR"  # type: ignore[misc]
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(series, "add", breaks)
        with pytest.raises(Exception, match="I/O"):
            await come(store, judged("a", text="refund"))
    assert await desk.rule_log("money") == []
    await come(store, judged("a", text="refund"))
    assert ruled(await row_of(store)) == [("rule money", 50)]
    assert len(await desk.rule_log("money")) == 1
    assert len(await store.alerts(5)) == 1


async def test_a_rule_that_breaks_costs_no_message(
    store: SqliteStore, desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.save_rule(rule("first", "refund", "tag a"))
    await desk.save_rule(rule("second", "refund", "priority +50"))

    def breaks(*_args: object) -> None:
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(events, "append", breaks)
        await come(store, judged("a", text="refund"))
    row = await row_of(store)
    assert (row.text, row.tags) == ("refund", ())
    assert (await store.verify()).ok


async def test_muted_is_kept_found_and_opened_again(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("spam", "bitcoin", "mute", "tag spam"))
    await come(store, judged("a", text="free bitcoin"), judged("b", 1, text="where is my card?"))
    assert (await row_of(store)).text == "where is my card?"
    muted = await row_of(store, "is:muted bitcoin")
    assert (muted.state, muted.reason, muted.tags) == (State.DONE, Reason.MUTED, ("spam",))
    assert (await store.counts()).by_state[State.NEW] == 1
    await come(store, judged("c", 9, text="bitcoin again", thread_id="a", parent_id="a"))
    assert (await row_of(store, "is:muted")).id == muted.id
    await desk.reopen(muted.id)
    await come(store, judged("d", 19, text="more bitcoin", thread_id="a", parent_id="a"))
    assert len(await store.queue_ids(parse("is:new"), me="kari", now=at(60))) == 2


async def test_an_answer_that_the_rule_does_not_know_opens_what_is_muted(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("spam", "bitcoin", "mute"))
    await come(store, judged("a", text="free bitcoin"))
    await come(store, judged("b", 9, text="please help me", thread_id="a", parent_id="a"))
    assert (await row_of(store)).state is State.NEW


async def test_what_must_be_seen_is_not_hidden_by_its_neighbour(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("spam", "bitcoin", "mute"))
    await come(
        store,
        judged("a", text="I will find you", flags=(Flag.THREAT,)),
        judged("b", 9, text="free bitcoin", thread_id="a", parent_id="a"),
    )
    row = await row_of(store)
    assert row.state is State.NEW
    newest, _ = await desk.asked(row.id)
    assert newest.verdicts[0].deeds[0].refused == "what is flagged threat is never hidden"


async def test_an_edit_into_something_that_must_be_seen_opens_what_is_muted(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("spam", "bitcoin", "mute"))
    spam = judged("a", text="free bitcoin")
    await come(store, spam)
    await come(store, edited(spam, 20, "I will find you", flags=(Flag.THREAT,)))
    row = await row_of(store)
    assert (row.state, row.unread) == (State.NEW, 1)
    (newest, *_) = await store.events([f"item:{row.id}"], 5)
    assert (newest.actor, newest.verb) == ("beredt:watch", "item.reopened")


async def test_an_edit_into_something_that_must_be_seen_wakes_what_a_rule_snoozed(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("later", "newsletter", "snooze 2h"))
    letter, other = judged("a", text="Your newsletter"), judged("b", text="hello", handle="@per")
    await come(store, letter, other)
    [own] = [row for row in await store.rows([1, 2]) if row.state is State.NEW]
    await desk.snooze(own.id, timedelta(hours=1))
    await come(store, edited(letter, 20, "I will find you", flags=(Flag.THREAT,)))
    await come(store, edited(other, 20, "I will find you", flags=(Flag.THREAT,)))
    states = {row.id: row.state for row in await store.rows([1, 2])}
    assert states[own.id] is State.SNOOZED, "what a person decided stands"
    assert [state for item, state in states.items() if item != own.id] == [State.NEW]


async def test_a_message_that_a_rule_fails_at_costs_the_others_nothing(
    store: SqliteStore, desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.save_rule(rule("money", "refund", "tag money"))
    real = ruling.ask

    def failing(rules: object, row: ItemRow, seen: object) -> object:
        if "two" in row.text:
            raise ValueError("a mistake of ours")
        return real(rules, row, seen)  # type: ignore[arg-type]

    monkeypatch.setattr(ruling, "ask", failing)
    await come(
        store, *(judged(name, text=f"refund {name}", handle=f"@{name}") for name in ("one", "two", "six"))
    )
    rows = await store.rows([1, 2, 3])
    assert [row.tags for row in rows] == [("money",), (), ("money",)]


async def test_snoozed_for_as_long_as_it_says(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("later", "newsletter", "snooze 2h"))
    await come(store, judged("a", text="Your newsletter"))
    row = await row_of(store, "is:snoozed")
    assert row.snoozed_until == at(60) + timedelta(hours=2)


async def test_what_a_person_holds_stays_with_them(store: SqliteStore, desk: LocalDesk) -> None:
    await come(store, judged("a", text="hi"))
    row = await row_of(store)
    await desk.claim(row.id)
    await desk.save_rule(rule("spam", "bitcoin", "mute", "assign ola", "tag spam"))
    await come(store, judged("b", 9, text="bitcoin", thread_id="a", parent_id="a"))
    row = await row_of(store)
    assert (row.holder, row.tags) == ("kari", ("spam",))


async def test_one_alert_for_a_storm_until_somebody_has_seen_it(store: SqliteStore, desk: LocalDesk) -> None:
    await desk.save_rule(rule("press", "reporter", "alert"))
    await come(store, judged("a", text="A reporter asks"))
    await come(store, *(judged(f"m{number}", number, text="reporter") for number in range(5)))
    (alert,) = await store.alerts(5)
    assert alert.finding.level is Level.WATCH
    assert alert.finding.of_rule
    assert alert.finding.text.startswith(
        "rule press: 6 messages, the newest from @ola in mastodon/@nordbank: "
    )
    assert len(alert.finding.samples) == 3
    await desk.acknowledge(alert.id)
    await come(store, judged("z", 99, text="reporter"))
    newest, _ = await store.alerts(5)
    assert newest.finding.text == "rule press: @ola in mastodon/@nordbank: reporter"


async def test_a_rule_that_fired_on_two_threads_that_are_one_has_fired_once(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("money", "refund", "priority +50"))
    await come(
        store, judged("b", 1, text="refund", parent_id="a"), judged("x", 2, text="refund", thread_id="t")
    )
    await come(store, judged("a", text="no", thread_id="t"))
    row = await row_of(store)
    assert (row.messages, ruled(row)) == (3, [("rule money", 50)])
    assert len(await desk.rule_log("money")) == 1


async def test_a_switched_off_or_removed_rule_does_nothing_and_its_log_stays(
    store: SqliteStore, desk: LocalDesk
) -> None:
    await desk.save_rule(rule("money", "refund", "tag money"))
    await come(store, judged("a", text="refund"))
    await desk.switch_rule("money", False)
    await come(store, judged("b", 1, text="refund"))
    assert len(await desk.rule_log("money")) == 1
    kept = await desk.rule("money")
    await desk.remove_rule("money")
    await desk.save_rule(rule("other", "refund", "tag other"))
    assert (await desk.rule("other")).id > kept.id
    await come(store, judged("c", 2, text="refund"))
    assert len(await store.rule_log(kept.id, 5)) == 1


async def test_only_so_many_verdicts_are_kept(
    store: SqliteStore, desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruling, "KEPT", 3)
    await desk.save_rule(rule("money", "refund", "tag money"))
    await come(store, *(judged(f"m{number}", number, text="hi", thread_id="t") for number in range(6)))
    asked = await desk.asked((await row_of(store)).id)
    assert [bool(one.verdicts) for one in asked] == [True, True, True, False, False, False]


async def test_a_restart_goes_on_where_it_was(database: Path, clock: FastClock) -> None:
    store = SqliteStore(database, clock=clock)
    await store.open()
    await desk_on(store, clock).save_rule(rule("money", "refund", "priority +10"))
    await come(store, judged("a", text="refund"))
    await store.close()
    store = SqliteStore(database, clock=clock)
    await store.open()
    await come(store, judged("a", text="refund"), judged("b", 1, text="refund"))
    assert await desk_on(store, clock).rule_counts() == {"money": 2}
    for row in await store.queue_rows(parse(""), me="", now=at(60), limit=5):
        assert ruled(row) == [("rule money", 10)]
    await store.close()


async def test_a_rule_shares_out_by_load_language_and_who_is_away(
    store: SqliteStore, desk: LocalDesk
) -> None:
    store._team = (Colleague("kari", most=2), Colleague("ola"), Colleague("siri"))
    await desk.seated(Actor("siri")).set_away(True)
    await desk.save_rule(rule("shares", "refund", "assign auto"))
    await come(store, *(judged(str(number), number, text="A refund, please") for number in range(6)))
    await come(store, judged("x", 9, text="A refund at once"))
    loads = await store.loads()
    assert loads == {"kari": 2, "ola": 5}
    await desk.seated(Actor("ola")).set_away(True)
    await come(store, judged("y", 10, text="A refund for me too"))
    row = await row_of(store, "assignee:none")
    [fired] = [one for one in await desk.rule_log("shares") if one.item_id == row.id]
    assert [deed.refused for deed in fired.deeds] == ["nobody is here who may have one more"]


async def test_a_rule_gives_nothing_to_who_is_off_shift(store: SqliteStore, desk: LocalDesk) -> None:
    store._team = (Colleague("kari"), Colleague("ola"))
    store._roster = Roster({"kari": Calendar("kari", UTC, ((),) * 7)})
    await desk.save_rule(rule("shares", "refund", "assign auto"))
    await come(store, judged("1", text="A refund, please"), judged("2", 1, text="A refund, too"))
    assert await store.loads() == {"ola": 2}
