"""Backups beside a running desk, and putting one back."""

import hashlib
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from console.errors import BeredtError, InputError, StoreError
from console.model.event import AuditReport
from console.store.sqlite import SqliteStore, backup, migrate
from console.store.sqlite.backup import back_up, check
from console.store.sqlite.restore import restore
from tests.support.filled import KARI, act, filled, opened, take_in
from tests.support.judged import at
from tests.support.soundness import faults


async def test_a_backup_beside_a_writer_is_one_whole_state(store: SqliteStore, tmp_path: Path) -> None:
    await take_in(store, 300)
    await act(store, 3)
    seen: list[tuple[int, int]] = []
    target = tmp_path / "copy.db"
    facts = back_up(store.path, target, lambda done, total: seen.append((done, total)))
    await act(store, 2, first=3)
    await take_in(store, 10, first=300)
    assert (facts.events, facts.messages) == (3, 300)
    assert facts.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert seen[-1][0] == seen[-1][1] == facts.bytes
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"], (
        "nothing is left beside it"
    )
    assert faults(target) == []
    told = backup.last_backup(store.path)
    assert told is not None
    assert told[1] == str(target)


async def test_a_writer_goes_on_while_pages_are_copied(store: SqliteStore, tmp_path: Path) -> None:
    await take_in(store, 400)
    wrote: list[int] = []

    def write(_done: int, _all: int) -> None:
        # In the middle of the copy, from a connection of its own, as another process would.
        with closing(sqlite3.connect(store.path, timeout=0)) as db, db:
            db.execute("INSERT INTO settings VALUES (?, 'x')", (f"during-{len(wrote)}",))
        wrote.append(1)

    pages, backup.PAGES = backup.PAGES, 20
    try:
        facts = back_up(store.path, tmp_path / "copy.db", write)
    finally:
        backup.PAGES = pages
    assert len(wrote) > 5
    with closing(backup.open_still(tmp_path / "copy.db")) as db:
        assert db.execute("SELECT count(*) FROM settings WHERE key LIKE 'during-%'").fetchone() == (0,)
    assert facts.messages == 400
    assert await store.get_setting("during-0") == "x"


@pytest.mark.parametrize("make", [lambda path: path.write_text("mine"), lambda path: path.symlink_to("gone")])
async def test_a_backup_never_overwrites(tmp_path: Path, make: object) -> None:
    await filled(tmp_path / "beredt.db")
    target = tmp_path / "copy.db"
    assert callable(make)
    make(target)
    with pytest.raises(InputError, match="is there already"):
        back_up(tmp_path / "beredt.db", target)
    assert not target.exists() or target.read_text() == "mine"


async def test_what_is_wrong_with_a_backup_is_said(tmp_path: Path) -> None:
    await filled(tmp_path / "beredt.db", messages=200)
    with pytest.raises(InputError, match="no folder"):
        back_up(tmp_path / "beredt.db", tmp_path / "gone" / "copy.db")
    with pytest.raises(StoreError, match="no database"):
        back_up(tmp_path / "gone.db", tmp_path / "copy.db")
    whole = tmp_path / "copy.db"
    back_up(tmp_path / "beredt.db", whole)
    content = whole.read_bytes()
    for name, damaged in {
        "garbage": b"x" * 5000,
        "empty": b"",
        "half": content[: len(content) // 2],
        "torn": content[:8192] + os.urandom(60_000) + content[68_192:],
    }.items():
        bad = tmp_path / name
        bad.write_bytes(damaged)
        with pytest.raises(StoreError):
            check(bad)
        with pytest.raises(StoreError):
            restore(bad, tmp_path / "beredt.db", KARI, at(0))
    with closing(sqlite3.connect(tmp_path / "other.db")) as db, db:
        db.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreError, match="another program"):
        check(tmp_path / "other.db")
    tampered = tmp_path / "tampered"
    tampered.write_bytes(content)
    with closing(sqlite3.connect(tampered)) as db, db:
        db.execute("UPDATE events SET actor = 'ola' WHERE id = 2")
    with pytest.raises(StoreError, match="broken event log"):
        restore(tampered, tmp_path / "beredt.db", KARI, at(0))
    assert faults(tmp_path / "beredt.db") == []


