"""Five-minute buckets of messages from outside, by the network's time."""

from collections.abc import Sequence

from console.model.alert import SeriesPoint
from console.store.sqlite.db import Db, all_rows, from_us, to_us

BUCKET = 300_000_000
"""Five minutes in microseconds."""
ALL = "all"

ADD = """
INSERT INTO series (stream, bucket_at, volume, negatives) VALUES (?, ?, ?, ?)
ON CONFLICT (stream, bucket_at) DO UPDATE
    SET volume = volume + excluded.volume, negatives = negatives + excluded.negatives
"""
SINCE = (
    "SELECT stream, bucket_at, volume, negatives FROM series WHERE bucket_at >= ? ORDER BY bucket_at, stream"
)

Tally = dict[tuple[str, int], list[int]]
"""(stream, start of bucket) to [volume, negatives]."""


def count(tally: Tally, channel: str, created: int, volume: int, negatives: int) -> None:
    """Count one message into its channel's stream and into `all`; `created` in microseconds."""
    bucket = created - created % BUCKET
    for stream in (channel, ALL):
        both = tally.setdefault((stream, bucket), [0, 0])
        both[0] += volume
        both[1] += negatives


def add(db: Db, tally: Tally) -> None:
    db.executemany(ADD, [(stream, bucket, *both) for (stream, bucket), both in tally.items()])


def add_points(db: Db, points: Sequence[SeriesPoint]) -> None:
    tally: Tally = {}
    for point in points:
        at = to_us(point.bucket_at)
        both = tally.setdefault((point.stream, at - at % BUCKET), [0, 0])
        both[0] += point.volume
        both[1] += point.negatives
    add(db, tally)


def since(db: Db, start: int) -> list[SeriesPoint]:
    """From the bucket that holds `start` (microseconds), oldest first."""
    return [
        SeriesPoint(stream=row[0], bucket_at=from_us(row[1]), volume=row[2], negatives=row[3])
        for row in all_rows(db, SINCE, (start - start % BUCKET,))
    ]
