"""`kill -9` while a person is erased: the database is sound, and erasing again leaves no word of theirs."""

import asyncio
import contextlib
import random
import sys
from pathlib import Path

from tests.support.filled import act, opened
from tests.support.judged import CHANNEL, at, judged
from tests.support.soundness import faults

ROUNDS = 5
MESSAGES = 120


async def test_killed_while_erasing(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(20261129)
    store = await opened(database)
    for person in range(ROUNDS):
        handle = f"@zebrafish{person}"
        batch = [
            judged(
                f"{person}-{n}", 300 * person + n, handle=handle, text=f"walrus {person} number {n} of many"
            )
            for n in range(MESSAGES)
        ]
        await store.ingest(batch, [], channel=CHANNEL, cursor=str(person), at=at(300 * person + 200))
    await act(store, 3)
    await store.close()
    for person in range(ROUNDS):
        author = f"id-@zebrafish{person}"
        words = ["-m", "tests.support.erasingchild", str(database), author]
        child = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
        assert child.stdout is not None
        assert await child.stdout.readline() == b"begun\n"
        # No wall time is asserted: the moment only has to differ.
        await asyncio.sleep(random_.uniform(0, 0.4))
        with contextlib.suppress(ProcessLookupError):
            # It may have been through already.
            child.kill()
        await child.wait()
        assert faults(database) == []
        again = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
        said, _ = await again.communicate()
        assert said.splitlines()[-1] in (b"done 0", b"gone")
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert f"walrus {person} number".encode() not in left
        assert author.encode() not in left
    assert faults(database) == []