async def test_a_restored_database_holds_the_backup_and_says_so(tmp_path: Path) -> None:
    database = tmp_path / "beredt.db"
    await filled(database, messages=50, events=5)
    back_up(database, tmp_path / "copy.db")
    store = await opened(database)
    await take_in(store, 7, first=50)
    await act(store, 3, first=5)
    await store.close()
    done = restore(tmp_path / "copy.db", database, KARI, at(1000))
    assert done.newer is not None
    assert (done.newer.events, done.newer.messages, done.newer.parted_at) == (3, 7, None)
    assert (done.newer.last_event_at, done.newer.newest_message_at) == (at(60 * 7), at(57))
    assert done.kept is not None
    assert check(done.kept).events == 8, "the old one is kept whole"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    store = await opened(database)
    last = (await store.events(None, 1))[0]
    assert (last.id, last.verb, last.actor, last.origin) == (6, "store.restored", "kari", KARI.origin)
    assert last.after["newer_events"] == 3
    assert await store.verify() == AuditReport(6, True, None)
    assert (await store.counts()).messages == 50
    await store.close()
    assert faults(database) == []
    assert not (tmp_path / "beredt.db.restoring").exists()


async def test_restoring_is_refused_while_somebody_uses_the_database(tmp_path: Path) -> None:
    database = tmp_path / "beredt.db"
    await filled(database)
    back_up(database, tmp_path / "copy.db")
    store = await opened(database)
    with pytest.raises(StoreError, match=f"process {os.getpid()} already has this database open"):
        restore(tmp_path / "copy.db", database, KARI, at(0))
    await act(store, 1)
    await store.close()
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("PRAGMA journal_mode = WAL").fetchall()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchall()
        with pytest.raises(StoreError, match="another process reads"):
            restore(tmp_path / "copy.db", database, KARI, at(0))
    assert check(database).events == 6, "it is as it was"


async def test_a_database_in_use_is_no_backup(tmp_path: Path) -> None:
    store = await opened(tmp_path / "live.db")
    await act(store, 1)
    with pytest.raises(StoreError, match="in use"):
        restore(tmp_path / "live.db", tmp_path / "beredt.db", KARI, at(0))
    await store.close()


async def test_a_damaged_database_is_replaced_and_kept_with_its_log(tmp_path: Path) -> None:
    database = tmp_path / "beredt.db"
    await filled(database)
    back_up(database, tmp_path / "copy.db")
    database.write_bytes(b"x" * 40_000)
    (tmp_path / "beredt.db-wal").write_bytes(b"of the old one")
    done = restore(tmp_path / "copy.db", database, KARI, at(0))
    assert done.newer is not None
    assert not done.newer.readable
    assert done.kept is not None
    assert done.kept.read_bytes() == b"x" * 40_000
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == b"of the old one"
    assert faults(database) == []


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        migrate.migrate(db, [one for one in migrate.shipped() if one.version < 9], 0)
    done = restore(old, tmp_path / "data" / "beredt.db", KARI, at(0))
    assert (done.kept, done.newer, done.facts.schema) == (None, None, 8)
    store = await opened(tmp_path / "data" / "beredt.db")
    assert await store.verify() == AuditReport(1, True, None)
    await store.close()


async def test_of_another_past_is_said(tmp_path: Path) -> None:
    await filled(tmp_path / "one.db", events=3)
    store = await opened(tmp_path / "two.db")
    await act(store, 4, first=9)
    await store.close()
    back_up(tmp_path / "one.db", tmp_path / "copy.db")
    done = restore(tmp_path / "copy.db", tmp_path / "two.db", KARI, at(0))
    assert done.newer is not None
    assert done.newer.parted_at == 3


def test_nothing_that_goes_wrong_is_more_than_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BeredtError):
        restore(tmp_path / "gone.db", tmp_path / "beredt.db", KARI, at(0))
    assert not (tmp_path / "beredt.db").exists()
