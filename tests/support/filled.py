"""A store with messages and acts, to be copied, anchored and erased from."""

from pathlib import Path

from console.model.actor import Actor
from console.model.event import NewEvent
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, at, judged

KARI = Actor("kari", origin="console, pts/3, from 192.0.2.7")


async def opened(database: Path) -> SqliteStore:
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    return store


async def act(store: SqliteStore, count: int, *, first: int = 0) -> None:
    """Events, a minute apart."""
    for number in range(first, first + count):
        async with store.act(KARI, at(60 * number)) as tx:
            await tx.append(NewEvent("item.done", f"item:{number}", {"state": "new"}, {"state": "done"}))


async def take_in(store: SqliteStore, count: int, *, first: int = 0, **changes: object) -> None:
    batch = [judged(f"m{number}", number, **changes) for number in range(first, first + count)]
    await store.ingest(batch, [], channel=CHANNEL, cursor=str(first), at=at(first + count))


async def filled(database: Path, *, messages: int = 50, events: int = 5) -> None:
    """Made and closed."""
    store = await opened(database)
    await take_in(store, messages)
    await act(store, events)
    await store.close()
