"""The thin engine: one writer connection, readers beside it, and whose turn it is to write."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
WRITER = ("PRAGMA wal_autocheckpoint = 1000",)
READER = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA query_only = ON")

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Turns:
    """Lets one writer in at a time; acts of people go before everything that waits to be ingested."""

    def __init__(self) -> None:
        self._owner: asyncio.Task[object] | None = None
        self._busy = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    async def take(self, *, urgent: bool) -> None:
        task = cast("asyncio.Task[object] | None", asyncio.current_task())
        if self._busy and task is not None and task is self._owner:
            raise RuntimeError("an act was begun inside an act: the inner one would wait for ever")
        if self._busy:
            waiting = asyncio.get_running_loop().create_future()
            queue = self._urgent if urgent else self._patient
            queue.append(waiting)
            try:
                await waiting
            except asyncio.CancelledError:
                # Cancelled just as the turn came: pass it on, or nobody would ever write again.
                if waiting.done() and not waiting.cancelled():
                    self.give_back()
                elif waiting in queue:
                    queue.remove(waiting)
                raise
        self._busy = True
        self._owner = task

    def give_back(self) -> None:
        self._owner = None
        for queue in (self._urgent, self._patient):
            while queue:
                waiting = queue.popleft()
                if not waiting.done():
                    # Stays busy: the turn goes from hand to hand, so that nobody slips in between.
                    waiting.set_result(None)
                    return
        self._busy = False


class Link:
    """One connection on its own thread; a function handed to `run` runs there in one hop."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

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
            raise explain(error, self._path) from error

    def interrupt(self) -> None:
        """Make the statement that runs just now fail; safe to call from another thread."""
        self._connection._conn.interrupt()

    async def close(self) -> None:
        await self._connection.close()


def casefold(value: object) -> object:
    """Upper and lower case are one in every script; SQLite's own lower() knows ASCII alone."""
    return value.casefold() if isinstance(value, str) else value


def explain(error: Exception, path: Path) -> StoreError:
    """What SQLite said, as one of our errors."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if code & 0xFF == sqlite3.SQLITE_FULL or (code & 0xFF == sqlite3.SQLITE_IOERR and disk_is_full(path)):
        return StoreFull(
            "the disk that holds the database is full",
            kept="everything acknowledged so far is kept, and nothing new is acknowledged",
            fix="free some space; work goes on by itself",
        )
    if code & 0xFF in _DAMAGE:
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


def _commit(db: Db) -> None:
    db.execute("COMMIT")


class Engine:
    """The connections of one open database."""

    def __init__(self, path: Path, writer: Link | None, quick: Link, slow: Link) -> None:
        self._path = path
        self._writer = writer
        self._quick = quick
        self._slow = slow
        self._apart: Link | None = None
        self._turns = Turns()
        self.refusal: StoreError | None = None
        """Set when the database must not be written any more; every write raises it."""

    @classmethod
    async def open(cls, path: Path, writer: Link | None) -> "Engine":
        quick = await Link.open(path, SETTINGS + READER)
        try:
            slow = await Link.open(path, SETTINGS + READER)
        except BaseException:
            await quick.close()
            raise
        return cls(path, writer, quick, slow)

    async def close(self) -> None:
        """Readers first, so that the writer is the last and folds the log into the database."""
        await self._quick.close()
        await self._slow.close()
        if self._writer is not None:
            await self._writer.close()

    async def read(self, function: Callable[[Db], T], *, slow: bool = False) -> T:
        """Ask on one committed state. `slow` questions have their own connection."""
        return await (self._slow if slow else self._quick).run(snapshot(function))

    async def write(
        self, function: Callable[[Db], T], *, urgent: bool, then: Callable[[T], None] = lambda _result: None
    ) -> T:
        """One transaction in one hop. Once it has begun, a cancelled caller no longer stops it.

        Args:
            function: The statements.
            urgent: Whether it goes before what waits to be ingested.
            then: Called on the event loop after the commit, whatever became of the caller.
        """
        writer = self._open_for_writing()
        await self._turns.take(urgent=urgent)

        async def work() -> T:
            result = await writer.run(transaction(function))
            then(result)
            return result

        return await asyncio.shield(asyncio.ensure_future(self._in_turn(work())))

    async def _in_turn(self, work: Awaitable[T]) -> T:
        try:
            return await work
        finally:
            self._turns.give_back()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator["Writing"]:
        """A transaction that stays open over several hops, for one act of a person."""
        writer = self._open_for_writing()
        await self._turns.take(urgent=True)
        writing = Writing(writer)
        try:
            yield writing
        finally:
            # Enqueued before anybody else's turn begins, whatever happens to this task meanwhile.
            await asyncio.shield(asyncio.ensure_future(self._in_turn(writing.roll_back())))

    async def ask_apart(self, function: Callable[[Db], T]) -> T:
        """A question that reads the whole file, on a connection of its own; `interrupt` stops it."""
        self._apart = await Link.open(self._path, SETTINGS + READER)
        try:
            return await self._apart.run(function)
        finally:
            apart, self._apart = self._apart, None
            await apart.close()

    def interrupt(self) -> None:
        if self._apart is not None:
            self._apart.interrupt()

    def _open_for_writing(self) -> Link:
        if self.refusal is not None:
            raise self.refusal
        if self._writer is None:
            raise StoreError("the database is open for reading only")
        return self._writer


class Writing:
    """An open transaction on the writer; it begins with its first statement."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._begun = False
        self._broken: StoreError | None = None

    async def run(self, function: Callable[[Db], T]) -> T:
        begun, self._begun = self._begun, True

        def inside(db: Db) -> T:
            if not begun:
                db.execute("BEGIN IMMEDIATE")
            return function(db)

        # After some errors SQLite has rolled back by itself, and what follows would commit piece by piece.
        if self._broken is not None:
            raise self._broken
        try:
            return await self._link.run(inside)
        except StoreError as error:
            self._broken = error
            raise

    async def commit(self, then: Callable[[], None]) -> None:
        """Commit and call `then`, even if this task is cancelled meanwhile.

        Raises:
            StoreFull: the disk is full, and nothing of the act is kept.
        """
        if self._broken is not None:
            raise self._broken
        if self._begun:
            await asyncio.shield(asyncio.ensure_future(self._commit(then)))

    async def _commit(self, then: Callable[[], None]) -> None:
        await self._link.run(_commit)
        self._begun = False
        then()

    async def roll_back(self) -> None:
        if self._begun:
            self._begun = False
            await self._link.run(rollback)
