"""The outbox sender: one send only, whatever the network or a crash does."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime

import pytest

from console.desk.local import LocalDesk
from console.errors import AuthFailed, RateLimited, SendRefused, SendUnknown, StoreFull, Unreachable
from console.model.actor import Actor
from console.model.outbox import Outgoing, Sent
from console.model.words import OutboxState, State
from console.query import parse
from console.store.sqlite import SqliteStore
from console.store.tx import Tx
from console.watch.sender import Sender
from tests.support.fastclock import FastClock
from tests.support.rooms import CAN, CHANNEL, ingest, raw
from tests.support.scripted import ScriptedConnector


@pytest.fixture
async def out(store: SqliteStore, desk: LocalDesk) -> Outgoing:
    await ingest(store, raw("1"))
    (row,) = await desk.queue(parse(""))
    _, out = await desk.reply(row.id, "At nine.")
    return out


@pytest.fixture
def network() -> ScriptedConnector:
    return ScriptedConnector()


@pytest.fixture
def sender(store: SqliteStore, network: ScriptedConnector, clock: FastClock) -> Sender:
    return Sender(store=store, connectors={CHANNEL: network}, clock=clock)


async def only(desk: LocalDesk) -> Outgoing:
    (out,) = await desk.outbox()
    return out


async def settle(sender: Sender) -> None:
    """One tick, and all it started."""
    await sender.tick()
    await sender.close()


async def test_nothing_leaves_in_the_hold_window_and_once_after_it(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    await settle(sender)
    assert network.sent == []
    clock.advance(10)
    network.answers.append(Sent("42", "https://example.org/42"))
    await settle(sender)
    await settle(sender)
    assert [one.key for one in network.sent] == [out.key]
    sent = await only(desk)
    assert (sent.state, sent.remote_id, sent.attempts) == (OutboxState.SENT, "42", 1)
    detail = await desk.item(out.item_id)
    assert detail.row.state is State.PENDING
    assert [(one.message.ours, one.message.text) for one in detail.thread] == [
        (False, "Hello, when do you open?"),
        (True, "At nine."),
    ]
    assert detail.thread[1].sent_by == "kari"


async def test_what_lay_for_hours_because_nothing_ran_is_asked_about_again(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10 + 3601)
    await settle(sender)
    waiting = await only(desk)
    assert (waiting.state, waiting.next_attempt_at, network.sent) == (OutboxState.FAILED, None, [])
    assert waiting.error is not None
    assert "over an hour ago" in waiting.error
    assert (await desk.item(out.item_id)).row.state is State.NEW
    await desk.retry(out.id)
    network.answers.append(Sent("42"))
    await settle(sender)
    assert (await only(desk)).state is OutboxState.SENT


async def test_our_reply_coming_back_from_the_network_is_a_duplicate(
    desk: LocalDesk,
    store: SqliteStore,
    sender: Sender,
    network: ScriptedConnector,
    clock: FastClock,
    out: Outgoing,
) -> None:
    clock.advance(10)
    network.answers.append(Sent("42"))
    await settle(sender)
    await ingest(store, raw("42", "At nine.", ours=True, parent_id="1"), at=clock.now())
    assert len((await desk.item(out.item_id)).thread) == 2


async def test_a_refused_reply_stays_visible_and_opens_the_item_again(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10)
    network.answers.append(SendRefused("the post was deleted\x1b[2J", fix="answer elsewhere"))
    await settle(sender)
    failed = await only(desk)
    assert failed.state is OutboxState.FAILED
    assert failed.next_attempt_at is None
    assert failed.error is not None
    assert failed.error.startswith("the post was deleted")
    assert "\x1b" not in failed.error
    assert (await desk.item(out.item_id)).row.state is State.NEW
    clock.advance(100_000)
    await settle(sender)
    assert len(network.sent) == 1
    network.answers.append(Sent("42"))
    await desk.retry(out.id)
    await settle(sender)
    assert (await only(desk)).state is OutboxState.SENT


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Unreachable("no route"), 10.0),
        (RateLimited("slow down", retry_after=120.0), 120.0),
        (AuthFailed("token expired"), 10.0),
    ],
)
async def test_what_certainly_was_not_published_is_tried_again_after_its_wait(
    desk: LocalDesk,
    sender: Sender,
    network: ScriptedConnector,
    clock: FastClock,
    out: Outgoing,
    error: Exception,
    wait: float,
) -> None:
    clock.advance(10)
    network.answers += [error, Sent("42")]
    await settle(sender)
    assert (await only(desk)).state is OutboxState.FAILED
    clock.advance(wait - 1)
    await settle(sender)
    assert len(network.sent) == 1
    clock.advance(1)
    await settle(sender)
    assert [one.key for one in network.sent] == [out.key, out.key]
    assert (await only(desk)).state is OutboxState.SENT


async def test_an_unknown_outcome_is_looked_up_before_anything_else(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10)
    network.answers.append(SendUnknown("no answer"))
    await settle(sender)
    assert (await only(desk)).state is OutboxState.UNKNOWN
    network.found += [Unreachable("still down"), Sent("42")]
    await settle(sender)
    assert (await only(desk)).state is OutboxState.UNKNOWN
    clock.advance(60)
    await settle(sender)
    assert (await only(desk)).state is OutboxState.SENT
    assert len(network.sent) == 1


async def test_without_a_safe_resend_a_person_decides(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10)
    network.answers.append(TimeoutError())
    await settle(sender)
    network.found.append(None)
    await settle(sender)
    waiting = await only(desk)
    assert waiting.state is OutboxState.UNKNOWN
    assert waiting.error is not None
    assert "look, and decide" in waiting.error
    assert len(network.sent) == 1
    await desk.settle(out.id, was_sent=False)
    network.answers.append(Sent("42"))
    await settle(sender)
    assert len(network.sent) == 2
    assert (await only(desk)).state is OutboxState.SENT


async def test_with_a_safe_resend_what_is_not_there_is_sent_again_by_itself(
    desk: LocalDesk, store: SqliteStore, clock: FastClock, out: Outgoing
) -> None:
    network = ScriptedConnector(capabilities=replace(CAN, safe_resend=True))
    sender = Sender(store=store, connectors={CHANNEL: network}, clock=clock)
    clock.advance(10)
    network.answers += [SendUnknown("no answer"), Sent("42")]
    network.found.append(None)
    await settle(sender)
    await settle(sender)
    clock.advance(10)
    await settle(sender)
    assert [one.key for one in network.sent] == [out.key, out.key]
    assert (await only(desk)).state is OutboxState.SENT


async def test_a_crash_while_sending_ends_in_unknown_and_is_never_sent_blindly(
    desk: LocalDesk,
    store: SqliteStore,
    sender: Sender,
    network: ScriptedConnector,
    clock: FastClock,
    out: Outgoing,
) -> None:
    clock.advance(10)
    stuck = asyncio.Event()

    async def never() -> Sent:
        stuck.set()
        await asyncio.Event().wait()
        raise AssertionError

    network.answers.append(never)
    await sender.tick()
    await stuck.wait()
    assert (await only(desk)).state is OutboxState.SENDING

    after_restart = ScriptedConnector()
    second = Sender(store=store, connectors={CHANNEL: after_restart}, clock=clock)
    await second.recover()
    assert (await only(desk)).state is OutboxState.UNKNOWN
    after_restart.found.append(None)
    await settle(second)
    assert after_restart.sent == []
    for task in sender._tasks:
        task.cancel()


async def test_a_reply_stopped_at_the_last_moment_does_not_leave(
    desk: LocalDesk, sender: Sender, network: ScriptedConnector, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10)
    (due,) = await desk.store.due_outgoing(clock.now())
    await desk.cancel(out.id)
    await sender._send(network, due)
    assert network.sent == []
    assert (await only(desk)).state is OutboxState.CANCELLED


async def test_an_unknown_outcome_stays_unknown_when_its_channel_is_gone(
    desk: LocalDesk,
    store: SqliteStore,
    sender: Sender,
    network: ScriptedConnector,
    clock: FastClock,
    out: Outgoing,
) -> None:
    clock.advance(10)
    network.answers.append(SendUnknown("no answer"))
    await settle(sender)
    without = Sender(store=store, connectors={}, clock=clock)
    await settle(without)
    waiting = await only(desk)
    assert waiting.state is OutboxState.UNKNOWN, "failed would say that nothing was published"
    assert waiting.error is not None
    assert "no answer" in waiting.error


async def test_a_reply_whose_channel_can_not_be_served_fails_and_can_be_tried_again(
    desk: LocalDesk, store: SqliteStore, clock: FastClock, out: Outgoing
) -> None:
    clock.advance(10)
    without = Sender(store=store, connectors={}, clock=clock)
    await settle(without)
    failed = await only(desk)
    assert (failed.state, failed.next_attempt_at) == (OutboxState.FAILED, None)
    assert failed.error is not None
    assert CHANNEL in failed.error
    assert (await desk.item(out.item_id)).row.state is State.NEW


async def test_what_a_person_has_settled_meanwhile_is_not_turned_back(
    desk: LocalDesk, store: SqliteStore, clock: FastClock, out: Outgoing
) -> None:
    network = ScriptedConnector(capabilities=replace(CAN, safe_resend=True))
    sender = Sender(store=store, connectors={CHANNEL: network}, clock=clock)
    clock.advance(10)
    network.answers.append(SendUnknown("no answer"))
    await settle(sender)
    unknown = await only(desk)
    await desk.settle(out.id, was_sent=True)
    network.found.append(None)
    await sender._reconcile(network, unknown)
    clock.advance(3600)
    await settle(sender)
    assert len(network.sent) == 1
    assert (await only(desk)).state is OutboxState.SENT


async def test_a_published_reply_is_known_as_sent_once_the_full_disk_has_room(
    desk: LocalDesk,
    store: SqliteStore,
    sender: Sender,
    network: ScriptedConnector,
    clock: FastClock,
    out: Outgoing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.advance(10)
    real = store.act
    full = 0

    async def published() -> Sent:
        nonlocal full
        full = 2
        return Sent("42")

    def act(actor: Actor, at: datetime) -> AbstractAsyncContextManager[Tx]:
        nonlocal full
        if full:
            full -= 1
            raise StoreFull("the disk is full")
        return real(actor, at)

    monkeypatch.setattr(store, "act", act)
    network.answers.append(published)
    await settle(sender)
    assert (await only(desk)).state is OutboxState.SENT
    assert len(network.sent) == 1
