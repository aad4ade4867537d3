"""What retention lets go of, rule by rule, and what an incident keeps from it.

Items of done conversations are stripped, not deleted: their number, times, labels and flags go on counting,
and a message that is sent again is known. What an incident's days hold is kept while the incident is open,
and after that for as long as somebody holds it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from console.errors import NotFound
from console.model.care import Due, Keep
from console.model.event import NewEvent
from console.store.sqlite import events, items, stripping
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, all_rows, marks, maybe_us, one_row, to_us
from console.store.sqlite.stripping import GONE

RAN = "retention.run"
DONE, EVIDENCE, QUARANTINE = "done", "evidence", "quarantine"
STEP = {DONE: 10, EVIDENCE: 100, QUARANTINE: 100}
"""Rows in one transaction; of items fewer when a person waits for it to end."""
AROUND = timedelta(days=1)
"""Before an incident was declared and after it was closed: what began it, and its echo."""
_KEPT = """
EXISTS (
    SELECT 1 FROM incidents n WHERE (n.status <> 'closed' OR n.held_since IS NOT NULL)
        AND {at} >= n.declared_at - :around AND {at} <= ifnull(n.closed_at, :now) + :around
)
"""
_OF_ITEM = f"""
EXISTS (SELECT 1 FROM messages k WHERE k.item_id = i.id AND {_KEPT.format(at="k.created_at")})
"""
_WORDS = f"EXISTS (SELECT 1 FROM messages w WHERE w.item_id = i.id AND w.text <> '{GONE}')"
FROM = {
    DONE: f"FROM items i WHERE i.state = 'done' AND i.last_at < :before AND {_WORDS}",
    EVIDENCE: "FROM evidence e JOIN messages m ON m.id = e.message_id WHERE m.received_at < :before",
    QUARANTINE: "FROM quarantine q WHERE q.received_at < :before",
}
ID = {DONE: "i.id", EVIDENCE: "e.message_id", QUARANTINE: "q.id"}
KEPT = {
    DONE: _OF_ITEM,
    EVIDENCE: _KEPT.format(at="m.created_at"),
    QUARANTINE: _KEPT.format(at="q.received_at"),
}
OLD_ALERTS = f"""
SELECT a.id FROM alerts a WHERE a.episode LIKE 'rule:%' AND a.acknowledged_at IS NOT NULL
    AND a.updated_at < :before AND a.text <> '{GONE}' AND NOT {_KEPT.format(at="a.updated_at")}
"""
# Nobody wrote under it any more whom we still know, and nobody said anything of it.
FORGOTTEN = """
SELECT 1 FROM handles WHERE id = ? AND mark IS NULL AND tags = '[]' AND linked_to IS NULL
    AND NOT EXISTS (SELECT 1 FROM handles l WHERE l.linked_to = handles.id)
    AND NOT EXISTS (SELECT 1 FROM person_notes p WHERE p.handle_id = handles.id)
    AND NOT EXISTS (
        SELECT 1 FROM messages m WHERE m.channel = handles.channel AND m.author_id = handles.author_id
    )
