"""A process that ingests under a rule without end, to be killed at any moment.

Prints `batch N` after batch N is stored. Run as `python -m tests.support.ruledstore DATABASE`.
"""

import asyncio
import sys
from pathlib import Path

from console.model.rule import Rule
from console.rules import read_action
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, at, judged
from tests.support.rooms import desk_on

ROWS = 20
RULE = Rule("all", "text", tuple(map(read_action, ("tag seen", "priority +10", "alert"))))


async def main(path: Path) -> None:
    store = SqliteStore(path, clock=FastClock())
    await store.open()
    await desk_on(store, FastClock()).save_rule(RULE)
    # What was stored last comes again: the network knows no better.
    number = max(0, int(await store.cursor(CHANNEL) or 0))
    while True:
        batch = [judged(f"{number}-{row}", number * 60 + row) for row in range(ROWS)]
        await store.ingest(batch, [], channel=CHANNEL, cursor=str(number), at=at(number))
        print(f"batch {number}", flush=True)
        number += 1


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
