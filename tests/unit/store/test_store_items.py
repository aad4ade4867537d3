"""Acts on items: states and what they do to what is unread, holders, tags, notes, drafts."""

from pathlib import Path

import pytest

from console.errors import NotFound
from console.model.actor import Actor
from console.model.event import Change, NewEvent
from console.model.item import Draft
from console.model.words import Reason, State
from console.query.ast import Query
from console.store.sqlite import SqliteStore
from tests.support.judged import CHANNEL, T0, at, judged
from tests.support.soundness import faults

KARI = Actor("kari")


@pytest.fixture
async def item(store: SqliteStore) -> int:
    await store.ingest(
        [judged("a", 1, priority=300), judged("b", 2, parent_id="a", priority=200)],
        [],
        channel=CHANNEL,
        cursor=None,
        at=T0,
    )
    return 1


async def move(store: SqliteStore, item: int, state: State, reason: Reason | None = None) -> None:
    async with store.act(KARI, T0) as tx:
        await tx.set_state(item, state, reason=reason)


async def test_closing_clears_what_is_unread_and_undo_restores_it(
    store: SqliteStore, item: int, database: Path
) -> None:
    await move(store, item, State.DONE, Reason.TROLL)
    row = (await store.item(item)).row
    assert (row.state, row.reason, row.unread, row.rank) == (State.DONE, Reason.TROLL, 0, 1000)
    await move(store, item, State.NEW)
    row = (await store.item(item)).row
    assert (row.state, row.reason, row.unread, row.rank, row.waiting_since) == (
        State.NEW,
        None,
        2,
        670,
        at(1),
    )
    assert faults(database) == []


async def test_undo_restores_only_what_the_last_closing_took(store: SqliteStore, item: int) -> None:
    await move(store, item, State.DONE)
    await store.ingest([judged("c", 9, parent_id="b")], [], channel=CHANNEL, cursor=None, at=T0)
    row = (await store.item(item)).row
    assert (row.state, row.unread, row.waiting_since) == (State.NEW, 1, at(9))
    await move(store, item, State.DONE)
    await move(store, item, State.NEW)
    assert (await store.item(item)).row.unread == 1


async def test_closing_twice_is_taken_back_at_once(store: SqliteStore, item: int) -> None:
    await move(store, item, State.PENDING)
    await move(store, item, State.DONE)
    await move(store, item, State.NEW)
    assert (await store.item(item)).row.unread == 2


async def test_a_message_from_before_the_closing_that_comes_late_is_still_unread(
    store: SqliteStore, item: int
) -> None:
    await move(store, item, State.DONE)
    await store.ingest([judged("late", 0, parent_id="a")], [], channel=CHANNEL, cursor=None, at=T0)
    row = (await store.item(item)).row
    assert (row.state, row.unread, row.text) == (State.NEW, 1, "text of b")


async def test_snooze_and_its_end(store: SqliteStore, item: int) -> None:
    async with store.act(KARI, T0) as tx:
        await tx.set_state(item, State.SNOOZED, snoozed_until=at(3600))
    assert await store.queue_ids(Query(()), me="kari", now=T0) == []
    assert await store.due_snoozes(at(3599)) == []
    assert await store.due_snoozes(at(3600)) == [item]
    row = (await store.item(item)).row
    assert (row.snoozed_until, row.unread) == (at(3600), 2)
    await move(store, item, State.NEW)
    assert (await store.item(item)).row.snoozed_until is None


async def test_a_lease_and_its_end(store: SqliteStore, item: int) -> None:
    async with store.act(KARI, T0) as tx:
        await tx.set_holder(item, "kari", at(60))
        assert await tx.lease_until(item) == at(60)
    detail = await store.item(item)
    assert (detail.row.holder, detail.lease_until) == ("kari", at(60))
    assert await store.expired_leases(at(59)) == []
    assert await store.expired_leases(at(60)) == [item]
    async with store.act(KARI, T0) as tx:
        await tx.set_holder(item, None, None)
    assert (await store.item(item)).row.holder is None