"""
HOLD = "UPDATE incidents SET held_since = ?, held_reason = ? WHERE id = ? RETURNING id"
HELD = "SELECT held_since IS NOT NULL FROM incidents WHERE id = ?"


def _asked(rule: Keep, now: datetime) -> dict[str, object]:
    return {
        "before": to_us(now - timedelta(days=rule.days)),
        "around": AROUND // timedelta(microseconds=1),
        "now": to_us(now),
    }


def due(db: Db, rules: Sequence[Keep], now: datetime) -> list[Due]:
    """What each rule would let go of, and what it would but for incidents."""
    found = []
    for rule in rules:
        sql = f"SELECT count(*), ifnull(sum({KEPT[rule.name]}), 0) {FROM[rule.name]}"
        count, held = all_rows(db, sql, _asked(rule, now))[0]
        found.append(Due(rule.name, rule.days, int(count - held), int(held)))
    return found


def next_part(db: Db, rule: Keep, now: datetime, after: int) -> list[int]:
    """Ids of the next rows that are due, behind one; empty when there are no more."""
    sql = f"""SELECT {ID[rule.name]} {FROM[rule.name]} AND {ID[rule.name]} > :after AND NOT {KEPT[rule.name]}
        ORDER BY {ID[rule.name]} LIMIT {STEP[rule.name]}"""
    return [int(row[0]) for row in all_rows(db, sql, _asked(rule, now) | {"after": after})]


def let_go(
    db: Db, rule: Keep, ids: Sequence[int], keeping: Keeping, wanted: Callable[[], bool] = lambda: False
) -> int:
    """Returns how many of these rows, from the first on, are gone; fewer than all once `wanted` says that
    somebody waits for this to end."""
    if rule.name == DONE:
        for number, item_id in enumerate(ids, 1):
            _strip(db, item_id, keeping)
            if wanted():
                return number
        return len(ids)
    among = marks(len(ids))
    if rule.name == QUARANTINE:
        db.execute(f"DELETE FROM quarantine WHERE id IN ({among})", ids)
        return len(ids)
    db.execute(f"DELETE FROM evidence WHERE message_id IN ({among})", ids)
    db.execute(f"UPDATE versions SET raw = '' WHERE message_id IN ({among}) AND raw <> ''", ids)
    return len(ids)


def _strip(db: Db, item_id: int, keeping: Keeping) -> None:
    # Somebody may have opened it again since it was found.
    if one_row(db, "SELECT 1 FROM items WHERE id = ? AND state = 'done'", (item_id,)) is None:
        return
    rows = all_rows(
        db,
        f"""SELECT m.id, h.id FROM messages m
            LEFT JOIN handles h ON m.ours = 0 AND h.channel = m.channel AND h.author_id = m.author_id
            WHERE m.item_id = ? AND m.text <> '{GONE}'""",
        (item_id,),
    )
    for touched in stripping.strip(db, [row[0] for row in rows]):
        items.refresh(db, touched, items.Arrivals(), keeping)
    stripping.strip_beside(db, [item_id])
    db.execute(
        "DELETE FROM event_notes WHERE event_id IN (SELECT id FROM events WHERE subject = ?)",
        (f"item:{item_id}",),
    )
    for handle_id in {row[1] for row in rows if row[1] is not None}:
        if _is_forgotten(db, handle_id):
            db.execute("DELETE FROM moods WHERE handle_id = ?", (handle_id,))
            db.execute("DELETE FROM handles WHERE id = ?", (handle_id,))


def _is_forgotten(db: Db, handle_id: int) -> bool:
    return one_row(db, FORGOTTEN, (handle_id,)) is not None


def let_alerts_go(db: Db, rule: Keep, now: datetime) -> None:
    """What rules' alerts quoted of messages, once somebody acknowledged them and they are as old."""
    found = all_rows(db, OLD_ALERTS, _asked(rule, now))
    for (alert_id,) in found:
        db.execute(
            f"UPDATE alerts SET text = '{GONE}', phrases = '[]', explanation = NULL WHERE id = ?", (alert_id,)
        )
        db.execute(
            "DELETE FROM event_notes WHERE event_id IN (SELECT id FROM events WHERE subject = ?)",
            (f"alert:{alert_id}",),
        )


def tell(db: Db, done: Sequence[Due], who: tuple[str, str], at: datetime) -> int:
    """The event of a run; returns its id."""
    after = {one.rule: {"days": one.days, "rows": one.rows, "held": one.held} for one in done}
    return events.append(db, who[0], at, NewEvent(RAN, "store", {}, after), who[1])


def hold(db: Db, incident_id: int, since: datetime | None, reason: str) -> bool:
    """Keep an incident's days from retention, or no longer; whether it was held. Raises NotFound."""
    was = one_row(db, HELD, (incident_id,))
    if was is None:
        raise NotFound(f"there is no incident {incident_id}")
    db.execute(HOLD, (maybe_us(since), reason or None, incident_id))
    return bool(was[0])
