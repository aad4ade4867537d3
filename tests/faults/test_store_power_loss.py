"""The power fails at any write: nothing that was acknowledged is gone, and nothing is half there.

The store's own settings, schema and transactions run on a disk that can say what it may hold after a power
cut. Run with weaker settings the same test sees losses, which shows that it can.
"""

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from console.model.event import NewEvent
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState, Promised, State
from console.sla import Promise, Promises
from console.store.sqlite import events, items, migrate, outbox, settings
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, to_us
from console.store.sqlite.ingest import ingest
from console.store.sqlite.link import SETTINGS, WRITER, transaction
from console.store.sqlite.watched import Watched
from tests.support.judged import CHANNEL, T0, at, edited, judged
from tests.support.powerloss import Disk, RecordingVfs
from tests.support.soundness import faults_in

TRANSACTIONS = 60
PROMISES = Promises((Promise({promised: timedelta(minutes=1) for promised in Promised}),))
POINTS = 60


@dataclass
class Found:
    """What the images of one run showed."""

    broken: int = 0
    lost: int = 0


def work(db: Db, number: int) -> None:
    """Transaction `number`: a batch of messages, or an act on an item with its event and a reply."""
    settings.put(db, "transaction", str(number))
    if number % 2 == 0:
        batch = [judged(f"{number}-{row}", number * 60 + row, parent_id=f"{row}") for row in range(8)]
        batch.append(edited(judged(f"{max(0, number - 2)}-1"), number * 60, f"edited {number}"))
        keeping = Keeping(to_us(at(number)), PROMISES)
        ingest(db, batch, [], CHANNEL, str(number), at(number), keeping, Watched(()))
        return
    item = number % 7 + 1
    state = State.DONE if number % 3 else State.NEW
    items.set_state(db, item, state, None, None, Keeping(to_us(at(number)), PROMISES))
    out = Outgoing(
        id=0,
        item_id=item,
        channel=CHANNEL,
        to_remote_id=f"{number - 1}-{item - 1}",
        to_kind=Kind.MENTION,
        to_handle=SafeText("@ola"),
        thread_id=None,
        context={},
        text="An answer",
        key=f"{number:032x}",
        actor="kari",
        created_at=at(number),
        hold_until=at(number),
        state=OutboxState.SENDING,
    )
    out_id = outbox.add(db, out)
    if number % 5 == 0:
        sent = outbox.Outcome(OutboxState.SENT, remote_id=f"ours-{number}", sent_at=at(number * 60))
        outbox.settle(db, out_id, sent, at(number), Keeping(to_us(at(number)), PROMISES))
    events.append(
        db, "kari", at(number), NewEvent("item.done", f"item:{item}", {}, {"n": number}, note="why")
    )


def run(folder: Path, synchronous: str) -> Disk:
    disk = Disk()
    name = f"recording-{synchronous.lower()}"
    vfs = RecordingVfs(name, disk)
    with closing(apsw.Connection(str(folder / "beredt.db"), vfs=name)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        for setting in SETTINGS + WRITER:
            db.execute(setting)
        assert db.pragma("synchronous") == 2, "FULL is what is shipped"
        db.execute(f"PRAGMA synchronous = {synchronous}")
        # More often than shipped, so that many crashes fall into a checkpoint.
        db.execute("PRAGMA wal_autocheckpoint = 120")
        migrate.migrate(db, migrate.shipped(), to_us(T0))
        # The schema stands, whatever the setting: what is looked at is what comes after it.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(TRANSACTIONS):
            transaction(lambda db, number=number: work(db, number))(db)
            disk.mark()
    vfs.unregister()
    return disk


def look(folder: Path, disk: Disk, seed: int) -> Found:
    """Let the power fail at random points after the schema stood, and open what is left."""
    random_ = random.Random(seed)
    found = Found()
    for number in range(POINTS):
        point = random_.randint(disk.acknowledged[0], len(disk.log))
        image = folder / f"image-{number}"
        image.mkdir()
        for name, data in disk.after_power_loss(point, random_).items():
            (image / name).write_bytes(data)
        try:
            with closing(sqlite3.connect(image / "beredt.db", isolation_level=None)) as db:
                wrong = faults_in(db)
                [last] = db.execute("SELECT value FROM settings WHERE key = 'transaction'").fetchone() or [
                    "-1"
                ]
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            found.broken += 1
            continue
        found.broken += bool(wrong)
        found.lost += int(last) + 1 < disk.kept(point)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_acknowledged_is_lost_and_nothing_is_broken(tmp_path: Path, seed: int) -> None:
    assert look(tmp_path, run(tmp_path, "FULL"), seed) == Found(broken=0, lost=0)


def test_the_simulator_sees_what_a_weaker_setting_loses(tmp_path: Path) -> None:
    found = look(tmp_path, run(tmp_path, "NORMAL"), 1)
    assert found.broken == 0
    assert found.lost > POINTS // 4


def test_the_simulator_sees_what_no_syncing_breaks(tmp_path: Path) -> None:
    assert look(tmp_path, run(tmp_path, "OFF"), 1).broken > POINTS // 2
