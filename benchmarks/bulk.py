"""A colleague's key beside an act on 10,000 items, and beside taking it back.

    python -m benchmarks.bulk [--items 10000]

The colleague tags an item twenty times a second. Every part of the long act is one durable transaction.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from benchmarks.store import fill
from console.clock import SystemClock
from console.desk.answers import Progress
from console.desk.base import NoWatch, Ways
from console.desk.deeds import Close
from console.desk.hub import Hub
from console.desk.local import LocalDesk
from console.judge import JudgeSettings, measured
from console.model.actor import Actor
from console.model.words import Reason
from console.playbooks import load, shipped
from console.query import parse
from console.store.sqlite import SqliteStore

BETWEEN = 0.05
"""Seconds between two keys of the colleague."""
BOUND = 0.050
"""Seconds, at the 99th percentile."""


def desk_of(store: SqliteStore, name: str) -> LocalDesk:
    return LocalDesk(
        store=store,
        clock=SystemClock(),
        actor=Actor(name),
        hub=Hub(),
        library=load(shipped()),
        capabilities={},
        new_key=lambda: "",
        ways=Ways(),
        watching=NoWatch(),
        assess=lambda lessons: asyncio.to_thread(measured, JudgeSettings(), lessons),
    )


async def beside(
    what: str, steps: AsyncIterator[Progress], colleague: LocalDesk, others: Sequence[int]
) -> bool:
    """Go through an act while a colleague works; prints both, and returns whether the bound was kept."""
    over, spans = asyncio.Event(), []

    async def work() -> None:
        while not over.is_set():
            before = time.perf_counter()
            await colleague.tag(others[len(spans) % len(others)], [f"t{len(spans)}"])
            spans.append(time.perf_counter() - before)
            await asyncio.sleep(BETWEEN)

    working, began = asyncio.create_task(work()), time.perf_counter()
    done = 0
    async for progress in steps:
        done = progress.done
    took = time.perf_counter() - began
    over.set()
    await working
    spans.sort()
    middle, p99 = spans[len(spans) // 2], spans[int(len(spans) * 0.99)]
    print(
        f"{what}: {done:,} items in {took:.1f} s; a colleague's act beside it {middle * 1e3:.1f} ms median,"
        f" {p99 * 1e3:.1f} ms p99 of {len(spans)} (bound {BOUND * 1e3:.0f})"
    )
    return p99 <= BOUND


async def measure(items: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "beredt.db", clock=SystemClock())
        await store.open()
        await fill(store, items * 2)
        kari, ola = desk_of(store, "kari"), desk_of(store, "ola")
        ids = list(await kari.queue_ids(parse("")))
        mine, others = ids[:items], ids[items : items + 100] or ids[-100:]
        kept = await beside("done", kari.many(mine, Close(Reason.SPAM)), ola, others)
        kept &= await beside("undo", kari.undoing(), ola, others)
        assert (await store.verify()).ok
        await store.close()
    return 0 if kept else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=10_000)
    raise SystemExit(asyncio.run(measure(parser.parse_args().items)))
