"""`kill -9` between what a person said of a message and what follows from it: there is no between."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from console.judge import Judge, JudgeSettings, Pupil
from console.model.correction import PREFIX
from console.store.sqlite import labelled
from tests.support.soundness import faults

ROUNDS = 5
STANDING = "SELECT message_id, max(id) FROM corrections WHERE taken_back_at IS NULL GROUP BY message_id"


def work_until_killed(database: Path, random_: random.Random) -> None:
    command = [sys.executable, "-m", "tests.support.correctingstore", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(random_.randint(1, 25)):
            child.stdout.readline()
        for _ in range(random_.randint(0, 20_000)):
            pass
        child.send_signal(signal.SIGKILL)


def test_labels_counts_and_events_say_the_same_and_the_next_judge_knows_all(tmp_path: Path) -> None:
    database, random_ = tmp_path / "beredt.db", random.Random(11)
    for _ in range(ROUNDS):
        work_until_killed(database, random_)
        with closing(sqlite3.connect(database)) as db:
            standing = dict(db.execute(STANDING))
            labels = dict(db.execute("SELECT id, label FROM corrections"))
            carried = {
                message: (scorer, label)
                for message, scorer, label in db.execute("SELECT id, scorer, label FROM messages")
                if scorer.startswith(PREFIX)
            }
            [made] = db.execute("SELECT count(*) FROM events WHERE verb = 'item.corrected'").fetchone()
            [negatives] = db.execute("SELECT sum(negatives) FROM series WHERE stream = 'all'").fetchone()
            [moods] = db.execute("SELECT sum(n) FROM moods WHERE feeling = 'negative'").fetchone()
            [wanted] = db.execute("SELECT count(*) FROM messages WHERE label = 'negative'").fetchone()
            [sure] = db.execute(
                "SELECT count(*) FROM messages WHERE label = 'negative' AND NOT unsure"
            ).fetchone()
            lessons = labelled.lessons(db)
        assert carried == {message: (f"{PREFIX}{one}", labels[one]) for message, one in standing.items()}
        assert made == len(labels)
        assert (negatives, moods or 0) == (wanted, sure)
        assert faults(database) == []
        learning = Pupil(judge := Judge(JudgeSettings()))
        learning.want(lessons)
        assert learning.study(len(lessons))
        scorer = judge.opinion("down again", "en").scorer
        assert scorer.endswith(f"+brand-{len(standing)}") == bool(standing)
    assert len(labels) > ROUNDS
