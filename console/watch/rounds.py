"""What comes due by itself: snoozes that end, leases that nobody renewed, promises."""

from console.clock import Clock
from console.errors import NotFound
from console.model.actor import WATCH
from console.model.event import NewEvent
from console.model.words import State
from console.sla import Roster
from console.store.protocol import Store

TOLD_AT_ONCE = 50
"""Clocks told in one transaction; an operator's act waits for no more than that."""


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


async def free_abandoned(store: Store, clock: Clock, roster: Roster | None = None) -> None:
    """Free items whose holder's session is gone, was silent, or is off shift; their drafts stay.

    Where a shift is over, as the roster says, the event tells so.
    """
    now = clock.now()
    for item_id in await store.expired_leases(now):
        async with store.act(WATCH, now) as tx:
            try:
                row, until = await tx.item(item_id), await tx.lease_until(item_id)
            except NotFound:
                continue
            if row.holder is not None and (until is None or until <= now):
                await tx.set_holder(item_id, None, None)
                after: dict[str, object] = {"holder": None}
                if roster is not None and not roster.works(row.holder, now):
                    after["off_shift"] = True
                await tx.append(
                    NewEvent("item.lease-ended", f"item:{item_id}", {"holder": row.holder}, after)
                )


async def mind_clocks(store: Store, clock: Clock) -> None:
    """Tell of each promise that is due soon, and of each that was not kept; once each."""
    while due := await store.due_clocks(clock.now(), TOLD_AT_ONCE):
        now = clock.now()
        async with store.act(WATCH, now) as tx:
            for item_id, promised in due:
                told = await tx.tell_clock(item_id, promised)
                if told is None:
                    continue
                after = {
                    "promised": told.promised.value,
                    "message": told.message_id,
                    "due_at": told.due_at.isoformat(),
                }
                await tx.append(NewEvent(f"clock.{told.step.value}", f"item:{item_id}", {}, after))
