"""Acts on persons: which handles are theirs, and what colleagues must know of them."""

from collections.abc import Mapping, Sequence

from console.desk.answers import Done
from console.desk.base import DeskBase
from console.desk.tags import LONGEST_NOTE, tag_of
from console.desk.undo import describe
from console.errors import Conflict, InputError, NotFound
from console.judge.likeness import alike
from console.model.event import Event
from console.model.item import MessageKey
from console.model.person import Card, Handle, Person, Written
from console.model.words import PersonMark
from console.store.tx import Tx
from console.text import clean, handle_key, one_line

MOST_NAMED = 50
"""Handles of one name that are looked at."""
NAMED = 4
"""Of these the error that asks for more names so many."""


class PersonActs(DeskBase):
    async def person_of(self, channel: str, author_id: str) -> int:
        return await self.store.person_of(channel, author_id)

    async def card(self, person_id: int) -> Card:
        person = await self.store.person(person_id)
        return Card(
            person,
            tuple(await self.store.moods(person)),
            await self.store.answered(person),
            alike(person, await self.store.candidates(person)),
        )

    async def written(
        self,
        person_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int = 30,
    ) -> Sequence[Written]:
        return await self.store.written(person_id, before=before, after=after, limit=limit)

    async def find_handle(self, ref: str) -> Handle:
        word = ref.strip()
        if word.isascii() and word.isdigit() and len(word) < 19:
            row = (await self.store.item(int(word))).row
            return await self._handle(await self.store.person_of(row.channel, row.author_id), row.author_id)
        if word[:1] in ("p", "P") and word[1:].isascii() and word[1:].isdigit() and len(word) < 19:
            number = int(word[1:])
            person = await self.store.person(number)
            return next(one for one in person.handles if one.id == number)
        return await self._named(word)

    async def _handle(self, person_id: int, author_id: str) -> Handle:
        person = await self.store.person(person_id)
        return next(one for one in person.handles if one.author_id == author_id)

    async def _named(self, word: str) -> Handle:
        """`@kari`, `kari@fjord.example` or `mastodon/@kari`."""
        network, slash, name = word.rpartition("/")
        wanted = name.removeprefix("@").casefold()
        shown = one_line(word, 60)
        if not wanted:
            raise InputError(
                f"{shown!r} is no handle", fix="give @name, network/@name, p12 or an item's number"
            )
        found = [
            one
            for one in await self.store.handles(handle_key(name), MOST_NAMED)
            if not slash or one.network == network.casefold()
        ]
        same = [one for one in found if one.handle.removeprefix("@").casefold() == wanted]
        found = same or ([] if "@" in wanted else found)
        if not found:
            raise NotFound(f"nobody who wrote to us is called {shown!r}")
        if len(found) > 1:
            names = ", ".join(f"p{one.id} {one.handle} ({one.channel})" for one in found[:NAMED])
            raise InputError(f"{shown!r} is {len(found)} handles", fix=f"choose one: {names}")
        return found[0]

    async def link(self, person_id: int, other_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            person, other = await tx.person(person_id), await tx.person(other_id)
            if person.id == other.id:
                return Done("these handles are one person already", undoable=False)
            before = {one.id: one.person_id for one in other.handles}
            after = {one.id: person.id for one in other.handles}
            await tx.link_handles(after)
            return await self.record(
                tx,
                "person.linked",
                f"person:{person.id}",
                {"leads": _keyed(before)},
                {"leads": _keyed(after), "other": other.id},
                undoable=True,
            )

    async def unlink(self, handle_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            person = await tx.person(handle_id)
            rest = [one for one in person.handles if one.id != handle_id]
            if not rest:
                return Done("this handle is linked to no other", undoable=False)
            before = {one.id: one.person_id for one in person.handles}
            # When the one that led goes, the next that we heard of leads.
            lead = person.id if person.id != handle_id else rest[0].id
            after = {**dict.fromkeys((one.id for one in rest), lead), handle_id: handle_id}
            await tx.link_handles(after)
            return await self.record(
                tx,
                "person.unlinked",
                f"person:{person.id}",
                {"leads": _keyed(before)},
                {"leads": _keyed(after), "other": handle_id},
                undoable=True,
            )

    async def mark_person(self, person_id: int, mark: PersonMark | None) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            person = await tx.person(person_id)
            before = {one.id: one.mark.value if one.mark else None for one in person.handles}
            # One mark for all of them, and it rests at the handle that leads.
            after: dict[int, PersonMark | None] = dict.fromkeys(before)
            after[person.id] = mark
            await tx.set_person_marks(after)
            word = mark.value if mark else None
            changed = {
                "marks": _keyed({one: m.value if m else None for one, m in after.items()}),
                "mark": word,
            }
            return await self.record(
                tx, "person.marked", f"person:{person.id}", {"marks": _keyed(before)}, changed, undoable=True
            )

    async def tag_person(self, person_id: int, tags: Sequence[str]) -> Done:
        add = [tag_of(tag) for tag in tags if not tag.startswith("-")]
        drop = {tag_of(tag[1:]) for tag in tags if tag.startswith("-")}
        async with self.store.act(self.actor, self.now()) as tx:
            person = await tx.person(person_id)
            before = {one.id: list(one.tags) for one in person.handles}
            after = {one: [tag for tag in kept if tag not in drop] for one, kept in before.items()}
            held = {tag for kept in after.values() for tag in kept}
            after[person.id] = sorted({*after[person.id], *(set(add) - held)} - drop)
            await tx.set_person_tags(after)
            tags_now = sorted({tag for kept in after.values() for tag in kept})
            return await self.record(
                tx,
                "person.tagged",
                f"person:{person.id}",
                {"tags": _keyed(before)},
                {"tags": _keyed(after), "all": tags_now},
                undoable=True,
            )

    async def note_person(self, person_id: int, text: str) -> Done:
        if not text.strip():
            raise InputError("the note is empty")
        if len(text) > LONGEST_NOTE:
            raise InputError(f"the note is longer than {LONGEST_NOTE} characters")
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            person = await tx.person(person_id)
            note_id = await tx.add_person_note(person.id, self.actor.name, now, clean(text.strip()))
            return await self.record(
                tx, "person.noted", f"person:{person.id}", {}, {"note_id": note_id}, undoable=True
            )


async def take_back(tx: Tx, event: Event) -> None:
    """Undo an act on a person. Raises Conflict if somebody changed the same since."""
    before, after = event.before, event.after
    if event.verb == "person.noted":
        await tx.remove_person_note(int(str(after["note_id"])))
        return
    (field,) = before
    then, now = _unkeyed(after[field]), {}
    for handle_id in then:
        person: Person = await tx.person(handle_id)
        one = next(handle for handle in person.handles if handle.id == handle_id)
        now[handle_id] = {
            "leads": one.person_id,
            "marks": one.mark.value if one.mark else None,
            "tags": list(one.tags),
        }[field]
    if now != then:
        raise Conflict(
            f"{describe(event)!r} can't be taken back: the person has changed since",
            fix="look at it and decide anew",
        )
    old = _unkeyed(before[field])
    if field == "leads":
        await tx.link_handles({one: int(str(lead)) for one, lead in old.items()})
    elif field == "marks":
        await tx.set_person_marks({one: PersonMark(str(m)) if m else None for one, m in old.items()})
    else:
        await tx.set_person_tags({one: _texts(kept) for one, kept in old.items()})


def _keyed(values: Mapping[int, object]) -> dict[str, object]:
    """An event's values: JSON has texts for keys."""
    return {str(key): value for key, value in values.items()}


def _unkeyed(values: object) -> dict[int, object]:
    return {int(key): value for key, value in values.items()} if isinstance(values, Mapping) else {}


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list | tuple) else []
