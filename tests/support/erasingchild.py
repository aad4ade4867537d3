"""A process that erases the person of an author, to be killed at any moment.

`python -m tests.support.erasingchild DATABASE AUTHOR`; prints `begun` before it begins, `done` with what was
found in the files afterwards, and `gone` if there is no such person any more.
"""

import asyncio
import sys
from pathlib import Path

from console.errors import NotFound
from tests.support.filled import KARI, opened
from tests.support.judged import CHANNEL, at


async def main(database: Path, author: str) -> None:
    store = await opened(database)
    print("begun", flush=True)
    try:
        receipt = await store.erase(await store.person_of(CHANNEL, author), KARI, at(5000))
        print(f"done {receipt.found}", flush=True)
    except NotFound:
        await store.scrubbed()
        print("gone", flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
