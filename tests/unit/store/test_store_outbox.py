"""Replies on their way out, and how they join their thread."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from console.errors import Conflict, NotFound
from console.model.actor import WATCH, Actor
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState, State
from console.store.sqlite import SqliteStore
from tests.support.judged import CHANNEL, T0, at, deleted, judged
from tests.support.soundness import faults

KARI = Actor("kari")


@pytest.fixture
async def reply(store: SqliteStore) -> Outgoing:
    await store.ingest(
        [judged("q", 10, context={"visibility": "direct"})], [], channel=CHANNEL, cursor=None, at=T0
    )
    out = Outgoing(
        id=0,
        item_id=1,
        channel=CHANNEL,
        to_remote_id="q",
        to_kind=Kind.MENTION,
        to_handle=SafeText("@ola"),
        thread_id=None,
        context={"visibility": "direct"},
        text="We are\x1b[31m looking into it",
        key="0" * 32,
        actor="kari",
        created_at=at(20),
        hold_until=at(30),
        state=OutboxState.HELD,
    )
    async with store.act(KARI, at(20)) as tx:
        out_id = await tx.add_outgoing(out)
    return replace(out, id=out_id)


async def settle(store: SqliteStore, out: Outgoing, state: OutboxState, **fields: object) -> None:
    async with store.act(WATCH, at(31)) as tx:
        await tx.set_outgoing(out.id, state, **fields)


async def ids(store: SqliteStore, *states: OutboxState) -> Sequence[int]:
    return [out.id for out in await store.outbox(states, 10)]


async def test_a_reply_is_kept_as_it_will_leave(store: SqliteStore, reply: Outgoing) -> None:
    assert await store.outbox([OutboxState.HELD], 10) == [reply]
    assert await store.due_outgoing(at(29)) == []
    assert await store.due_outgoing(at(30)) == [reply]
    assert await ids(store, OutboxState.SENT) == []
    assert (await store.counts()).outbox["held"] == 1


async def test_one_key_only_once(store: SqliteStore, reply: Outgoing) -> None:
    async with store.act(KARI, T0) as tx:
        with pytest.raises(Conflict):
            await tx.add_outgoing(reply)
        other = await tx.add_outgoing(replace(reply, key="1" * 32))
    assert await ids(store) == [other, reply.id]


async def test_interrupted_failed_and_retried(store: SqliteStore, reply: Outgoing) -> None:
    await settle(store, reply, OutboxState.SENDING, attempts=1)
    assert [out.id for out in await store.interrupted_outgoing()] == [reply.id]
    assert await store.due_outgoing(at(99)) == []
    await settle(store, reply, OutboxState.FAILED, next_attempt_at=at(60), error="no answer")
    [out] = await store.due_outgoing(at(60))
    assert (out.attempts, out.error, out.next_attempt_at) == (1, "no answer", at(60))
    assert await store.due_outgoing(at(59)) == []
    await settle(store, reply, OutboxState.FAILED, error="refused for good")
    assert await store.due_outgoing(at(9999)) == []


async def test_a_sent_reply_joins_its_thread_and_its_echo_is_a_duplicate(
    store: SqliteStore, reply: Outgoing, database: Path
) -> None:
    await settle(
        store, reply, OutboxState.SENT, attempts=1, remote_id="r1", url="https://m.example/r1", sent_at=at(31)
    )
    detail = await store.item(1)
    ours = detail.thread[1]
    assert (ours.message.ours, ours.sent_by, ours.message.remote_id) == (True, "kari", "r1")
    assert "\x1b" not in ours.message.text
    assert (detail.row.state, detail.row.unread, detail.row.text) == (State.PENDING, 0, "text of q")
    result = await store.ingest(
        [judged("r1", 32, parent_id="q", ours=True)], [], channel=CHANNEL, cursor=None, at=T0
    )
    assert (result.new, result.duplicate) == (0, 1)
    await store.ingest([judged("more", 40, parent_id="r1")], [], channel=CHANNEL, cursor=None, at=T0)
    assert (await store.item(1)).row.messages == 3
    assert faults(database) == []


async def test_an_echo_that_is_faster_than_our_own_book(store: SqliteStore, reply: Outgoing) -> None:
    await store.ingest([judged("r1", 32, parent_id="q", ours=True)], [], channel=CHANNEL, cursor=None, at=T0)
    await settle(store, reply, OutboxState.SENT, remote_id="r1", sent_at=at(31))
    detail = await store.item(1)
    assert [(m.message.remote_id, m.sent_by) for m in detail.thread] == [("q", None), ("r1", "kari")]


async def test_an_answer_stands_after_what_it_answers(store: SqliteStore, reply: Outgoing) -> None:
    # Our clock may be behind the network's.
    await settle(store, reply, OutboxState.SENT, remote_id="r1", sent_at=at(5))
    detail = await store.item(1)
    assert [stored.message.remote_id for stored in detail.thread] == ["q", "r1"]
    assert detail.row.state is State.PENDING


async def test_a_reply_that_a_person_says_was_published(store: SqliteStore, reply: Outgoing) -> None:
    await settle(store, reply, OutboxState.UNKNOWN)
    await settle(store, reply, OutboxState.SENT)
    assert (await store.item(1)).thread[1].message.ours
    assert (await store.counts()).outbox == {
        "held": 0, "sending": 0, "sent": 1, "failed": 0, "unknown": 0, "cancelled": 0
    }  # fmt: skip


async def test_what_a_reply_answers(store: SqliteStore, reply: Outgoing) -> None:
    await store.ingest([judged("q2", 12, parent_id="q")], [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        assert (await tx.newest_from_outside(1)).message.remote_id == "q2"
    await store.ingest([deleted(judged("q2"))], [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        newest = await tx.newest_from_outside(1)
        assert (newest.message.remote_id, newest.message.context) == ("q", {"visibility": "direct"})
    await store.ingest([deleted(judged("q"))], [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        with pytest.raises(NotFound):
            await tx.newest_from_outside(1)
        with pytest.raises(NotFound):
            await tx.outgoing(99)


async def test_what_came_while_a_reply_was_held_is_not_answered_by_it(
    store: SqliteStore, reply: Outgoing, database: Path
) -> None:
    async with store.act(KARI, at(20)) as tx:
        await tx.set_state(1, State.PENDING)
    more = judged("more", 25, parent_id="q")
    result = await store.ingest([more], [], channel=CHANNEL, cursor=None, at=at(26))
    assert result.arrived == (1,)
    await settle(store, reply, OutboxState.SENT, remote_id="r1", sent_at=at(31))
    row = (await store.item(1)).row
    assert (row.state, row.unread, row.waiting_since) == (State.NEW, 1, at(25))
    await store.ingest([judged("r1", 31, parent_id="q", ours=True)], [], channel=CHANNEL, cursor=None, at=T0)
    row = (await store.item(1)).row
    assert (row.state, row.unread) == (State.NEW, 1)
    assert faults(database) == []


async def test_what_was_written_before_our_reply_left_and_comes_late_is_work(
    store: SqliteStore, reply: Outgoing
) -> None:
    async with store.act(KARI, at(20)) as tx:
        await tx.set_state(1, State.PENDING)
    await settle(store, reply, OutboxState.SENT, remote_id="r1", sent_at=at(31))
    late = judged("late", 25, parent_id="q")
    result = await store.ingest([late], [], channel=CHANNEL, cursor=None, at=at(60))
    assert result.arrived == (1,)
    row = (await store.item(1)).row
    assert (row.state, row.unread) == (State.NEW, 1)
