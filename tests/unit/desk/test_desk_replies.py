"""Replies: what may leave, the hold window, stopping, and a person's word on the unknown."""

import asyncio
from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.errors import InputError, NotAllowed
from console.model.actor import WATCH
from console.model.event import NewEvent
from console.model.words import OutboxState, State
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import CHANNEL, ingest, raw


@pytest.fixture
async def item(store: SqliteStore, kari: LocalDesk) -> int:
    await ingest(store, raw("1", "When do you open?", context={"visibility": "unlisted"}))
    (row,) = await kari.queue(parse(""))
    return row.id


async def test_a_reply_is_held_and_answers_the_message_it_was_written_to(
    kari: LocalDesk, item: int, clock: FastClock
) -> None:
    await kari.save_draft(item, "At nine")
    done, out = await kari.reply(item, "At nine.\r\nSee you!\x1b[2J")
    assert done.text == "reply held for 10 s, then sent"
    assert out.text == "At nine.\nSee you![2J"
    assert (out.channel, out.to_remote_id, out.state) == (CHANNEL, "1", OutboxState.HELD)
    assert out.context == {"visibility": "unlisted"}
    assert (out.hold_until - clock.now()).total_seconds() == 10
    detail = await kari.item(item)
    assert detail.draft is None
    assert detail.row.state is State.PENDING
    assert detail.row.holder == "kari"


async def test_stopping_a_held_reply_makes_it_the_draft_again(kari: LocalDesk, item: int) -> None:
    _, out = await kari.reply(item, "At nine.")
    await kari.undo()
    detail = await kari.item(item)
    assert detail.draft is not None
    assert detail.draft.text == "At nine."
    assert detail.row.state is State.NEW
    (stopped,) = await kari.outbox()
    assert (stopped.id, stopped.state) == (out.id, OutboxState.CANCELLED)
    with pytest.raises(NotAllowed, match="cancelled already"):
        await kari.cancel(out.id)


async def test_what_has_left_can_not_be_stopped(kari: LocalDesk, store: SqliteStore, item: int) -> None:
    _, out = await kari.reply(item, "At nine.")
    async with store.act(WATCH, kari.now()) as tx:
        await tx.set_outgoing(out.id, OutboxState.SENDING, attempts=1)
    with pytest.raises(NotAllowed, match="can't be stopped"):
        await kari.cancel(out.id)
    with pytest.raises(NotAllowed, match="can't be stopped"):
        await kari.undo()


async def test_a_reply_that_has_left_is_said_and_no_older_act_is_taken_back_in_its_stead(
    kari: LocalDesk, store: SqliteStore, item: int, clock: FastClock
) -> None:
    await kari.tag(item, ["refund"])
    _, out = await kari.reply(item, "At nine.")
    async with store.act(WATCH, kari.now()) as tx:
        await tx.set_outgoing(out.id, OutboxState.SENT, remote_id="42")
        await tx.append(NewEvent("outbox.sent", f"outbox:{out.id}", {}, {}))
    clock.advance(240)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="the reply was sent 4 min ago; the list of your acts"):
            await kari.undo()
    reply, tags = await kari.acts()
    assert (reply.why_not, str(reply.about)) == ("the reply was sent 4 min ago", "kari@fjord.example")
    assert (await kari.undo(tags.id)).text == "taken back: tags: refund"
    assert (await kari.verify()).ok


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  \n ", "empty"),
        ("x" * 501, "1 characters too long"),
        ("We open at {time}.", "blank is not filled"),
    ],
)
async def test_what_should_not_leave_is_refused_and_the_draft_kept(
    kari: LocalDesk, item: int, text: str, why: str
) -> None:
    await kari.save_draft(item, "my draft")
    with pytest.raises((InputError, NotAllowed), match=why):
        await kari.reply(item, text)
    draft = (await kari.item(item)).draft
    assert draft is not None
    assert draft.text == "my draft"
    assert await kari.outbox() == []


async def test_the_same_answer_does_not_go_out_twice(kari: LocalDesk, ola: LocalDesk, item: int) -> None:
    await kari.reply(item, "At nine.")
    with pytest.raises(NotAllowed, match="on its way already"):
        await kari.reply(item, "At nine. ")


async def test_a_channel_that_can_not_answer_says_so(kari: LocalDesk, store: SqliteStore) -> None:
    await ingest(store, raw("9", channel="jsonl/@file"), channel="jsonl/@file")
    (row,) = await kari.queue(parse("channel:jsonl/*"))
    with pytest.raises(NotAllowed, match="can't send replies"):
        await kari.reply(row.id, "Hello")


async def test_a_person_settles_what_nobody_knows(kari: LocalDesk, store: SqliteStore, item: int) -> None:
    _, out = await kari.reply(item, "At nine.")
    async with store.act(WATCH, kari.now()) as tx:
        await tx.set_outgoing(out.id, OutboxState.UNKNOWN, attempts=1, error="no answer")
    with pytest.raises(NotAllowed, match="only a failed one"):
        await kari.retry(out.id)
    await kari.settle(out.id, was_sent=False)
    (due,) = await store.due_outgoing(kari.now())
    assert due.id == out.id
    with pytest.raises(NotAllowed, match="is known"):
        await kari.settle(out.id, was_sent=True)


async def test_one_key_pressed_twice_at_once_is_one_reply(kari: LocalDesk, item: int) -> None:
    both = await asyncio.gather(
        kari.reply(item, "At nine."), kari.reply(item, "At nine."), return_exceptions=True
    )
    assert [type(one) for one in both].count(NotAllowed) == 1
    assert len(await kari.outbox()) == 1


async def test_a_reply_that_will_be_tried_again_is_on_its_way_too(
    kari: LocalDesk, store: SqliteStore, item: int
) -> None:
    _, out = await kari.reply(item, "At nine.")
    async with store.act(WATCH, kari.now()) as tx:
        later = kari.now() + timedelta(minutes=5)
        await tx.set_outgoing(out.id, OutboxState.FAILED, attempts=1, next_attempt_at=later)
    with pytest.raises(NotAllowed, match="on its way already"):
        await kari.reply(item, "At nine.")


async def test_a_failed_reply_can_be_stopped_and_is_not_tried_again(
    kari: LocalDesk, store: SqliteStore, item: int, clock: FastClock
) -> None:
    _, out = await kari.reply(item, "At nine.")
    async with store.act(WATCH, kari.now()) as tx:
        await tx.set_outgoing(
            out.id, OutboxState.FAILED, attempts=1, next_attempt_at=kari.now() + timedelta(minutes=5)
        )
    await kari.cancel(out.id)
    clock.advance(3600)
    assert await store.due_outgoing(clock.now()) == []
    draft = (await kari.item(item)).draft
    assert draft is not None
    assert draft.text == "At nine."


async def test_after_a_reply_was_stopped_undo_goes_on_with_the_act_before(kari: LocalDesk, item: int) -> None:
    await kari.tag(item, ["hours"])
    _, out = await kari.reply(item, "At nine.")
    await kari.cancel(out.id)
    done = await kari.undo()
    assert done.text == "taken back: tags: hours"
    assert (await kari.verify()).ok


async def test_stopping_a_reply_keeps_what_was_drafted_meanwhile(kari: LocalDesk, item: int) -> None:
    _, out = await kari.reply(item, "At nine.")
    await kari.save_draft(item, "And on Sundays at ten.")
    await kari.cancel(out.id)
    draft = (await kari.item(item)).draft
    assert draft is not None
    assert draft.text == "At nine.\n\nAnd on Sundays at ten."
