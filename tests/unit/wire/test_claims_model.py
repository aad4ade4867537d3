"""Eight clients that claim, give back and take over at random: every answer fits one order of all acts.

The order is that of the event log, which each act joins in its own transaction. An answer is right if it is
what the act would have said at some moment between its question and its answer in that order.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from console.desk.local import LocalDesk
from console.desk.wire.remote import attach
from console.errors import Conflict, InputError
from console.store.sqlite import SqliteStore
from tests.support.rooms import ingest, raw
from tests.unit.wire.conftest import served

CLIENTS = ("kari", "ola", "per", "siri", "nina", "ida", "liv", "tor")
ITEMS = 4
STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    actor: str
    act: str
    item: int
    after: int
    """The newest event before it was asked."""
    until: int
    """The newest event when it was answered."""
    event: int | None
    """The event that it says it made."""
    refused: bool


async def act(store: SqliteStore, desk: LocalDesk, name: str, random_: Random) -> Step:
    item, what = random_.randrange(1, ITEMS + 1), random_.choice(("claim", "claim", "release", "take over"))
    after = (await store.point()).event
    event, refused = None, False
    try:
        if what == "claim":
            event = (await desk.claim(item)).event_id
        elif what == "release":
            event = (await desk.release(item)).event_id
        else:
            event = (await desk.take_over(item, "a test")).event_id
    except (Conflict, InputError):
        refused = True
    return Step(name, what, item, after, (await store.point()).event, event, refused)


def fits(step: Step, holders: Sequence[str | None]) -> bool:
    """Whether the answer is right for one of the holders that the item had meanwhile."""
    mine, free = step.actor in holders, None in holders
    others = any(holder not in (None, step.actor) for holder in holders)
    if step.act == "take over":
        return mine or free if step.refused else others
    if step.refused:
        return others
    return (mine if step.act == "claim" else free) if step.event is None else (free or mine)


@pytest.mark.timeout(600)
async def test_every_answer_fits_one_order_of_all_acts(
    store: SqliteStore, desk: LocalDesk, socket: Path
) -> None:
    await ingest(store, *(raw(str(number)) for number in range(ITEMS)))
    steps: list[Step] = []

    async def work(name: str, client: LocalDesk) -> None:
        random_ = Random(name)
        for _ in range(STEPS // len(CLIENTS)):
            steps.append(await act(store, client, name, random_))

    async with served(desk, socket, CLIENTS):
        sessions = [await attach(socket) for _ in CLIENTS]
        await asyncio.gather(
            *(work(session.desk.actor.name, session.desk) for session in sessions)  # type: ignore[arg-type]
        )
        for session in sessions:
            await session.close()
    history: dict[int, list[tuple[int, str | None]]] = {item: [(0, None)] for item in range(1, ITEMS + 1)}
    made: dict[int, str] = {}
    for event in sorted(await store.events(None, 2 * STEPS), key=lambda one: one.id):
        item = int(event.subject.partition(":")[2])
        before = history[item][-1][1]
        holder = event.after["holder"]
        assert event.before["holder"] == before, "each act saw what the one before it left"
        if event.verb == "item.claimed":
            assert before is None
        elif event.verb == "item.taken-over":
            assert before not in (None, event.actor)
        else:
            assert before == event.actor
        assert holder is None or isinstance(holder, str)
        history[item].append((event.id, holder))
        made[event.id] = event.actor
    assert len(steps) == STEPS
    for step in steps:
        if step.event is not None:
            assert step.after < step.event <= step.until
            assert made[step.event] == step.actor
            upto = step.event - 1
        else:
            upto = step.until
        line = history[step.item]
        first = max(place for place, (event_id, _) in enumerate(line) if event_id <= step.after)
        holders = [holder for event_id, holder in line[first:] if event_id <= max(upto, step.after)]
        assert fits(step, holders), step
    assert sum(step.event is not None for step in steps) == len(made) > STEPS // 10
    assert sum(step.refused for step in steps) > STEPS // 10
