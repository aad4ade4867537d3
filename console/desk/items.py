"""Acts on one item."""

from collections.abc import Sequence
from datetime import timedelta

from console.desk.answers import Done
from console.desk.deeds import Assign, Claim, Close, Note, Release, Reopen, Snooze, Split, Tag, Wait
from console.desk.many import ManyActs
from console.errors import InputError
from console.model.item import Draft
from console.model.words import Reason


class ItemActs(ManyActs):
    async def claim(self, item_id: int) -> Done:
        return await self.one(item_id, Claim())

    async def release(self, item_id: int) -> Done:
        return await self.one(item_id, Release())

    async def assign(self, item_id: int, to: str) -> Done:
        return await self.one(item_id, Assign(to))

    async def done(self, item_id: int, reason: Reason | None = None) -> Done:
        return await self.one(item_id, Close(reason))

    async def reopen(self, item_id: int) -> Done:
        return await self.one(item_id, Reopen())

    async def snooze(self, item_id: int, span: timedelta | None) -> Done:
        if span is not None and span <= timedelta(0):
            raise InputError("a snooze must end in the future")
        return await self.one(item_id, Snooze(None if span is None else self.now() + span))

    async def wait(self, item_id: int) -> Done:
        return await self.one(item_id, Wait())

    async def resume(self, item_id: int) -> Done:
        return await self.one(item_id, Wait(False))

    async def split(self, item_id: int) -> Done:
        return await self.one(item_id, Split())

    async def tag(self, item_id: int, tags: Sequence[str]) -> Done:
        return await self.one(item_id, Tag(tuple(tags)))

    async def note(self, item_id: int, text: str) -> Done:
        return await self.one(item_id, Note(text))

    async def save_draft(self, item_id: int, text: str) -> None:
        now = self.now()
        draft = Draft(item_id, self.actor.name, now, text) if text.strip() else None
        async with self.store.act(self.actor, now) as tx:
            await tx.set_draft(draft, item_id)
