"""Ladders that were begun, and who was rung on them."""

from collections.abc import Sequence
from datetime import timedelta

from console.model.ringing import Begun, Ring, RingState, Rung
from console.model.safe import SafeText
from console.model.words import Level
from console.store.sqlite.db import Db, Row, all_rows, from_us, marks, maybe_time, maybe_us, to_us

BEGIN = "INSERT INTO ring_ladders (alert_id, level, begun_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
BEGUN = "SELECT alert_id, level, begun_at FROM ring_ladders WHERE alert_id IN ({ids}) ORDER BY begun_at"
PUT = """
INSERT INTO rings (alert_id, level, after_s, target, state, attempts, at, next_at, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (alert_id, level, after_s, target) DO UPDATE SET state = excluded.state,
    attempts = excluded.attempts, at = excluded.at, next_at = excluded.next_at, reason = excluded.reason
"""
COLUMNS = "alert_id, level, after_s, target, state, attempts, at, next_at, reason"
OF = f"SELECT {COLUMNS} FROM rings WHERE alert_id IN ({{ids}}) ORDER BY at, after_s, target"
INTERRUPTED = f"SELECT {COLUMNS} FROM rings WHERE state = 'ringing' ORDER BY at"


def begin(db: Db, begun: Begun) -> None:
    """Once; a ladder that was begun before keeps its time."""
    db.execute(BEGIN, (begun.alert_id, begun.level.value, to_us(begun.at)))


def begun(db: Db, alert_ids: Sequence[int]) -> list[Begun]:
    rows = all_rows(db, BEGUN.format(ids=marks(len(alert_ids))), alert_ids)
    return [Begun(alert_id, Level(level), from_us(at)) for alert_id, level, at in rows]


def put(db: Db, ring: Ring) -> None:
    rung = ring.rung
    after = int(rung.after.total_seconds())
    values = (ring.state.value, ring.attempts, to_us(ring.at), maybe_us(ring.next_at), ring.reason)
    db.execute(PUT, (rung.alert_id, rung.level.value, after, rung.target, *values))


def of(db: Db, alert_ids: Sequence[int]) -> list[Ring]:
    """Oldest first."""
    return _read(all_rows(db, OF.format(ids=marks(len(alert_ids))), alert_ids))


def interrupted(db: Db) -> list[Ring]:
    return _read(all_rows(db, INTERRUPTED))


def _read(rows: Sequence[Row]) -> list[Ring]:
    return [
        Ring(
            Rung(alert_id, Level(level), timedelta(seconds=after), target),
            RingState(state),
            attempts,
            from_us(at),
            maybe_time(next_at),
            None if reason is None else SafeText(reason),
        )
        for alert_id, level, after, target, state, attempts, at, next_at, reason in rows
    ]