async def test_tags_notes_and_drafts_raise_the_revision(store: SqliteStore, item: int) -> None:
    revisions = [(await store.item(item)).row.revision]
    async with store.act(KARI, at(5)) as tx:
        await tx.set_tags(item, ["refund", "vip", "refund"])
        revisions.append((await tx.item(item)).revision)
        note = await tx.add_note(item, "kari", at(5), "called them")
        revisions.append((await tx.item(item)).revision)
        await tx.set_draft(Draft(item, "kari", at(5), "Dear Ola"), item)
        revisions.append((await tx.item(item)).revision)
    assert revisions == sorted(set(revisions))
    detail = await store.item(item)
    assert detail.row.tags == ("refund", "vip")
    assert [(n.id, n.actor, n.at, n.text) for n in detail.notes] == [(note, "kari", at(5), "called them")]
    assert detail.draft == Draft(item, "kari", at(5), "Dear Ola")
    assert detail.row.has_draft
    async with store.act(KARI, at(6)) as tx:
        await tx.remove_note(note)
        await tx.set_draft(None, item)
    detail = await store.item(item)
    assert (detail.notes, detail.draft, detail.row.has_draft) == ((), None, False)


async def test_a_merge_keeps_what_people_decided(store: SqliteStore, item: int, database: Path) -> None:
    await store.ingest([judged("x", 5, parent_id="gap")], [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        await tx.set_tags(1, ["one"])
        await tx.set_tags(2, ["two"])
        await tx.set_holder(2, "kari", at(60))
        await tx.add_note(2, "kari", T0, "note on the second")
        await tx.set_draft(Draft(1, "kari", T0, "first"), 1)
        await tx.set_draft(Draft(2, "kari", T0, "second"), 2)
    await store.ingest([judged("gap", 4, parent_id="a")], [], channel=CHANNEL, cursor=None, at=T0)
    detail = await store.item(2)
    assert detail.row.id == 1
    assert (detail.row.tags, detail.row.holder, detail.lease_until) == (("one", "two"), "kari", at(60))
    assert [note.text for note in detail.notes] == ["note on the second"]
    assert detail.draft is not None
    assert detail.draft.text == "first\n\nsecond"
    assert faults(database) == []


async def test_an_act_that_fails_leaves_nothing(store: SqliteStore, item: int, database: Path) -> None:
    told: list[Change] = []
    store.subscribe(told.append)

    async def act() -> None:
        async with store.act(KARI, T0) as tx:
            await tx.set_state(item, State.DONE)
            await tx.append(NewEvent("item.done", "item:1", {}, {}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await act()
    assert (await store.item(item)).row.state is State.NEW
    assert (await store.events(None, 10), told) == ([], [])
    assert faults(database) == []


async def test_listeners_hear_of_events_and_of_what_else_moved(store: SqliteStore, item: int) -> None:
    told: list[Change] = []

    def broken(change: Change) -> None:
        raise RuntimeError("a broken listener")

    store.subscribe(broken)
    stop = store.subscribe(told.append)
    async with store.act(KARI, T0) as tx:
        await tx.set_state(item, State.DONE)
        await tx.append(NewEvent("item.done", "item:1", {}, {}))
        assert told == [], "nothing is told before the commit"
    assert told == [Change(1, "item.done", ("item:1",))]
    async with store.act(KARI, T0) as tx:
        await tx.set_draft(Draft(item, "kari", T0, "x"), item)
    assert told[1:] == [Change(None, "changed", ("item:1",))]
    stop()
    await move(store, item, State.NEW)
    assert len(told) == 2


async def test_what_is_not_there(store: SqliteStore) -> None:
    with pytest.raises(NotFound):
        await store.item(99)
    with pytest.raises(NotFound):
        await store.person_of(CHANNEL, "nobody")
    async with store.act(KARI, T0) as tx:
        with pytest.raises(NotFound):
            await tx.set_state(99, State.DONE)
        with pytest.raises(NotFound):
            await tx.remove_note(99)
    assert await store.rows([99]) == []
    assert await store.messages([99]) == []
