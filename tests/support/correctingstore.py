"""A process that says and takes back what messages say, without end, to be killed at any moment.

Prints the number of the act after it. Run as `python -m tests.support.correctingstore DATABASE`.
"""

import asyncio
import sys
from itertools import count, cycle
from pathlib import Path

from console.desk.deeds import Correct
from console.model.words import Label
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, raw

TEXTS = ("Great, down again", "Hello there", "Worst bank ever", "Lovely people", "When do you open?")


async def main(path: Path) -> None:
    store = SqliteStore(path, clock=FastClock())
    await store.open()
    desk = desk_on(store, FastClock())
    await ingest(store, *(raw(text, text, handle=f"{n}@x.example") for n, text in enumerate(TEXTS)))
    labels = cycle(Label)
    for number in count(1):
        await desk.one(number % len(TEXTS) + 1, Correct(next(labels)))
        if number % 3 == 0:
            await desk.undo()
        print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
