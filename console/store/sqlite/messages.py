"""Messages: statements and how their rows are read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

from console.model.correction import PREFIX
from console.model.item import StoredMessage, Version
from console.model.message import Author, Judgement, Message, Weighed
from console.model.safe import SafeText
from console.model.stream import ALL, FLAG, KIND, TOPIC, WAVE, WORD, facet_of
from console.model.words import Flag, Kind, Label
from console.store.sqlite import labelled
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_json,
    from_us,
    marks,
    maybe_time,
    maybe_us,
    new_id,
    one_row,
    to_json,
    to_us,
)
from console.store.sqlite.watched import Watched

COLUMNS = """
    m.id, m.item_id, m.network, m.channel, m.remote_id, m.kind, m.author_id, m.author_handle, m.author_name,
    m.followers, m.text, m.created_at, m.received_at, m.thread_id, m.parent_id, m.lang_claimed, m.reach,
    m.url, m.edited_at, m.deleted, m.ours, m.context, m.lang, m.compound, m.label, m.unsure, m.flags,
    m.reasons, m.scorer, m.priority, m.priority_reasons, m.sent_by, m.deleted_at,
    m.wave, m.author_created_at
"""
INSERT = """
INSERT INTO messages (
    item_id, network, channel, remote_id, kind, author_id, author_handle, author_name, followers, text,
    created_at, received_at, thread_id, parent_id, lang_claimed, reach, url, edited_at, deleted, ours,
    context, lang, compound, label, unsure, flags, reasons, scorer, priority, priority_reasons, sent_by,
    deleted_at, author_created_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
"""
INDEX = "INSERT INTO messages_fts (rowid, text) VALUES (?, ?)"
UNINDEX = """
INSERT INTO messages_fts (messages_fts, rowid, text) SELECT 'delete', id, text FROM messages WHERE id = ?
"""
INSERT_EVIDENCE = "INSERT INTO evidence (message_id, raw) VALUES (?, ?)"
FIND = "SELECT id, item_id, edited_at, deleted, ours, text FROM messages WHERE channel = ? AND remote_id = ?"
BY_IDS = f"SELECT {COLUMNS} FROM messages m WHERE m.id IN ({{ids}})"
AFTER_ID = f"SELECT {COLUMNS} FROM messages m WHERE m.id > ? ORDER BY m.id LIMIT ?"
NEWEST_OUTSIDE = f"""
SELECT {COLUMNS} FROM messages m WHERE m.item_id = ? AND m.ours = 0 AND m.deleted = 0
ORDER BY m.created_at DESC, m.id DESC LIMIT 1
"""
BETWEEN = f"""
SELECT {COLUMNS} FROM messages m WHERE m.ours = 0 AND m.created_at >= ? AND m.created_at < ?
ORDER BY m.created_at DESC LIMIT ?
"""
BETWEEN_IN_CHANNEL = f"""
SELECT {COLUMNS} FROM messages m
WHERE m.channel = ? AND m.ours = 0 AND m.created_at >= ? AND m.created_at < ?
ORDER BY m.created_at DESC LIMIT ?
"""
_IN_TIME = "m.ours = 0 AND m.created_at >= ? AND m.created_at < ? ORDER BY m.created_at DESC LIMIT ?"
BETWEEN_FACET = {
    KIND: f"SELECT {COLUMNS} FROM messages m WHERE m.kind = ? AND {_IN_TIME}",
    FLAG: f"SELECT {COLUMNS} FROM messages m WHERE m.flags LIKE ? AND {_IN_TIME}",
    WAVE: f"SELECT {COLUMNS} FROM messages m WHERE m.wave = ? AND {_IN_TIME}",
    TOPIC: f"""SELECT {COLUMNS} FROM messages m
        WHERE m.id IN (SELECT message_id FROM topics WHERE topic = ?) AND {_IN_TIME}""",
}
LOOKED_THROUGH = 5_000
"""The newest messages of a stretch in which a watched word is looked for."""
WRITTEN_SINCE = "SELECT DISTINCT m.item_id FROM messages m WHERE m.item_id IN ({ids}) AND m.id > ?"
NEWEST = "SELECT ifnull(max(id), 0) FROM messages"
VERSIONS = """
SELECT message_id, text, edited_at FROM versions WHERE message_id IN ({ids}) ORDER BY message_id, edited_at
"""


def insert(
    db: Db,
    item_id: int,
    message: Message,
    judgement: Judgement,
    *,
    deleted: bool,
    sent_by: str | None = None,
    deleted_at: int | None = None,
) -> int:
    """Returns the new message's id; its text is not indexed yet.

    Raises the driver's error if the database refuses the row.
    """
    message_id = new_id(
        db,
        INSERT,
        (
            item_id, message.network, message.channel, message.remote_id, message.kind.value,
            message.author.id, message.author.handle, message.author.name, message.author.followers,
            message.text, to_us(message.created_at), to_us(message.received_at), message.thread_id,
            message.parent_id,
            message.lang, message.reach, message.url, maybe_us(message.edited_at), deleted, message.ours,
            to_json(message.context), *judged(judgement), sent_by, deleted_at,
            maybe_us(message.author.created_at),
        ),
    )  # fmt: skip
    if message.evidence:
        db.execute(INSERT_EVIDENCE, (message_id, message.evidence))
    return message_id


def index(db: Db, texts: Mapping[int, str]) -> None:
    """Make texts findable, by message id. Once a batch: the index writes itself out at every savepoint."""
    db.executemany(INDEX, list(texts.items()))


def judged(judgement: Judgement) -> tuple[object, ...]:
    """The judge's columns, from `lang` to `priority_reasons`."""
    return (
        judgement.lang,
        judgement.compound,
        judgement.label.value,
        judgement.unsure,
        to_json([flag.value for flag in judgement.flags]),
        to_json([[reason.text, reason.weight] for reason in judgement.reasons]),
        judgement.scorer,
        judgement.priority,
        to_json([[reason.text, reason.weight] for reason in judgement.priority_reasons]),
    )


def read(row: Row) -> StoredMessage:
    """One row of COLUMNS."""
    return StoredMessage(
        id=row[0],
        item_id=row[1],
        message=Message(
            network=row[2],
            channel=row[3],
            remote_id=row[4],
            kind=Kind(row[5]),
            author=Author(
                id=row[6],
                handle=SafeText(row[7]),
                name=SafeText(row[8]),
                followers=row[9],
                created_at=maybe_time(row[34]),
            ),
            text=SafeText(row[10]),
            created_at=from_us(row[11]),
            received_at=from_us(row[12]),
            thread_id=row[13],
            parent_id=row[14],
            lang=row[15],
            reach=row[16],
            url=None if row[17] is None else SafeText(row[17]),
            edited_at=maybe_time(row[18]),
            deleted=bool(row[19]),
            ours=bool(row[20]),
            context=cast("dict[str, str]", from_json(row[21])),
        ),
        lang=row[22],
        compound=row[23],
        label=Label(row[24]),
        unsure=bool(row[25]),
        flags=read_flags(row[26]),
        reasons=_weighed(row[27]),
        scorer=row[28],
        priority=row[29],
        priority_reasons=_weighed(row[30]),
        sent_by=row[31],
        deleted_at=maybe_time(row[32]),
        wave=row[33],
    )


def read_flags(text: str) -> tuple[Flag, ...]:
    return () if text == "[]" else tuple(Flag(word) for word in from_json(text))


def _weighed(text: str) -> tuple[Weighed, ...]:
    return () if text == "[]" else tuple(Weighed(SafeText(word), weight) for word, weight in from_json(text))


def with_earlier(db: Db, messages: Sequence[StoredMessage]) -> list[StoredMessage]:
    """Add what the judge said where a person labelled it, and the texts from before each edit; a version that
    says what the next one says is left out."""
    messages = _with_corrections(db, messages)
    edited = [stored.id for stored in messages if stored.message.edited_at is not None]
    if not edited:
        return list(messages)
    kept: dict[int, list[tuple[str, int]]] = {}
    for message_id, text, at in all_rows(db, VERSIONS.format(ids=marks(len(edited))), edited):
        kept.setdefault(message_id, []).append((text, at))
    found = []
    for stored in messages:
        texts = [*kept.get(stored.id, []), (stored.message.text, 0)]
        versions = tuple(
            Version(SafeText(text), from_us(at) if at else stored.message.created_at)
            for (text, at), (later, _) in pairwise(texts)
            if text != later
        )
        found.append(replace(stored, versions=versions) if versions else stored)
    return found


def _with_corrections(db: Db, messages: Sequence[StoredMessage]) -> Sequence[StoredMessage]:
    carried = {
        stored.id: int(stored.scorer.removeprefix(PREFIX))
        for stored in messages
        if stored.scorer.startswith(PREFIX)
    }
    if not carried:
        return messages
    found = labelled.by_ids(db, list(carried.values()))
    return [
        replace(stored, correction=found[carried[stored.id]]) if stored.id in carried else stored
        for stored in messages
    ]


def by_ids(db: Db, ids: Sequence[int]) -> list[StoredMessage]:
    """In the order asked; ids that are gone are left out."""
    found: dict[int, StoredMessage] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        rows = all_rows(db, BY_IDS.format(ids=marks(len(part))), part)
        found.update((stored.id, stored) for stored in with_earlier(db, [read(row) for row in rows]))
    return [found[wanted] for wanted in ids if wanted in found]


def after_id(db: Db, after: int, limit: int) -> list[StoredMessage]:
    return with_earlier(db, [read(row) for row in all_rows(db, AFTER_ID, (after, limit))])


def written_since(db: Db, item_ids: Sequence[int], message_id: int) -> set[int]:
    """Which of the items have a message that was stored after that one."""
    sql = WRITTEN_SINCE.format(ids=marks(len(item_ids)))
    return {int(row[0]) for row in all_rows(db, sql, (*item_ids, message_id))}


def newest(db: Db) -> int:
    """The id of the message stored last; 0 before the first."""
    return int(all_rows(db, NEWEST)[0][0])


def newest_from_outside(db: Db, item_id: int) -> StoredMessage | None:
    row = one_row(db, NEWEST_OUTSIDE, (item_id,))
    return None if row is None else with_earlier(db, [read(row)])[0]


def between(db: Db, stream: str, start: int, end: int, limit: int) -> list[StoredMessage]:
    """Messages from outside with `start <= created_at < end` (microseconds), newest first."""
    if stream == ALL:
        return [read(row) for row in all_rows(db, BETWEEN, (start, end, limit))]
    facet = facet_of(stream)
    if facet is None:
        return [read(row) for row in all_rows(db, BETWEEN_IN_CHANNEL, (stream, start, end, limit))]
    prefix, what = facet
    if prefix == WORD:
        # Words are found as they were counted; among the newest, since no index knows them.
        rows = all_rows(db, BETWEEN, (start, end, LOOKED_THROUGH))
        words = Watched([what])
        return [read(row) for row in rows if words.found(row[10])][:limit]
    values = (*((what,) if prefix != FLAG else (f'%"{what}"%',)), start, end, limit)
    return [read(row) for row in all_rows(db, BETWEEN_FACET[prefix], values)]
