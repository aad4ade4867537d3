"""`kill -9` of the watch and of consoles at any moment: nothing acknowledged is lost, nothing is sent
twice, and every claim of a dead console is free within its lease.

For a long night: `BEREDT_KILLS=1000 BEREDT_SEED=7 pytest -s tests/faults/test_desk_kill.py`.
"""

import asyncio
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from console.desk.wire.remote import RemoteSession, attach
from console.errors import Conflict, ConnectionLost
from console.model.item import ItemRow, StoredMessage
from console.model.words import OutboxState
from console.query import parse
from tests.faults.operating import SLOTS, record_of
from tests.faults.records import Record
from tests.support.httpserver import Reply, Request
from tests.support.mastodon import TOKEN, MastodonServer
from tests.support.rooms import raw
from tests.support.watching import ROOT

KILLS = int(os.environ.get("BEREDT_KILLS", "12"))
SEED = int(os.environ.get("BEREDT_SEED", "1"))
LEASE = 5.0
SLACK = 1.0
"""Seconds in which the watch may yet hear a beat of who is dead already."""
CALM_EVERY = 60
"""Kills after which the watch lives for a while, so that it frees by itself what the dead held."""
COMES_BACK = 60.0
FREE_AGAIN = 30.0
SETTLED = 120.0
AIMS = ("watch", "console", "both", "starting")
WEIGHTS = (40, 45, 10, 5)
FED = 4
"""Messages that come in on each channel for each kill."""
ALL = parse("")
UNDER_WAY = (OutboxState.HELD, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.FAILED)
MOST_REPLIES = 10_000
"""As many as the desk tells of at once."""


class Network(MastodonServer):
    """Takes its time before and after it publishes, whether or not whoever asked still lives."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self.route("POST", "/api/v1/statuses", self._slowly)

    async def _slowly(self, request: Request) -> Reply:
        await asyncio.sleep(self._random.choice((0, 0, 0.05, 0.3)))
        reply = self._published(request)
        await asyncio.sleep(self._random.choice((0, 0, 0.05, 0.3)))
        return reply

    def _own(self) -> list[dict[str, Any]]:
        return super()._own()[:40]

    def published(self) -> Counter[str]:
        """How often each reply was, by the word that only it has."""
        return Counter(
            word for status in super()._own() for word in re.findall(r": (x\w+)", status["content"])
        )


class Nursery:
    """Begins and kills watches and consoles; see `tests.faults.nursery`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    async def watch(self, *words: str) -> int:
        return int(await self._ask({"watch": words}, "pid"))

    async def console(self, folder: Path, number: int, slot: int, seed: int) -> int:
        return int(await self._ask({"console": [os.fspath(folder), number, slot, seed]}, "pid"))

    async def kill(self, pid: int) -> None:
        status = await self._ask({"kill": pid}, "status")
        assert status == signal.SIGKILL, (
            f"it had ended by itself, with {status}: {self.log.read_text()[-2000:]}"
        )

    async def _ask(self, wish: dict[str, object], answer: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**wish, "log": os.fspath(self.log)}).encode() + b"\n")
        told = json.loads(await asyncio.wait_for(self._process.stdout.readline(), COMES_BACK))
        return int(told[answer])


