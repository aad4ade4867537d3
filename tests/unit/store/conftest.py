from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "beredt.db"


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    yield store
    await store.close()
