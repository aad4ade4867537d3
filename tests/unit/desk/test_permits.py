"""Every act against every role, at the desk and not only in the table."""

import asyncio
from pathlib import Path

import pytest

from console.desk import deeds
from console.desk.guarded import names
from console.desk.local import LocalDesk
from console.desk.permits import DEEDS, PERMITS, check, line_of
from console.desk.refusals import VERB
from console.desk.wire.methods import methods
from console.errors import BeredtError, NotAllowed
from console.model.actor import Actor
from console.model.duty import Duty
from console.store.sqlite import SqliteStore
from tests.support.calls import call, given
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, raw

VARIANTS = {
    "step approve": {"verb": "approve"},
    "get_setting shared": {"key": "run.1.handled"},
    "set_setting shared": {"key": "run.1.handled"},
    **{f"{verb}_view shared": {"shared": True} for verb in ("save", "drop", "rename", "move")},
}
"""Arguments that lead to each line of the table that is not a method's name."""
LINES = [*PERMITS, "one", "many"]


def asked(line: str) -> tuple[str, dict[str, object]]:
    name = line.partition(" ")[0]
    return name, {**given(name), **VARIANTS.get(line, {})}


def seat(store: SqliteStore, clock: FastClock, duty: Duty | None, *, dms: bool = True) -> LocalDesk:
    desk = desk_on(store, clock, "kari")
    desk.actor = Actor("kari", duty=duty, dms=dms)
    return desk


def test_the_table_and_the_protocol_name_the_same() -> None:
    named = {line.partition(" ")[0] for line in PERMITS} | {"one", "many"}
    assert named == set(names())
    assert set(methods()) <= named
    assert {line for line in PERMITS if " " in line} == set(VARIANTS)


def test_every_deed_is_an_act_of_the_table() -> None:
    known = {
        one
        for one in vars(deeds).values()
        if isinstance(one, type)
        and hasattr(one, "do")
        and one is not deeds.Deed
        and not one.__name__.startswith("_")
    }
    assert set(DEEDS) == known
    assert {name for name in DEEDS.values() if PERMITS[name].least is not Duty.OPERATOR} == {"take_over"}


@pytest.mark.parametrize("duty", [None, *Duty])
async def test_each_may_what_the_table_says_and_no_more(
    store: SqliteStore, clock: FastClock, duty: Duty | None
) -> None:
    desk = seat(store, clock, duty)
    wrong = {}
    for line in LINES:
        name, arguments = asked(line)
        least = PERMITS[line_of(name, arguments) or ""].least
        if name in ("playbook_of", "wave_evidence"):
            # What they take only another question answers.
            arguments = dict.fromkeys(arguments)
        refused = False
        try:
            await call(desk, name, arguments)
        except NotAllowed as error:
            refused = "this needs" in error.what or "no role" in error.what
        except (BeredtError, AttributeError):
            pass
        if refused is (duty is not None and duty.covers(least)):
            wrong[line] = "refused" if refused else "let through"
    assert not wrong
    await desk.refusals.close()


def test_what_is_not_in_the_table_is_nobodys() -> None:
    admin = Actor("root")
    for name, arguments in (
        ("erase_everything", {}),
        ("one", {"deed": object()}),
        ("get_setting", {"key": "views.of.ola"}),
        ("set_setting", {"key": "demo.now"}),
    ):
        with pytest.raises(NotAllowed, match="nobody"):
            check(admin, name, arguments)


def test_a_refusal_says_who_one_is_what_it_needs_and_whom_to_ask() -> None:
    with pytest.raises(NotAllowed) as refusal:
        check(Actor("kari", duty=Duty.VIEWER), "reply", {})
    assert str(refusal.value) == (
        "kari is viewer here, and this needs operator; ask a colleague who is operator here"
    )
    with pytest.raises(NotAllowed, match="kari has no role at this desk"):
        check(Actor("kari", duty=None), "counts", {})


def test_what_can_not_be_parted_is_closed_with_private_messages() -> None:
    who = Actor("kari", duty=Duty.LEAD, dms=False)
    for line, permit in PERMITS.items():
        if permit.whole:
            with pytest.raises(NotAllowed, match="private"):
                check(who, line, {})


