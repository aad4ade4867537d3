"""Handles: authors as each channel knows them, kept as their messages come, and what is said of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from console.errors import NotFound
from console.model.message import Judgement, Message
from console.model.person import Handle
from console.model.safe import SafeText
from console.model.words import PersonMark
from console.store.sqlite.db import Db, Row, all_rows, from_json, from_us, new_id, one_row, to_json, to_us
from console.text import handle_key, name_key

COLUMNS = """
    h.id, h.channel, h.network, h.author_id, h.handle, h.name, h.followers, h.first_at, h.last_at, h.messages,
    ifnull(h.linked_to, h.id), h.mark, h.tags
"""
# A late message counts, but what the newest said of its author stays.
SEEN = """
INSERT INTO handles (channel, author_id, network, handle, name, followers, handle_key, name_key, first_at,
    last_at, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (channel, author_id) DO UPDATE SET
    messages = messages + 1,
    handle = iif(excluded.last_at >= last_at, excluded.handle, handle),
    name = iif(excluded.last_at >= last_at, excluded.name, name),
    handle_key = iif(excluded.last_at >= last_at, excluded.handle_key, handle_key),
    name_key = iif(excluded.last_at >= last_at, excluded.name_key, name_key),
    followers = iif(excluded.last_at >= last_at, ifnull(excluded.followers, followers), followers),
    first_at = min(first_at, excluded.first_at),
    last_at = max(last_at, excluded.last_at)
RETURNING id
"""
COUNT_MOOD = """
INSERT INTO moods (handle_id, week, feeling, n) VALUES (?, ?, ?, ?)
ON CONFLICT (handle_id, week, feeling) DO UPDATE SET n = n + excluded.n
"""
FIND = "SELECT id, ifnull(linked_to, id) FROM handles WHERE channel = ? AND author_id = ?"
BY_ID = f"SELECT {COLUMNS} FROM handles h WHERE h.id = ?"
OF_PERSON = f"""
SELECT {COLUMNS} FROM handles h WHERE h.id = :id OR h.linked_to = :id ORDER BY h.id <> :id, h.id
"""
BY_KEY = f"SELECT {COLUMNS} FROM handles h WHERE h.handle_key = ? ORDER BY h.last_at DESC LIMIT ?"
BY_NAME = f"SELECT {COLUMNS} FROM handles h WHERE h.name_key = ? ORDER BY h.last_at DESC LIMIT ?"
LINK = "UPDATE handles SET linked_to = ? WHERE id = ?"
SET_MARK = "UPDATE handles SET mark = ? WHERE id = ?"
SET_TAGS = "UPDATE handles SET tags = ? WHERE id = ?"
MARK_OF = """
SELECT p.mark FROM handles h JOIN handles p ON p.id = ifnull(h.linked_to, h.id)
    OR p.linked_to = ifnull(h.linked_to, h.id)
WHERE h.channel = ? AND h.author_id = ? AND p.mark IS NOT NULL ORDER BY p.linked_to IS NOT NULL, p.id LIMIT 1
"""
MARK_ITEMS = """
UPDATE items SET person_mark = ?, revision = revision + 1
WHERE channel = ? AND author_id = ? AND person_mark IS NOT ? RETURNING id
"""
_WEEK = timedelta(days=7) // timedelta(microseconds=1)
_THURSDAY = timedelta(days=3) // timedelta(microseconds=1)
"""The epoch lies three days behind a Monday."""


def week_of(at: int) -> int:
    """The first moment of the week that a time lies in, both in microseconds."""
    return at - (at + _THURSDAY) % _WEEK


def feeling(judgement: Judgement) -> str:
    return "unsure" if judgement.unsure else judgement.label.value


def seen(db: Db, message: Message, judgement: Judgement) -> None:
    """A message from outside was stored: its author wrote one more."""
    author = message.author
    if not author.id:
        # A deletion tells its text sometimes, and its author never.
        return
    at = to_us(message.created_at)
    handle_id = new_id(
        db,
        SEEN,
        (
            message.channel, author.id, message.network, author.handle, author.name, author.followers,
            handle_key(author.handle), name_key(author.name), at, at,
        ),
    )  # fmt: skip
    db.execute(COUNT_MOOD, (handle_id, week_of(at), feeling(judgement), 1))


def felt_anew(db: Db, channel: str, author_id: str, created_at: int, before: str, after: str) -> None:
    """A message is judged otherwise than before; `created_at` is that of its first version."""
    found = one_row(db, FIND, (channel, author_id))
    if found is None or before == after:
        return
    for one, change in ((before, -1), (after, 1)):
        db.execute(COUNT_MOOD, (found[0], week_of(created_at), one, change))


def read(row: Row) -> Handle:
    """One row of COLUMNS."""
    return Handle(
        id=row[0],
        channel=row[1],
        network=row[2],
        author_id=row[3],
        handle=SafeText(row[4]),
        name=SafeText(row[5]),
        followers=row[6],
        first_at=from_us(row[7]),
        last_at=from_us(row[8]),
        messages=row[9],
        person_id=row[10],
        mark=None if row[11] is None else PersonMark(row[11]),
        tags=tuple(from_json(row[12])),
    )


def person_of(db: Db, channel: str, author_id: str) -> int:
    """Raises NotFound if this author never wrote to this channel."""
    found = one_row(db, FIND, (channel, author_id))
    if found is None:
        raise NotFound("this author has not written to this channel")
    return int(found[1])


def of_person(db: Db, person_id: int) -> tuple[Handle, ...]:
    """The leading one first. An id of any of a person's handles leads to that person. Raises NotFound."""
    rows = all_rows(db, BY_ID, (person_id,))
    if not rows:
        raise NotFound(f"there is no person p{person_id}")
    return tuple(read(row) for row in all_rows(db, OF_PERSON, {"id": rows[0][10]}))


def by_key(db: Db, key: str, limit: int) -> list[Handle]:
    """Handles that read the same, whatever the network; those heard of last first."""
    return [read(row) for row in all_rows(db, BY_KEY, (key, limit))]


def by_name(db: Db, key: str, limit: int) -> list[Handle]:
    return [read(row) for row in all_rows(db, BY_NAME, (key, limit))]


def mark_of(db: Db, channel: str, author_id: str) -> str | None:
    """The mark of the person behind an author."""
    row = one_row(db, MARK_OF, (channel, author_id))
    return None if row is None else row[0]


def link(db: Db, leads: Mapping[int, int]) -> list[int]:
    """Say which handle leads each of some; returns the items whose mark changed."""
    for handle_id, lead in leads.items():
        db.execute(LINK, (None if lead == handle_id else lead, handle_id))
    return _settle(db, leads)


def set_marks(db: Db, marks: Mapping[int, PersonMark | None]) -> list[int]:
    """Returns the items whose mark changed."""
    for handle_id, mark in marks.items():
        db.execute(SET_MARK, (None if mark is None else mark.value, handle_id))
    return _settle(db, marks)


def set_tags(db: Db, tags: Mapping[int, Sequence[str]]) -> None:
    for handle_id, words in tags.items():
        db.execute(SET_TAGS, (to_json(list(words)), handle_id))


def _settle(db: Db, touched: Mapping[int, object]) -> list[int]:
    """Bring the items of all persons that some handles belong to up to date."""
    persons = {int(all_rows(db, BY_ID, (handle_id,))[0][10]) for handle_id in touched}
    moved: list[int] = []
    for person_id in persons:
        for one in of_person(db, person_id):
            mark = mark_of(db, one.channel, one.author_id)
            values = (mark, one.channel, one.author_id, mark)
            moved += [int(row[0]) for row in all_rows(db, MARK_ITEMS, values)]
    return moved
