from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, open_store


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
async def store(tmp_path: Path, clock: FastClock) -> AsyncIterator[SqliteStore]:
    store = await open_store(tmp_path, clock)
    yield store
    await store.close()


@pytest.fixture
def desk(store: SqliteStore, clock: FastClock) -> LocalDesk:
    return desk_on(store, clock)
