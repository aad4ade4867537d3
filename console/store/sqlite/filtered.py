"""Counts over time of the messages that fit a filter, for alert rules and their back-tests."""

from datetime import datetime

from console.model.alertrule import FilterPoint, Labelled
from console.model.item import StoredMessage
from console.query.ast import Query
from console.store.sqlite import messages
from console.store.sqlite.db import Db, all_rows, from_us, to_us
from console.store.sqlite.filters import compile_messages
from console.store.sqlite.series import BUCKET

COUNTED = """
SELECT i.created_at / {step} AS bucket, count(*), sum(i.label = 'negative')
FROM messages i INDEXED BY messages_outside
WHERE i.ours = 0 AND i.created_at >= ? AND i.created_at < ? AND {where}
GROUP BY bucket ORDER BY bucket
"""
FIRST = (
    "SELECT created_at FROM messages INDEXED BY messages_outside WHERE ours = 0 ORDER BY created_at LIMIT 1"
)
SPAN = """
SELECT min(i.id), max(i.id) FROM messages i INDEXED BY messages_outside
WHERE i.ours = 0 AND i.created_at >= ? AND i.created_at < ?
"""
IDS = """
SELECT i.id FROM messages i INDEXED BY messages_outside
WHERE i.ours = 0 AND i.created_at >= ? AND i.created_at < ? AND {where}
ORDER BY i.created_at DESC, i.id DESC LIMIT ?
"""
# A rule's alert may be told long after it was over; it was so as long as it held.
# Message rules and silences tell of something else than a count that is too large.
LABELLED = """
SELECT opened_at, iif(rule_id IS NULL, updated_at, at), verdict, rule_id FROM alerts
WHERE verdict IS NOT NULL AND updated_at >= ?
  AND (rule_id IS NOT NULL OR (instr(episode, 'rule:') <> 1 AND instr(episode, 'silence:') <> 1))
ORDER BY opened_at, id
"""


def counts(db: Db, query: Query, start: datetime, end: datetime, few: bool = False) -> list[FilterPoint]:
    """Buckets with something in them, oldest first; `start` belongs to it, `end` does not.

    Args:
        few: The span is short: of all messages with a word look at those that came then.
    """
    found = compile_messages(query, now=end, within=_came(db, start, end) if few else None)
    sql = COUNTED.format(step=BUCKET, where=found.where)
    rows = all_rows(db, sql, (to_us(start), to_us(end), *found.values))
    return [FilterPoint(from_us(bucket * BUCKET), volume, negatives) for bucket, volume, negatives in rows]


def _came(db: Db, start: datetime, end: datetime) -> tuple[int, int]:
    """The lowest and the highest id of a span; 0 and 0 if nothing came then."""
    lowest, highest = all_rows(db, SPAN, (to_us(start), to_us(end)))[0]
    return lowest or 0, highest or 0


def texts(db: Db, query: Query, start: datetime, end: datetime, limit: int) -> list[StoredMessage]:
    """The newest messages that fit, the newest first, of a span as `counts` takes it."""
    found = compile_messages(query, now=end, within=_came(db, start, end))
    rows = all_rows(db, IDS.format(where=found.where), (to_us(start), to_us(end), *found.values, limit))
    return messages.by_ids(db, [row[0] for row in rows])


def first(db: Db) -> datetime | None:
    """The oldest message from outside, by the network's time."""
    rows = all_rows(db, FIRST)
    return from_us(rows[0][0]) if rows else None


def labelled(db: Db, since: datetime) -> list[Labelled]:
    """Alerts of the detector and of alert rules that were labelled and lasted until then or later."""
    return [
        Labelled(from_us(began), from_us(ended), verdict, rule_id)
        for began, ended, verdict, rule_id in all_rows(db, LABELLED, (to_us(since),))
    ]
