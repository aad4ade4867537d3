"""What the statements need of a connection, and how values are written.

Statements are plain functions of a `Db`, so that the same text runs on the writer, on a reader and inside the
power-loss simulator, which is another build of SQLite.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

Row = tuple[Any, ...]
Params = Sequence[object] | Mapping[str, object]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Rows(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Db(Protocol):
    def execute(self, sql: str, parameters: Params = ..., /) -> Rows: ...
    def executemany(self, sql: str, parameters: Iterable[Params], /) -> object: ...


def all_rows(db: Db, sql: str, params: Params = ()) -> list[Row]:
    return db.execute(sql, params).fetchall()


def one_row(db: Db, sql: str, params: Params = ()) -> Row | None:
    """The first row; reads to the end, so that no statement stays open."""
    rows = db.execute(sql, params).fetchall()
    return rows[0] if rows else None


def new_id(db: Db, sql: str, params: Params) -> int:
    """Run an INSERT that ends in RETURNING id."""
    return int(db.execute(sql, params).fetchall()[0][0])


def to_us(at: datetime) -> int:
    """Microseconds since 1970 UTC. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return (at - EPOCH) // _MICROSECOND


def from_us(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def maybe_us(at: datetime | None) -> int | None:
    return None if at is None else to_us(at)


def maybe_time(value: int | None) -> datetime | None:
    return None if value is None else from_us(value)


def to_json(value: object) -> str:
    """Canonical: sorted keys, no spaces, ASCII only, so that equal values are equal texts."""
    return _ENCODER.encode(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    raise TypeError(f"a {type(value).__name__} cannot be stored as JSON")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
"""Kept: to make one takes as long as most of what it writes."""


def from_json(text: str) -> Any:
    return json.loads(text)


def marks(count: int) -> str:
    """Placeholders for an IN list."""
    return ",".join("?" * count)
