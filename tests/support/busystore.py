"""A process that ingests and acts without end and says what was acknowledged, to be killed at any moment.

Each line on standard output is one acknowledgement: `batch N` after the ingest of batch N returned, `act N`
after act N was committed. Run as `python -m tests.support.busystore DATABASE`.
"""

import asyncio
import sys
from pathlib import Path

from console.model.actor import Actor
from console.model.event import NewEvent
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState, State
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, at, judged

ROWS = 20
KARI = Actor("kari")


def batch_of(number: int) -> list[str]:
    """The ids of the messages of batch `number`."""
    return [f"{number}-{row}" for row in range(ROWS)]


def key_of(number: int) -> str:
    return f"{number:032x}"


async def ingest(store: SqliteStore, number: int) -> None:
    while True:
        batch = [
            judged(name, number * 60 + place, parent_id=f"thread-{number % 9}" if place % 3 else None)
            for place, name in enumerate(batch_of(number))
        ]
        await store.ingest(batch, [], channel=CHANNEL, cursor=str(number), at=at(number))
        print(f"batch {number}", flush=True)
        number += 1


async def act(store: SqliteStore, number: int) -> None:
    while True:
        item = (await store.messages([number % 9 + 1]))[0].item_id
        async with store.act(KARI, at(number)) as tx:
            await tx.set_state(item, State.DONE if number % 2 else State.NEW)
            newest = await tx.newest_from_outside(item)
            out = Outgoing(
                id=0,
                item_id=item,
                channel=CHANNEL,
                to_remote_id=newest.message.remote_id,
                to_kind=Kind.MENTION,
                to_handle=SafeText("@ola"),
                thread_id=None,
                context={},
                text="An answer",
                key=key_of(number),
                actor="kari",
                created_at=at(number),
                hold_until=at(number),
                state=OutboxState.HELD,
            )
            out_id = await tx.add_outgoing(out)
            if number % 3 == 0:
                await tx.set_outgoing(out_id, OutboxState.SENDING, attempts=1)
            await tx.append(NewEvent("reply.written", f"item:{item}", {}, {"out": out_id, "n": number}))
        print(f"act {number}", flush=True)
        number += 1


async def main(path: Path) -> None:
    store = SqliteStore(path, clock=FastClock())
    await store.open()
    cursor = await store.cursor(CHANNEL)
    newest = await store.events(None, 1)
    done = newest[0].after["n"] if newest else -1
    if cursor is None:
        first = [judged(f"start-{number}") for number in range(9)]
        await store.ingest(first, [], channel=CHANNEL, cursor="-1", at=at(0))
    assert isinstance(done, int)
    await asyncio.gather(ingest(store, int(cursor or -1) + 1), act(store, done + 1))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
