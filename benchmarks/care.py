"""A colleague's key beside a backup, an erasure and retention, and how fast the log is checked and put back.

    python -m benchmarks.care [--items 50000]

The backup runs in a process of its own, as `beredt backup` does; erasing and retention run in the one that
the colleague works in, as they do at a watch.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.bulk import BETWEEN, BOUND, desk_of
from benchmarks.store import fill
from console import interpreter
from console.clock import SystemClock
from console.desk.deeds import Close
from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.care import Keep
from console.query import parse
from console.store.sqlite import SqliteStore
from console.store.sqlite.restore import restore

KARI = Actor("kari")
ERASED = 10
"""Persons, one after the other: beside a single one there is no time for more than a few acts."""
BACKING_UP = "import sys; from pathlib import Path; from console.store.sqlite.backup import back_up;"
BACKING_UP += "print(back_up(Path(sys.argv[1]), Path(sys.argv[2])).bytes)"


async def beside(what: str, work: Awaitable[object], colleague: LocalDesk, item: int) -> bool:
    """Wait for it while a colleague works; prints both, and returns whether the bound was kept."""
    over, spans = asyncio.Event(), []

    async def tag() -> None:
        while not over.is_set():
            before = time.perf_counter()
            await colleague.tag(item, [f"t{len(spans)}"])
            spans.append(time.perf_counter() - before)
            await asyncio.sleep(BETWEEN)

    working, began = asyncio.create_task(tag()), time.perf_counter()
    await work
    took = time.perf_counter() - began
    over.set()
    await working
    spans.sort()
    middle, p99 = spans[len(spans) // 2], spans[int(len(spans) * 0.99)]
    print(
        f"{what}: {took:.1f} s; a colleague's act beside it {middle * 1e3:.1f} ms median,"
        f" {p99 * 1e3:.1f} ms p99 of {len(spans)} (bound {BOUND * 1e3:.0f})"
    )
    return p99 <= BOUND


async def _erase(store: SqliteStore, persons: Sequence[int]) -> None:
    for person in persons:
        await store.erase(person, KARI, store._clock.now())


async def _backup(path: Path, target: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BACKING_UP, str(path), str(target), stdout=subprocess.PIPE
    )
    said, _ = await child.communicate()
    print(f"copied and checked: {int(said) / 2**20:.0f} MB")


async def measure(items: int) -> int:
    # As in a watch.
    interpreter.hurry()
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder) / "beredt.db", Path(folder) / "copy.db"
        store = SqliteStore(path, clock=SystemClock())
        await store.open()
        await fill(store, items)
        ola = desk_of(store, "ola")
        ids = list(await ola.queue_ids(parse("")))
        async for _progress in ola.many(ids[: len(ids) // 5], Close(None)):
            pass
        began = time.perf_counter()
        events = (await store.verify()).events
        print(f"audit verify: {events / (time.perf_counter() - began):,.0f} events a second")
        kept = await beside("backup", _backup(path, copy), ola, ids[-1])
        persons = [
            await store.person_of(who.channel, who.author_id)
            for who in await store.rows(ids[-ERASED - 1 : -1])
        ]
        kept &= await beside(f"erase of {ERASED} persons", _erase(store, persons), ola, ids[-1])
        later = store._clock.now() + timedelta(days=4000)
        kept &= await beside("retention", store.retain((Keep("done", 1),), KARI, later), ola, ids[-1])
        assert (await store.verify()).ok
        await store.close()
        began = time.perf_counter()
        restore(copy, path, KARI, later)
        print(f"restore: {time.perf_counter() - began:.1f} s")
    return 0 if kept else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=50_000)
    raise SystemExit(asyncio.run(measure(parser.parse_args().items)))
