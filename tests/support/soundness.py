"""Looks at a database from outside and says everything that does not add up."""

import math
import sqlite3
from contextlib import closing
from pathlib import Path

from console.store.sqlite.events import verify_here

COUNTED = """
SELECT 'state:' || state, count(*) FROM items GROUP BY state
UNION ALL SELECT 'open:' || channel, sum(state <> 'done') FROM items GROUP BY channel
UNION ALL SELECT 'messages', count(*) FROM messages
UNION ALL SELECT 'quarantined', count(*) FROM quarantine
UNION ALL SELECT 'outbox:' || state, count(*) FROM outbox GROUP BY state
"""
ITEMS = """
WITH last_ours AS (
    SELECT o.item_id, max(iif(o.sent_by IS NULL, o.created_at, ifnull(q.created_at + 1, o.created_at))) AS at
    FROM messages o LEFT JOIN messages q ON q.channel = o.channel AND q.remote_id = o.parent_id
    WHERE o.ours = 1 GROUP BY o.item_id
),
unanswered AS (
    SELECT m.item_id, count(*) AS n, min(m.created_at) AS oldest, max(m.priority) AS priority
    FROM messages m LEFT JOIN last_ours o ON o.item_id = m.item_id
    WHERE m.ours = 0 AND m.deleted = 0 AND m.handled = 0 AND m.created_at >= ifnull(o.at, m.created_at)
    GROUP BY m.item_id
)
SELECT i.id, i.unread, ifnull(u.n, 0), i.rank,
       1000 - ifnull(u.priority, 0) - ifnull((SELECT sum(p.value ->> 1) FROM json_each(i.parts) p), 0),
       ifnull(u.priority, 0), ifnull((SELECT m.priority FROM messages m WHERE m.id = i.urgent), 0),
       i.messages,
       (SELECT count(*) FROM messages m WHERE m.item_id = i.id),
       i.has_draft, EXISTS (SELECT 1 FROM drafts d WHERE d.item_id = i.id),
       iif(u.oldest IS NULL, i.waiting_since, u.oldest), i.waiting_since,
       iif(i.unread, (SELECT ifnull(sum(f.points), 0) FROM rule_fires f WHERE f.item_id = i.id), 0),
       (SELECT ifnull(sum(p.value ->> 1), 0) FROM json_each(i.parts) p WHERE p.value ->> 0 LIKE 'rule %')
FROM items i LEFT JOIN unanswered u ON u.item_id = i.id
"""
SERIES = """
WITH outside AS (
    SELECT id, channel, kind, flags, label = 'negative' AS bad,
           created_at - created_at % 300000000 AS bucket_at,
           max(ifnull(reach, 0), ifnull(followers, 0)) AS people FROM messages WHERE ours = 0
)
SELECT channel, bucket_at, bad, people FROM outside
UNION ALL SELECT 'all', bucket_at, bad, people FROM outside
UNION ALL SELECT 'kind:' || kind, bucket_at, bad, people FROM outside
UNION ALL SELECT 'flag:' || f.value, bucket_at, bad, people FROM outside, json_each(flags) f
UNION ALL SELECT 'topic:' || topic, bucket_at, bad, people FROM topics JOIN outside ON id = message_id
"""


def from_messages(db: sqlite3.Connection) -> dict[tuple[str, int], tuple[int, int, float]]:
    """Volume, negatives and negatives by reach of each stream and bucket, from the messages themselves."""
    cells: dict[tuple[str, int], tuple[int, int, float]] = {}
    for stream, bucket_at, bad, people in db.execute(SERIES):
        volume, negatives, weighed = cells.get((stream, bucket_at), (0, 0, 0.0))
        weight = math.log10(10 + people) if bad else 0.0
        cells[stream, bucket_at] = (volume + 1, negatives + bad, weighed + weight)
    return {place: (volume, bad, round(weighed, 6)) for place, (volume, bad, weighed) in cells.items()}


def in_counters(db: sqlite3.Connection) -> dict[tuple[str, int], tuple[int, int, float]]:
    """What the store's counters say, without waves and watched words, and without what was taken back."""
    return {
        (stream, bucket_at): (volume, negatives, round(weighed, 6))
        for stream, bucket_at, volume, negatives, weighed in db.execute(
            "SELECT stream, bucket_at, volume, negatives, reach_negatives FROM series "
            "WHERE stream NOT LIKE 'wave:%' AND stream NOT LIKE 'watch:%'"
        )
        if volume or negatives or round(weighed, 6)
    }


def faults(path: Path) -> list[str]:
    """Empty when the file is whole, counters and items are exact and the event log verifies."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return faults_in(db)


def faults_in(db: sqlite3.Connection) -> list[str]:
    found = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if found:
        return found
    try:
        db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        found.append(f"full-text index: {error}")
    kept = {name: n for name, n in db.execute("SELECT name, n FROM counters") if n}
    exact = {name: n for name, n in db.execute(COUNTED) if n}
    if kept != exact:
        found.append(f"counters: {kept} instead of {exact}")
    for item, *pairs in db.execute(ITEMS):
        if any(pairs[place] != pairs[place + 1] for place in range(0, len(pairs), 2)):
            found.append(f"item {item}: {pairs}")
    if in_counters(db) != from_messages(db):
        found.append("series")
    lost = db.execute(
        "SELECT count(*) FROM items i WHERE NOT EXISTS (SELECT 1 FROM messages WHERE item_id = i.id)"
    )
    if lost.fetchone()[0]:
        found.append("an item without messages")
    report = verify_here(db)
    if not report.ok:
        found.append(f"event log: bad at {report.first_bad}")
    return found
