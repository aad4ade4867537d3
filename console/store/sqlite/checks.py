"""Whether the database is sound, and facts about it.

Looking at every page takes about a second for each 200 MB, which no start should wait for. So a start looks
at the header and the file's length at once, and at every page in the background: after an unclean end, and
when the last whole look is a day ago. `beredt doctor` always looks at everything.
"""

import sqlite3
from pathlib import Path

from console.errors import StoreError
from console.store.sqlite import settings
from console.store.sqlite.db import Db, all_rows

CHECKED_AT = "store.checked_at"
DAY = 86_400_000_000
"""Microseconds."""
MAGIC = b"SQLite format 3\0"
WAL_ALARM = 64 << 20
"""Bytes; a longer log means that a reader has kept it from being folded in."""
DAMAGED = "is damaged"


def quick_check(db: Db) -> str:
    """`ok`, or the first thing that is wrong."""
    return str(all_rows(db, "PRAGMA quick_check(1)")[0][0])


def damage(path: Path, found: str) -> StoreError | None:
    if found == "ok":
        return None
    return StoreError(
        f"the database {path} {DAMAGED} ({found[:200]})",
        kept="reading goes on, and nothing is written any more",
        fix="restore the newest copy beside it, and keep the damaged file for inspection",
    )


def is_damage(error: StoreError) -> bool:
    return DAMAGED in error.what


def refuse_damaged_header(path: Path, *, unclean: bool) -> None:
    """Raises StoreError if this is no SQLite file, or shorter than it says of itself."""
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return
    if len(header) < 100 or not header.startswith(MAGIC):
        raise StoreError(
            f"the file {path} {DAMAGED} or is no database",
            kept="it was left as it is",
            fix="restore the newest copy beside it, or choose another --data-dir",
        )
    page = int.from_bytes(header[16:18], "big")
    page = 65536 if page == 1 else page
    pages = int.from_bytes(header[28:32], "big")
    # With a log beside it the file may rightly be shorter: the missing pages stand in the log.
    if not unclean and size < page * pages:
        raise StoreError(
            f"the database {path} {DAMAGED}: {page * pages - size} bytes are missing at its end",
            kept="it was left as it is",
            fix="restore the newest copy beside it, and keep the damaged file for inspection",
        )


def check_is_due(db: Db, now: int) -> bool:
    last = settings.get(db, CHECKED_AT)
    if last is None:
        settings.put(db, CHECKED_AT, str(now))
        return False
    return now - int(last) > DAY


def remember(db: Db, now: int) -> None:
    """After a whole look; the planner's statistics are renewed on the way."""
    settings.put(db, CHECKED_AT, str(now))
    db.execute("ANALYZE")


def wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can tear a log when two connections write or checkpoint at one instant.

    Fixed in 3.51.3, and in 3.44.6 and 3.50.7 of their branches. One writing connection is out of its reach.
    """
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    return version < (3, 51, 3)


def facts(db: Db, path: Path) -> dict[str, str]:
    """For `beredt doctor`; `integrity` is `ok` or what is wrong."""
    log_file = path.with_name(path.name + "-wal")
    log_bytes = log_file.stat().st_size if log_file.is_file() else 0
    exposed = wal_reset_bug(sqlite3.sqlite_version_info)
    return {
        "path": str(path),
        "size": str(path.stat().st_size),
        "sqlite": sqlite3.sqlite_version,
        "wal_reset_bug": "it needs two writers, and Beredt is one" if exposed else "mended",
        "schema": str(all_rows(db, "SELECT max(version) FROM schema_version")[0][0]),
        "integrity": quick_check(db),
        "wal_bytes": str(log_bytes),
        "wal": "long: a reader keeps it from being folded in" if log_bytes > WAL_ALARM else "ok",
        "journal": str(all_rows(db, "PRAGMA journal_mode")[0][0]),
        "synchronous": str(all_rows(db, "PRAGMA synchronous")[0][0]),
    }
