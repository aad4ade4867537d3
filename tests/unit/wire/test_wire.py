"""A console at the desk of another process: it gets what a desk in its own gives."""

import asyncio
import inspect
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from console.commands.alertrules import read_alert_rule
from console.desk import deeds
from console.desk.deeds import (
    Assign,
    Claim,
    Close,
    Correct,
    Deed,
    Note,
    Release,
    Reopen,
    Snooze,
    Split,
    Tag,
    TakeOver,
    Wait,
)
from console.desk.local import LocalDesk
from console.desk.protocol import Desk
from console.desk.wire.methods import DEEDS, methods
from console.desk.wire.remote import RemoteSession, attach
from console.desk.wire.serving import MOST_TOLD
from console.errors import ConnectionLost, NotAllowed, NotFound
from console.model.event import BACK, EVERYTHING, LOST, Change
from console.model.words import Label, Reason
from console.query import QueryError, parse
from console.store.sqlite import SqliteStore
from tests.support.rooms import CHANNEL, ingest, raw
from tests.unit.wire.conftest import served, until


async def filled(store: SqliteStore) -> None:
    await ingest(store, *(raw(str(number), f"My card was charged twice, {number}") for number in range(5)))


QUESTIONS: Mapping[str, tuple[object, ...]] = {
    "queue": (parse("is:new"),),
    "queue_ids": (parse("-lang:nb"),),
    "queue_count": (parse(""),),
    "rows": ([1, 2],),
    "item": (1,),
    "thread": (1,),
    "messages": ([1],),
    "counts": (),
    "vocabulary": (),
    "outbox": (),
    "alerts": (),
    "alert_precision": (),
    "band": ("all", 2.0),
    "incidents": (),
    "runs": (),
    "pause": (),
    "events": (),
    "verify": (),
    "acts": (),
    "views": (),
    "count_views": (),
    "rules": (),
    "calendar": (),
    "alert_rules": (),
    "export_messages": (0,),
    "card": (1,),
    "written": (1,),
    "waves": (),
    "quarantine": (),
    "checks": (),
    "corrections": (),
    "accuracy": (),
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_each_question_has_the_answer_that_the_desk_itself_gives(
    store: SqliteStore, desks: list[LocalDesk], console: RemoteSession, name: str
) -> None:
    await filled(store)
    asked = getattr(console.desk, name)(*QUESTIONS[name])
    there, here = await asked, await getattr(desks[0], name)(*QUESTIONS[name])
    assert msgspec.to_builtins(there) == msgspec.to_builtins(here)
    assert type(there) is type(here) or isinstance(there, list | dict)


async def test_what_is_known_without_asking_is_the_same(
    desks: list[LocalDesk], console: RemoteSession
) -> None:
    there, here = console.desk, desks[0]
    assert there.actor.name == "kari"
    assert there.playbooks() == list(here.playbooks()) or there.playbooks() == here.playbooks()
    assert there.statement("holding/outage", "nb") == here.statement("holding/outage", "nb")
    assert there.capabilities(CHANNEL) == here.capabilities(CHANNEL)
    assert there.length(CHANNEL, "Hi") == here.length(CHANNEL, "Hi")
    assert there.hold() == here.hold()


DEEDS_TRIED: tuple[Deed, ...] = (
    Claim(),
    Release(),
    Assign("ola"),
    Close(Reason.SPAM),
    Reopen(),
    Snooze(datetime(2026, 12, 1, 9, tzinfo=UTC)),
    Snooze(None),
    Wait(),
    Split(),
    TakeOver("she has gone home"),
    Tag(("refund", "-hotel")),
    Note("call them"),
    Correct(Label.NEGATIVE),
    Correct(Label.POSITIVE, 7),
)


def test_every_deed_can_cross() -> None:
    known = {
        name
        for name, kind in vars(deeds).items()
        if isinstance(kind, type) and kind.__module__ == deeds.__name__ and hasattr(kind, "aspect")
    }
    assert {name for name in known if not name.startswith("_")} - {"Deed"} == set(DEEDS)
    assert {type(deed).__name__ for deed in DEEDS_TRIED} == set(DEEDS)


@pytest.mark.parametrize("deed", DEEDS_TRIED, ids=repr)
def test_a_deed_arrives_as_it_was(deed: Deed) -> None:
    method = methods()["one"]
    given = method.unpack(msgspec.Raw(method.pack((7, deed), {})))
    assert given == {"item_id": 7, "deed": deed}


def test_every_method_of_the_desk_has_types_that_cross() -> None:
    assert len(methods()) > 90
    for method in methods().values():
        msgspec.json.Decoder(method.given)
        msgspec.json.Decoder(method.answer)


async def test_an_act_is_its_actors_and_errors_are_the_desks(
    store: SqliteStore, desks: list[LocalDesk], console: RemoteSession
) -> None:
    await filled(store)
    done = await console.desk.tag(1, ["refund"])
    assert done.undoable
    [event] = await console.desk.events(["item:1"])
    assert (event.actor, event.verb) == ("kari", "item.tagged")
    with pytest.raises(NotFound, match="no item 99"):
        await console.desk.item(99)
    with pytest.raises(QueryError) as wrong:
        await console.desk.save_view("mine", "is:nonsense")
    assert (wrong.value.at, wrong.value.source) == (3, "is:nonsense")


async def test_what_was_said_of_a_message_crosses(store: SqliteStore, console: RemoteSession) -> None:
    await filled(store)
    await console.desk.one(1, Correct(Label.NEGATIVE))
    [one] = await console.desk.corrections()
    assert (one.actor, one.label, one.standing) == ("kari", Label.NEGATIVE, True)
    assert (await console.desk.item(1)).thread[-1].correction == one
    assert (await console.desk.accuracy()).labels == 1
    done = await console.desk.revert_correction(one.id)
    assert done.text == f"correction {one.id} taken back"


async def test_what_a_colleague_does_is_told(
    store: SqliteStore, console: RemoteSession, socket: Path
) -> None:
    await filled(store)
    told: list[Change] = []
    console.desk.subscribe(told.append)
    other = await attach(socket)
    await other.desk.claim(2)
    await until(lambda: any("item:2" in change.subjects for change in told))
    with pytest.raises(NotAllowed, match="ola holds this item"):
        await console.desk.reply(2, "Hello")
    await other.close()


async def test_a_bulk_act_comes_in_parts_and_stops_where_nobody_reads_on(
    store: SqliteStore, console: RemoteSession
) -> None:
    await ingest(store, *(raw(str(number), thread_id=f"t{number}") for number in range(250)))
    ids = await console.desk.queue_ids(parse(""))
    parts = [part async for part in console.desk.many(ids, Tag(("sale",)))]
    assert [parts[0].done, parts[-1].done] == [0, 250]
    reported: list[int] = []
    report = await console.desk.verify(reported.append)
    assert report.ok
    parts_of_close = console.desk.many(ids, Close())
    async for part in parts_of_close:
        if part.done:
            break
    await parts_of_close.aclose()  # type: ignore[attr-defined]
    # It stops at the end of a part, and nothing comes after it.
    done = await console.desk.queue_count(parse("is:done"))
    await asyncio.sleep(0.1)
    assert await console.desk.queue_count(parse("is:done")) == done < 250


async def test_a_connection_that_breaks_is_made_anew_and_claims_are_kept(
    store: SqliteStore, desk: LocalDesk, socket: Path
) -> None:
    await filled(store)
    told: list[Change] = []
    async with served(desk, socket):
        session = await attach(socket)
        session.desk.subscribe(told.append)
        await session.desk.claim(1)
        await session.desk.counts()
    await until(lambda: any(change.verb == LOST for change in told))
    [health] = await session.desk.channels()
    assert "connection to the watch broke" in health.detail
    async with served(desk, socket) as desks:
        await until(lambda: any(EVERYTHING in change.subjects for change in told if change.verb == BACK))
        await until(lambda: desks[0].claimed == {1})
        assert await session.desk.queue_count(parse("is:new")) == 5
        await session.close()


async def test_without_a_connection_nothing_is_done_and_it_says_so(
    desk: LocalDesk, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.wire.link.PATIENCE", 0.05)
    async with served(desk, socket):
        session = await attach(socket)
    with pytest.raises(ConnectionLost, match="what you typed is kept"):
        await asyncio.wait_for(_asked_until_lost(session), 10)
    await session.close()


async def _asked_until_lost(session: RemoteSession) -> None:
    while True:
        await session.desk.counts()


async def test_a_claim_outlives_its_client_by_no_more_than_its_lease(
    store: SqliteStore, desks: list[LocalDesk], console: RemoteSession
) -> None:
    await filled(store)
    await console.desk.claim(1)
    before = (await console.desk.item(1)).lease_until
    assert before is not None
    await console.close()
    await until(lambda: not desks[0].hub.listeners or len(desks[0].hub.listeners) == 0)
    assert (await desks[0].item(1)).lease_until == before


async def test_an_alert_rule_is_tried_and_saved_across_the_socket(
    store: SqliteStore, desks: list[LocalDesk], console: RemoteSession
) -> None:
    await filled(store)
    for line in ("share 30m above 66.6%, least 3", "volume 2h above 2.5x usual"):
        rule = read_alert_rule(line.split()[0], f"refund => {line}")
        with pytest.raises(NotAllowed, match="not tried on history"):
            await console.desk.add_alert_rule(rule)
        await console.desk.back_test(rule)
        await console.desk.add_alert_rule(rule)
    assert [one.kept.saved_by for one in await console.desk.alert_rules()] == ["kari", "kari"]
    assert list(await console.desk.alert_rules()) == list(await desks[0].alert_rules())


async def test_who_misses_changes_is_told_so_however_alike_they_are(
    desks: list[LocalDesk], console: RemoteSession
) -> None:
    told: list[Change] = []
    console.desk.subscribe(told.append)
    for _ in range(3 * MOST_TOLD):
        desks[0].hub.publish(Change(None, "ingested", ("item:1",)))
    await until(lambda: any(EVERYTHING in change.subjects for change in told))


@pytest.mark.parametrize("name", sorted(methods()))
def test_the_desk_takes_its_arguments_as_the_protocol_names_them(name: str) -> None:
    declared, done = (inspect.signature(getattr(kind, name)) for kind in (Desk, LocalDesk))
    assert [(one.name, one.kind, one.default) for one in declared.parameters.values()] == [
        (one.name, one.kind, one.default) for one in done.parameters.values()
    ]


async def test_who_can_not_be_reached_is_silent_at_once_and_heard_again_at_once(
    desks: list[LocalDesk], console: RemoteSession
) -> None:
    assert not desks[0].silent
    console.desk.reached(False)
    await until(lambda: desks[0].silent)
    console.desk.reached(True)
    await until(lambda: not desks[0].silent)


async def test_stored_messages_are_judged_anew_part_by_part(
    store: SqliteStore, console: RemoteSession
) -> None:
    await filled(store)
    steps = [step async for step in console.desk.rejudge(datetime(2020, 1, 1, tzinfo=UTC), dry=True)]
    assert (steps[0].total, steps[0].seen) == (5, 0)
    assert (steps[-1].seen, steps[-1].changed, steps[-1].labels) == (5, 0, {})


async def test_a_console_that_starts_anew_goes_on_holding_what_it_held(
    desk: LocalDesk, store: SqliteStore, socket: Path
) -> None:
    await ingest(store, raw("1"), raw("2"))
    async with served(desk, socket, ("kari", "kari")) as desks:
        before = await attach(socket)
        await before.desk.claim(1)
        await until(lambda: list(before.remote.link.held) == [1])
        await before.close()
        after = await attach(socket, held=[*before.remote.link.held, 2])
        assert desks[1].claimed == {1}, "and nothing that it says without having it"
        await after.close()
