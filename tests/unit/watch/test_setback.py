"""A clock that jumps: claims end and replies leave as if it had not."""

import logging
from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.words import OutboxState
from console.store.sqlite import SqliteStore
from console.watch.rounds import free_abandoned
from console.watch.setback import Setbacks
from tests.support.fastclock import FastClock
from tests.support.rooms import ingest, raw


@pytest.fixture
def setbacks(store: SqliteStore, clock: FastClock) -> Setbacks:
    return Setbacks(store, clock)


async def test_a_claim_of_a_dead_console_ends_though_the_clock_was_set_back(
    store: SqliteStore,
    clock: FastClock,
    desk: LocalDesk,
    setbacks: Setbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await ingest(store, raw("1"), raw("2"))
    ola = desk.seated(Actor("ola"))
    await desk.claim(1)
    await ola.claim(2)
    await setbacks.look()
    with caplog.at_level(logging.WARNING):
        clock.jump(-3600)
        clock.advance(1)
        # It lives, and renews what it holds before the watch has looked.
        await ola.renew_leases()
        await setbacks.look()
    assert "the clock was set back by 3600 s" in caplog.text
    assert (await ola.item(2)).lease_until == clock.now() + ola.ways.lease
    clock.advance(desk.ways.lease.total_seconds())
    await ola.renew_leases()
    await free_abandoned(store, clock)
    assert [row.holder for row in await desk.rows([1, 2])] == [None, "ola"]


async def test_a_reply_leaves_when_it_was_to_though_the_clock_was_set_back(
    store: SqliteStore, clock: FastClock, desk: LocalDesk, setbacks: Setbacks
) -> None:
    await ingest(store, raw("1"), raw("2"))
    _, held = await desk.reply(1, "At nine.")
    _, failed = await desk.reply(2, "At ten.")
    async with store.act(Actor("beredt:watch"), clock.now()) as tx:
        again = clock.now() + timedelta(seconds=30)
        await tx.set_outgoing(failed.id, OutboxState.FAILED, attempts=1, next_attempt_at=again)
    await setbacks.look()
    clock.jump(-86_400)
    await setbacks.look()
    clock.advance(9)
    assert await store.due_outgoing(clock.now()) == []
    clock.advance(1)
    assert [out.id for out in await store.due_outgoing(clock.now())] == [held.id]
    clock.advance(20)
    assert [out.id for out in await store.due_outgoing(clock.now())] == [held.id, failed.id]


async def test_a_clock_that_is_set_forward_ends_no_claim_of_who_is_there(
    store: SqliteStore, clock: FastClock, desk: LocalDesk, setbacks: Setbacks
) -> None:
    await ingest(store, raw("1"))
    await desk.claim(1)
    await setbacks.look()
    clock.jump(7200)
    await setbacks.look()
    await free_abandoned(store, clock)
    await desk.renew_leases()
    assert [row.holder for row in await desk.rows([1])] == [desk.actor.name]


async def test_a_clock_that_is_corrected_by_little_moves_nothing(
    store: SqliteStore, clock: FastClock, desk: LocalDesk, setbacks: Setbacks
) -> None:
    await ingest(store, raw("1"))
    await desk.claim(1)
    until = (await desk.item(1)).lease_until
    await setbacks.look()
    clock.jump(-1.5)
    await setbacks.look()
    assert (await desk.item(1)).lease_until == until