@asynccontextmanager
async def nursery(folder: Path) -> AsyncIterator[Nursery]:
    # Whatever it started ends with it.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.nursery"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        yield Nursery(process, folder / "processes.log")
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@dataclass
class Night:
    folder: Path
    nursery: Nursery
    network: Network
    random: Random
    words: Sequence[str]
    watch: int = 0
    consoles: list[tuple[int, int]] = field(default_factory=list)
    """Of each slot, the number of its console and its process."""
    records: list[Record] = field(default_factory=list)
    dead: list[tuple[float, int, int]] = field(default_factory=list)
    """When another may have what it held, the number of a dead console, its slot."""
    fed: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    numbers: int = 0

    @property
    def socket(self) -> Path:
        return self.folder / "desk.sock"

    async def begin(self) -> None:
        self.records = [Record(record_of(self.folder, slot)) for slot in range(SLOTS)]
        await self.feed(60)
        await self.start()
        for slot in range(SLOTS):
            self.consoles.append(await self.seat(slot))
        await self.working()

    async def start(self) -> None:
        self.watch = await self.nursery.watch(*self.words)
        await until(self.serves, "the watch does not come back")

    async def serves(self) -> bool:
        with suppress(ConnectionLost):
            await (await attach(self.socket)).close()
            return True
        return False

    async def seat(self, slot: int) -> tuple[int, int]:
        self.numbers += 1
        seed = self.random.randrange(1 << 30)
        return self.numbers, await self.nursery.console(self.folder, self.numbers, slot, seed)

    async def feed(self, count: int) -> None:
        with (self.folder / "in.jsonl").open("a") as file:
            for _ in range(count):
                self.fed += 1
                fields = raw(
                    str(self.fed), f"My order {self.fed} has not come", channel="jsonl/@bench"
                ).fields
                file.write(json.dumps(dict(fields)) + "\n")
                self.network.post("ada", f"@brand my parcel {self.fed} is late")
                await self.network.push("notification", self.network.notifications[-1])

    async def round(self) -> None:
        [aim] = self.random.choices(AIMS, WEIGHTS)
        self.kills[aim] += 1
        await asyncio.gather(self.feed(FED), asyncio.sleep(self.random.uniform(0, 0.4)))
        if aim in ("console", "both"):
            slot = self.random.randrange(SLOTS)
            number, pid = self.consoles[slot]
            await self.nursery.kill(pid)
            self.dead.append((asyncio.get_running_loop().time() + LEASE + SLACK, number, slot))
            self.consoles[slot] = await self.seat(slot)
        if aim != "console":
            await self.nursery.kill(self.watch)
            if aim == "starting":
                self.watch = await self.nursery.watch(*self.words)
                await asyncio.sleep(self.random.uniform(0, 0.6))
                await self.nursery.kill(self.watch)
            await self.start()
        await self.working()
        await self.claims_are_free()

    async def working(self) -> None:
        """Each console has had something acknowledged since now."""
        before = [self.read(record) for record in self.records]

        async def all_went_on() -> bool:
            return all(self.read(record) > was for record, was in zip(self.records, before, strict=True))

        await until(all_went_on, "a console does not come back")

    def read(self, record: Record) -> int:
        record.read()
        assert not record.wrong, record.wrong
        return record.acknowledged

    async def claims_are_free(self) -> None:
        """Somebody else gets what a dead console had claimed, once its lease is over."""
        now = asyncio.get_running_loop().time()
        over = [one for one in self.dead if one[0] <= now]
        self.dead = [one for one in self.dead if one[0] > now]
        if not over:
            return
        session = await attach(self.socket)
        for _, number, slot in over:
            for row in await self.held_by(session, number, slot):
                try:
                    await session.desk.claim(row.id)
                except Conflict:
                    # Between two questions a living one may have taken it.
                    assert (await session.desk.item(row.id)).row.holder != f"c{number}", row
                else:
                    await session.desk.release(row.id)
        await session.close()

    async def held_by(self, session: RemoteSession, number: int, slot: int) -> list[ItemRow]:
        items = sorted(self.records[slot].touched.get(number, ()))
        return [row for row in await session.desk.rows(items) if row.holder == f"c{number}"]

    async def calm(self) -> None:
        """The watch, left alone, takes back by itself what the dead held."""
        session = await attach(self.socket)
        dead = [(number, slot) for _, number, slot in self.dead]
        self.dead = []

        async def none_held() -> bool:
            held = [await self.held_by(session, number, slot) for number, slot in dead]
            return not any(held)

        await until(none_held, "what a dead console held is not freed", FREE_AGAIN)
        await session.close()


async def until(holds: Callable[[], Awaitable[bool]], otherwise: str, seconds: float = COMES_BACK) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not await holds():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(otherwise) from None


