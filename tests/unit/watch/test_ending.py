"""Ending work: what ends, what failed, and what will not."""

import asyncio

import pytest

from console.watch import ending


async def test_work_that_will_not_end_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "ENDING", 0.05)
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    async def broken() -> None:
        raise RuntimeError

    tasks = [
        asyncio.create_task(stubborn()),
        asyncio.create_task(broken()),
        asyncio.create_task(asyncio.sleep(99)),
    ]
    await asyncio.sleep(0)
    await ending.end(tasks)
    assert [task.done() for task in tasks] == [False, True, True]
    release.set()
    await tasks[0]


async def test_there_may_be_nothing_to_end() -> None:
    await ending.end(())
