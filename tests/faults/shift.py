"""A shift in a process of its own, to be killed: follows a file, answers people, walks a playbook.

Prints a line after each act that the desk has acknowledged: `python -m tests.faults.shift FOLDER SEED`.
"""

import asyncio
import sys
from pathlib import Path
from random import Random

from console.config import Settings, load
from console.errors import BeredtError
from console.query import parse
from console.service import Service, open_service


def settings_in(folder: Path) -> Settings:
    config = folder / "config.toml"
    config.write_text(
        "[desk]\nhold_seconds = 0\n\n[[channel]]\n"
        'network = "jsonl"\nname = "jsonl/@survey"\n'
        f'path = "{folder / "in.jsonl"}"\nreplies = "{folder / "out.jsonl"}"\n'
    )
    return load(config, folder)


async def answer(service: Service, random: Random) -> None:
    rows = await service.desk.queue(parse("is:new"), limit=20)
    if rows:
        row = random.choice(rows)
        _, out = await service.desk.reply(row.id, f"Thank you, {row.author_handle}! ({row.id})")
        print(f"reply {out.key}", flush=True)


async def walk(service: Service) -> None:
    desk = service.desk
    runs = await desk.runs(1)
    run = runs[0] if runs else (await desk.start_run("tragedy"))[1]
    if run.current is None:
        return
    _, after = await desk.step(run.id, run.current, "skip", note="drill")
    print(f"step {run.current} {after.current}", flush=True)


async def shift(folder: Path, seed: int) -> None:
    random = Random(seed)
    service = await open_service(settings_in(folder), random=random)
    print("open", flush=True)
    while True:
        try:
            await (walk(service) if random.random() < 0.2 else answer(service, random))
        except BeredtError as error:
            print(f"no {error.what}", flush=True)
        await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(shift(Path(sys.argv[1]), int(sys.argv[2])))
