"""Calendar entries: what is known to lift the usual."""

from console.errors import NotFound
from console.model.calendar import CalendarEntry
from console.model.safe import SafeText
from console.store.sqlite.db import Db, Row, all_rows, from_json, from_us, new_id, one_row, to_json, to_us

COLUMNS = "id, name, start, until, lift, channels, added_by"
ADD = """
INSERT INTO calendar_entries (id, name, start, until, lift, channels, added_by)
VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?) RETURNING id
"""
DROP = f"DELETE FROM calendar_entries WHERE id = ? RETURNING {COLUMNS}"
SINCE = f"SELECT {COLUMNS} FROM calendar_entries WHERE until > ? ORDER BY start, id"


def add(db: Db, entry: CalendarEntry) -> int:
    values = (to_us(entry.start), to_us(entry.until), entry.lift, to_json(entry.channels), entry.added_by)
    return new_id(db, ADD, (entry.id, entry.name, *values))


def drop(db: Db, entry_id: int) -> CalendarEntry:
    """What it was. Raises NotFound."""
    row = one_row(db, DROP, (entry_id,))
    if row is None:
        raise NotFound(f"there is no calendar entry {entry_id}")
    return _read(row)


def since(db: Db, at: int) -> list[CalendarEntry]:
    """Those that end after a time, the earliest first."""
    return [_read(row) for row in all_rows(db, SINCE, (at,))]


def _read(row: Row) -> CalendarEntry:
    return CalendarEntry(
        name=SafeText(row[1]),
        start=from_us(row[2]),
        until=from_us(row[3]),
        lift=row[4],
        channels=tuple(from_json(row[5])),
        added_by=row[6],
        id=row[0],
    )
