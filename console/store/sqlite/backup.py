"""A copy of the database while it is in use, and whether a copy is sound.

The copy is one committed state: it is read inside one snapshot of a reading connection, which the writer does
not wait for (its log is folded in only after the copy, so it grows by what is written meanwhile). It is
written beside its place, checked, synced, and only then put there under its name: a process that is killed
leaves no half copy that could be mistaken for a whole one.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from console.errors import InputError, StoreError, StoreFull
from console.model.event import Head
from console.store.sqlite import events, migrate
from console.store.sqlite.checks import MAGIC
from console.store.sqlite.db import Db, all_rows, from_us
from console.store.sqlite.guard import refuse_network_disk
from console.store.sqlite.link import READER, SETTINGS, explain
from console.store.sqlite.opening import is_missing

PAGES = 2_000
"""Copied between two looks at who wants to know; 8 MB."""
CHUNK = 1 << 20
MARK = ".last-backup"
"""Ending of the small file beside the database that tells when it was last backed up, and where to."""

Progress = Callable[[int, int], None]
"""Called with how many bytes are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a copy holds; all of it was checked."""

    bytes: int
    sha256: str
    schema: int
    events: int
    head: str
    last_event_at: datetime | None
    messages: int
    newest_message_at: datetime | None
    """When the newest message was received."""


def back_up(path: Path, target: Path, progress: Progress = lambda _done, _all: None) -> Facts:
    """Copy the database that others may be writing to.

    Args:
        path: The database.
        target: Where the copy goes; nothing may be there. Readable by its owner only.
        progress: How far it is.

    Raises:
        InputError: something is at `target`, or its folder is missing.
        StoreError: the database can't be read, the copy can't be written, or it is not sound.
    """
    if is_missing(path):
        raise StoreError(f"there is no database at {path} yet", fix="start beredt once, and it is made")
    refuse_existing(target)
    part = target.with_name(f".{target.name}.part-{os.getpid()}")
    try:
        make_private(part)
        with _reading(path) as db:
            size = int(all_rows(db, "PRAGMA page_size")[0][0])
            with closing(sqlite3.connect(part, isolation_level=None)) as copy:
                db.backup(
                    copy,
                    pages=PAGES,
                    progress=lambda _status, left, pages: progress((pages - left) * size, pages * size),
                )
                # The header of the copy says WAL; a copy that lies still has no log beside it.
                copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        facts = check(part)
        sync(part)
        put(part, target)
        _remember(path, target)
    except sqlite3.Error as error:
        if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreFull(
                f"there is no room for the copy {target}", kept="the database is as it was", fix="make room"
            ) from error
        raise explain(error, path) from error
    except OSError as error:
        raise StoreError(
            f"the copy {target} can't be written ({error.strerror})", fix="choose another place for it"
        ) from error
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)
    return facts


def refuse_existing(target: Path) -> None:
    """Raises InputError."""
    if not target.parent.is_dir():
        raise InputError(f"there is no folder {target.parent}", fix="make it first")
    if target.is_symlink() or target.exists():
        raise InputError(f"{target} is there already", fix="a backup never overwrites; choose another name")


def check(path: Path, progress: Callable[[int], None] = lambda _events: None) -> Facts:
    """Read every page of a copy that nobody writes to, and walk its chain; nothing is made beside it.

    Raises:
        StoreError: it is no database of ours, damaged, newer than this program, or its chain is broken.
    """
    try:
        with path.open("rb") as file:
            if not file.read(len(MAGIC)).startswith(MAGIC):
                raise _unusable(path, "is no database")
        with closing(open_still(path)) as db:
            found = str(all_rows(db, "PRAGMA integrity_check(1)")[0][0])
            if found != "ok":
                raise _unusable(path, f"is damaged ({found[:200]})")
            if all_rows(db, "PRAGMA application_id")[0][0] != migrate.APPLICATION_ID:
                raise _unusable(path, "is a database of another program")
            migrate.pending(db, migrate.shipped())
            return _facts(db, path, progress)
    except sqlite3.Error as error:
        raise _unusable(path, f"can't be read as a database ({error})") from error
    except OSError as error:
        raise StoreError(f"{path} can't be read ({error.strerror})") from error


def _facts(db: Db, path: Path, progress: Callable[[int], None]) -> Facts:
    schema = migrate.applied(db)[-1][0]
    head, digest = all_rows(db, events.HEAD)[0]
    last = None
    if schema >= WHOLE_CHAIN:
        report = events.verify_here(db, progress)
        if not report.ok:
            raise _unusable(path, f"has a broken event log (at event {report.first_bad})")
    if head:
        last = from_us(all_rows(db, events.HASH_OF, (head,))[0][1])
    count, newest = all_rows(db, "SELECT count(*), max(received_at) FROM messages")[0]
    return Facts(
        bytes=path.stat().st_size,
        sha256=sha256(path),
        schema=schema,
        events=int(head),
        head=str(digest),
        last_event_at=last,
        messages=int(count),
        newest_message_at=None if newest is None else from_us(newest),
    )


WHOLE_CHAIN = 14
"""The schema from which on this program's walk of the chain finds all its columns."""


def head_of(path: Path) -> tuple[Head, datetime | None]:
    """The chain's end in a database that may be in use, and its time. Raises sqlite3.Error."""
    with _reading(path) as db:
        head = events.head(db)
        at = all_rows(db, events.HASH_OF, (head.event,))[0][1] if head.event else None
        return head, None if at is None else from_us(at)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One snapshot of a database that may be in use."""
    refuse_network_disk(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in (*SETTINGS, *READER):
            db.execute(setting).fetchall()
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
        try:
            yield db
        finally:
            db.execute("ROLLBACK")


def open_still(path: Path) -> sqlite3.Connection:
    """A file that nobody writes to, without locks, and with no log made beside it."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def make_private(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))


def sync(path: Path) -> None:
    """Have a file, or a folder's entries, on the disk before going on."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def put(part: Path, target: Path) -> None:
    """Give a finished file its name, which nobody may have taken meanwhile. Raises InputError, OSError."""
    try:
        os.link(part, target)
    except FileExistsError:
        refuse_existing(target)
    except OSError:
        # A file system without hard links.
        refuse_existing(target)
        part.rename(target)
    sync(target.parent)


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _remember(path: Path, target: Path) -> None:
    """Beside the database and not in it: whoever makes backups need not be who owns the database."""
    mark = path.with_name(path.name + MARK)
    with suppress(OSError):
        fd = os.open(mark, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{target.absolute()}\n")


def last_backup(path: Path) -> tuple[float, str] | None:
    """When (seconds since 1970 UTC) and where to; None if nobody ever made one."""
    mark = path.with_name(path.name + MARK)
    try:
        return mark.stat().st_mtime, mark.read_text("utf-8", "surrogateescape").strip()
    except OSError:
        return None


def _unusable(path: Path, what: str) -> StoreError:
    return StoreError(f"{path} {what}", kept="nothing was changed", fix="take another backup")
