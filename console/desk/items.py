"""Acts on items, and taking them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from console.desk import persons, views
from console.desk.base import DeskBase
from console.desk.protocol import Done, LastAct
from console.desk.tags import LONGEST_NOTE, tag_of
from console.desk.undo import describe, stamp, when
from console.errors import Conflict, InputError, NotAllowed
from console.model.event import Event
from console.model.item import Draft, ItemRow
from console.model.words import OutboxState, Reason, State
from console.store.protocol import Tx
from console.text import clean, one_line


def _standing(row: ItemRow) -> dict[str, object]:
    return {
        "state": row.state.value,
        "reason": row.reason.value if row.reason else None,
        "snoozed_until": stamp(row.snoozed_until),
        "waits": row.waits_since is not None,
    }


class ItemActs(DeskBase):
    async def claim(self, item_id: int) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            row = await tx.item(item_id)
            await self.refuse_if_held(tx, row)
            done = await self._take(tx, row, now)
        self.claimed.add(item_id)
        return done

    async def _take(self, tx: Tx, row: ItemRow, now: datetime) -> Done:
        await tx.set_holder(row.id, self.actor.name, now + self.spans(self.ways.lease))
        if row.holder == self.actor.name:
            return Done("you hold it already", undoable=False)
        return await self.record(
            tx,
            "item.claimed",
            f"item:{row.id}",
            {"holder": row.holder},
            {"holder": self.actor.name},
            undoable=True,
        )

    async def release(self, item_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(item_id)
            await self.refuse_if_held(tx, row)
            if row.holder is None:
                return Done("nobody holds it", undoable=False)
            await tx.set_holder(item_id, None, None)
            done = await self.record(
                tx,
                "item.released",
                f"item:{item_id}",
                {"holder": row.holder},
                {"holder": None},
                undoable=True,
            )
        self.claimed.discard(item_id)
        return done

    async def renew_leases(self) -> None:
        """The session's heartbeat: keep what it holds for one more lease."""
        now = self.now()
        for item_id in tuple(self.claimed):
            async with self.store.act(self.actor, now) as tx:
                if (await tx.item(item_id)).holder == self.actor.name:
                    await tx.set_holder(item_id, self.actor.name, now + self.spans(self.ways.lease))
                else:
                    self.claimed.discard(item_id)

    async def done(self, item_id: int, reason: Reason | None = None) -> Done:
        return await self._move(item_id, "item.done", State.DONE, reason=reason)

    async def reopen(self, item_id: int) -> Done:
        return await self._move(item_id, "item.reopened", State.NEW)

    async def snooze(self, item_id: int, span: timedelta) -> Done:
        if span <= timedelta(0):
            raise InputError("a snooze must end in the future")
        return await self._move(item_id, "item.snoozed", State.SNOOZED, until=self.now() + span)

    async def wait(self, item_id: int) -> Done:
        return await self._rest(item_id, True)

    async def resume(self, item_id: int) -> Done:
        return await self._rest(item_id, False)

    async def split(self, item_id: int) -> Done:
        """Take an item out of its wave: it says something else after all."""
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(item_id)
            if row.wave_id is None:
                raise NotAllowed("the item is in no wave")
            was = await tx.leave_waves(row.id)
            return await self.record(
                tx,
                "item.split",
                f"item:{row.id}",
                {"waves": {str(wave): list(ids) for wave, ids in was.items()}},
                {"waves": {}},
                undoable=True,
            )

    async def _rest(self, item_id: int, waiting: bool) -> Done:
        """Let the item's clocks stand still while we wait for a third party, or run again."""
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(item_id)
            await self.refuse_if_held(tx, row)
            if row.state is State.DONE:
                raise NotAllowed("the item is done and waits for nobody", fix="open it again first")
            before = row.waits_since is not None
            if before is waiting:
                return Done("it waits already" if waiting else "it waits for nobody", undoable=False)
            await tx.set_waiting(item_id, waiting)
            verb = "item.waiting" if waiting else "item.resumed"
            return await self.record(
                tx, verb, f"item:{item_id}", {"waits": before}, {"waits": waiting}, undoable=True
            )

    async def _move(
        self,
        item_id: int,
        verb: str,
        state: State,
        *,
        reason: Reason | None = None,
        until: datetime | None = None,
    ) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(item_id)
            await self.refuse_if_held(tx, row)
            await tx.set_state(item_id, state, reason=reason, snoozed_until=until)
            after = {
                "state": state.value,
                "reason": reason.value if reason else None,
                "snoozed_until": stamp(until),
            }
            return await self.record(tx, verb, f"item:{item_id}", _standing(row), after, undoable=True)

    async def tag(self, item_id: int, tags: Sequence[str]) -> Done:
        add = [tag_of(tag) for tag in tags if not tag.startswith("-")]
        drop = {tag_of(tag[1:]) for tag in tags if tag.startswith("-")}
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(item_id)
            wanted = sorted({*row.tags, *add} - drop)
            await tx.set_tags(item_id, wanted)
            return await self.record(
                tx,
                "item.tagged",
                f"item:{item_id}",
                {"tags": list(row.tags)},
                {"tags": wanted},
                undoable=True,
            )

    async def note(self, item_id: int, text: str) -> Done:
        if not text.strip():
            raise InputError("the note is empty")
        if len(text) > LONGEST_NOTE:
            raise InputError(f"the note is longer than {LONGEST_NOTE} characters")
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            await tx.item(item_id)
            note_id = await tx.add_note(item_id, self.actor.name, now, clean(text.strip()))
            return await self.record(
                tx, "item.noted", f"item:{item_id}", {}, {"note_id": note_id}, undoable=True
            )

    async def save_draft(self, item_id: int, text: str) -> None:
        now = self.now()
        draft = Draft(item_id, self.actor.name, now, text) if text.strip() else None
        async with self.store.act(self.actor, now) as tx:
            await tx.set_draft(draft, item_id)

    async def last_act(self) -> LastAct | None:
        event = await self.store.last_undoable(self.actor.name)
        if event is None:
            return None
        noun, _, number = event.subject.partition(":")
        if noun in ("view", "rule"):
            about = one_line(number)
        elif noun == "outbox":
            sent = await self.store.outbox((), 100)
            about = next((out.to_handle for out in sent if out.id == int(number)), one_line(""))
        elif noun == "person":
            about = (await self.store.person(int(number))).lead.handle
        else:
            rows = await self.store.rows([int(number)])
            about = rows[0].author_handle if rows else one_line("")
        return LastAct(describe(event), about, event.at)

    async def undo(self) -> Done:
        event = await self.store.last_undoable(self.actor.name)
        if event is None:
            raise NotAllowed("there is nothing of yours to take back")
        try:
            async with self.store.act(self.actor, self.now()) as tx:
                await self._take_back(tx, event)
                done = await self.record(
                    tx, event.verb.split(".")[0] + ".undone", event.subject, event.after, event.before
                )
                if done.event_id is not None:
                    await tx.mark_undone(event.id, done.event_id)
        except NotAllowed as refused:
            # Said once, it no longer stands before the acts that came before it.
            async with self.store.act(self.actor, self.now()) as tx:
                await tx.mark_undone(event.id, event.id)
            raise type(refused)(refused.what, fix="u again takes back the act before it") from None
        return Done(f"taken back: {describe(event)}", undoable=False, event_id=done.event_id)

    async def _take_back(self, tx: Tx, event: Event) -> None:
        noun, _, number = event.subject.partition(":")
        if noun == "view":
            await views.take_back(tx, event)
            return
        if noun == "outbox":
            await self._stop(tx, int(number))
            return
        if noun == "person":
            await persons.take_back(tx, event)
            return
        row = await tx.item(int(number))
        before = event.before
        if event.verb in ("item.claimed", "item.released"):
            self._still(row.holder, event.after.get("holder"), event)
            holder = before.get("holder")
            lease = self.now() + self.spans(self.ways.lease) if holder else None
            await tx.set_holder(row.id, str(holder) if holder else None, lease)
        elif event.verb == "item.tagged":
            self._still(list(row.tags), event.after.get("tags"), event)
            await tx.set_tags(row.id, _words(before, "tags"))
        elif event.verb in ("item.waiting", "item.resumed"):
            self._still(row.waits_since is not None, event.after.get("waits"), event)
            await tx.set_waiting(row.id, bool(before.get("waits")))
        elif event.verb == "item.split":
            self._still(row.wave_id, None, event)
            for wave, ids in cast("Mapping[str, Sequence[int]]", before["waves"]).items():
                await tx.rejoin_wave(row.id, int(wave), ids)
        elif event.verb == "item.noted":
            await tx.remove_note(int(str(event.after["note_id"])))
        else:
            self._still(row.state.value, event.after.get("state"), event)
            reason = before.get("reason")
            await tx.set_state(
                row.id,
                State(str(before["state"])),
                reason=Reason(str(reason)) if reason else None,
                snoozed_until=when(before.get("snoozed_until")),
            )
            if before.get("waits"):
                await tx.set_waiting(row.id, True)

    def _still(self, now: object, then: object, event: Event) -> None:
        if now != then:
            raise Conflict(
                f"{describe(event)!r} can't be taken back: the item has changed since",
                fix="look at it and decide anew",
            )

    async def _stop(self, tx: Tx, out_id: int) -> OutboxState:
        """Stop a reply that is not published: its text is the draft again and the item is open.

        Returns the state it was in.
        """
        out = await tx.outgoing(out_id)
        if out.state not in (OutboxState.HELD, OutboxState.FAILED):
            raise NotAllowed(
                f"the reply is {out.state.value} already and can't be stopped", fix="see the outbox"
            )
        await tx.set_outgoing(out_id, OutboxState.CANCELLED)
        standing = await tx.draft(out.item_id)
        text = f"{out.text}\n\n{standing.text}" if standing else out.text
        await tx.set_draft(Draft(out.item_id, self.actor.name, self.now(), text), out.item_id)
        await tx.set_state(out.item_id, State.NEW)
        return out.state


def _words(values: Mapping[str, object], key: str) -> list[str]:
    found = values.get(key)
    return [str(value) for value in found] if isinstance(found, list | tuple) else []
