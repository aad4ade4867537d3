"""SIGTERM and SIGKILL at any moment of `beredt watch`, while messages come in and replies leave."""

import asyncio
import json
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

from console.config import load
from console.config.settings import Settings
from console.daemon import status
from console.model.words import OutboxState
from console.query import parse
from console.service import Service, open_service
from tests.support.watching import watching

ROUNDS = 6
REPLIES = 8
BY_SIGNAL = (0, -signal.SIGTERM)
"""A clean end, or the signal came before the program stood."""


def settings_in(folder: Path) -> Settings:
    config = folder / "config.toml"
    config.write_text(
        "[desk]\nhold_seconds = 0\n\n[[channel]]\n"
        'network = "jsonl"\nname = "jsonl/@survey"\n'
        f'path = "{folder / "in.jsonl"}"\nreplies = "{folder / "out.jsonl"}"\n'
    )
    return replace(load(config, folder), data_dir=folder / "data")


class Feed:
    """Writes messages into the file that the watch follows, until it is told to stop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.ids: list[str] = []
        self.write(20)

    def write(self, count: int) -> None:
        with self._path.open("a") as file:
            for _ in range(count):
                number = len(self.ids)
                self.ids.append(f"m{number}")
                message = {
                    "id": f"m{number}",
                    "kind": "mention",
                    "author": {"id": f"a{number}", "handle": f"a{number}"},
                    "text": f"My order {number} has not come",
                    "created_at": "2026-11-23T08:00:00Z",
                }
                file.write(json.dumps(message) + "\n")

    async def run(self) -> None:
        while True:
            self.write(2)
            await asyncio.sleep(0.02)


async def answer(settings: Settings) -> list[str]:
    """Reply to some items while no watch runs; the keys of the replies."""
    service = await open_service(settings, watching=False, replying=True)
    try:
        rows = await service.desk.queue(parse("is:new"), limit=REPLIES)
        return [(await service.desk.reply(row.id, f"Thank you, {row.author_handle}!"))[1].key for row in rows]
    finally:
        await service.close()


async def until_quiet(service: Service, messages: int) -> None:
    moved = asyncio.Event()
    stop = service.desk.subscribe(lambda _change: moved.set())
    under_way = (OutboxState.HELD, OutboxState.SENDING, OutboxState.UNKNOWN)
    async with asyncio.timeout(60):
        while True:
            moved.clear()
            enough = (await service.desk.counts()).messages >= messages
            settled = enough and not await service.desk.outbox(under_way, 1)
            # Our own replies are counted too.
            if settled and len(await received_by(service)) >= messages:
                break
            await moved.wait()
    stop()


async def received_by(service: Service) -> list[str]:
    found: list[str] = []
    last = 0
    while page := await service.desk.export_messages(last):
        found += [stored.message.remote_id for stored in page if not stored.message.ours]
        last = page[-1].id
    return found


async def test_whatever_ends_it_nothing_is_lost_and_nothing_leaves_twice(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    feed = Feed(tmp_path / "in.jsonl")
    random = Random(20261123)
    keys: list[str] = []
    for number in range(ROUNDS):
        feeding = asyncio.create_task(feed.run())
        async with watching(tmp_path) as running:
            if number % 3:
                await running.ready()
            await asyncio.sleep(random.uniform(0, 0.6))
            if number % 2:
                await running.end(signal.SIGKILL)
            else:
                code, err = await running.end()
                assert code in BY_SIGNAL, err
                assert "Traceback" not in err
                assert status.read(settings.data_dir) is None
        feeding.cancel()
        keys += await answer(settings)

    service = await open_service(settings)
    try:
        await until_quiet(service, len(feed.ids))
        assert sorted(await received_by(service)) == sorted(feed.ids)
        lines = (tmp_path / "out.jsonl").read_text().splitlines()
        published = Counter(json.loads(line)["key"] for line in lines)
        assert len(keys) > ROUNDS
        assert set(published) == set(keys)
        assert [key for key, count in published.items() if count > 1] == []
        assert (await service.desk.verify()).ok
    finally:
        await service.close()
