"""`kill -9` between a message and its rules: there is no between."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.support.ruledstore import ROWS
from tests.support.soundness import faults

ROUNDS = 6


def work_until_killed(database: Path, random_: random.Random) -> None:
    command = [sys.executable, "-m", "tests.support.ruledstore", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(random_.randint(1, 12)):
            child.stdout.readline()
        for _ in range(random_.randint(0, 20_000)):
            pass
        child.send_signal(signal.SIGKILL)


def test_each_message_met_its_rule_exactly_once(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(7)
    for _ in range(ROUNDS):
        work_until_killed(database, random_)
        with closing(sqlite3.connect(database)) as db:
            [messages] = db.execute("SELECT count(*) FROM messages").fetchone()
            [fired] = db.execute("SELECT count(*) FROM rule_fires").fetchone()
            [tagged] = db.execute("SELECT count(*) FROM items WHERE tags = '[\"seen\"]'").fetchone()
            [raised] = db.execute(
                "SELECT count(*) FROM items WHERE parts LIKE '%\"rule all\",10]%'"
            ).fetchone()
            [acts] = db.execute("SELECT count(*) FROM events WHERE verb = 'item.tagged'").fetchone()
        assert messages % ROWS == 0
        assert {fired, tagged, raised, acts} == {messages}
        assert faults(database) == []
    assert messages > ROWS * ROUNDS
