"""Putting a backup in the database's place.

The copy is made beside the database, checked and synced before it takes the name; the name changes hands in
one step of the file system. At every moment the name belongs to the whole old database or to the whole new
one, and the old one keeps living under a name of its own.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.errors import StoreError
from console.model.actor import Actor
from console.model.event import Head, NewEvent
from console.store.sqlite import backup, events, migrate
from console.store.sqlite.backup import Facts, make_private, open_still, sync
from console.store.sqlite.checks import MAGIC
from console.store.sqlite.db import all_rows, from_us, to_us
from console.store.sqlite.guard import WriterLock, refuse_network_disk
from console.store.sqlite.link import SETTINGS, explain
from console.store.sqlite.opening import is_missing

LOGS = ("-wal", "-shm", "-journal")
ERASURES = "SELECT hash, subject FROM events WHERE verb = ?"
HAS_PERSONS = "SELECT 1 FROM sqlite_master WHERE name = 'handles'"


@dataclass(frozen=True, slots=True)
class Newer:
    """What the database that was replaced held and the backup does not."""

    readable: bool
    """False when it was too damaged to tell."""
    events: int = 0
    messages: int = 0
    """Received after the backup's newest."""
    last_event_at: datetime | None = None
    newest_message_at: datetime | None = None
    parted_at: int | None = None
    """The first event that is another in both: the backup is of another database, or of another past."""
    erasures: int = 0
    """Of its events so many are erasures of persons that the backup does not know."""
    erased: tuple[int, ...] = ()
    """Persons of the backup, by their numbers there, who were erased since; empty where the numbers of both
    can't be compared."""

    @property
    def anything(self) -> bool:
        return bool(self.events or self.messages or self.parted_at)


@dataclass(frozen=True, slots=True)
class Restored:
    facts: Facts
    """Of the backup as it was."""
    head: Head
    """Of the database as it is now: the restoring is its last event."""
    kept: Path | None
    """Where the old database is; None if there was none."""
    newer: Newer | None


def restore(
    source: Path,
    path: Path,
    actor: Actor,
    now: datetime,
    agreed: Callable[[Newer], None] = lambda _newer: None,
) -> Restored:
    """Put a backup in the place of the database.

    Args:
        source: A copy that `backup.back_up` made; it stays as it is.
        path: The database; it need not exist.
        actor: Who restores; it is the first event after the backup's last.
        now: For that event, and for the old one's new name.
        agreed: Told what will be lost from sight, before anything is; what it raises ends the restoring.

    Raises:
        StoreError: something owns the database, or the backup is not sound; then nothing was changed.
    """
    refuse_network_disk(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = WriterLock(path)
    lock.take()
    part = path.with_name(f"{path.name}.restoring")
    try:
        _remove(part)
        _forget_second_names(path)
        facts = _copy(source, part)
        old = None if is_missing(path) else _newer(path, facts, part)
        if old is not None:
            agreed(old)
        head = _enter(part, facts, old, actor, now)
        kept = None
        if path.exists():
            kept = _keep_old(path, now)
        os.replace(part, path)
        sync(path.parent)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        raise StoreError(
            f"the backup can't be put in place ({error.strerror or error})", kept="the database is as it was"
        ) from error
    finally:
        _remove(part)
        lock.release()
    return Restored(facts, head, kept, old)


def _copy(source: Path, part: Path) -> Facts:
    log_file = source.with_name(source.name + "-wal")
    if log_file.is_file() and log_file.stat().st_size:
        raise StoreError(
            f"{source} is a database in use, or was copied from one without its log",
            kept="nothing was changed",
            fix="make a backup of it with beredt backup",
        )
    make_private(part)
    try:
        with source.open("rb") as given, part.open("wb") as file:
            shutil.copyfileobj(given, file, backup.CHUNK)
    except OSError as error:
        raise StoreError(f"{source} can't be read ({error.strerror})", kept="nothing was changed") from error
    try:
        return backup.check(part)
    except StoreError as error:
        what = error.what.replace(str(part), str(source))
        raise StoreError(what, kept="the database is as it was", fix="take another backup") from error


def _enter(part: Path, facts: Facts, old: Newer | None, actor: Actor, now: datetime) -> Head:
    """Bring the copy's schema up to date and let its log say that it was restored; synced at the end."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        for setting in SETTINGS[1:]:
            db.execute(setting).fetchall()
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
        migrate.migrate(db, migrate.shipped(), to_us(now))
        if facts.schema < backup.WHOLE_CHAIN:
            report = events.verify_here(db)
            if not report.ok:
                raise StoreError(
                    f"the backup has a broken event log (at event {report.first_bad})",
                    kept="the database is as it was",
                    fix="take another backup",
                )
        after = {"sha256": facts.sha256, "head": facts.head, "events": facts.events}
        if old is not None and old.readable:
            after |= {"newer_events": old.events, "newer_messages": old.messages}
        db.execute("BEGIN IMMEDIATE")
        events.append(db, actor.name, now, NewEvent("store.restored", "store", {}, after), actor.origin)
        head = events.head(db)
        db.execute("COMMIT")
    sync(part)
    return head


def _newer(path: Path, facts: Facts, copy: Path) -> Newer:
    """What is lost from sight; a database that can't be read any more is no reason not to restore."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            # SQLite would throw its log away.
            return Newer(readable=False)
    try:
        _fold(path)
        with closing(open_still(path)) as db:
            newest = facts.newest_message_at
            count, last = all_rows(
                db,
                "SELECT count(*), max(received_at) FROM messages WHERE received_at > ?",
                (to_us(newest) if newest else -1,),
            )[0]
            head = events.head(db)
            at = all_rows(db, events.HASH_OF, (head.event,))[0][1] if head.event else None
            parted = _parted(db, facts)
            erasures, erased = _erased(db, copy, one_past=parted is None)
            return Newer(
                readable=True,
                events=max(0, head.event - facts.events),
                messages=int(count),
                last_event_at=None if at is None else from_us(at),
                newest_message_at=None if last is None else from_us(last),
                parted_at=parted,
                erasures=erasures,
                erased=erased,
            )
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        ):
            raise StoreError(
                "another process reads this database",
                kept="the database is as it was",
                fix="close every console and command that uses it, then restore",
            ) from error
        return Newer(readable=False)
    except (sqlite3.Error, IndexError):
        return Newer(readable=False)


