"""`kill -9` at any moment of a shift: what was acknowledged is there, and nothing goes out twice."""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random

from console.model.item import StoredMessage
from console.model.words import OutboxState
from console.service import Service, open_service
from tests.faults.shift import settings_in

ROUNDS = 6
MESSAGES = 3000


def fill(folder: Path) -> None:
    with (folder / "in.jsonl").open("w") as file:
        for number in range(MESSAGES):
            message = {
                "id": f"m{number}",
                "kind": "mention",
                "author": {"id": f"a{number}", "handle": f"a{number}"},
                "text": f"My order {number} has not come",
                "created_at": "2026-11-23T08:00:00Z",
            }
            file.write(json.dumps(message) + "\n")


async def one_shift(folder: Path, seed: int, random: Random) -> list[str]:
    """Start, wait for some acknowledgements, kill; what was acknowledged before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.shift",
        str(folder),
        str(seed),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines: list[str] = []
    wanted = random.randint(5, 60)
    while len(lines) < wanted:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        assert line, "the shift ended by itself"
        lines.append(line.decode().strip())
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    rest = await process.stdout.read()
    await process.wait()
    # A last line that the kill cut short was not heard.
    return lines + [line.decode() for line in rest.split(b"\n")[:-1]]


async def test_a_killed_shift_is_found_as_it_was(tmp_path: Path) -> None:
    fill(tmp_path)
    random = Random(20261123)
    heard: list[str] = []
    for seed in range(ROUNDS):
        heard += await one_shift(tmp_path, seed, random)
    replies = [line.split()[1] for line in heard if line.startswith("reply ")]
    steps = [line.split()[1:] for line in heard if line.startswith("step ")]
    assert len(replies) > ROUNDS
    assert steps

    service = await open_service(settings_in(tmp_path))
    try:
        desk = service.desk
        await until_quiet(service)
        (run,) = await desk.runs()
        assert run.current == steps[-1][1] or steps[-1][0] in run.steps, "the walk went back"
        for step_id, _ in steps:
            assert run.steps[step_id].state == "skipped"
        kept = {out.key: out for out in await desk.outbox((), 100_000)}
        assert set(replies) <= set(kept)
        published = Counter(
            json.loads(line)["key"] for line in (tmp_path / "out.jsonl").read_text().splitlines()
        )
        assert [key for key, count in published.items() if count > 1] == []
        sent = {key for key, out in kept.items() if out.state is OutboxState.SENT}
        assert sent == set(published)
        received = [stored for stored in await _all(service) if not stored.message.ours]
        assert sorted(stored.message.remote_id for stored in received) == sorted(
            f"m{number}" for number in range(MESSAGES)
        )
        report = await desk.verify()
        assert report.ok
    finally:
        await service.close()


async def until_quiet(service: Service) -> None:
    """All messages are in, and no reply is on its way."""
    moved = asyncio.Event()
    stop = service.desk.subscribe(lambda _change: moved.set())
    under_way = (OutboxState.HELD, OutboxState.SENDING, OutboxState.UNKNOWN)
    while True:
        moved.clear()
        # A batch may come in parts, and our own replies are messages too.
        received = sum(not stored.message.ours for stored in await _all(service))
        if received >= MESSAGES and not await service.desk.outbox(under_way, 1):
            break
        await moved.wait()
    stop()


async def _all(service: Service) -> list[StoredMessage]:
    found: list[StoredMessage] = []
    last = 0
    while page := await service.desk.export_messages(last):
        found += page
        last = page[-1].id
    return found
