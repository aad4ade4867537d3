"""Numbered migrations: each in one transaction, checked against what was applied, with a copy before."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

from console.errors import StoreError
from console.store.sqlite.db import Db, all_rows, one_row

APPLICATION_ID = 0x42524454
"""Says in the file's header that it is ours ("BRDT")."""

CREATE_VERSIONS = """
CREATE TABLE IF NOT EXISTS schema_version (
    version INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
)
"""
ADD_VERSION = "INSERT INTO schema_version (version, checksum, applied_at) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> tuple[Migration, ...]:
    """The migrations of this release, in order."""
    found = []
    for entry in (resources.files("console.store") / "migrations").iterdir():
        if entry.name.endswith(".sql"):
            found.append(Migration(int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda migration: migration.version))


def statements(script: str) -> list[str]:
    """Split a script into statements; a trigger's body stays whole."""
    found, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part.strip())
            part = ""
    if part.strip():
        found.append(part.strip())
    return found


def applied(db: Db) -> list[tuple[int, str]]:
    """(version, checksum) of each migration in the database, in order.

    Raises:
        StoreError: the file belongs to another program.
    """
    if one_row(db, "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'") is None:
        if one_row(db, "SELECT 1 FROM sqlite_master LIMIT 1") is not None:
            raise StoreError(
                "this file is a database of another program",
                kept="it was left as it was",
                fix="choose another --data-dir",
            )
        return []
    rows = all_rows(db, "SELECT version, checksum FROM schema_version ORDER BY version")
    return [(int(version), str(checksum)) for version, checksum in rows]


def pending(db: Db, migrations: Sequence[Migration]) -> list[Migration]:
    """What is still to do.

    Raises:
        StoreError: the database is newer than this program, or an applied migration was changed since.
    """
    known = {migration.version: migration for migration in migrations}
    done = applied(db)
    newest = max(known, default=0)
    for version, checksum in done:
        if version > newest:
            raise StoreError(
                f"the database has schema {version} and this program knows only up to {newest}",
                kept="it was left as it was",
                fix="install the newer Beredt again",
            )
        if version not in known or known[version].checksum != checksum:
            raise StoreError(
                f"migration {version} is not the one that made this database",
                kept="it was left as it was",
                fix="install the release that made it, or restore a copy",
            )
    have = {version for version, _ in done}
    return [migration for migration in migrations if migration.version not in have]


def migrate(
    db: Db, migrations: Sequence[Migration], at_us: int, copy: Callable[[int], object] = lambda _version: None
) -> int:
    """Bring the schema up to date; returns how many migrations ran.

    Args:
        db: A connection in autocommit mode.
        migrations: All that this program knows, in order.
        at_us: The time to record, microseconds UTC.
        copy: Called with the version that is there, before a database that holds something is changed.

    Raises:
        StoreError: newer schema, foreign file, or a migration failed; then the schema is as before it.
    """
    todo = pending(db, migrations)
    have = [version for version, _ in applied(db)]
    if todo and have:
        copy(max(have))
    for migration in todo:
        db.execute("BEGIN IMMEDIATE")
        try:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(CREATE_VERSIONS)
            for statement in statements(migration.sql):
                db.execute(statement)
            db.execute(ADD_VERSION, (migration.version, migration.checksum, at_us))
            db.execute("COMMIT")
        except Exception as error:
            db.execute("ROLLBACK")
            raise StoreError(
                f"migration {migration.name} failed ({error})",
                kept="the database is as it was before",
                fix="free some disk space or report this",
            ) from error
    return len(todo)
