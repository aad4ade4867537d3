"""Persons: their card, and everything they wrote over all their handles."""

from datetime import timedelta
from statistics import median

from console.errors import NotFound
from console.model.item import MessageKey, StoredMessage
from console.model.person import Answered, Handle, Mood, Person, PersonNote, Written
from console.model.safe import SafeText
from console.model.words import Reason, State
from console.store.sqlite import handles, messages
from console.store.sqlite.db import Db, all_rows, from_us, marks, new_id, one_row, to_us
from console.text import handle_key, name_key

LOOKED_AT = 100
"""So many of the newest messages tell how we answer a person."""
NOTES_SHOWN = 50
CANDIDATES = 40
"""Handles that are compared at most, by each of handle and name."""
# A thread may hold thousands of answers to others: one to this message stands soon behind it.
_NEAR = 20
FOREVER = (1 << 62, 1 << 62)

ADD_NOTE = "INSERT INTO person_notes (handle_id, actor, at, text) VALUES (?, ?, ?, ?) RETURNING id"
REMOVE_NOTE = "DELETE FROM person_notes WHERE id = ? RETURNING handle_id"
NOTES = f"""
SELECT id, actor, at, text FROM person_notes WHERE handle_id IN ({{ids}}) ORDER BY id DESC LIMIT {NOTES_SHOWN}
"""
MOODS = (
    "SELECT week, feeling, sum(n) FROM moods WHERE handle_id IN ({ids}) GROUP BY week, feeling ORDER BY week"
)
BEFORE = f"""
SELECT {messages.COLUMNS} FROM messages m
WHERE m.channel = ? AND m.author_id = ? AND m.ours = 0 AND (m.created_at, m.id) < (?, ?)
ORDER BY m.created_at DESC, m.id DESC LIMIT ?
"""
AFTER = f"""
SELECT {messages.COLUMNS} FROM messages m
WHERE m.channel = ? AND m.author_id = ? AND m.ours = 0 AND (m.created_at, m.id) > (?, ?)
ORDER BY m.created_at, m.id LIMIT ?
"""
STATES = "SELECT id, state, reason FROM items WHERE id IN ({ids})"
# Whom an answer of ours is to: whom the network says, else whoever wrote last before it.
_TO = """
ifnull((SELECT p.{column} FROM messages p WHERE p.channel = o.channel AND p.remote_id = o.parent_id),
       (SELECT b.{column} FROM messages b WHERE b.item_id = o.item_id AND b.ours = 0
            AND b.created_at <= o.created_at ORDER BY b.created_at DESC, b.id DESC LIMIT 1))
"""
ANSWERS = f"""
SELECT {messages.COLUMNS} FROM (
    SELECT * FROM messages WHERE item_id = ? AND ours = 1 AND created_at >= ?
    ORDER BY created_at LIMIT {_NEAR}
) o JOIN messages m ON m.id = o.id WHERE {_TO.format(column="id")} = ? ORDER BY m.created_at, m.id
"""
FIRST_ANSWER = f"""
SELECT o.created_at FROM (
    SELECT * FROM messages WHERE item_id = ? AND ours = 1 AND created_at >= ?
    ORDER BY created_at LIMIT {_NEAR}
) o WHERE {_TO.format(column="author_id")} = ? ORDER BY o.created_at LIMIT 1
"""


def person(db: Db, person_id: int) -> Person:
    """An id of any of their handles will do. Raises NotFound."""
    found = handles.of_person(db, person_id)
    ids = [one.id for one in found]
    notes = tuple(
        PersonNote(row[0], row[1], from_us(row[2]), SafeText(row[3]))
        for row in all_rows(db, NOTES.format(ids=marks(len(ids))), ids)
    )
    return Person(found[0].id, found, notes)


def moods(db: Db, who: Person) -> tuple[Mood, ...]:
    ids = [one.id for one in who.handles]
    weeks: dict[int, dict[str, int]] = {}
    for week, feeling, count in all_rows(db, MOODS.format(ids=marks(len(ids))), ids):
        weeks.setdefault(week, {})[feeling] = count
    return tuple(
        Mood(from_us(week), counts) for week, counts in weeks.items() if any(n > 0 for n in counts.values())
    )


def _over_all(
    db: Db, who: Person, limit: int, *, before: MessageKey | None = None, after: MessageKey | None = None
) -> list[StoredMessage]:
    """Over all handles, newest first: those next to a place, or the newest of all."""
    key = FOREVER
    if (place := after or before) is not None:
        key = (to_us(place.created_at), place.id)
    sql = BEFORE if after is None else AFTER
    found = [
        messages.read(row)
        for one in who.handles
        for row in all_rows(db, sql, (one.channel, one.author_id, *key, limit))
    ]
    found.sort(key=lambda stored: stored.key, reverse=after is None)
    return sorted(found[:limit], key=lambda stored: stored.key, reverse=True)


def written(
    db: Db, person_id: int, limit: int, before: MessageKey | None, after: MessageKey | None
) -> list[Written]:
    """What they wrote next to a message, newest first, each with our answers to it. Raises NotFound."""
    page = _over_all(db, person(db, person_id), limit, before=before, after=after)
    page = messages.with_earlier(db, page)
    ids = list({stored.item_id for stored in page})
    states = {row[0]: row for row in all_rows(db, STATES.format(ids=marks(len(ids))), ids)}
    found = []
    for stored in page:
        rows = all_rows(db, ANSWERS, (stored.item_id, to_us(stored.message.created_at), stored.id))
        _, state, reason = states[stored.item_id]
        answers = messages.with_earlier(db, [messages.read(row) for row in rows])
        found.append(Written(stored, tuple(answers), State(state), Reason(reason) if reason else None))
    return found


def answered(db: Db, who: Person) -> Answered:
    """How soon we answered the newest of their messages, by the network's times."""
    page = _over_all(db, who, LOOKED_AT)
    took: list[int] = []
    for stored in page:
        written_at = to_us(stored.message.created_at)
        row = one_row(db, FIRST_ANSWER, (stored.item_id, written_at, stored.message.author.id))
        if row is not None:
            took.append(row[0] - written_at)
    return Answered(len(page), len(took), timedelta(microseconds=median(took)) if took else None)


def candidates(db: Db, who: Person) -> list[Handle]:
    """Handles of others that are worth comparing with this person's: same handle, or same profile name."""
    found: dict[int, Handle] = {}
    for one in who.handles:
        key, name = handle_key(one.handle), name_key(one.name)
        near = handles.by_key(db, key, CANDIDATES)
        if name not in (key, name_key(one.handle)):
            near += handles.by_name(db, name, CANDIDATES)
        found.update((other.id, other) for other in near if other.person_id != who.id)
    return list(found.values())


def add_note(db: Db, person_id: int, actor: str, at: int, text: str) -> int:
    """`text` has passed the gate. The note rests at the handle that leads. Returns its id."""
    return new_id(db, ADD_NOTE, (handles.of_person(db, person_id)[0].id, actor, at, text))


def remove_note(db: Db, note_id: int) -> None:
    """Raises NotFound."""
    if one_row(db, REMOVE_NOTE, (note_id,)) is None:
        raise NotFound(f"there is no note {note_id} about a person")
