"""A process that watches an alert rule and stops for ever at one of its steps, to be killed there.

Run as `python -m tests.support.alertrulechild DATABASE STEP`: `fire` when a firing is about to be stored,
`tell` when it is stored but nobody wrote down how far was watched; anything else goes through and ends.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from console.commands.alertrules import read_alert_rule
from console.model.actor import Actor
from console.store.sqlite import SqliteStore
from console.store.tx import Tx
from console.watch.alertrules import RuleWatch
from tests.support.fastclock import START, FastClock
from tests.support.rooms import desk_on, ingest, raw

RULE = read_alert_rule("cards", "card => volume 15m above 10, least 5, cooldown 2h")


async def stop_here() -> None:
    print("stopped", flush=True)
    await asyncio.Event().wait()


class Stopping(SqliteStore):
    step = ""

    @asynccontextmanager
    async def act(self, actor: Actor, at: datetime, *, patient: bool = False) -> AsyncIterator[Tx]:
        if self.step == "fire" and actor.name == "beredt:watch":
            await stop_here()
        async with super().act(actor, at, patient=patient) as tx:
            yield tx

    async def set_setting(self, key: str, value: str) -> None:
        alerts = await self.alerts(1)
        if self.step == "tell" and alerts:
            await stop_here()
        await super().set_setting(key, value)


async def main(database: Path, step: str) -> None:
    clock = FastClock()
    store = Stopping(database, clock=clock)
    await store.open()
    watch = RuleWatch(store=store, clock=clock, executor=ThreadPoolExecutor(1))
    if not await store.alert_rules():
        await ingest(store, raw("old", "Hello", at=START - timedelta(days=3)))
        desk = desk_on(store, clock)
        await desk.back_test(RULE)
        await desk.add_alert_rule(RULE)
        await watch.tick()
        storm = [
            raw(f"m{n}", f"My card is broken {n}", handle=f"p{n}@x.example", at=START) for n in range(12)
        ]
        await ingest(store, *storm)
    store.step = step
    for _ in range(4):
        clock.advance(300)
        await watch.tick()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
