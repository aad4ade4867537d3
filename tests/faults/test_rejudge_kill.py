"""`kill -9` while stored messages are judged anew: each part is whole or was never begun."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from console.model.correction import PREFIX
from tests.support.rejudgingstore import TAUGHT
from tests.support.soundness import faults

ROUNDS = 3
NEWEST = """
SELECT json_extract(after, '$.scorer') FROM events
WHERE verb = 'item.rejudged' AND json_extract(after, '$.message') = ? ORDER BY id DESC LIMIT 1
"""


def test_messages_events_and_counts_say_the_same(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(7)
    seen = 0
    for _ in range(ROUNDS):
        command = [sys.executable, "-m", "tests.support.rejudgingstore", str(database)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for _ in range(random_.randint(4, 30)):
                child.stdout.readline()
            for _ in range(random_.randint(0, 20_000)):
                pass
            child.send_signal(signal.SIGKILL)
        with closing(sqlite3.connect(database)) as db:
            rows = db.execute("SELECT id, scorer FROM messages").fetchall()
            corrected = [message for message, scorer in rows if scorer.startswith(PREFIX)]
            for message, scorer in rows:
                found = db.execute(NEWEST, (message,)).fetchone()
                seen += found is not None
                assert found is None or found[0] == scorer
        assert len(corrected) == TAUGHT
        assert faults(database) == []
    assert seen
