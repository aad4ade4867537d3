"""One connection to the database: its settings, its thread, and its errors in our words."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

from console.errors import BeredtError, StoreError, StoreFull
from console.store.sqlite.db import Db
from console.store.sqlite.guard import disk_is_full

T = TypeVar("T")

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA analysis_limit = 1000",
)
WRITER = ("PRAGMA wal_autocheckpoint = 4000",)
"""Pages of the log from which on it is folded into the database by whoever commits."""
READER = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA query_only = ON")

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Link:
    """One connection on its own thread; a function handed to `run` runs there in one hop."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self.on_damage: Callable[[StoreError], None] = lambda _error: None

    @classmethod
    async def open(cls, path: Path, settings: tuple[str, ...]) -> "Link":
        connection = aiosqlite.connect(path, isolation_level=None, cached_statements=512)
        # A process that ends without closing must not wait for this thread; what is committed is safe.
        connection._thread.daemon = True
        try:
            await connection
        except sqlite3.Error as error:
            raise explain(error, path) from error
        link = cls(connection, path)
        try:
            await connection.create_function("casefold", 1, casefold, deterministic=True)
            await link.run(lambda db: [db.execute(setting).fetchall() for setting in settings])
        except BaseException:
            await connection.close()
            raise
        return link

    async def run(self, function: Callable[[Db], T]) -> T:
        """Run `function` on the connection's thread. Raises StoreError for what SQLite complains about.

        The driver's public methods hop to the thread once for each statement; its own doorway takes a whole
        function, which makes a transaction of many statements one hop.
        """
        execute: Callable[..., Awaitable[object]] = self._connection._execute
        try:
            return cast("T", await execute(function, self._connection._conn))
        except BeredtError:
            raise
        except (sqlite3.Error, ValueError, OverflowError) as error:
            said = explain(error, self._path)
            if is_damage(error):
                self.on_damage(said)
            raise said from error

    def interrupt(self) -> None:
        """Make the statement that runs just now fail; safe to call from another thread."""
        self._connection._conn.interrupt()

    async def close(self) -> None:
        await self._connection.close()


def casefold(value: object) -> object:
    """Upper and lower case are one in every script; SQLite's own lower() knows ASCII alone."""
    return value.casefold() if isinstance(value, str) else value


def is_damage(error: Exception) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in _DAMAGE


def explain(error: Exception, path: Path) -> StoreError:
    """What SQLite said, as one of our errors."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if code & 0xFF == sqlite3.SQLITE_FULL or (code & 0xFF == sqlite3.SQLITE_IOERR and disk_is_full(path)):
        return StoreFull(
            "the disk that holds the database is full",
            kept="everything acknowledged so far is kept, and nothing new is acknowledged",
            fix="free some space; work goes on by itself",
        )
    if is_damage(error):
        return StoreError(
            f"the database {path} is damaged ({error})",
            kept="it was left as it is",
            fix="restore the newest copy beside it, and keep the damaged file for inspection",
        )
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"another program holds the database {path} ({error})",
            kept="nothing of this was written",
            fix="end that program; Beredt must be the only one that writes",
        )
    if code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(
            f"the database {path} cannot be written ({error})", fix="check who owns it and its permissions"
        )
    if code & 0xFF == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"the disk refused ({error})",
            kept="nothing of this was written",
            fix="look at the disk, its quota and the system's log; work goes on by itself",
        )
    return StoreError(f"the database refused ({error})")


def snapshot(function: Callable[[Db], T]) -> Callable[[Db], T]:
    """Run all of a function's statements on one state of the database."""

    def inside(db: Db) -> T:
        db.execute("BEGIN")
        try:
            return function(db)
        finally:
            rollback(db)

    return inside


def transaction(function: Callable[[Db], T]) -> Callable[[Db], T]:
    """Commit all of a function's changes, or none."""

    def inside(db: Db) -> T:
        db.execute("BEGIN IMMEDIATE")
        try:
            result = function(db)
            db.execute("COMMIT")
        except BaseException:
            rollback(db)
            raise
        return result

    return inside


def rollback(db: Db) -> None:
    """Undo the open transaction; SQLite itself has done so already after some errors (a full disk)."""
    try:
        db.execute("ROLLBACK")
    except Exception as error:
        if "no transaction is active" not in str(error):
            raise
