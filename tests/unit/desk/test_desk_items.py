"""Acts on items: what they change, what they record, and taking them back."""

from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed
from console.model.words import Reason, State
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import ingest, raw


@pytest.fixture
async def item(store: SqliteStore, kari: LocalDesk) -> int:
    await ingest(store, raw("1", "My card was charged twice!"))
    (row,) = await kari.queue(parse(""))
    return row.id


async def state(desk: LocalDesk, item_id: int) -> State:
    return (await desk.item(item_id)).row.state


async def test_done_with_a_reason_leaves_the_queue_and_undo_brings_it_back(
    kari: LocalDesk, item: int
) -> None:
    done = await kari.done(item, Reason.SPAM)
    assert done.text == "done (spam)"
    assert done.undoable
    assert await kari.queue(parse("")) == []
    row = (await kari.item(item)).row
    assert (row.state, row.reason) == (State.DONE, Reason.SPAM)

    taken_back = await kari.undo()
    assert taken_back.text == "taken back: done (spam)"
    row = (await kari.item(item)).row
    assert (row.state, row.reason) == (State.NEW, None)


async def test_undo_walks_back_act_by_act_and_ends(kari: LocalDesk, item: int) -> None:
    await kari.tag(item, ["refund"])
    await kari.tag(item, ["urgent", "-refund"])
    await kari.note(item, "called the bank")
    await kari.snooze(item, timedelta(hours=2))
    assert await state(kari, item) is State.SNOOZED

    await kari.undo()
    assert await state(kari, item) is State.NEW
    await kari.undo()
    assert (await kari.item(item)).notes == ()
    await kari.undo()
    assert (await kari.item(item)).row.tags == ("refund",)
    await kari.undo()
    assert (await kari.item(item)).row.tags == ()
    with pytest.raises(NotAllowed, match="nothing of yours"):
        await kari.undo()


async def test_undo_is_only_for_my_own_acts_and_never_over_a_colleagues(
    kari: LocalDesk, ola: LocalDesk, item: int
) -> None:
    await kari.done(item)
    with pytest.raises(NotAllowed):
        await ola.undo()
    await ola.reopen(item)
    with pytest.raises(Conflict, match="ola has changed it since"):
        await kari.undo()


async def test_a_claim_keeps_others_out_until_its_lease_ends(
    kari: LocalDesk, ola: LocalDesk, item: int, clock: FastClock
) -> None:
    await kari.claim(item)
    for act in (ola.claim(item), ola.done(item), ola.release(item), ola.reply(item, "Hi!")):
        with pytest.raises(Conflict, match="kari holds this item"):
            await act
    clock.advance(59)
    await kari.renew_leases()
    clock.advance(59)
    with pytest.raises(Conflict):
        await ola.claim(item)
    clock.advance(2)
    await ola.claim(item)
    assert (await ola.item(item)).row.holder == "ola"
    await kari.renew_leases()
    assert (await ola.item(item)).row.holder == "ola", "a lost lease is not renewed over its new holder"


async def test_every_act_is_an_event_with_its_actor_and_the_chain_holds(kari: LocalDesk, item: int) -> None:
    await kari.claim(item)
    await kari.done(item)
    await kari.undo()
    events = await kari.events([f"item:{item}"])
    assert [(event.actor, event.verb) for event in events] == [
        ("kari", "item.undone"),
        ("kari", "item.done"),
        ("kari", "item.claimed"),
    ]
    report = await kari.verify()
    assert report.ok
    assert report.events >= 3


@pytest.mark.parametrize("tag", ["", "two words", "a,b", "x" * 41])
async def test_a_tag_is_one_short_word(kari: LocalDesk, item: int, tag: str) -> None:
    with pytest.raises(InputError):
        await kari.tag(item, [tag])


async def test_a_draft_is_kept_and_dropped(kari: LocalDesk, item: int) -> None:
    await kari.save_draft(item, "Dear ")
    detail = await kari.item(item)
    assert detail.draft is not None
    assert detail.draft.text == "Dear "
    assert detail.row.has_draft
    await kari.save_draft(item, "  ")
    assert (await kari.item(item)).draft is None


async def test_changes_are_pushed_after_each_commit(kari: LocalDesk, item: int) -> None:
    heard: list[str] = []
    stop = kari.subscribe(lambda change: heard.append(change.verb))
    await kari.claim(item)
    stop()
    await kari.release(item)
    assert heard == ["item.claimed"]


async def test_waiting_for_a_third_party_and_taking_it_back(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk, item: int
) -> None:
    done = await kari.wait(item)
    assert done.text == "waits for a third party; its clocks stand still"
    assert [row.id for row in await kari.queue(parse("is:waiting"))] == [item]
    assert not (await kari.wait(item)).undoable
    await kari.undo()
    assert await kari.queue(parse("is:waiting")) == []

    await kari.wait(item)
    assert (await ola.resume(item)).text == "waits no longer; its clocks run again"
    assert not (await ola.resume(item)).undoable
    with pytest.raises(Conflict, match="ola has changed it since"):
        await kari.undo()
    await ola.undo()
    assert (await kari.item(item)).row.waits_since is not None

    await ola.claim(item)
    with pytest.raises(Conflict, match="ola holds this item"):
        await kari.resume(item)
    await ola.done(item)
    with pytest.raises(NotAllowed, match="waits for nobody"):
        await ola.wait(item)


async def test_taking_back_done_waits_for_the_third_party_again(kari: LocalDesk, item: int) -> None:
    await kari.wait(item)
    await kari.done(item)
    assert (await kari.item(item)).row.waits_since is None
    await kari.undo()
    assert (await kari.item(item)).row.waits_since is not None
    await kari.undo()
    assert (await kari.item(item)).row.waits_since is None
