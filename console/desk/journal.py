"""Taking back: one's own acts, which of them can be, and doing it."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import cast

from console.desk import persons, views
from console.desk.answers import LISTED, PART, Act, Done, Progress
from console.desk.items import ItemActs
from console.desk.many import MANY, by_subject
from console.desk.permits import need_to_undo
from console.desk.undo import NEVER, describe, stands, when, why_not
from console.errors import Conflict, NotAllowed, NotFound
from console.model.event import Event, NewEvent
from console.model.item import Draft, ItemRow
from console.model.safe import SafeText
from console.model.words import OutboxState, Reason, State
from console.store.tx import Tx
from console.text import one_line

NEWS = 20_000
"""Later events that are looked through for a list."""
OTHERS = "the list of your acts shows what can be taken back (U, `beredt undo --list`)"


class Journal(ItemActs):
    async def acts(self, limit: int = 100) -> Sequence[Act]:
        """The actor's own acts that are not taken back, newest first, each with whether it can be."""
        events = await self.store.mine(self.actor.name, min(limit, LISTED))
        counts = await self.store.count_parts([event.id for event in events if event.subject == MANY])
        subjects = sorted({event.subject for event in events if event.subject != MANY})
        news: Mapping[str, Sequence[Event]] = {}
        if subjects:
            oldest = min(event.id for event in events)
            news = by_subject(await self.store.events(subjects, NEWS, after_id=oldest))
        items = {event.id: _item(event) for event in events}
        rows = {row.id: row for row in await self.store.rows(sorted({one for one in items.values() if one}))}
        found = []
        for event in events:
            row = rows.get(items[event.id] or 0)
            later = [one for one in news.get(event.subject, ()) if one.id > event.id]
            about = row if event.subject.startswith("item:") else None
            why = why_not(event, later, about, self.actor.name, self.now())
            count = counts.get(event.id, 0) if event.subject == MANY else 1
            noun, _, name = event.subject.partition(":")
            handle = row.author_handle if row else one_line(name if noun in ("view", "rule") else "")
            if noun == "alertrule":
                handle = one_line(str(event.after.get("name", "")))
            if noun == "person":
                handle = await self._called(int(name))
            found.append(Act(event.id, describe(event), handle, count, event.at, why))
        return found

    async def _called(self, person_id: int) -> SafeText:
        """The handle of a person that an act was about; empty if they are erased, which is an act as well."""
        try:
            return (await self.store.person(person_id)).lead.handle
        except NotFound:
            return one_line("")

    async def last_act(self) -> Act | None:
        return next(iter(await self.acts(1)), None)

    async def undo(self, act_id: int | None = None) -> Done:
        last = Progress("", 0)
        async for progress in self.undoing(act_id):
            last = progress
        return Done(last.text, undoable=False, event_id=last.act)

    async def undoing(self, act_id: int | None = None) -> AsyncIterator[Progress]:
        """Take back one act, the newest if none is named, part by part; yields as `many` does.

        Raises:
            NotAllowed: there is none, it can't be taken back, or nothing of it stands as it left it.
            NotFound: the actor has no such act.
        """
        event = await self._mine(act_id)
        text = f"taken back: {describe(event)}"
        if event.subject != MANY:
            done = await self._back(event)
            yield Progress(text, 1, 1, act=done.event_id)
            return
        total = (await self.store.count_parts([event.id])).get(event.id, 0)
        progress = Progress(text, total, act=event.id)
        yield progress
        after = event.id
        while part := await self.store.parts(event.id, PART, after_id=after):
            after, progress = await self._part_back(event, part, progress)
            yield progress
        if not progress.done:
            most = sorted(progress.left, key=lambda why: progress.left[why])
            why = most[-1] if most else "it is taken back already"
            raise Conflict(f"can't take back “{describe(event)}”: {why}", fix=OTHERS)

    async def _mine(self, act_id: int | None) -> Event:
        if act_id is None:
            newest = await self.store.mine(self.actor.name, 1)
            if not newest:
                raise NotAllowed("there is nothing of yours to take back")
            return await self._still_theirs(newest[0])
        event = await self.store.event(act_id)
        if event.actor != self.actor.name or event.verb.endswith(".undone"):
            raise NotFound(f"there is no act {act_id} of yours")
        if event.act is not None:
            raise NotAllowed(f"that is a part of act {event.act}", fix=f"take back {event.act}")
        if event.undone_by not in (None, event.id):
            raise NotAllowed("it is taken back already")
        return await self._still_theirs(event)

    async def _still_theirs(self, event: Event) -> Event:
        """Raise NotAllowed unless the actor may still do what they did."""
        try:
            need_to_undo(self.actor, event.verb, event.after)
        except NotAllowed as refusal:
            await self.refusals.note(self.actor, "undo", event.verb, refusal.what)
            raise
        return event

    async def _back(self, event: Event) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            row = await tx.item(int(event.subject[5:])) if event.subject.startswith("item:") else None
            # What happened since to the item that this one was merged into counts as well.
            subjects = {event.subject, event.subject if row is None else f"item:{row.id}"}
            news = await tx.news(sorted(subjects), event.id)
            why = why_not(event, news, row, self.actor.name, self.now())
            if why:
                raise Conflict(f"can't take back “{describe(event)}”: {why}", fix=OTHERS)
            if row is None:
                await self.restore_other(tx, event)
            else:
                await self.refuse_if_held(tx, row)
                await self._restore(tx, event, row)
            return await self._undone(tx, event)

    async def restore_other(self, tx: Tx, event: Event) -> None:
        """Take back an act that was about no item. Raises Conflict."""
        noun, _, name = event.subject.partition(":")
        if noun == "outbox":
            await self.stop(tx, int(name))
        elif noun == "view":
            await views.take_back(tx, event)
        elif noun == "person":
            await persons.take_back(tx, event)
        elif event.verb == "alert.labelled":
            before = event.before["verdict"]
            await tx.set_verdict(int(name), None if before is None else str(before))
        elif event.verb == "incident.restricted":
            await tx.set_incident(int(name), restricted=bool(event.before["restricted"]))
        else:
            raise NotAllowed(NEVER)

    async def _part_back(self, act: Event, part: Sequence[Event], progress: Progress) -> tuple[int, Progress]:
        """Take back some events of an act; returns the last that was looked at, and how far it has come."""
        done, left, last = progress.done, Counter(progress.left), 0
        async with self.store.act(self.actor, self.now(), patient=True) as tx:
            rows = {row.id: row for row in await tx.items([_item(event) or 0 for event in part])}
            news = by_subject(await tx.news([event.subject for event in part], part[0].id))
            for event in part:
                last = event.id
                try:
                    row = rows.get(_item(event) or 0) or await tx.item(_item(event) or 0)
                    later = [one for one in news.get(event.subject, ()) if one.id > event.id]
                    if row.id != _item(event):
                        later += await tx.news([f"item:{row.id}"], event.id)
                    why = why_not(event, later, row, self.actor.name, self.now())
                    if not why:
                        await self.refuse_if_held(tx, row)
                        await self._restore(tx, event, row)
                        await self._undone(tx, event, act.id)
                except (NotAllowed, NotFound) as error:
                    why = error.what
                if why:
                    left[why] += 1
                else:
                    done += 1
                if tx.wanted:
                    break
            now = Progress(progress.text, progress.total, done, left, progress.act)
            if done and now.seen >= now.total:
                # With its last part, so that nothing ends between the two.
                await self._undone(tx, act)
        return last, now

    async def _undone(self, tx: Tx, event: Event, act: int | None = None) -> Done:
        verb = event.verb.split(".")[0] + ".undone"
        done = await self.chain(tx, NewEvent(verb, event.subject, event.after, event.before), act)
        if done.event_id is not None:
            await tx.mark_undone(event.id, done.event_id)
        return done

    async def _restore(self, tx: Tx, event: Event, row: ItemRow) -> None:
        """Put the item back to where it was before the act."""
        before = event.before
        if not stands(event, row):
            raise Conflict("it has changed since")
        if event.verb in ("item.claimed", "item.released"):
            holder = before.get("holder")
            await tx.set_holder(
                row.id, str(holder) if holder else None, self.hand().lease_until if holder else None
            )
            keep = self.claimed.add if holder == self.actor.name else self.claimed.discard
            keep(row.id)
        elif event.verb == "item.tagged":
            await tx.set_tags(row.id, _words(before.get("tags")))
        elif event.verb == "item.assigned":
            to = before.get("assignee")
            await tx.set_assignee(row.id, str(to) if to else None)
        elif event.verb in ("item.waiting", "item.resumed"):
            await tx.set_waiting(row.id, bool(before.get("waits")))
        elif event.verb == "item.split":
            for wave, ids in cast("Mapping[str, Sequence[int]]", before["waves"]).items():
                await tx.rejoin_wave(row.id, int(wave), ids)
        elif event.verb == "item.corrected":
            await tx.take_back_correction(int(str(event.after["correction"])))
        elif event.verb == "item.uncorrected":
            await tx.restore_correction(int(str(event.after["correction"])))
        elif event.verb == "item.noted":
            await tx.remove_note(int(str(event.after["note_id"])))
        else:
            reason = before.get("reason")
            await tx.set_state(
                row.id,
                State(str(before["state"])),
                reason=Reason(str(reason)) if reason else None,
                snoozed_until=when(before.get("snoozed_until")),
            )
            if before.get("waits"):
                await tx.set_waiting(row.id, True)

    async def stop(self, tx: Tx, out_id: int) -> OutboxState:
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


def _item(event: Event) -> int | None:
    """The item that an act was about; a reply knows its own."""
    noun, _, number = event.subject.partition(":")
    if noun == "item":
        return int(number)
    known = event.after.get("item")
    return known if noun == "outbox" and isinstance(known, int) else None


def _words(found: object) -> list[str]:
    return [str(value) for value in found] if isinstance(found, list | tuple) else []
