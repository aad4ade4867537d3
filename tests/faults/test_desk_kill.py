"""`kill -9` of the watch and of consoles at any moment: what a console was told is there, and claims end."""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from console.desk.wire.remote import RemoteSession, attach
from console.errors import BeredtError, ConnectionLost
from console.query import parse
from tests.support.rooms import raw

KILLS = int(os.environ.get("BEREDT_KILLS", "5"))
"""How often the watch is killed; a long night can have more."""
CONSOLES = 4
LEASE = 5.0


def configure(folder: Path) -> list[str]:
    source = folder / "in.jsonl"
    lines = [json.dumps(dict(raw(str(number), channel="jsonl/@bench").fields)) for number in range(300)]
    source.write_text("".join(line + "\n" for line in lines))
    (folder / "config.toml").write_text(
        f'[desk]\nlease_seconds = {LEASE}\n[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@bench"\n'
        f'path = "{source}"\n'
    )
    folder.chmod(0o700)
    where = ["--config", os.fspath(folder / "config.toml"), "--data-dir", os.fspath(folder)]
    return [sys.executable, "-m", "console", *where, "watch"]


async def started(command: list[str], folder: Path) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    async with asyncio.timeout(60):
        while True:
            with suppress(ConnectionLost):
                session = await attach(folder / "desk.sock")
                await session.close()
                return process
            await asyncio.sleep(0.05)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.05)


async def _more_than(session: RemoteSession, count: int) -> bool:
    return await session.desk.queue_count(parse("")) > count


async def _free(session: RemoteSession, item_id: int) -> bool:
    return (await session.desk.item(item_id)).row.holder is None


async def _told(told: dict[str, int], count: int) -> bool:
    return len(told) >= count


async def operate(session: RemoteSession, name: str, told: dict[str, int], stop: asyncio.Event) -> None:
    """Tag and claim, and write down what was said to be done."""
    random_ = random.Random(name)
    number = 0
    while not stop.is_set():
        number += 1
        tag, item_id = f"{name}-{number}", random_.randrange(1, 250)
        try:
            await session.desk.tag(item_id, [tag])
            told[tag] = item_id
            if number % 5 == 0:
                await session.desk.claim(item_id)
        except BeredtError:
            # Held by a colleague, or the watch is gone for a moment.
            await asyncio.sleep(0.02)


@pytest.mark.timeout(60 + 20 * KILLS)
async def test_nothing_that_a_console_was_told_is_gone_after_a_kill(tmp_path: Path) -> None:
    command = configure(tmp_path)
    watch = await started(command, tmp_path)
    sessions = [await attach(tmp_path / "desk.sock") for _ in range(CONSOLES)]
    told: dict[str, int] = {}
    stop = asyncio.Event()
    await until(lambda: _more_than(sessions[0], 299))
    working = [
        asyncio.create_task(operate(session, f"c{number}", told, stop))
        for number, session in enumerate(sessions)
    ]
    random_ = random.Random(1)
    for _ in range(KILLS):
        before = len(told)
        await asyncio.sleep(random_.uniform(0.2, 1.2))
        watch.send_signal(signal.SIGKILL)
        await watch.wait()
        watch = await started(command, tmp_path)
        # Each console comes back by itself and works on.
        await until(partial(_told, told, before + CONSOLES))
    stop.set()
    await asyncio.gather(*working)
    desk = sessions[0].desk
    tags: dict[int, set[str]] = {}
    for row in await desk.rows(sorted(set(told.values()))):
        tags[row.id] = set(row.tags)
    assert not {tag for tag, item_id in told.items() if tag not in tags[item_id]}
    assert await desk.queue_count(parse("")) == 300, "what came in is there once"
    report = await desk.verify()
    assert report.ok
    for session in sessions:
        await session.close()
    watch.terminate()
    await watch.wait()


async def test_a_claim_is_free_soon_after_its_console_was_killed(tmp_path: Path) -> None:
    command = configure(tmp_path)
    watch = await started(command, tmp_path)
    other = await attach(tmp_path / "desk.sock")
    await until(lambda: _more_than(other, 0))
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from console.desk.wire.remote import attach\n"
        "async def main():\n"
        "    session = await attach(Path(sys.argv[1]))\n"
        "    await session.desk.claim(1)\n"
        "    await session.desk.save_draft(1, 'half an ans')\n"
        "    print('claimed', flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, os.fspath(tmp_path / "desk.sock"), stdout=asyncio.subprocess.PIPE
    )
    assert client.stdout is not None
    assert (await client.stdout.readline()).strip() == b"claimed"
    assert (await other.desk.item(1)).row.holder is not None
    client.send_signal(signal.SIGKILL)
    await client.wait()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await until(lambda: _free(other, 1))
    # The promise is ten seconds, on any machine: the lease is a clock of its own.
    assert loop.time() - begun <= 10
    detail = await other.desk.item(1)
    assert detail.draft is not None
    assert detail.draft.text == "half an ans"
    await other.close()
    watch.terminate()
    await watch.wait()
