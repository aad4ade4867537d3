"""What must be refused or recovered when a database is opened."""

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from console.errors import StoreError
from console.model.actor import Actor
from console.model.event import Change
from console.query.ast import Query
from console.store.sqlite import SqliteStore, engine, migrate
from console.store.sqlite.checks import wal_reset_bug
from console.store.sqlite.guard import file_system, refuse_network_disk
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, judged
from tests.support.soundness import faults

HOLD = """
import asyncio, sys
from pathlib import Path
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, judged

async def main():
    store = SqliteStore(Path(sys.argv[1]), clock=FastClock())
    await store.open()
    await store.ingest([judged("a"), judged("b")], [], channel=CHANNEL, cursor="b", at=T0)
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def fill(path: Path, count: int = 2) -> None:
    store = SqliteStore(path, clock=FastClock())
    await store.open()
    await store.ingest([judged(str(n), n) for n in range(count)], [], channel=CHANNEL, cursor="c", at=T0)
    await store.close()


async def refusal(path: Path, **options: bool) -> str:
    store = SqliteStore(path, clock=FastClock(), **options)
    try:
        with pytest.raises(StoreError) as caught:
            await store.open()
    finally:
        await store.close()
    return str(caught.value)


async def test_everything_is_found_as_it_was(database: Path) -> None:
    await fill(database)
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    assert await store.cursor(CHANNEL) == "c"
    assert (await store.counts()).messages == 2
    await store.close()
    assert not database.with_name("beredt.db-wal").exists(), "a clean end folds the log in"


async def test_only_its_owner_can_read_it(database: Path) -> None:
    await fill(database)
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700


async def test_the_settings_that_were_chosen(store: SqliteStore) -> None:
    engine = store._engine
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "cache_size",
             "wal_autocheckpoint", "journal_size_limit", "busy_timeout", "mmap_size")  # fmt: skip

    def ask(db: sqlite3.Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone() for name in names]

    writer = [row[0] for row in await engine._writer.run(ask) if row]
    assert writer[:9] == ["wal", 2, 1, 0, 1, -16000, 4000, 67108864, 5000]
    reader = [row[0] for row in await engine.read(ask) if row]
    assert reader[:9] == ["wal", 2, 1, 0, 1, -16000, 0, 67108864, 5000]


async def test_the_log_is_folded_after_a_persons_act(
    store: SqliteStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FOLDED_EVERY", 0.0)
    batch = [judged("1")]
    await store.ingest(batch, [], channel=CHANNEL, cursor="a", at=T0)
    [item] = await store.queue_ids(Query(()), me="kari", now=T0)
    async with store.act(Actor("kari"), T0) as tx:
        await tx.set_tags(item, ["folded"])
    folding = store._engine._folding
    assert folding is not None
    await folding
    # Immutable: SQLite looks at the database's file alone.
    with closing(sqlite3.connect(f"file:{database}?immutable=1", uri=True)) as db:
        assert db.execute("SELECT tags FROM items").fetchall() == [('["folded"]',)]


async def test_a_second_process_is_told_who_has_it_and_a_killed_one_leaves_no_lock(database: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert f"process {holder.pid} already has this database open" in await refusal(database)
        reader = SqliteStore(database, clock=FastClock(), read_only=True)
        await reader.open()
        assert len(await reader.queue_ids(Query(()), me="x", now=T0)) == 2
        with pytest.raises(StoreError, match="for reading only"):
            await reader.set_setting("a", "b")
        await reader.close()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert database.with_name("beredt.db-wal").stat().st_size > 0, "the log is hot"
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    await store.checked()
    assert (await store.counts()).messages == 2
    assert await store.cursor(CHANNEL) == "b"
    await store.close()
    assert faults(database) == []


async def test_two_stores_of_one_process_are_two_writers(store: SqliteStore, database: Path) -> None:
    assert f"process {os.getpid()} already" in await refusal(database)


async def test_reading_only_makes_nothing(database: Path) -> None:
    assert "there is no database" in await refusal(database, read_only=True)
    assert not database.parent.exists()


async def test_a_newer_schema_is_refused(database: Path) -> None:
    await fill(database)
    with closing(sqlite3.connect(database)) as db:
        db.execute("INSERT INTO schema_version VALUES (9999, 'x', 0)")
        db.commit()
    before = database.read_bytes()
    assert "schema 9999" in await refusal(database)
    assert database.read_bytes() == before


async def test_a_migration_that_changed_since_is_refused(database: Path) -> None:
    await fill(database)
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE schema_version SET checksum = 'x'")
        db.commit()
    assert "is not the one that made this database" in await refusal(database)


async def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (a)")
        db.commit()
    assert "another program" in await refusal(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


LAST = migrate.shipped()[-1].version
FAULTY = migrate.Migration(
    LAST + 1, "9999_faulty.sql", "CREATE TABLE more (a);\nINSERT INTO nowhere VALUES (1);\n"
)
GOOD = migrate.Migration(LAST + 1, "9999_good.sql", "CREATE TABLE more (a);\nINSERT INTO more VALUES (1);\n")


async def test_a_failed_migration_leaves_the_database_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)
    shipped = migrate.shipped()
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "shipped", lambda: (*shipped, FAULTY))
        assert "9999_faulty.sql failed" in await refusal(database)
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'more'").fetchall() == []
    await fill(database, 3)
    assert faults(database) == []


async def test_a_copy_is_made_before_a_migration(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(database)
    shipped = migrate.shipped()
    monkeypatch.setattr(migrate, "shipped", lambda: (*shipped, GOOD))
    assert "older than this program" in await refusal(database, read_only=True)
    await fill(database, 3)
    [copy] = database.parent.glob(f"beredt.db.before-{LAST + 1:04d}-*")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT count(*) FROM messages").fetchone() == (2,)
        assert db.execute("SELECT max(version) FROM schema_version").fetchone() == (LAST,)
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT a FROM more").fetchall() == [(1,)]
    await fill(database, 4)
    assert len(list(database.parent.glob("beredt.db.before-*"))) == 1, "no copy without a migration"


def test_the_shipped_migrations_are_numbered_without_gaps() -> None:
    assert [migration.version for migration in migrate.shipped()] == list(
        range(1, len(migrate.shipped()) + 1)
    )


def test_a_trigger_stays_one_statement() -> None:
    script = (
        "-- it's a comment; with a semicolon\nCREATE TABLE a (b);\n"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  SELECT 1;\nEND;\n"
    )
    assert len(migrate.statements(script)) == 2


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_bytes(b"this is a text\n" * 100)
    assert "is damaged or is no database" in await refusal(path)
    assert path.read_bytes() == b"this is a text\n" * 100


async def test_a_file_that_lost_its_end(database: Path) -> None:
    await fill(database, 200)
    os.truncate(database, database.stat().st_size - 8192)
    message = await refusal(database)
    assert "8192 bytes are missing at its end" in message
    assert "restore the newest copy" in message


async def test_damage_in_the_middle_is_found_in_the_background_and_stops_all_writing(database: Path) -> None:
    await fill(database, 400)
    clock = FastClock()
    clock.advance(2 * 86400)
    data = bytearray(database.read_bytes())
    with closing(sqlite3.connect(database)) as db:
        [root] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages_author'").fetchone()
    data[(root - 1) * 4096 : root * 4096] = random.Random(1).randbytes(4096)
    database.write_bytes(data)
    store = SqliteStore(database, clock=clock)
    told: list[Change] = []
    store.subscribe(told.append)
    await store.open()
    with pytest.raises(StoreError, match="is damaged"):
        await store.checked()
    assert told == [Change(None, "store.damaged", ("store",))]
    with pytest.raises(StoreError, match="is damaged"):
        await store.ingest([judged("new")], [], channel=CHANNEL, cursor=None, at=T0)
    with pytest.raises(StoreError, match="is damaged"):
        async with store.act(Actor("kari"), T0):
            pass
    assert len(await store.queue_ids(Query(()), me="kari", now=T0)) == 400, "reading goes on"
    assert (await store.checks())["integrity"] != "ok"
    await store.close()


@pytest.mark.parametrize("seed", range(12))
async def test_random_damage_never_crashes(database: Path, seed: int) -> None:
    await fill(database, 100)
    random_ = random.Random(seed)
    data = bytearray(database.read_bytes())
    for _ in range(30):
        data[random_.randrange(len(data))] = random_.randrange(256)
    database.write_bytes(data)
    clock = FastClock()
    clock.advance(2 * 86400)
    store = SqliteStore(database, clock=clock)
    try:
        await store.open()
        await store.checked()
        await store.queue_rows(Query(()), me="kari", now=T0, limit=50)
    except StoreError:
        pass  # Whatever it meets, it says so in our words; every other exception fails this test.
    finally:
        await store.close()


async def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    assert "cannot be opened for writing" in await refusal(tmp_path / "file" / "beredt.db")


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:40 / /srv/team\\040files rw shared:5 - nfs4 host:/export rw,vers=4.2
41 22 0:41 / /home/kari/sshfs rw - fuse.sshfs kari@host: rw
42 40 0:42 / /srv/team\\040files/local rw - xfs /dev/vdb rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/beredt/beredt.db", "ext4"),
        ("/srv/team files/beredt.db", "nfs4"),
        ("/srv/team files/local/beredt.db", "xfs"),
        ("/srv/team files elsewhere/beredt.db", "ext4"),
        ("/home/kari/sshfs/data/beredt.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind
    if kind in ("nfs4", "fuse.sshfs"):
        with pytest.raises(StoreError, match=kind):
            refuse_network_disk(Path(path), MOUNTS)
    else:
        refuse_network_disk(Path(path), MOUNTS)


@pytest.mark.parametrize(
    ("version", "present"),
    [((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 50, 7), False),
     ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 0), False)],
)  # fmt: skip
def test_which_sqlite_can_tear_its_log(version: tuple[int, int, int], present: bool) -> None:
    assert wal_reset_bug(version) is present


async def test_the_facts_for_the_doctor(store: SqliteStore, database: Path) -> None:
    facts = await store.checks()
    assert (facts["path"], facts["integrity"], facts["journal"], facts["synchronous"]) == (
        str(database),
        "ok",
        "wal",
        "2",
    )
    assert facts["schema"] == str(LAST)
