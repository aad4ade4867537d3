"""Small state: settings by key, the pause of publishing, and the counters."""

from console.model.incident import Pause
from console.model.item import Counts
from console.model.safe import SafeText
from console.model.words import OutboxState, State
from console.store.sqlite.db import Db, all_rows, from_us, one_row, to_us

GET = "SELECT value FROM settings WHERE key = ?"
PUT = "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
PAUSE = "SELECT since, actor, reason FROM pauses WHERE one = 1"
PUT_PAUSE = """
INSERT INTO pauses (one, since, actor, reason) VALUES (1, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET since = excluded.since, actor = excluded.actor, reason = excluded.reason
"""
DROP_PAUSE = "DELETE FROM pauses"
COUNTERS = "SELECT name, n FROM counters"
PRIVATE = (
    "SELECT state, channel, count(*) FROM items INDEXED BY items_private WHERE private = 1 GROUP BY 1, 2"
)


def get(db: Db, key: str) -> str | None:
    row = one_row(db, GET, (key,))
    return None if row is None else str(row[0])


def put(db: Db, key: str, value: str) -> None:
    db.execute(PUT, (key, value))


def pause(db: Db) -> Pause | None:
    row = one_row(db, PAUSE)
    return None if row is None else Pause(since=from_us(row[0]), actor=row[1], reason=SafeText(row[2]))


def set_pause(db: Db, pause: Pause | None) -> None:
    if pause is None:
        db.execute(DROP_PAUSE)
    else:
        db.execute(PUT_PAUSE, (to_us(pause.since), pause.actor, pause.reason))


def counts(db: Db, *, public: bool = False) -> Counts:
    """All that there is; `public` leaves out items with private messages."""
    n = {str(name): int(count) for name, count in all_rows(db, COUNTERS)}
    for state, channel, count in all_rows(db, PRIVATE) if public else ():
        n[f"state:{state}"] -= count
        if state != State.DONE:
            n[f"open:{channel}"] -= count
    return Counts(
        by_state={state: n.get(f"state:{state.value}", 0) for state in State},
        by_channel={name[5:]: count for name, count in sorted(n.items()) if name.startswith("open:")},
        messages=n.get("messages", 0),
        quarantined=n.get("quarantined", 0),
        outbox={state.value: n.get(f"outbox:{state.value}", 0) for state in OutboxState},
    )