def _parted(db: sqlite3.Connection, facts: Facts) -> int | None:
    """Whether the backup's last event is the one with that number here; None if it is, or isn't there."""
    if not facts.events:
        return None
    rows = all_rows(db, events.HASH_OF, (facts.events,))
    return facts.events if rows and rows[0][0] != facts.head else None


def _erased(db: sqlite3.Connection, copy: Path, *, one_past: bool) -> tuple[int, tuple[int, ...]]:
    """How many erasures the copy does not know, and whom of theirs it has by its own numbers."""
    with closing(open_still(copy)) as other:
        known = {row[0] for row in all_rows(other, ERASURES, (events.ERASED,))}
        unknown = [row for row in all_rows(db, ERASURES, (events.ERASED,)) if row[0] not in known]
        if not unknown or not one_past or not all_rows(other, HAS_PERSONS):
            return len(unknown), ()
        subjects = {row[1] for row in unknown}
        found = {
            linked_to or number
            for number, linked_to in all_rows(other, "SELECT id, linked_to FROM handles")
            if f"person:{number}" in subjects
        }
    return len(unknown), tuple(sorted(found))


def _fold(path: Path) -> None:
    """Fold the log into the database and remove it; it has to be alone with it, and finds out."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=2)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        mode = str(all_rows(db, "PRAGMA journal_mode = DELETE")[0][0])
    if mode != "delete":
        raise sqlite3.OperationalError("the log can't be folded in")


def _keep_old(path: Path, now: datetime) -> Path:
    """A second name for the old database, with its log if it could not be folded in.

    The log must be gone before another database has the name: SQLite would replay it into that one.
    """
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}-{number}")
    os.link(path, kept)
    for ending in LOGS:
        log_file = path.with_name(path.name + ending)
        if log_file.exists():
            os.replace(log_file, kept.with_name(kept.name + ending))
    sync(path.parent)
    return kept


def _forget_second_names(path: Path) -> None:
    """A restoring that was killed before the name changed hands left the database with two names."""
    for kept in path.parent.glob(f"{path.name}.replaced-*"):
        if path.exists() and kept.samefile(path):
            kept.unlink()


def _remove(part: Path) -> None:
    for ending in ("", *LOGS):
        part.with_name(part.name + ending).unlink(missing_ok=True)
