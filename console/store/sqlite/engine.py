"""The thin engine: one writer connection, readers beside it, and transactions in turn."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from console.errors import StoreError
from console.store.sqlite.db import Db
from console.store.sqlite.link import READER, SETTINGS, Link, rollback, snapshot, transaction
from console.store.sqlite.turns import Turns

T = TypeVar("T")

PART = 0.006
"""Seconds that a batch's messages are stored in one go while people act; what follows from them takes as
long again, and whoever comes meanwhile waits for both."""
FOLDED_EVERY = 1.0
"""Seconds at least between two foldings of the log into the database after people's acts."""


class Engine:
    """The connections of one open database."""

    def __init__(self, path: Path, writer: Link | None, quick: Link, slow: Link) -> None:
        self._path = path
        self._writer = writer
        self._quick = quick
        self._slow = slow
        self._apart: Link | None = None
        self._beside: Link | None = None
        self._opening = asyncio.Lock()
        self._shut = False
        self._turns = Turns()
        self._folded = time.monotonic()
        self._folding: asyncio.Task[None] | None = None
        self.refusal: StoreError | None = None
        """Set when the database must not be written any more; every write raises it."""
        for link in (writer, quick, slow):
            if link is not None:
                link.on_damage = self.refuse

    def refuse(self, error: StoreError) -> None:
        """Write nothing any more: what is damaged must not be damaged further."""
        self.refusal = error

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
        async with self._opening:
            self._shut = True
            if self._beside is not None:
                self._beside.interrupt()
                await self._beside.close()
        if self._folding is not None:
            await asyncio.gather(self._folding, return_exceptions=True)
        await self._quick.close()
        await self._slow.close()
        if self._writer is not None:
            await self._writer.close()

    def until_wanted(self) -> Callable[[], bool]:
        """From now on: whether who writes should make way, for a person who waits or soon may. Any thread may
        ask."""
        ends = time.monotonic() + PART
        return lambda: self._turns.wanted or (self._turns.lively and time.monotonic() >= ends)

    async def read(self, function: Callable[[Db], T], *, slow: bool = False) -> T:
        """Ask on one committed state. `slow` questions have their own connection."""
        return await (self._slow if slow else self._quick).run(snapshot(function))

    async def write(
        self,
        function: Callable[[Db], T],
        *,
        urgent: bool,
        first: bool = False,
        then: Callable[[T], None] = lambda _result: None,
    ) -> T:
        """One transaction in one hop. Once it has begun, a cancelled caller no longer stops it.

        Args:
            function: The statements.
            urgent: Whether it goes before what waits to be ingested.
            first: Whether it goes before what is as urgent: the rest of a batch, as batches keep their order.
            then: Called on the event loop after the commit, whatever became of the caller.
        """
        writer = self._open_for_writing()
        await self._turns.take(urgent=urgent, first=first)

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
    async def turn(self, *, urgent: bool = True) -> AsyncIterator["Writing"]:
        """A transaction that stays open over several hops, for one act of a person."""
        writer = self._open_for_writing()
        await self._turns.take(urgent=urgent)
        writing = Writing(writer, self._turns)
        try:
            yield writing
        finally:
            # Enqueued before anybody else's turn begins, whatever happens to this task meanwhile.
            await asyncio.shield(asyncio.ensure_future(self._in_turn(writing.roll_back())))
        if urgent:
            self._fold_soon()

    async def cut_log(self) -> bool:
        """Fold the log into the database and cut it to nothing; False while a reader still needs it."""
        writer = self._open_for_writing()
        await self._turns.take(urgent=False)
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(writer.run(_cut_log))))

    def _fold_soon(self) -> None:
        """A person's act has just ended, and the next is the farthest away: fold the log now, if that is due.

        It is the writer that folds, as it alone writes: two connections that do so at once can damage the
        file (SQLite before 3.51.3). In its commits it would hold up some act by 10 ms, and by far more on a
        busy disk.
        """
        idle = self._folding is None or self._folding.done()
        if idle and time.monotonic() - self._folded >= FOLDED_EVERY:
            self._folding = asyncio.create_task(self._fold())

    async def _fold(self) -> None:
        # What can't be folded now is by whoever commits when the log is long.
        with contextlib.suppress(StoreError):
            writer = self._open_for_writing()
            await self._turns.take(urgent=False, first=True)
            await self._in_turn(writer.run(_fold))
        self._folded = time.monotonic()

    async def rewrite(self) -> None:
        """Write the whole file anew, without what deleted rows left between those that stay. Nobody writes
        meanwhile: seconds for a million messages."""
        writer = self._open_for_writing()
        await self._turns.take(urgent=False)
        await asyncio.shield(asyncio.ensure_future(self._in_turn(writer.run(_rewrite))))

    async def ask_apart(self, function: Callable[[Db], T]) -> T:
        """A question that reads the whole file, on a connection of its own; `interrupt` stops it."""
        self._apart = await Link.open(self._path, SETTINGS + READER)
        try:
            return await self._apart.run(function)
        finally:
            apart, self._apart = self._apart, None
            await apart.close()

    async def aside(self, function: Callable[[Db], T]) -> T:
        """Ask what nobody waits for, on one more connection, so that it holds up no other question.

        Closing the database makes it fail with a StoreError.
        """
        async with self._opening:
            if self._shut:
                raise StoreError("the database is not open")
            if self._beside is None:
                self._beside = await Link.open(self._path, SETTINGS + READER)
                self._beside.on_damage = self.refuse
        return await self._beside.run(snapshot(function))

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

    def __init__(self, link: Link, turns: Turns) -> None:
        self._link = link
        self._turns = turns
        self._begun = False
        self._broken: StoreError | None = None

    @property
    def wanted(self) -> bool:
        """Whether a person waits for this one to end."""
        return self._turns.wanted

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


def _rewrite(db: Db) -> None:
    db.execute("VACUUM").fetchall()


def _fold(db: Db) -> None:
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _cut_log(db: Db) -> bool:
    # Nobody waits behind a reader: whoever asked tries again.
    db.execute("PRAGMA busy_timeout = 0").fetchall()
    try:
        return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0] == 0)
    finally:
        db.execute("PRAGMA busy_timeout = 5000").fetchall()


def _commit(db: Db) -> None:
    db.execute("COMMIT")
