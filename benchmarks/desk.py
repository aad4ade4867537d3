"""Eight consoles and a wall at one watch, while messages arrive.

    python -m benchmarks.desk [--rows 10000] [--rate 500] [--seconds 40] [--keep FOLDER]

The watch is a process of its own, as on a shared host; the consoles are connections from this one, each of
which reads pages and acts as a busy operator does. Told are the time of an act, of a page, and from an act's
answer until every other console has heard of it; then what the watch costs while nothing happens.
"""

import argparse
import asyncio
import contextlib
import gc
import os
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.feeding import Feed, beredt
from benchmarks.queue import folders, spans, store_of
from console.desk.protocol import Desk
from console.desk.wire.remote import RemoteSession, attach
from console.errors import BeredtError, Conflict
from console.model.event import Change
from console.query import parse

CONSOLES = 8
PAGE = 40
WHOLE = parse("is:new")
QUIET_SECONDS = 20.0


@asynccontextmanager
async def watch(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*beredt(folder, "watch"), stdout=quiet, stderr=quiet)
    try:
        while not (folder / "desk.sock").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)
        yield process
    finally:
        process.terminate()
        await process.wait()


def processor(pid: int) -> float:
    """Seconds of processor that a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Timed:
    def __init__(self) -> None:
        self.acts: list[float] = []
        self.pages: list[float] = []
        self.seen: list[float] = []
        self.conflicts = 0
        self.errors: list[str] = []
        self._waited: dict[str, tuple[float, set[int]]] = {}

    def acted(self, item_id: int, actor: int) -> None:
        """From now on it is waited for that the others hear of it."""
        self._waited[f"item:{item_id}"] = time.perf_counter(), set(range(CONSOLES)) - {actor}

    def heard(self, console: int, change: Change) -> None:
        now = time.perf_counter()
        for subject in change.subjects:
            begun, left = self._waited.get(subject, (0.0, set()))
            left.discard(console)
            if begun and not left:
                del self._waited[subject]
                self.seen.append((now - begun) * 1000)


async def operate(number: int, desk: Desk, timed: Timed, ends: float, random_: random.Random) -> None:
    ids = list(await desk.queue_ids(WHOLE, limit=2000))
    while time.perf_counter() < ends:
        await asyncio.sleep(random_.uniform(0.1, 0.5))
        begun = time.perf_counter()
        at = random_.randrange(max(1, len(ids) - PAGE))
        await desk.rows(ids[at : at + PAGE])
        timed.pages.append((time.perf_counter() - begun) * 1000)
        item_id = random_.choice(ids)
        begun = time.perf_counter()
        timed.acted(item_id, number)
        try:
            await desk.tag(item_id, [f"t{random_.randrange(50)}", f"-t{random_.randrange(50)}"])
        except Conflict:
            timed.conflicts += 1
        except BeredtError as error:
            timed.errors.append(str(error))
        timed.acts.append((time.perf_counter() - begun) * 1000)


async def wall(desk: Desk, ends: float) -> None:
    while time.perf_counter() < ends:
        await desk.counts()
        await desk.channels()
        await desk.alerts(10, open_only=True)
        await desk.band("all", 2.0)
        await asyncio.sleep(0.25)


async def measure(folder: Path, rate: int, seconds: float) -> bool:
    async with watch(folder) as process, contextlib.AsyncExitStack() as stack:
        sessions: list[RemoteSession] = []
        for _ in range(CONSOLES + 1):
            session = await attach(folder / "desk.sock")
            stack.push_async_callback(session.close)
            sessions.append(session)
        await asyncio.sleep(10)
        spent = processor(process.pid)
        await asyncio.sleep(QUIET_SECONDS)
        idle = (processor(process.pid) - spent) / QUIET_SECONDS * 100
        print(f"  {'idle':24} {idle:.2f} % of a core, nine attached   (goal: 1)")
        gc.collect()
        gc.freeze()
        timed = Timed()
        for number, session in enumerate(sessions[:CONSOLES]):
            session.desk.subscribe(lambda change, number=number: timed.heard(number, change))  # type: ignore[misc]
        Feed(folder / "in.jsonl", rate, seconds + 5).start()
        await asyncio.sleep(3)
        ends = time.perf_counter() + seconds
        spent = processor(process.pid)
        random_ = random.Random(1)
        await asyncio.gather(
            wall(sessions[CONSOLES].desk, ends),
            *(operate(number, sessions[number].desk, timed, ends, random_) for number in range(CONSOLES)),
        )
        busy = (processor(process.pid) - spent) / seconds * 100
        print(f"{CONSOLES} consoles and a wall, {rate}/s arrive; {len(timed.acts):,} acts")
        good = spans("an act", timed.acts, (50, 50))
        good &= spans("a page", timed.pages, (20, 20))
        good &= spans("seen by all", timed.seen, (250, 250))
        print(f"  {'the watch':24} {busy:.0f} % of a core")
        print(f"  {'refused, failed':24} {timed.conflicts}, {len(timed.errors)} {timed.errors[:2]}")
    return good and idle < 1 and not timed.errors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with folders(given.keep) as home:
        return 0 if asyncio.run(measure(store_of(home, given.rows), given.rate, given.seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
