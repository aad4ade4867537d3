"""Turns, transactions, a full disk, and callers that go away."""

import asyncio
from pathlib import Path

import pytest

from console.errors import StoreFull
from console.model.actor import Actor
from console.model.event import Change, NewEvent
from console.model.words import State
from console.query.ast import Query
from console.store.sqlite import SqliteStore
from console.store.sqlite.turns import Turns
from console.store.tx import Tx
from tests.support.judged import CHANNEL, T0, judged
from tests.support.soundness import faults

KARI = Actor("kari")


async def take(store: SqliteStore, start: int, count: int = 20, text: str = "x") -> int:
    batch = [judged(str(number), number, text=text) for number in range(start, start + count)]
    return (await store.ingest(batch, [], channel=CHANNEL, cursor=str(start + count), at=T0)).new


async def test_acts_go_before_what_waits_to_be_ingested(store: SqliteStore) -> None:
    await take(store, 0)
    order: list[str] = []

    async def ingest(number: int) -> None:
        await take(store, number)
        order.append(f"batch {number}")

    async def act() -> None:
        async with store.act(KARI, T0) as tx:
            await tx.set_state(1, State.DONE)
        order.append("act")

    async with store.act(KARI, T0) as tx:
        await tx.set_state(2, State.DONE)
        waiting = [asyncio.create_task(ingest(number)) for number in (100, 200, 300)]
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(act()))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == ["act", "batch 100", "batch 200", "batch 300"]


async def test_nobody_reads_what_is_not_committed(store: SqliteStore) -> None:
    await take(store, 0, 1)
    async with store.act(KARI, T0) as tx:
        await tx.set_state(1, State.DONE)
        assert (await tx.item(1)).state is State.DONE
        [row] = await store.rows([1])
        assert row.state is State.NEW
    [row] = await store.rows([1])
    assert row.state is State.DONE


async def test_an_act_inside_an_act_is_refused_instead_of_hanging(store: SqliteStore) -> None:
    async with store.act(KARI, T0):
        with pytest.raises(RuntimeError, match="inside an act"):
            await store.set_setting("a", "b")
    await store.set_setting("a", "b")
    assert await store.get_setting("a") == "b"


async def test_a_cancelled_act_is_rolled_back_and_others_go_on(store: SqliteStore) -> None:
    await take(store, 0, 1)
    inside = asyncio.Event()

    async def act() -> None:
        async with store.act(KARI, T0) as tx:
            await tx.set_state(1, State.DONE)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(act())
    await inside.wait()
    waiting = asyncio.create_task(take(store, 50))
    await asyncio.sleep(0)
    task.cancel()
    assert await waiting == 20
    assert (await store.item(1)).row.state is State.NEW


async def test_a_cancelled_ingest_is_whole_and_told(store: SqliteStore, database: Path) -> None:
    told: list[Change] = []
    came = asyncio.Event()

    def hear(change: Change) -> None:
        told.append(change)
        came.set()

    store.subscribe(hear)
    task = asyncio.create_task(take(store, 0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # It makes way for this one, and goes on.
    await store.set_setting("after", "it")
    while (await store.counts()).messages < 20:
        came.clear()
        await came.wait()
    items = [one for change in told for one in change.subjects if one.startswith("item:")]
    assert len(items) == 20
    assert faults(database) == []


async def test_a_waiter_that_goes_away_passes_its_turn_on() -> None:
    turns = Turns()
    await turns.take(urgent=True)
    gone = asyncio.create_task(turns.take(urgent=True))
    stays = asyncio.create_task(turns.take(urgent=False))
    await asyncio.sleep(0)
    turns.give_back()
    gone.cancel()
    await asyncio.wait_for(stays, 1)
    assert gone.cancelled()
    turns.give_back()
    await asyncio.wait_for(turns.take(urgent=False), 1)


async def limit_pages(store: SqliteStore, more: int | None) -> None:
    """Let the database grow by `more` pages and no further, as a full disk would; None lifts it."""

    def apply(db: object) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {1 << 30 if more is None else pages + more}")

    await store._engine._writer.run(apply)


async def test_a_full_disk_acknowledges_nothing_and_work_goes_on_later(
    store: SqliteStore, database: Path
) -> None:
    acknowledged = await take(store, 0)
    await limit_pages(store, 12)
    told: list[Change] = []
    store.subscribe(told.append)
    number = 20

    async def until_it_is_full() -> None:
        nonlocal acknowledged, number
        while True:
            acknowledged += await take(store, number, text="long text " * 50)
            number += 20

    with pytest.raises(StoreFull, match="full"):
        await until_it_is_full()
    before = len(told)
    assert (await store.counts()).messages == acknowledged
    assert await store.cursor(CHANNEL) == str(number)
    with pytest.raises(StoreFull):
        await take(store, number, text="long text " * 50)
    assert len(told) == before, "nothing is told that was not kept"
    assert len(await store.queue_ids(Query(()), me="kari", now=T0)) == acknowledged, "reading goes on"
    await limit_pages(store, None)
    assert await take(store, number, text="long text " * 50) == 20
    assert faults(database) == []


async def test_an_act_on_a_full_disk_is_not_acknowledged(store: SqliteStore, database: Path) -> None:
    await take(store, 0, 1)
    await limit_pages(store, 0)

    async def write_much(tx: Tx) -> None:
        for number in range(400):
            await tx.append(NewEvent("item.noted", f"item:{number}", {}, {}, note="word " * 40))

    async def act() -> None:
        async with store.act(KARI, T0) as tx:
            await write_much(tx)

    async def stubborn() -> None:
        async with store.act(KARI, T0) as tx:
            with pytest.raises(StoreFull):
                await write_much(tx)
            # What comes after the failure must not be kept by itself.
            await tx.set_state(1, State.DONE)

    for attempt in (act, stubborn):
        with pytest.raises(StoreFull):
            await attempt()
        assert await store.events(None, 1) == []
        assert (await store.item(1)).row.state is State.NEW
    await limit_pages(store, None)
    await act()
    assert len(await store.events(None, 999)) == 400
    assert faults(database) == []