async def test_a_role_that_changes_counts_from_the_next_question_on(
    store: SqliteStore, clock: FastClock
) -> None:
    await ingest(store, *(raw(f"m{number}") for number in range(250)))
    desk = seat(store, clock, Duty.OPERATOR)
    ids = await desk.queue_ids(given("queue_ids")["query"])
    parts = desk.many(ids, deeds.Tag(("seen",)))
    await anext(parts)
    assert (await anext(parts)).done == 100
    desk.actor = Actor("kari", duty=Duty.VIEWER)
    with pytest.raises(NotAllowed, match="needs operator"):
        await anext(parts)
    with pytest.raises(NotAllowed, match="needs operator"):
        await desk.claim(ids[0])


async def test_undo_needs_what_the_act_needed(store: SqliteStore, clock: FastClock) -> None:
    await ingest(store, raw("m1"))
    desk = seat(store, clock, Duty.LEAD)
    await desk.tag(1, ["refund"])
    await desk.save_view("loud", "sentiment:negative", shared=True)
    desk.actor = Actor("kari", duty=Duty.OPERATOR)
    with pytest.raises(NotAllowed, match="needs lead"):
        await desk.undo()
    await desk.save_view("mine", "holder:me")
    desk.actor = Actor("kari", duty=Duty.VIEWER)
    await desk.undo()
    acts = {act.text: act.id for act in await desk.acts()}
    with pytest.raises(NotAllowed, match="needs operator"):
        await desk.undo(acts["tags: refund"])


async def test_a_thousand_refusals_are_two_events(store: SqliteStore, clock: FastClock) -> None:
    await ingest(store, raw("m1"))
    desk, again = seat(store, clock, Duty.VIEWER), seat(store, clock, Duty.VIEWER)
    again.refusals = desk.refusals
    for number in range(500):
        for one in (desk, again):
            with pytest.raises(NotAllowed):
                await (one.claim(1) if number % 2 else one.reply(1, "my secret plan"))
    await desk.refusals.close()
    admin = desk_on(store, clock, "root")
    told = [event for event in await admin.events(["desk"]) if event.verb == VERB]
    first, rest = sorted(told, key=lambda event: event.id)
    assert first.actor == "kari"
    assert first.after == {
        "act": "reply",
        "about": "item:1",
        "why": "kari is viewer here, and this needs operator",
        "duty": "viewer",
    }
    assert rest.after == {"more": 999, "acts": {"claim": 500, "reply": 499}, "duty": "viewer"}
    assert "secret" not in str(told)
    assert (await admin.verify()).ok
    assert not await desk.acts()


async def test_a_refusal_is_told_after_a_minute_by_itself(store: SqliteStore, clock: FastClock) -> None:
    desk = seat(store, clock, Duty.VIEWER)
    for _ in range(3):
        with pytest.raises(NotAllowed):
            await desk.resume_publishing()
    assert desk.refusals._telling is not None
    await desk.refusals._telling
    assert clock.slept == [60.0]
    counted = [event.after.get("more") for event in await desk.whole.events(["desk"], 10)]
    assert counted == [2, None]


async def test_a_log_that_can_not_be_written_refuses_none_the_less(
    tmp_path: Path, store: SqliteStore, clock: FastClock
) -> None:
    reader = SqliteStore(store.path, clock=clock, read_only=True)
    await reader.open()
    desk = seat(reader, clock, Duty.VIEWER)
    with pytest.raises(NotAllowed, match="needs operator"):
        await desk.events()
    await reader.close()


async def test_who_lost_their_access_hears_nothing_more(store: SqliteStore, clock: FastClock) -> None:
    await ingest(store, raw("m1"))
    desk, heard = seat(store, clock, Duty.VIEWER), []
    desk.subscribe(heard.append)
    other = desk_on(store, clock, "ola")
    store.subscribe(desk.hub.publish)
    await other.claim(1)
    await asyncio.sleep(0)
    before = len(heard)
    assert before
    desk.actor = Actor("kari", duty=None)
    await other.release(1)
    await asyncio.sleep(0)
    assert len(heard) == before


async def test_each_has_their_own_colours(store: SqliteStore, clock: FastClock) -> None:
    kari, ola = seat(store, clock, Duty.VIEWER), desk_on(store, clock, "ola")
    await kari.set_setting("ui.theme", "light")
    await ola.set_setting("ui.theme", "dark")
    assert await kari.get_setting("ui.theme") == "light"
    await store.set_setting("ui.filter", "flag:legal")
    assert await kari.get_setting("ui.filter") is None
    assert await ola.get_setting("ui.filter") == "flag:legal"
