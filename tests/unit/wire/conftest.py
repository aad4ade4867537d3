import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.wire.peer import Peer
from console.desk.wire.remote import RemoteSession, attach
from console.desk.wire.server import Server
from console.model.actor import Actor
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, open_store

LEASE = 0.9
Attach = Callable[[], Awaitable[RemoteSession]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await open_store(tmp_path, FastClock())
    yield store
    await store.close()


@pytest.fixture
def desk(store: SqliteStore) -> LocalDesk:
    return desk_on(store, FastClock(), "beredt")


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "desk.sock"


@asynccontextmanager
async def served(
    desk: LocalDesk, socket: Path, called: Sequence[str] = ("kari", "ola", "per", "siri")
) -> AsyncIterator[list[LocalDesk]]:
    """A server, and the desk of each client that came, named in the order of coming."""
    names = iter(called)
    desks: list[LocalDesk] = []

    async def seat(_peer: Peer) -> LocalDesk:
        desks.append(desk.seated(Actor(next(names))))
        return desks[-1]

    server = Server(socket, seat, LEASE)
    await server.open()
    try:
        yield desks
    finally:
        await server.close()


@pytest.fixture
async def desks(desk: LocalDesk, socket: Path) -> AsyncIterator[list[LocalDesk]]:
    async with served(desk, socket) as desks:
        yield desks


@pytest.fixture
async def console(desks: list[LocalDesk], socket: Path) -> AsyncIterator[RemoteSession]:
    session = await attach(socket)
    yield session
    await session.close()


async def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """What is told comes by itself; this waits for it."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is told has no event here
            await asyncio.sleep(0.005)
