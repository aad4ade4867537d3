"""A process that rings one target of one alert, and is killed for it: DATABASE ADDRESS."""

import asyncio
import os
import sys
from pathlib import Path

from console.config import SecretRef
from console.model.actor import WATCH
from console.ringing import Plan, Step
from console.store.sqlite import SqliteStore
from console.watch.apprising import Apprising
from console.watch.ringing import Ringer
from tests.support.fastclock import FastClock
from tests.support.ringing import CHAT, finding, minutes


async def main(database: Path, address: str) -> None:
    os.environ["BEREDT_RING_CHILD"] = address
    clock = FastClock()
    store = SqliteStore(database, clock=clock)
    await store.open()
    found = finding()
    async with store.act(WATCH, clock.now()) as tx:
        await tx.put_alert(found)
    ringer = Ringer(
        store=store,
        clock=clock,
        plan=Plan({found.level: (Step(minutes(0), (CHAT,)),)}),
        services=Apprising({CHAT: SecretRef("env", "BEREDT_RING_CHILD")}),
        bell=lambda: False,
    )
    await ringer.recover()
    await ringer.tick()
    await asyncio.gather(*ringer._tasks.values())
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
