"""Erasing a person: what is theirs, what is about them, and what only names them."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from console.errors import Conflict
from console.store.sqlite import items, persons, stripping
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, all_rows, marks
from console.store.sqlite.stripping import GONE
from console.text import one_line

SHORTEST_HANDLE, SHORTEST_NAME = 4, 6
"""Characters from which on a handle or a name is looked for in what others wrote."""
LEAST = 4
"""Messages that are stripped before those who wait are looked at: each part costs a sync of the disk."""
EXCERPT = 40
"""So much of a text's beginning is looked for where others quote it."""
THEIRS = "SELECT id, text FROM messages WHERE channel = ? AND author_id = ? AND ours = 0"
HANDLES = "SELECT DISTINCT author_handle FROM messages WHERE channel = ? AND author_id = ? AND ours = 0"
BEFORE = """
SELECT v.text FROM versions v JOIN messages m ON m.id = v.message_id
WHERE m.channel = ? AND m.author_id = ? AND m.ours = 0
"""
ITEMS = "SELECT DISTINCT item_id FROM messages WHERE channel = ? AND author_id = ? AND ours = 0"
# Nobody else from outside wrote in it.
ALONE = """
SELECT i.id FROM items i WHERE i.id IN ({ids}) AND NOT EXISTS (
    SELECT 1 FROM messages m WHERE m.item_id = i.id AND m.ours = 0
        AND (m.channel, m.author_id) NOT IN (VALUES {authors}) AND m.author_id <> ''
)
"""
ANSWERS = """
SELECT m.id FROM messages m WHERE m.item_id IN ({ids}) AND m.ours = 1 AND m.text <> '(erased)' AND (
    m.item_id IN ({alone}) OR EXISTS (
        SELECT 1 FROM messages p WHERE p.channel = m.channel AND p.remote_id = m.parent_id
            AND (p.channel, p.author_id) IN (VALUES {authors})
    )
)
"""
LEAVING = "SELECT 1 FROM outbox WHERE item_id IN ({ids}) AND state IN ('sending', 'unknown') LIMIT 1"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as the database knows them."""

    id: int
    handle_ids: tuple[int, ...]
    authors: tuple[tuple[str, str], ...]
    """Channel and the network's id of the author."""
    handles: frozenset[tuple[str, str]]
    """Channel and `bare` handle, of today and as their messages have it."""
    shown: tuple[str, ...]
    needles: tuple[str, ...]
    """Handles, names and ids, folded: what others call them."""
    called: re.Pattern[str] | None
    """Finds any of them as a word of its own in a folded text; None if all are too short to look for."""

    def names(self, text: str) -> bool:
        return self.called is not None and self.called.search(text.casefold()) is not None


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to go, by the ids of its rows."""

    theirs: tuple[int, ...]
    """All that they wrote."""
    messages: tuple[int, ...]
    """What of it has its words still."""
    answers: tuple[int, ...]
    alone: tuple[int, ...]
    """Items that are theirs alone."""
    shared: tuple[int, ...]
    excerpts: tuple[str, ...]
    """Beginnings of their texts, folded."""
    said: frozenset[str]
    """All their texts, those that they edited away and those of waves too, each on one line and folded."""

    @property
    def items(self) -> tuple[int, ...]:
        return (*self.alone, *self.shared)

    def quotes(self, text: str) -> bool:
        folded = text.casefold()
        return any(excerpt in folded for excerpt in self.excerpts)


def bare(handle: str) -> str:
    """As handles are compared: folded, without the sign before it."""
    return handle.casefold().lstrip("@")


def subject_of(db: Db, person_id: int) -> Subject:
    """Raises NotFound."""
    person = persons.person(db, person_id)
    needles = set()
    for one in person.handles:
        handle = bare(one.handle)
        needles |= {handle} if len(handle) >= SHORTEST_HANDLE else set()
        # `@kari` of `@kari@fjord.example` is how people write it; a bare first part would be any Kari.
        first = "@" + handle.partition("@")[0]
        needles |= {first} if len(first) > SHORTEST_HANDLE else set()
        needles |= {one.name.casefold()} if len(one.name) >= SHORTEST_NAME else set()
        needles |= {one.author_id.casefold()} if len(one.author_id) >= SHORTEST_NAME else set()
    authors = tuple((one.channel, one.author_id) for one in person.handles)
    written = {(one[0], bare(row[0])) for one in authors for row in all_rows(db, HANDLES, one)}
    return Subject(
        person.id,
        tuple(one.id for one in person.handles),
        authors,
        frozenset(written | {(one.channel, bare(one.handle)) for one in person.handles}),
        tuple(f"{one.network}/{one.handle}" for one in person.handles),
        tuple(sorted(needles)),
        _any_of(needles),
    )


def _any_of(needles: Collection[str]) -> re.Pattern[str] | None:
    """`@kari` is not the beginning of `@kari@elsewhere.example`, who is somebody else."""
    words = "|".join(re.escape(needle) for needle in sorted(needles, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?![\w@])") if words else None


def scope_of(db: Db, who: Subject) -> Scope:
    every = [row for author in who.authors for row in all_rows(db, THEIRS, author)]
    mine = [row[0] for row in every if row[1] != GONE]
    touched = sorted({row[0] for author in who.authors for row in all_rows(db, ITEMS, author)})
    values = ",".join("(?, ?)" for _ in who.authors)
    authors = [part for author in who.authors for part in author]
    alone: list[int] = []
    answers: list[int] = []
    for start in range(0, len(touched), 300):
        part = touched[start : start + 300]
        here = [
            row[0]
            for row in all_rows(db, ALONE.format(ids=marks(len(part)), authors=values), (*part, *authors))
        ]
        sql = ANSWERS.format(ids=marks(len(part)), alone=marks(len(here)), authors=values)
        answers += [row[0] for row in all_rows(db, sql, (*part, *here, *authors))]
        alone += here
    # What many wrote is not theirs alone to be found by.
    sql = "SELECT text FROM messages WHERE id = ? AND wave IS NULL"
    texts = {row[0].strip().casefold()[:EXCERPT] for one in mine for row in all_rows(db, sql, (one,))}
    excerpts = tuple(sorted(text for text in texts if len(text) >= EXCERPT // 2))
    former = [row[0] for author in who.authors for row in all_rows(db, BEFORE, author)]
    said = {one_line(text).casefold() for text in (*(row[1] for row in every), *former)} - {"", GONE}
    kept = set(alone)
    return Scope(
        tuple(row[0] for row in every),
        tuple(mine),
        tuple(answers),
        tuple(alone),
        tuple(i for i in touched if i not in kept),
        excerpts,
        frozenset(said),
    )


def strip_part(
    db: Db, ids: Sequence[int], keeping: Keeping, wanted: Callable[[], bool] = lambda: False
) -> int:
    """Returns how many of these messages, from the first on, are stripped; fewer than all once `wanted` says
    that somebody waits for this to end."""
    taken = 0
    while taken < len(ids):
        part = ids[taken : taken + LEAST]
        for item_id in stripping.strip(db, part, known=True):
            items.refresh(db, item_id, items.Arrivals(), keeping)
        taken += len(part)
        if wanted():
            break
    return taken


def refuse_while_leaving(db: Db, scope: Scope) -> None:
    """Raises Conflict: nobody knows yet whether a reply to them was published."""
    ids = scope.items
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        if all_rows(db, LEAVING.format(ids=marks(len(part))), part):
            raise Conflict(
                "a reply to this person is on its way, or nobody knows whether it was published",
                fix="wait for it, or settle it with beredt outbox, and erase then",
            )


def still_there(db: Db, person_id: int) -> bool:
    return bool(all_rows(db, "SELECT 1 FROM handles WHERE id = ?", (person_id,)))
