"""A process that judges stored messages anew and takes that back, without end, to be killed at any moment.

Prints a line after each part. Run as `python -m tests.support.rejudgingstore DATABASE`.
"""

import asyncio
import sys
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from console.desk import rejudging
from console.desk.deeds import Correct
from console.model.words import Label
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock
from tests.support.rooms import desk_on, ingest, raw

SARCASM = "Great job, my card is declined again, wonderful"
LATE = "declined again, great job"
TAUGHT = 8
SINCE = START - timedelta(days=7)


async def main(path: Path) -> None:
    rejudging.PART = 3
    store, clock = SqliteStore(path, clock=FastClock()), FastClock()
    await store.open()
    desk = desk_on(store, clock)
    texts = [*(f"{SARCASM} {n}" for n in range(TAUGHT)), *(f"{LATE} {n}" for n in range(30))]
    await ingest(store, *(raw(text, text, handle=f"{n}@x.example") for n, text in enumerate(texts)))
    clock.advance(60)
    if not await store.lessons():
        for item in range(1, TAUGHT + 1):
            await desk.one(item, Correct(Label.NEGATIVE))
    for then in cycle((None, START)):
        async for step in desk.rejudge(SINCE, then=then):
            print(step.seen, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
