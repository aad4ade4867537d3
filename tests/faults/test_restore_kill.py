"""`kill -9` while a backup is made or put back: the database is the old one or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from console.store.sqlite.backup import back_up, check, head_of
from tests.support.filled import act, filled, opened, take_in
from tests.support.soundness import faults

ROUNDS = 8
SEED = 20261129


def killed(random_: random.Random, longest: float, *words: str) -> bool:
    """Start a child, kill it within `longest` seconds of its beginning; whether it was done before."""
    command = [sys.executable, "-m", "tests.support.restoringchild", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        # No wall time is asserted: the moment only has to differ.
        time.sleep(random_.uniform(0, longest))
        child.send_signal(signal.SIGKILL)
        return "done\n" in child.stdout.readlines()


async def test_killed_while_restoring(tmp_path: Path) -> None:
    database, copy, random_ = tmp_path / "beredt.db", tmp_path / "copy.db", random.Random(SEED)
    await filled(database, messages=600, events=4)
    back_up(database, copy)
    outcomes = set()
    for _ in range(ROUNDS):
        store = await opened(database)
        await take_in(store, 5, first=600)
        head = await store.head()
        await act(store, 6, first=head.event)
        old = await store.head()
        await store.close()
        done = killed(random_, 0.25, "restore", str(database), str(copy))
        assert faults(database) == []
        now = head_of(database)[0]
        assert now == old or now.event == 5, "the old one, or the backup and its restoring"
        assert now != old or not done, "what was told as done is done"
        outcomes.add(now == old)
    assert outcomes == {True, False}, "both sides of the change were met"
    store = await opened(database)
    assert (await store.verify()).ok
    await store.close()
    for kept in tmp_path.glob("beredt.db.replaced-*"):
        assert check(kept).events >= 4


async def test_killed_while_backing_up(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(SEED)
    await filled(database, messages=600)
    there = 0
    for number in range(ROUNDS):
        target = tmp_path / f"copy-{number}.db"
        done = killed(random_, 0.15, "backup", str(database), str(target))
        assert target.exists() or not done
        if target.exists():
            there += 1
            assert check(target).messages == 600
    assert 0 < there < ROUNDS
    assert faults(database) == []
