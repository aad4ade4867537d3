"""One deed on one item, or on many as one act."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from console.desk.answers import PART, Done, Progress
from console.desk.base import DeskBase
from console.desk.deeds import Claim, Close, Deed, Hand, Release, Snooze, TakeOver
from console.desk.permits import refusal
from console.desk.undo import decided
from console.errors import Conflict, NotAllowed, NotFound
from console.model.event import Event, NewEvent, Point
from console.model.item import ItemRow
from console.model.words import State
from console.store.tx import Tx

LAPSED = "item.lease-ended"
HOLDING = ("item.claimed", "item.released", "item.taken-over", "item.done", "item.snoozed", LAPSED)
LOOKED_AT = 20
"""Events of an item among which the last about its holder is looked for."""
MANY = "many"
"""The subject of the event that begins an act on many items."""


class ManyActs(DeskBase):
    def hand(self) -> Hand:
        now = self.now()
        return Hand(self.actor.name, now, now + self.spans(self.ways.lease), self.team, self.absent())

    async def one(self, item_id: int, deed: Deed) -> Done:
        """Do it to one item. Raises NotFound, Conflict where a colleague holds it, and NotAllowed."""
        hand = self.hand()
        async with self.store.act(self.actor, hand.now) as tx:
            row = await tx.item(item_id)
            if not deed.over_a_claim:
                await self.refuse_if_held(tx, row)
            event = await deed.do(tx, row, hand)
            done = Done(event, undoable=False) if isinstance(event, str) else await self.chain(tx, event)
        self.leases([item_id], deed)
        return done

    def leases(self, ids: Sequence[int], deed: Deed) -> None:
        """Renew from now on what was claimed, and no longer what was given back."""
        if isinstance(deed, Claim | TakeOver):
            self.claimed.update(ids)
        elif isinstance(deed, Release | Close | Snooze):
            self.claimed.difference_update(ids)

    async def renew_leases(self) -> None:
        """The session's heartbeat: keep what it holds for one more lease, unless its operator is silent, or
        may claim no longer."""
        if self.silent or refusal(self.actor, "claim") is not None:
            return
        held = sorted(self.claimed)
        for start in range(0, len(held), PART):
            part, hand = held[start : start + PART], self.hand()
            async with self.store.act(self.actor, hand.now) as tx:
                for item_id in part:
                    try:
                        row = await tx.item(item_id)
                    except NotFound:
                        self.claimed.discard(item_id)
                        continue
                    if row.holder is None and row.state is State.NEW and await self._lapsed(item_id):
                        # It ended while this session could not renew it, and nobody has taken it since.
                        event = await Claim().do(tx, row, hand)
                        assert isinstance(event, NewEvent)
                        await tx.append(replace(event, undoable=False))
                    elif row.holder == self.actor.name:
                        await tx.set_holder(item_id, self.actor.name, hand.lease_until)
                    else:
                        self.claimed.discard(item_id)

    async def _lapsed(self, item_id: int) -> bool:
        """Whether the last that happened to the item's holder is that this actor's claim ended by itself."""
        for event in await self.whole.events([f"item:{item_id}"], LOOKED_AT):
            if event.verb in HOLDING:
                return event.verb == LAPSED and event.before.get("holder") == self.actor.name
        return False

    async def point(self) -> Point:
        return await self.store.point()

    async def many(
        self, ids: Sequence[int], deed: Deed, *, asked: Point | None = None
    ) -> AsyncIterator[Progress]:
        """One act on many items, a part at a time; what may not be done is left alone and counted.

        Yields after each part, which is durable then; whoever iterates no further stops it there.

        Args:
            ids: The items, pinned when the question was asked.
            deed: What to do to each.
            asked: When that was: what colleagues decided, or their authors wrote, after it is respected.
        """
        wanted = list(dict.fromkeys(ids))
        asked = asked or await self.store.point()
        progress = Progress(deed.text, len(wanted))
        yield progress
        while progress.seen < progress.total:
            part = wanted[progress.seen : progress.seen + PART]
            progress = await self._part(part, deed, asked, progress)
            yield progress

    async def _part(self, part: Sequence[int], deed: Deed, asked: Point, progress: Progress) -> Progress:
        act, done, left = progress.act, [], Counter(progress.left)
        hand = self.hand()
        async with self.store.act(self.actor, hand.now, patient=True) as tx:
            rows = {row.id: row for row in await tx.items(part)}
            barred = await self._barred(tx, part, deed, asked)
            for item_id in part:
                why, event = barred.get(item_id, ""), None
                if not why:
                    why, event = await self._try(tx, rows.get(item_id), deed, hand)
                if event is None:
                    left[why] += 1
                else:
                    if act is None:
                        begun = {"text": deed.text, "asked": progress.total}
                        act = await tx.append(NewEvent("many.done", MANY, {}, begun, undoable=True))
                    await self.chain(tx, event, act)
                    done.append(item_id)
                if tx.wanted:
                    break
        self.leases(done, deed)
        return Progress(progress.text, progress.total, progress.done + len(done), left, act)

    async def _try(self, tx: Tx, row: ItemRow | None, deed: Deed, hand: Hand) -> tuple[str, NewEvent | None]:
        """Why it is left alone, or the event."""
        if row is None:
            return "the item is gone", None
        try:
            if not deed.over_a_claim:
                await self.refuse_if_held(tx, row)
            event = await deed.do(tx, row, hand)
        except (NotAllowed, NotFound, Conflict) as error:
            return error.what, None
        return (event, None) if isinstance(event, str) else ("", event)

    async def _barred(self, tx: Tx, part: Sequence[int], deed: Deed, asked: Point) -> Mapping[int, str]:
        """What happened to items since the question was asked, where that speaks against the deed."""
        barred: dict[int, str] = {}
        if deed.hides:
            for item_id in await tx.written_since(part, asked.message):
                barred[item_id] = "somebody has written in its thread since"
        if deed.aspect:
            news = by_subject(await tx.news([f"item:{item_id}" for item_id in part], asked.event))
            for subject, events in news.items():
                if actor := decided(events, deed.aspect, self.actor.name):
                    barred[int(subject.partition(":")[2])] = f"{actor} has changed it since"
        return barred


def by_subject(events: Sequence[Event]) -> Mapping[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return found
