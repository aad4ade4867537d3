"""What comes due by itself: snoozes that end, leases that nobody renewed."""

from console.clock import Clock
from console.errors import NotFound
from console.model.actor import WATCH
from console.model.event import NewEvent
from console.model.words import State
from console.store.protocol import Store


async def wake_snoozed(store: Store, clock: Clock) -> None:
    """Put items back into the queue whose snooze has ended."""
    for item_id in await store.due_snoozes(clock.now()):
        async with store.act(WATCH, clock.now()) as tx:
            row = await tx.item(item_id)
            if row.state is State.SNOOZED:
                await tx.set_state(item_id, State.NEW)
                await tx.append(
                    NewEvent("item.woke", f"item:{item_id}", {"state": "snoozed"}, {"state": "new"})
                )


async def free_abandoned(store: Store, clock: Clock) -> None:
    """Free items whose holder's session is gone; their drafts stay."""
    now = clock.now()
    for item_id in await store.expired_leases(now):
        async with store.act(WATCH, now) as tx:
            try:
                row, until = await tx.item(item_id), await tx.lease_until(item_id)
            except NotFound:
                continue
            if row.holder is not None and (until is None or until <= now):
                await tx.set_holder(item_id, None, None)
                await tx.append(
                    NewEvent("item.lease-ended", f"item:{item_id}", {"holder": row.holder}, {"holder": None})
                )
