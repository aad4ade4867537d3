"""A console in a process of its own, to be killed: acts like a hurried operator, and keeps a record of it.

A line of the record is `["try", NUMBER, VERB, ITEM, VALUE]` before an act, the same with "ok" once the desk
has acknowledged it, `["no", NUMBER, KIND, SENTENCE]` for what was refused, `["lost", NUMBER, ITEM, HOLDER]`
for a claim that is another's though it was never given back. Each is one write(2), so that a kill loses none.
"""

import asyncio
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from console.desk.wire.remote import RemoteSession, attach
from console.errors import BeredtError, ConnectionLost
from console.query import parse

SLOTS = 3
"""Consoles at a time; each works on items of its own, so that what stands there is known."""
BETWEEN = 0.04
"""The most seconds between two acts."""
LOOK_EVERY = 15
"""Acts between two looks at the queue, and at what is held."""
MOST_HELD = 4
GRACE = 4.0
"""Seconds in which a claim that ended while the watch was gone comes back to its session."""
VERBS = ("tag", "draft", "claim", "release", "reply", "read")
WEIGHTS = (8, 8, 5, 2, 2, 3)


def record_of(folder: Path, slot: int) -> Path:
    return folder / f"slot{slot}.jsonl"


@dataclass
class Console:
    session: RemoteSession
    number: int
    slot: int
    random: Random
    record: int
    """A descriptor that appends."""
    items: list[int] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    acts: int = 0

    def write(self, *line: object) -> None:
        os.write(self.record, json.dumps(line).encode() + b"\n")

    async def act(self) -> None:
        self.acts += 1
        if self.acts % LOOK_EVERY == 1:
            await self.look()
        if not self.items:
            await asyncio.sleep(BETWEEN)
            return
        [verb] = self.random.choices(VERBS, WEIGHTS)
        item, value = self.random.choice(self.items), f"x{self.number}n{self.acts}"
        if verb == "release" or (verb == "claim" and len(self.held) >= MOST_HELD):
            if not self.held:
                return
            verb, item = "release", self.random.choice(sorted(self.held))
        if verb == "read":
            await self.session.desk.item(item)
            return
        self.write("try", self.number, verb, item, value)
        if verb == "release":
            # Whether it was given back is not known until it is acknowledged.
            self.held.discard(item)
        told = await self.do(verb, item, value)
        self.write("ok", self.number, verb, item, told)

    async def do(self, verb: str, item: int, value: str) -> str:
        desk = self.session.desk
        match verb:
            case "tag":
                [row] = await desk.rows([item])
                await desk.tag(item, [value, *(f"-{tag}" for tag in row.tags)])
            case "draft":
                await desk.save_draft(item, value)
            case "claim":
                await desk.claim(item)
                self.held.add(item)
            case "release":
                await desk.release(item)
            case "reply":
                _, out = await desk.reply(item, f"We are on it: {value}")
                return f"{out.key} {value}"
        return value

    async def look(self) -> None:
        found = await self.session.desk.queue_ids(parse("is:new"), limit=400)
        self.items = [item for item in found if item % SLOTS == self.slot]
        for row in await self.session.desk.rows(sorted(self.held)):
            if row.holder is None:
                await asyncio.sleep(GRACE)
                [row] = await self.session.desk.rows([row.id])
            if row.id in self.held and row.holder != f"c{self.number}":
                self.held.discard(row.id)
                self.write("lost", self.number, row.id, row.holder)


async def operate(folder: Path, number: int, slot: int, seed: int) -> None:
    record = os.open(record_of(folder, slot), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    while True:
        try:
            session = await attach(folder / "desk.sock")
            break
        except ConnectionLost:
            await asyncio.sleep(0.05)
    random = Random(seed)
    console = Console(session, number, slot, random, record)
    while True:
        try:
            await console.act()
        except BeredtError as error:
            console.write("no", number, type(error).__name__, error.what)
        await asyncio.sleep(random.uniform(0, BETWEEN))
