"""The watchdog's pulse: it goes on while the writer answers, and stops when it does not."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.clock import SystemClock
from console.daemon.notify import Manager
from console.daemon.pulse import beat
from console.errors import StoreError
from console.store.sqlite import SqliteStore
from tests.support import manager as support

WATCHDOG = 0.2


@asynccontextmanager
async def beating(folder: Path, store: SqliteStore) -> AsyncIterator[support.Manager]:
    listening = support.Manager.at(folder)
    task = asyncio.create_task(beat(Manager(listening.name, WATCHDOG), store.answers))
    try:
        yield listening
    finally:
        task.cancel()
        await asyncio.wait({task})
        listening.close()


async def logged(caplog: pytest.LogCaptureFixture, text: str) -> None:
    async with asyncio.timeout(30):
        while text not in caplog.text:  # noqa: ASYNC110  # a log wakes nobody
            await asyncio.sleep(0.01)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "beredt.db", clock=SystemClock())
    await opened.open()
    yield opened
    await opened.close()


async def test_it_beats_while_the_writer_answers(tmp_path: Path, store: SqliteStore) -> None:
    async with beating(tmp_path, store) as listening:
        for _ in range(3):
            assert await listening.hear() == "WATCHDOG=1"


async def test_a_writer_that_hangs_stops_it_until_it_answers_again(
    tmp_path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    async with beating(tmp_path, store) as listening:
        await listening.hear()
        inside, go_on = threading.Event(), threading.Event()

        def hang(_db: object) -> None:
            inside.set()
            go_on.wait(30)

        hanging = asyncio.ensure_future(store._engine.write(hang, urgent=True))
        await asyncio.to_thread(inside.wait)
        listening.waiting()
        # The one question that was asked before it hung may still be answered; then there is silence.
        await logged(caplog, "has not answered")
        listening.waiting()
        await asyncio.sleep(3 * WATCHDOG)
        assert listening.waiting() == []
        go_on.set()
        await hanging
        assert await listening.hear() == "WATCHDOG=1"


async def test_an_act_that_never_ends_stops_it_too(
    tmp_path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    async with store._engine.turn(), beating(tmp_path, store) as listening:
        await logged(caplog, "has not answered")
        assert listening.waiting() == []


async def test_a_refusal_is_an_answer(tmp_path: Path, store: SqliteStore) -> None:
    store._engine.refuse(StoreError("the database is damaged"))
    async with beating(tmp_path, store) as listening:
        assert await listening.hear() == "WATCHDOG=1"


async def test_a_writer_that_is_broken_is_no_answer(
    tmp_path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise ValueError("no active connection")

    monkeypatch.setattr(store, "answers", broken)
    async with beating(tmp_path, store) as listening:
        await logged(caplog, "could not be asked")
        assert listening.waiting() == []


async def test_without_a_watchdog_nothing_is_asked() -> None:
    async def asked() -> None:
        raise AssertionError("nobody wants to know")

    await beat(Manager("/nowhere"), asked)
