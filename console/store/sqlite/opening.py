"""Opening a database: guards first, then the schema, then the readers."""

import logging
import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.errors import StoreError
from console.store.sqlite import checks, migrate
from console.store.sqlite.db import Db, to_us
from console.store.sqlite.engine import Engine
from console.store.sqlite.guard import WriterLock, prepare_file, refuse_network_disk
from console.store.sqlite.link import SETTINGS, WRITER, Link

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Opened:
    engine: Engine
    lock: WriterLock | None
    wants_check: bool
    """The last end was not clean, or the last whole check is long ago."""

    async def close(self) -> None:
        try:
            await self.engine.close()
        finally:
            if self.lock is not None:
                self.lock.release()


async def open_database(path: Path, now: datetime, *, read_only: bool, owner: str = "") -> Opened:
    """Raises StoreError: network disk, second writer, newer schema, foreign or damaged file."""
    refuse_network_disk(path)
    if read_only:
        return await _open_for_reading(path)
    prepare_file(path)
    lock = WriterLock(path, owner)
    lock.take()
    try:
        # A clean end folds the write-ahead log into the database and removes it.
        unclean = has_log(path)
        checks.refuse_damaged_header(path, unclean=unclean)
        writer = await Link.open(path, SETTINGS + WRITER)
        try:
            migrations = migrate.shipped()
            await writer.run(
                lambda db: migrate.migrate(
                    db, migrations, to_us(now), lambda version: copy_before(db, path, version, now)
                )
            )
            due = await writer.run(lambda db: checks.check_is_due(db, to_us(now)))
            engine = await Engine.open(path, writer)
        except BaseException:
            await writer.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Opened(engine, lock, unclean or due)


async def _open_for_reading(path: Path) -> Opened:
    if is_missing(path):
        raise StoreError(f"there is no database at {path} yet", fix="start beredt once, and it is made")
    engine = await Engine.open(path, None)
    try:
        todo = await engine.read(lambda db: migrate.pending(db, migrate.shipped()))
    except BaseException:
        await engine.close()
        raise
    if todo:
        await engine.close()
        raise StoreError(
            "the database is older than this program", fix="start beredt once, and it is migrated"
        )
    return Opened(engine, None, wants_check=False)


def is_missing(path: Path) -> bool:
    try:
        return not path.is_file() or path.stat().st_size == 0
    except OSError as error:
        raise StoreError(
            f"the database {path} can't be looked at ({error.strerror})",
            fix="check who owns it and its permissions",
        ) from error


def has_log(path: Path) -> bool:
    """Whether a write-ahead log was left behind: the last process that wrote did not end cleanly."""
    log_file = path.with_name(path.name + "-wal")
    return log_file.is_file() and log_file.stat().st_size > 0


def copy_before(db: Db, path: Path, version: int, now: datetime) -> Path:
    """A copy of the whole database, readable by its owner only, before its schema changes."""
    target = path.with_name(f"{path.name}.before-{version + 1:04d}-{now:%Y%m%dT%H%M%S}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.before-{version + 1:04d}-{now:%Y%m%dT%H%M%S}-{number}")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        db.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error:
        target.unlink(missing_ok=True)
        raise
    log.info("copied the database to %s before its schema changes", target)
    return target
