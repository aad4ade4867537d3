"""One act on many items: in parts, respectful of colleagues, and taken back as one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import timedelta

import pytest

from console.desk import many as parts
from console.desk.answers import Progress
from console.desk.deeds import Assign, Close, Note, Snooze, Tag
from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.words import Reason, State
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock
from tests.support.rooms import desk_on, ingest, raw

COUNT = 250


@pytest.fixture
async def ids(store: SqliteStore, kari: LocalDesk) -> Sequence[int]:
    await ingest(store, *(raw(f"m{n}", f"Shop number {n}?", handle=f"u{n}@x") for n in range(COUNT)))
    return list(await kari.queue_ids(parse("")))


async def through(steps: AsyncIterator[Progress]) -> Progress:
    last = Progress("", 0)
    async for progress in steps:
        last = progress
    return last


async def states(desk: LocalDesk) -> dict[State, int]:
    return {state: count for state, count in (await desk.counts()).by_state.items() if count}


async def test_it_is_one_act_of_as_many_parts_as_it_takes_and_one_undo_long_after(
    store: SqliteStore, clock: FastClock, kari: LocalDesk, ids: Sequence[int]
) -> None:
    steps = [progress async for progress in kari.many(ids, Close(Reason.SPAM))]
    assert [one.seen for one in steps] == [0, 100, 200, COUNT]
    assert steps[-1].done == COUNT
    await kari.tag(ids[0], ["seen"])
    await kari.note(ids[1], "checked")
    # Another session, as after a restart.
    again = desk_on(store, clock, "kari")
    note, tag, act = await again.acts()
    assert (act.id, act.text, act.count, act.why_not) == (steps[-1].act, "done (spam)", COUNT, "")
    assert await states(again) == {State.DONE: COUNT}

    taken = [progress async for progress in again.undoing(act.id)]
    assert (taken[-1].done, taken[-1].text) == (COUNT, "taken back: done (spam)")
    assert await states(again) == {State.NEW: COUNT}
    assert [one.id for one in await again.acts()] == [note.id, tag.id]
    with pytest.raises(NotAllowed, match="taken back already"):
        await again.undo(act.id)
    assert (await again.verify()).ok


async def test_what_a_colleague_holds_decided_or_was_told_since_is_left_alone(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk, ids: Sequence[int]
) -> None:
    asked = await kari.point()
    await ola.claim(ids[0])
    await ola.snooze(ids[1], timedelta(hours=1))
    detail = await kari.item(ids[2])
    await ingest(
        store,
        raw("more", "And one more thing", parent_id=detail.thread[0].message.remote_id, at=START),
    )
    await ola.tag(ids[3], ["vip"])
    last = await through(kari.many([*ids[:5], 10**6], Close(), asked=asked))
    assert last.left == {
        "ola holds this item": 1,
        "ola has changed it since": 1,
        "somebody has written in its thread since": 1,
        "the item is gone": 1,
    }
    assert last.done == 2, "a tag is no decision"
    rows = await kari.rows(ids[:5])
    assert [row.state for row in rows] == [State.NEW, State.SNOOZED, State.NEW, State.DONE, State.DONE]
    # A tag may be set on what a colleague holds, and new words are no reason not to.
    assert (await through(kari.many(ids[:3], Tag(("x",)), asked=asked))).done == 3


async def test_stopping_leaves_the_rest_and_what_was_done_is_one_act(
    kari: LocalDesk, ids: Sequence[int]
) -> None:
    async with aclosing(kari.many(ids, Tag(("sale",)))) as steps:
        async for progress in steps:
            if progress.done:
                break
    assert len(await kari.queue_ids(parse("tag:sale"))) == 100
    (act,) = await kari.acts()
    assert (act.count, act.text) == (100, "tags: sale")

    async with aclosing(kari.undoing()) as steps:
        async for progress in steps:
            if progress.done:
                break
    assert not await kari.acts(), "all of it fits in one part"


async def test_an_undo_that_was_stopped_goes_on_where_it_was(kari: LocalDesk, ids: Sequence[int]) -> None:
    await through(kari.many(ids, Close()))
    async with aclosing(kari.undoing()) as steps:
        async for progress in steps:
            if progress.done:
                break
    (act,) = await kari.acts()
    assert act.count == COUNT - 100
    assert (await kari.verify()).ok
    assert (await through(kari.undoing())).done == COUNT - 100
    assert await states(kari) == {State.NEW: COUNT}
    assert (await kari.verify()).ok


async def test_undo_leaves_alone_what_somebody_changed_since_and_counts_it(
    kari: LocalDesk, ola: LocalDesk, ids: Sequence[int]
) -> None:
    await through(kari.many(ids[:4], Close(Reason.SPAM)))
    await ola.reopen(ids[0])
    await ola.done(ids[0], Reason.SPAM)
    await kari.reopen(ids[1])
    await ola.claim(ids[2])
    act = (await kari.acts())[1]
    last = await through(kari.undoing(act.id))
    assert last.done == 1
    assert last.left == {
        "ola has changed it since": 1,
        "you have changed it since": 1,
        "ola holds this item": 1,
    }
    assert (await kari.item(ids[0])).row.state is State.DONE, "it is ola's closing now"
    await through(kari.many(ids[5:7], Close()))
    for item_id in ids[5:7]:
        await ola.reopen(item_id)
    with pytest.raises(Conflict, match="can't take back “done”: ola has changed it since"):
        await kari.undo()
    assert (await kari.acts())[0].count == 2, "nothing of it was taken back: it stands in the list"
    assert (await kari.verify()).ok


async def test_an_act_that_did_nothing_is_none(kari: LocalDesk, ids: Sequence[int]) -> None:
    await kari.done(ids[0])
    last = await through(kari.many([ids[0]], Close()))
    assert (last.done, last.left, last.act) == (0, {"it is done already": 1}, None)
    assert len(await kari.acts()) == 1


async def test_a_deed_that_can_not_be_is_refused_before_anything_is_done(
    kari: LocalDesk, ids: Sequence[int]
) -> None:
    for wrong in (lambda: Tag(("two words",)), lambda: Note(" "), lambda: Assign("two words")):
        with pytest.raises(InputError):
            wrong()
    with pytest.raises(InputError, match="in the future"):
        await through(kari.many(ids, Snooze(START)))
    assert await kari.acts() == []


async def test_a_colleagues_act_goes_between_the_items_and_before_the_next_part(
    kari: LocalDesk, ola: LocalDesk, ids: Sequence[int]
) -> None:
    steps = kari.many(ids, Tag(("sale",)))
    assert (await anext(steps)).seen == 0
    part = asyncio.ensure_future(anext(steps))
    while not part.done() and not await kari.queue_ids(parse("holder:ola")):
        await ola.claim(ids[-1])
    first = await part
    assert first.seen < parts.PART, "the part ended early to make way"
    assert (await kari.rows([ids[-1]]))[0].holder == "ola"
    assert (await through(steps)).done == COUNT


async def test_only_ones_own_whole_acts_are_taken_back(
    kari: LocalDesk, ola: LocalDesk, ids: Sequence[int]
) -> None:
    await through(kari.many(ids[:2], Close()))
    (act,) = await kari.acts()
    for wrong in (act.id + 999, act.id):
        with pytest.raises(NotFound):
            await ola.undo(wrong)
    with pytest.raises(NotAllowed, match=f"a part of act {act.id}"):
        await kari.undo(act.id + 1)


async def test_what_undo_does_not_do_is_said_with_what_does(kari: LocalDesk, ids: Sequence[int]) -> None:
    await kari.tag(ids[0], ["a"])
    await kari.pause_publishing("outage")
    with pytest.raises(
        NotAllowed, match="“publishing is paused”: undo does not do that; `publishing resume`"
    ):
        await kari.undo()
    assert [row.tags for row in await kari.rows(ids[:1])] == [("a",)], "no older act in its stead"
    assert [bool(act.why_not) for act in await kari.acts()] == [True, False]


async def test_an_assignment_keeps_nobody_out_is_found_and_is_taken_back(
    kari: LocalDesk, ola: LocalDesk, ids: Sequence[int]
) -> None:
    assert (await kari.assign(ids[0], "ola")).text == "assigned to ola"
    assert [row.assignee for row in await ola.queue(parse("assignee:me"))] == ["ola"]
    assert len(await ola.queue_ids(parse("-assignee:none"))) == 1
    await kari.done(ids[0])
    await ola.assign(ids[1], "me")
    assert (await kari.item(ids[1])).row.assignee == "ola"
    assert not (await ola.assign(ids[1], "ola")).undoable
    await ola.undo()
    assert (await kari.item(ids[1])).row.assignee is None
    last = await through(kari.many(ids[:3], Assign("none")))
    assert (last.done, last.text) == (1, "assigned to nobody")
