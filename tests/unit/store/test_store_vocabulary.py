"""What is in use is offered for completing, the most used first."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.model.actor import Actor
from console.model.event import NewEvent
from console.model.words import Flag
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, at, judged

KARI = Actor("kari")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "beredt.db", clock=FastClock())
    await store.open()
    yield store
    await store.close()


async def test_values_in_use_come_by_key_the_most_used_first(store: SqliteStore) -> None:
    batch = [judged(f"m{n}", n, handle=f"@h{n % 2}", flags=(Flag.OUTAGE,) if n else ()) for n in range(5)]
    await store.ingest(batch, [], channel=CHANNEL, cursor=None, at=at(9))
    for item, tags in ((1, ["refund"]), (2, ["refund", "vip"]), (3, [])):
        async with store.act(KARI, at(10)) as tx:
            await tx.set_tags(item, tags)
            await tx.append(NewEvent("item.tagged", f"item:{item}", {}, {"tags": tags or ["gone"]}))
    async with store.act(Actor("ola"), at(11)) as tx:
        await tx.set_holder(1, "ola", at(99))
    found = await store.vocabulary()
    assert found["tag"] == ["refund", "vip", "gone"]
    assert found["author"] == ["@h0", "@h1"]
    assert found["channel"] == [CHANNEL]
    assert found["flag"] == ["outage"]
    assert set(found["holder"]) == {"kari", "ola"}
    assert found["is"] == ["new"]


async def test_an_empty_store_offers_nothing(store: SqliteStore) -> None:
    assert not any((await store.vocabulary()).values())