def configure(folder: Path, server: str) -> list[str]:
    secret = folder / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o600)
    (folder / "config.toml").write_text(
        f"[desk]\nlease_seconds = {LEASE}\nhold_seconds = 0\n\n"
        f'[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@bench"\npath = "{folder / "in.jsonl"}"\n'
        f'replies = "{folder / "out.jsonl"}"\n\n'
        f'[[channel]]\nnetwork = "mastodon"\nhandle = "@brand"\nserver = "{server}"\n'
        f'secret = "file:{secret}"\n'
    )
    folder.chmod(0o700)
    return ["--config", os.fspath(folder / "config.toml"), "--data-dir", os.fspath(folder)]


@pytest.mark.timeout(300 + 8 * KILLS)
async def test_whoever_is_killed_nothing_is_lost_sent_twice_or_held_for_ever(tmp_path: Path) -> None:
    random = Random(SEED)
    async with Network(random) as network, nursery(tmp_path) as births:
        night = Night(tmp_path, births, network, random, configure(tmp_path, network.url))
        await night.begin()
        for number in range(1, KILLS + 1):
            await night.round()
            if number % CALM_EVERY == 0 or number == KILLS:
                await night.calm()
                print(f"seed {SEED}: {number} kills, {dict(night.kills)}", flush=True)
        for _, pid in night.consoles:
            await births.kill(pid)
        for record in night.records:
            night.read(record)
        session = await attach(night.socket)
        await all_is_there(night, session)
        await session.close()
        await births.kill(night.watch)


async def all_is_there(night: Night, session: RemoteSession) -> None:
    await until(partial(all_in, night, session), "what came in is not all there once")
    rows = {row.id: row for row in await everything(session)}
    for record in night.records:
        for item, may_be in record.tags.items():
            assert set(rows[item].tags) in [set() if one is None else {one} for one in may_be], rows[item]
        for item, may_be in record.drafts.items():
            draft = (await session.desk.item(item)).draft
            assert (draft.text if draft else None) in may_be, (item, draft, may_be)
    await until(partial(nothing_under_way, session), "a reply's outcome stays open", SETTLED)
    replies = {out.key: out for out in await session.desk.outbox((), MOST_REPLIES)}
    words = {key: word for record in night.records for key, word in record.replies.items()}
    assert words.keys() <= replies.keys(), "an acknowledged reply is gone"
    published = published_on(night)
    assert not [word for word, count in published.items() if count > 1], "a reply left twice"
    for out in replies.values():
        assert out.state is OutboxState.SENT, out
        assert published[out.text.rsplit(" ", 1)[1]] == 1, out
    assert published.total() == len(replies)
    report = await session.desk.verify()
    assert report.ok
    verbs = sum((record.verbs for record in night.records), Counter[str]())
    refused = sum((record.refused for record in night.records), Counter[str]())
    assert min(verbs[verb] for verb in ("tag", "draft", "claim", "reply")) > 0
    print(
        f"seed {SEED}: {dict(night.kills)}; {2 * night.fed} messages, {len(replies)} replies,"
        f" {report.events} events; acknowledged {dict(verbs)}; refused {dict(refused)}"
    )


def published_on(night: Night) -> Counter[str]:
    """On the network and in the file of replies, by the word that only that reply has."""
    lines = (night.folder / "out.jsonl").read_text().splitlines()
    return night.network.published() + Counter(json.loads(line)["text"].rsplit(" ", 1)[1] for line in lines)


async def all_in(night: Night, session: RemoteSession) -> bool:
    found: list[StoredMessage] = []
    while page := await session.desk.export_messages(found[-1].id if found else 0):
        found += page
    texts = Counter(stored.message.text for stored in found if not stored.message.ours)
    assert max(texts.values()) == 1, "a message is there twice"
    return len(texts) == 2 * night.fed


async def everything(session: RemoteSession) -> list[ItemRow]:
    found: list[ItemRow] = []
    ids = list(await session.desk.queue_ids(ALL))
    for start in range(0, len(ids), 200):
        found += await session.desk.rows(ids[start : start + 200])
    return found


async def nothing_under_way(session: RemoteSession) -> bool:
    return not await session.desk.outbox(UNDER_WAY, 1)
