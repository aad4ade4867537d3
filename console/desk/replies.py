"""Acts on replies: into the outbox, out of it, and a person's word on what nobody knows."""

from collections.abc import Sequence

from console.desk.answers import Done
from console.desk.deeds import Note
from console.desk.journal import Journal
from console.errors import NotAllowed
from console.model.event import NewEvent
from console.model.outbox import Outgoing
from console.model.words import OutboxState, State
from console.reply.preflight import check, prepare

MOST_EVENTS = 100
"""A reply has a handful."""


class ReplyActs(Journal):
    async def reply(
        self, item_id: int, text: str, *, over: Sequence[str] = (), noted: str = "{text}"
    ) -> tuple[Done, Outgoing]:
        now = self.now()
        ready = prepare(text)
        async with self.store.act(self.actor, now) as tx:
            row = await tx.item(item_id)
            await self.refuse_if_held(tx, row)
            to = await tx.newest_from_outside(item_id)
            earlier = await tx.replies_to(item_id)
            check(ready, to.message.kind, self.capabilities(row.channel), earlier)
            if over:
                standing, known = await tx.draft(item_id), {text.strip(), *map(str.strip, over)}
                self.refuse_if_gone(standing, known)
                if standing is not None and standing.text.strip() not in known:
                    event = await Note(noted.replace("{text}", standing.text)).do(tx, row, self.hand())
                    assert isinstance(event, NewEvent)
                    await self.chain(tx, event)
            out = Outgoing(
                id=0,
                item_id=item_id,
                channel=row.channel,
                to_remote_id=to.message.remote_id,
                to_kind=to.message.kind,
                to_handle=to.message.author.handle,
                thread_id=to.message.thread_id,
                context=to.message.context,
                text=ready,
                key=self.new_key(),
                actor=self.actor.name,
                created_at=now,
                hold_until=now + self.spans(self.ways.hold),
                state=OutboxState.HELD,
            )
            out_id = await tx.add_outgoing(out)
            await tx.set_holder(item_id, self.actor.name, now + self.spans(self.ways.lease))
            await tx.set_draft(None, item_id)
            await tx.set_state(item_id, State.PENDING)
            done = await self.record(
                tx,
                "outbox.held",
                f"outbox:{out_id}",
                {},
                {
                    "item": item_id,
                    "channel": row.channel,
                    "hold_seconds": round(self.ways.hold.total_seconds()),
                },
                undoable=True,
            )
            stored = await tx.outgoing(out_id)
        self.claimed.add(item_id)
        return done, stored

    async def cancel(self, out_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await self.stop(tx, out_id)
            subject = f"outbox:{out_id}"
            done = await self.record(
                tx, "outbox.cancelled", subject, {"state": before.value}, {"state": "cancelled"}
            )
            # Taken back is taken back: `undo` goes on with the act before.
            for event in await self.store.events([subject], MOST_EVENTS):
                if event.undoable and event.undone_by is None and done.event_id is not None:
                    await tx.mark_undone(event.id, done.event_id)
            return done

    async def retry(self, out_id: int) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            out = await tx.outgoing(out_id)
            if out.state is not OutboxState.FAILED:
                raise NotAllowed(f"the reply is {out.state.value}; only a failed one can be tried again")
            await tx.set_outgoing(out_id, OutboxState.FAILED, attempts=0, next_attempt_at=now)
            await tx.set_state(out.item_id, State.PENDING)
            return await self.record(
                tx, "outbox.retried", f"outbox:{out_id}", {"attempts": out.attempts}, {"attempts": 0}
            )

    async def settle(self, out_id: int, *, was_sent: bool) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            out = await tx.outgoing(out_id)
            if out.state is not OutboxState.UNKNOWN:
                raise NotAllowed(f"the outcome of this reply is known: it is {out.state.value}")
            if was_sent:
                await tx.set_outgoing(out_id, OutboxState.SENT, sent_at=now)
                state = OutboxState.SENT
            else:
                await tx.set_outgoing(out_id, OutboxState.FAILED, attempts=0, next_attempt_at=now)
                state = OutboxState.FAILED
            return await self.record(
                tx, "outbox.settled", f"outbox:{out_id}", {"state": "unknown"}, {"state": state.value}
            )
