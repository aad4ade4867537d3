"""`kill -9` at any moment: nothing that was acknowledged is gone, nothing is half there, work goes on."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from console.model.words import OutboxState
from console.store.sqlite import SqliteStore
from tests.support.busystore import ROWS, batch_of, key_of
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL
from tests.support.soundness import faults

ROUNDS = 15
SEED = 20261123


def work_until_killed(database: Path, random_: random.Random) -> list[str]:
    """Returns what was acknowledged before the process died, at some moment of its work."""
    command = [sys.executable, "-m", "tests.support.busystore", str(database)]
    acknowledged = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        # A number of acknowledgements and a little of the work after the last: a moment nobody chose.
        for _ in range(random_.randint(1, 60)):
            acknowledged.append(child.stdout.readline())
        for _ in range(random_.randint(0, 20_000)):
            pass
        child.send_signal(signal.SIGKILL)
        acknowledged += child.stdout.readlines()
    return [line.strip() for line in acknowledged if line.endswith("\n")]


def numbers(lines: list[str], kind: str) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.startswith(kind)]


def test_nothing_acknowledged_is_gone_after_a_kill(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(SEED)
    batches: list[int] = []
    acts: list[int] = []
    for _ in range(ROUNDS):
        lines = work_until_killed(database, random_)
        batches += numbers(lines, "batch")
        acts += numbers(lines, "act")
        with closing(sqlite3.connect(database)) as db:
            messages = {row[0] for row in db.execute("SELECT remote_id FROM messages")}
            keys = {row[0] for row in db.execute("SELECT key FROM outbox")}
            events = {row[0] for row in db.execute("SELECT json_extract(after, '$.n') FROM events")}
            [cursor] = db.execute("SELECT cursor FROM cursors").fetchone()
        assert [n for n in batches if not messages.issuperset(batch_of(n))] == []
        assert [n for n in acts if key_of(n) not in keys or n not in events] == []
        # Half an act is as bad as a lost one. A batch that made way for one may have been cut between two
        # messages: then the cursor stands before it, and it is read again.
        assert len(keys) == len(events)
        assert 0 <= len(messages) - (9 + ROWS * (int(cursor) + 1)) < ROWS
        assert faults(database) == []
    assert len(batches) > ROUNDS
    assert len(acts) > ROUNDS


async def test_a_reply_that_was_on_its_way_is_found_after_a_kill(tmp_path: Path) -> None:
    database = tmp_path / "beredt.db"
    lines = work_until_killed(database, random.Random(4))
    assert 0 in numbers(lines, "act")
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    interrupted = await store.interrupted_outgoing()
    assert key_of(0) in {out.key for out in interrupted}
    assert {out.state for out in interrupted} == {OutboxState.SENDING}
    assert await store.cursor(CHANNEL) is not None
    await store.close()
