"""Acts on one item."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from console.desk.answers import Done
from console.desk.deeds import (
    Assign,
    Claim,
    Close,
    Correct,
    Note,
    Release,
    Reopen,
    Snooze,
    Split,
    Tag,
    TakeOver,
    Wait,
)
from console.desk.many import ManyActs
from console.errors import InputError, NotAllowed, NotFound, Overtaken
from console.model.event import NewEvent
from console.model.item import Draft, QueueKey
from console.model.team import AWAY, Colleague, Load, roles_of
from console.model.words import Label, Reason, State
from console.query import parse

UNTAKEN = parse("is:new holder:none")
PAGE, PAGES = 50, 40
"""So many pages of so many rows are looked through for one that nobody else is to look after."""


class ItemActs(ManyActs):
    async def claim(self, item_id: int) -> Done:
        return await self.one(item_id, Claim())

    async def release(self, item_id: int) -> Done:
        return await self.one(item_id, Release())

    async def take_over(self, item_id: int, reason: str) -> Done:
        return await self.one(item_id, TakeOver(reason))

    async def set_away(self, away: bool) -> Done:
        now, name = self.now(), self.actor.name
        was = name in self.hub.away
        async with self.store.act(self.actor, now) as tx:
            absent = (self.hub.away | {name}) if away else self.hub.away - {name}
            await tx.set_setting(AWAY, json.dumps(sorted(absent)))
            done = await self.record(tx, "colleague.away", f"colleague:{name}", {"away": was}, {"away": away})
        (self.hub.away.add if away else self.hub.away.discard)(name)
        return done

    async def recall_away(self) -> None:
        """Who was away when the desk was last open."""
        self.hub.away.update(json.loads(await self.store.get_setting(AWAY) or "[]"))

    async def colleagues(self) -> Sequence[Load]:
        loads = await self.store.loads()
        named = {one.name: one for one in self.team}
        names = list(dict.fromkeys([*named, *sorted(loads)]))
        off = self.roster.off(self.now())
        return [
            Load(named.get(name, Colleague(name)), loads.get(name, 0), name in self.hub.away, name in off)
            for name in names
        ]

    async def take_next(self) -> tuple[Done, int]:
        me = next((one for one in self.team if one.name == self.actor.name), None)
        if me is not None and me.most is not None:
            have = (await self.store.loads()).get(me.name, 0)
            if have >= me.most:
                raise NotAllowed(f"you have {have} before you, as many as you may", fix="finish one first")
        after: QueueKey | None = None
        mine = (None, self.actor.name, *roles_of(self.actor.duty))
        for _ in range(PAGES):
            rows = await self.store.queue_rows(
                UNTAKEN, me=self.actor.name, now=self.now(), after=after, limit=PAGE
            )
            for row in rows:
                done = await self._take(row.id) if row.assignee in mine else None
                if done is not None:
                    return done, row.id
            if len(rows) < PAGE:
                break
            after = rows[-1].key
        raise NotFound("nothing new waits that nobody has taken", fix="look at what is held or assigned")

    async def _take(self, item_id: int) -> Done | None:
        """Claim it, unless that was decided otherwise since it was seen in the queue."""
        hand = self.hand()
        async with self.store.act(self.actor, hand.now) as tx:
            row = await tx.item(item_id)
            if row.holder is not None or row.state is not State.NEW:
                return None
            event = await Claim().do(tx, row, hand)
            assert isinstance(event, NewEvent)
            done = await self.chain(tx, event)
        self.leases([item_id], Claim())
        return done

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

    async def correct(self, item_id: int, label: Label, message: int | None = None) -> Done:
        return await self.one(item_id, Correct(label, message))

    async def tag(self, item_id: int, tags: Sequence[str]) -> Done:
        return await self.one(item_id, Tag(tuple(tags)))

    async def note(self, item_id: int, text: str) -> Done:
        return await self.one(item_id, Note(text))

    async def save_draft(self, item_id: int, text: str, *, over: Sequence[str] = ()) -> None:
        now = self.now()
        draft = Draft(item_id, self.actor.name, now, text) if text.strip() else None
        async with self.store.act(self.actor, now) as tx:
            # Whoever lost the item meanwhile must not write over its new holder's words.
            await self.refuse_if_held(tx, await tx.item(item_id))
            if over:
                standing, known = await tx.draft(item_id), {text.strip(), *map(str.strip, over)}
                self.refuse_if_gone(standing, known)
                self._refuse_if_overtaken(item_id, standing, known)
            await tx.set_draft(draft, item_id)

    def refuse_if_gone(self, standing: Draft | None, known: Collection[str]) -> None:
        """Raise Overtaken where nothing stands any more, and the session knew a draft."""
        if standing is None and "" not in known:
            raise Overtaken(
                "the draft was sent or emptied in another session meanwhile",
                kept="what you write here becomes a note when you close it",
                fix="look at the outbox before you send it as well",
            )

    def _refuse_if_overtaken(self, item_id: int, standing: Draft | None, known: Collection[str]) -> None:
        """Raise Overtaken where another session has written what stands there."""
        if standing is None or standing.text.strip() in known:
            return
        who = "" if standing.actor == self.actor.name else standing.actor
        where = self.hub.terminals(self.actor.name, item_id, beside=id(self))
        raise Overtaken(
            f"{who} has changed the draft meanwhile"
            if who
            else f"the draft is written in another of your sessions, too{f' ({where})' if where else ''}",
            kept="it stays as it is there, and what you write here becomes a note when you close it",
            fix="go on in one of the two",
        )
