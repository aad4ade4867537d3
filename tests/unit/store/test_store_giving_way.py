"""A batch that is being stored makes way for a person."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from console.model.actor import Actor
from console.model.care import Keep
from console.model.event import NewEvent
from console.model.words import State
from console.query import parse
from console.store.sqlite import SqliteStore, engine
from console.watch.sifting import sift
from tests.support.fastclock import FastClock
from tests.support.rooms import CHANNEL, JUDGE, raw


async def test_a_batch_in_parts_is_what_it_would_be_in_one(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FastClock()
    monkeypatch.setattr(store._engine, "until_wanted", lambda: lambda: True)
    judged, _ = sift(JUDGE, [raw(str(n)) for n in range(5)] + [raw("1")], CHANNEL, clock.now())
    result = await store.ingest(judged, [], channel=CHANNEL, cursor="c", at=clock.now())
    assert (result.new, result.duplicate, result.fresh) == (5, 1, (0, 1, 2, 3, 4))
    assert await store.cursor(CHANNEL) == "c"
    assert len(await store.queue_ids(parse(""), me="kari", now=clock.now())) == 5


async def test_an_act_goes_between_the_messages_of_a_batch(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FastClock()
    first, _ = sift(JUDGE, [raw("first")], CHANNEL, clock.now())
    await store.ingest(first, [], channel=CHANNEL, cursor="a", at=clock.now())
    [item] = await store.queue_ids(parse(""), me="kari", now=clock.now())
    loop, waits = asyncio.get_running_loop(), store._engine.until_wanted()
    acts: list[asyncio.Task[None]] = []
    seen: list[tuple[str | None, int]] = []

    async def act() -> None:
        async with store.act(Actor("kari"), clock.now()) as tx:
            await tx.set_state(item, State.DONE)
            await tx.append(NewEvent("item.done", f"item:{item}", {"state": "new"}, {"state": "done"}))
            seen.append((await store.cursor(CHANNEL), (await store.counts()).messages))

    def wanted() -> bool:
        if not acts:
            loop.call_soon_threadsafe(lambda: acts.append(loop.create_task(act())))
            while not waits():
                time.sleep(0.001)
        return waits()

    monkeypatch.setattr(store._engine, "until_wanted", lambda: wanted)
    batch, _ = sift(JUDGE, [raw(str(n)) for n in range(5)], CHANNEL, clock.now())
    result = await store.ingest(batch, [], channel=CHANNEL, cursor="b", at=clock.now())
    await acts[0]
    assert seen == [("a", 5)]
    assert result.new == 5
    assert await store.cursor(CHANNEL) == "b"


async def test_what_is_let_go_of_or_erased_in_parts_is_what_it_would_be_in_one(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[int] = []
    clock = FastClock()
    judged, _ = sift(JUDGE, [raw(str(n), handle=f"writer{n % 2}@x") for n in range(30)], CHANNEL, clock.now())
    await store.ingest(judged, [], channel=CHANNEL, cursor="c", at=clock.now())
    monkeypatch.setattr(store._engine, "until_wanted", lambda: lambda: not parts.append(1))
    erased = await store.erase(await store.person_of(CHANNEL, "writer0@x"), Actor("kari"), clock.now())
    assert erased.erasure.rows["messages"] == 15
    assert erased.found == 0
    assert len(parts) == 4, "asked after every fourth message"
    ids = await store.queue_ids(parse(""), me="kari", now=clock.now())
    async with store.act(Actor("kari"), clock.now()) as tx:
        for item in ids:
            await tx.set_state(item, State.DONE)
    later = clock.now() + timedelta(days=40)
    [gone] = await store.retain((Keep("done", 30),), Actor("kari"), later)
    assert gone.rows == 15
    assert len(parts) == 4 + 15, "asked after every item"
    assert {row.text for row in await store.rows(ids)} == {"(erased)"}
    assert (await store.verify()).ok


async def test_parts_are_short_while_people_act_and_only_then(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, parts = FastClock(), 0
    monkeypatch.setattr(engine, "PART", 0.0)
    write = store._engine.write

    async def counted(*args: Any, **options: Any) -> Any:
        nonlocal parts
        parts += 1
        return await write(*args, **options)

    monkeypatch.setattr(store._engine, "write", counted)
    batch, _ = sift(JUDGE, [raw(str(n)) for n in range(10)], CHANNEL, clock.now())
    await store.ingest(batch, [], channel=CHANNEL, cursor="a", at=clock.now())
    assert parts == 1, "nobody is there"
    await store.set_setting("ui.filter", "kind:dm")
    parts = 0
    batch, _ = sift(JUDGE, [raw(str(n)) for n in range(10, 20)], CHANNEL, clock.now())
    result = await store.ingest(batch, [], channel=CHANNEL, cursor="b", at=clock.now())
    assert (parts, result.new) == (3, 10), "four, four and the rest"
