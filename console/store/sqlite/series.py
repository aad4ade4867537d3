"""Five-minute buckets of messages from outside, by the network's time: all, channels, and what they share."""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from console.model import stream as model
from console.model.alert import SeriesPoint
from console.model.message import Judged, Message
from console.model.stream import ALL, FLAG, KIND, TOPIC, WAVE, WORD
from console.model.words import Flag, Label
from console.store.sqlite.db import Db, all_rows, from_us, marks, to_us
from console.store.sqlite.messages import read_flags
from console.store.sqlite.watched import Watched

BUCKET = model.BUCKET // timedelta(microseconds=1)
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
SINCE_OF = """
SELECT stream, bucket_at, volume, negatives, reach_negatives FROM series
WHERE bucket_at >= ? AND stream = ? AND (volume <> 0 OR negatives <> 0) ORDER BY bucket_at
"""
COUNTED = """
SELECT id, created_at, channel, kind, label, flags, text, reach, followers, wave, unsure
FROM messages WHERE id IN ({ids})
"""
TOPICS = "SELECT topic FROM topics WHERE message_id = ?"
ADD_TOPIC = "INSERT INTO topics (message_id, topic) VALUES (?, ?) ON CONFLICT DO NOTHING"
SIZE = "SELECT messages, streamed FROM waves WHERE id = ?"
STREAMED = "UPDATE waves SET streamed = 1 WHERE id = ?"
MEMBERS = """
SELECT id FROM messages INDEXED BY messages_wave WHERE wave = ? AND ours = 0
"""

Tally = dict[tuple[str, int], list[float]]
"""(stream, start of bucket) to [volume, negatives, negatives by reach]."""


def weight(people: int) -> float:
    """How much a negative message weighs: log10 of ten and the people that it can have reached."""
    return math.log10(10 + people)


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
    weighed = weight(message.people) if negative else 0.0
    count(tally, facets(message, judgement.flags, watched), created, 1, negative, weighed)


class Counted(NamedTuple):
    """What the counts of a stored message rest on."""

    id: int
    created: int
    channel: str
    kind: str
    label: str
    flags: str
    text: str
    reach: int | None
    followers: int | None
    wave: int | None
    unsure: int

    @property
    def negative(self) -> bool:
        return self.label == Label.NEGATIVE

    @property
    def weighs(self) -> float:
        return weight(max(self.reach or 0, self.followers or 0))


def as_counted(db: Db, ids: Sequence[int]) -> list[Counted]:
    """Stored messages as they are counted, in no order."""
    return [Counted(*row) for row in all_rows(db, COUNTED.format(ids=marks(len(ids))), ids)]


def edited(db: Db, tally: Tally, old: Counted, judged: Judged, watched: Watched) -> None:
    """Let the counts say what the message says now; its time, channel, kind and reach stay."""
    was, now = old.negative, judged.judgement.label is Label.NEGATIVE
    topics = (TOPIC + row[0] for row in all_rows(db, TOPICS, (old.id,)))
    kept = [old.channel, ALL, KIND + old.kind, *topics]
    before = {FLAG + flag.value for flag in read_flags(old.flags)}
    after = {FLAG + flag.value for flag in judged.judgement.flags}
    if watched.words:
        before |= {WORD + word for word in watched.found(old.text)}
        after |= {WORD + word for word in watched.found(judged.message.text)}
    if old.wave is not None and all_rows(db, SIZE, (old.wave,))[0][1]:
        # Its wave is told anew when the batch is through, as that of a message that just came.
        before.add(f"{WAVE}{old.wave}")
    change = int(now) - int(was)
    if change:
        count(tally, [*kept, *(before & after)], old.created, 0, change, change * old.weighs)
    count(tally, before - after, old.created, -1, -int(was), -old.weighs if was else 0.0)
    count(tally, after - before, old.created, 1, int(now), old.weighs if now else 0.0)


def felt_anew(db: Db, tally: Tally, old: Counted, negative: bool, watched: Watched) -> None:
    """Let the counts say that a message is negative, or no longer; all else of it stays."""
    judged_anew(db, tally, old, negative, read_flags(old.flags), watched)


def judged_anew(
    db: Db, tally: Tally, old: Counted, negative: bool, flags: Iterable[Flag], watched: Watched
) -> None:
    """Let the counts say what is said now of the same words."""
    before = {FLAG + flag.value for flag in read_flags(old.flags)}
    after = {FLAG + flag.value for flag in flags}
    change = int(negative) - int(old.negative)
    if change:
        streams = [old.channel, ALL, KIND + old.kind, *(before & after)]
        streams += [TOPIC + row[0] for row in all_rows(db, TOPICS, (old.id,))]
        streams += [WORD + word for word in (watched.found(old.text) if watched.words else ())]
        if old.wave is not None and all_rows(db, SIZE, (old.wave,))[0][1]:
            streams.append(f"{WAVE}{old.wave}")
        count(tally, streams, old.created, 0, change, change * old.weighs)
    count(tally, before - after, old.created, -1, -int(old.negative), -old.weighs if old.negative else 0.0)
    count(tally, after - before, old.created, 1, int(negative), old.weighs if negative else 0.0)


def topics(db: Db, tally: Tally, tagged: Sequence[tuple[int, str]]) -> None:
    """Count messages that a rule tagged at arrival, as message id and tag, once each."""
    if not tagged:
        return
    fresh = list(dict.fromkeys(tagged))
    db.executemany(ADD_TOPIC, fresh)
    stored = {one.id: one for one in as_counted(db, list(dict(fresh)))}
    for message_id, topic in fresh:
        _came(tally, TOPIC + topic, stored[message_id])


def waves(db: Db, tally: Tally, joined: Iterable[int]) -> None:
    """Count messages, by id, that joined a wave with this batch; a wave that grew large begins with all."""
    ids = list(dict.fromkeys(joined))
    fresh: dict[int, list[Counted]] = {}
    for one in as_counted(db, ids) if ids else ():
        if one.wave is not None:
            fresh.setdefault(one.wave, []).append(one)
    for wave, members in fresh.items():
        size, streamed = all_rows(db, SIZE, (wave,))[0]
        if not streamed and size >= LARGE:
            db.execute(STREAMED, (wave,))
            members = as_counted(db, [row[0] for row in all_rows(db, MEMBERS, (wave,))])
        elif not streamed:
            continue
        for one in members:
            _came(tally, f"{WAVE}{wave}", one)


def _came(tally: Tally, stream: str, one: Counted) -> None:
    count(tally, [stream], one.created, 1, one.negative, one.weighs if one.negative else 0.0)


def add(db: Db, tally: Tally) -> None:
    db.executemany(ADD, [(stream, bucket, *cell) for (stream, bucket), cell in tally.items()])


def add_points(db: Db, points: Sequence[SeriesPoint]) -> None:
    tally: Tally = {}
    for point in points:
        at = to_us(point.bucket_at)
        count(tally, [point.stream], at, point.volume, point.negatives, point.reach_negatives)
    add(db, tally)


def since(db: Db, start: int, stream: str | None) -> list[SeriesPoint]:
    """From the bucket that holds `start` (microseconds), oldest first; of one stream, or of all."""
    first = start - start % BUCKET
    rows = all_rows(db, SINCE, (first,)) if stream is None else all_rows(db, SINCE_OF, (first, stream))
    return [SeriesPoint(row[0], from_us(row[1]), row[2], row[3], round(row[4], 6)) for row in rows]
