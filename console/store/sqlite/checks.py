"""Whether the database is sound, and facts about it.

Looking at every page takes about a second for each 200 MB, which no start should wait for. So a start looks
at the header and the file's length at once, and at every page in the background: after an unclean end, and
when the last whole look is a day ago. `beredt doctor` always looks at everything.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from console.errors import StoreError
from console.store.sqlite import settings
from console.store.sqlite.db import Db, all_rows, from_us

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


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of SQLite that can lose or tear what is stored."""

    name: str
    since: tuple[int, int, int]
    mended: tuple[tuple[int, int, int], ...]
    """The newest line first; the others are their branches' own repairs."""
    reach: str
    """Why Beredt is out of its reach, or what to mind."""

    def has(self, version: tuple[int, int, int]) -> bool:
        branch = next((one for one in self.mended[1:] if one[:2] == version[:2]), self.mended[0])
        return self.since <= version < branch


FAULTS = (
    # sqlite.org/wal.html, "The WAL-Reset Bug".
    Fault(
        "a log that is reset while another connection writes can lose commits",
        (3, 7, 0),
        ((3, 51, 3), (3, 50, 7), (3, 44, 6)),
        "it needs two writers, and Beredt is one",
    ),
    Fault(
        "CVE-2025-6965, memory torn by aggregates of hostile SQL",
        (3, 0, 0),
        ((3, 50, 2),),
        "it needs foreign SQL, and Beredt runs none",
    ),
)


def known_faults(version: tuple[int, int, int]) -> str:
    """In one sentence."""
    told = [
        f"{fault.name} (mended in {'.'.join(map(str, fault.mended[0]))}); {fault.reach}"
        for fault in FAULTS
        if fault.has(version)
    ]
    return "; ".join(told) or "none that is known to us"


def wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can tear a log when two connections write or checkpoint at one instant."""
    return FAULTS[0].has(version)


def facts(db: Db, path: Path) -> dict[str, str]:
    """For `beredt doctor`; `integrity` is `ok` or what is wrong."""
    log_file = path.with_name(path.name + "-wal")
    log_bytes = log_file.stat().st_size if log_file.is_file() else 0
    return {
        "path": str(path),
        "size": str(path.stat().st_size),
        "sqlite": sqlite3.sqlite_version,
        "faults": known_faults(sqlite3.sqlite_version_info),
        "made_at": from_us(all_rows(db, "SELECT min(applied_at) FROM schema_version")[0][0]).isoformat(),
        "schema": str(all_rows(db, "SELECT max(version) FROM schema_version")[0][0]),
        "integrity": quick_check(db),
        "wal_bytes": str(log_bytes),
        "wal": "long: a reader keeps it from being folded in" if log_bytes > WAL_ALARM else "ok",
        "journal": str(all_rows(db, "PRAGMA journal_mode")[0][0]),
        "synchronous": str(all_rows(db, "PRAGMA synchronous")[0][0]),
    }
