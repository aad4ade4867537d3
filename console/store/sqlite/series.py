"""Five-minute buckets of messages from outside, by the network's time: all, channels, and what they share."""

import math
from collections.abc import Iterable, Sequence

from console.model.alert import SeriesPoint
from console.model.message import Judged, Message
from console.model.stream import ALL, FLAG, KIND, TOPIC, WAVE, WORD
from console.model.words import Label
from console.store.sqlite.db import Db, Row, all_rows, from_us, to_us
from console.store.sqlite.messages import read_flags
from console.store.sqlite.watched import Watched

BUCKET = 300_000_000
"""Five minutes in microseconds."""
LARGE = 10
"""A wave of so many messages is a stream of its own, with those that it had before."""

ADD = """
INSERT INTO series (stream, bucket_at, volume, negatives, reach_negatives) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (stream, bucket_at) DO UPDATE SET volume = volume + excluded.volume,
    negatives = negatives + excluded.negatives,
    reach_negatives = max(0.0, reach_negatives + excluded.reach_negatives)
"""
SINCE = """
SELECT stream, bucket_at, volume, negatives, reach_negatives FROM series
WHERE bucket_at >= ? AND (volume <> 0 OR negatives <> 0) ORDER BY bucket_at, stream
"""
COUNTED = """
SELECT created_at, channel, kind, label, flags, text, reach, followers, wave, unsure, ours
FROM messages WHERE id = ?
"""
TOPICS = "SELECT topic FROM topics WHERE message_id = ?"
ADD_TOPIC = "INSERT INTO topics (message_id, topic) VALUES (?, ?) ON CONFLICT DO NOTHING"
WAVE_OF = "SELECT wave FROM messages WHERE id = ?"
SIZE = "SELECT messages, streamed FROM waves WHERE id = ?"
STREAMED = "UPDATE waves SET streamed = 1 WHERE id = ?"
MEMBERS = """
SELECT created_at, label, reach, followers FROM messages INDEXED BY messages_wave WHERE wave = ? AND ours = 0
"""

Tally = dict[tuple[str, int], list[float]]
"""(stream, start of bucket) to [volume, negatives, negatives by reach]."""


def weight(reach: int | None, followers: int | None) -> float:
    """How much a negative message weighs: log10 of ten and the people that it can have reached."""
    return math.log10(10 + max(reach or 0, followers or 0))


def facets(message: Message, flags: Iterable[str], watched: Watched) -> list[str]:
    """Every stream that a message's own fields put it into."""
    streams = [message.channel, ALL, KIND + message.kind.value]
    streams += [FLAG + flag for flag in flags]
    if watched.words:
        streams += [WORD + word for word in watched.found(message.text)]
    return streams


def count(
    tally: Tally, streams: Iterable[str], created: int, volume: int, negatives: int, weighed: float
) -> None:
    """Count a message, or take one back, in each stream; `created` in microseconds."""
    bucket = created - created % BUCKET
    for stream in streams:
        cell = tally.get((stream, bucket))
        if cell is None:
            tally[stream, bucket] = [volume, negatives, weighed]
        else:
            cell[0] += volume
            cell[1] += negatives
            cell[2] += weighed


def arrived(tally: Tally, judged: Judged, created: int, watched: Watched) -> None:
    """Count a new message from outside."""
    message, judgement = judged.message, judged.judgement
    negative = judgement.label is Label.NEGATIVE
    weighed = weight(message.reach, message.author.followers) if negative else 0.0
    count(tally, facets(message, judgement.flags, watched), created, 1, negative, weighed)


def as_counted(db: Db, message_id: int) -> Row:
    """What the counts of a stored message rest on, before it is edited."""
    return all_rows(db, COUNTED, (message_id,))[0]


def edited(db: Db, tally: Tally, message_id: int, old: Row, judged: Judged, watched: Watched) -> None:
    """Let the counts say what the message says now; its time, channel, kind and reach stay."""
    created, channel, kind, label, flags, text, reach, followers, wave, _unsure, _ours = old
    was, now = label == Label.NEGATIVE, judged.judgement.label is Label.NEGATIVE
    weighs = weight(reach, followers)
    kept = [channel, ALL, KIND + kind, *(TOPIC + row[0] for row in all_rows(db, TOPICS, (message_id,)))]
    before = {FLAG + flag.value for flag in read_flags(flags)}
    after = {FLAG + flag.value for flag in judged.judgement.flags}
    if watched.words:
        before |= {WORD + word for word in watched.found(text)}
        after |= {WORD + word for word in watched.found(judged.message.text)}
    if wave is not None and all_rows(db, SIZE, (wave,))[0][1]:
        # Its wave is told anew when the batch is through, as that of a message that just came.
        before.add(f"{WAVE}{wave}")
    change = int(now) - int(was)
    if change:
        count(tally, [*kept, *(before & after)], created, 0, change, change * weighs)
    count(tally, before - after, created, -1, -int(was), -weighs if was else 0.0)
    count(tally, after - before, created, 1, int(now), weighs if now else 0.0)


def topics(db: Db, tally: Tally, tagged: Sequence[tuple[int, str]]) -> None:
    """Count messages that a rule tagged at arrival, as message id and tag, once each."""
    for message_id, topic in dict.fromkeys(tagged):
        db.execute(ADD_TOPIC, (message_id, topic))
        row = as_counted(db, message_id)
        negative = row[3] == Label.NEGATIVE
        weighed = weight(row[6], row[7]) if negative else 0.0
        count(tally, [TOPIC + topic], row[0], 1, negative, weighed)


def waves(db: Db, tally: Tally, joined: Iterable[int]) -> None:
    """Count messages, by id, that joined a wave with this batch; a wave that grew large begins with all."""
    fresh: dict[int, list[int]] = {}
    for message_id in dict.fromkeys(joined):
        (wave,) = all_rows(db, WAVE_OF, (message_id,))[0]
        if wave is not None:
            fresh.setdefault(wave, []).append(message_id)
    for wave, ids in fresh.items():
        size, streamed = all_rows(db, SIZE, (wave,))[0]
        if streamed:
            rows = [(row[0], row[3], row[6], row[7]) for row in (as_counted(db, one) for one in ids)]
        elif size >= LARGE:
            db.execute(STREAMED, (wave,))
            rows = all_rows(db, MEMBERS, (wave,))
        else:
            continue
        for created, label, reach, followers in rows:
            negative = label == Label.NEGATIVE
            weighed = weight(reach, followers) if negative else 0.0
            count(tally, [f"{WAVE}{wave}"], created, 1, negative, weighed)


def add(db: Db, tally: Tally) -> None:
    db.executemany(ADD, [(stream, bucket, *cell) for (stream, bucket), cell in tally.items()])


def add_points(db: Db, points: Sequence[SeriesPoint]) -> None:
    tally: Tally = {}
    for point in points:
        at = to_us(point.bucket_at)
        count(tally, [point.stream], at, point.volume, point.negatives, point.reach_negatives)
    add(db, tally)


def since(db: Db, start: int) -> list[SeriesPoint]:
    """From the bucket that holds `start` (microseconds), oldest first."""
    return [
        SeriesPoint(row[0], from_us(row[1]), row[2], row[3], round(row[4], 6))
        for row in all_rows(db, SINCE, (start - start % BUCKET,))
    ]
