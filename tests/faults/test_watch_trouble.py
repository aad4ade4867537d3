"""A running watch whose disk takes no more, or whose database can't be written: its consoles are told in a
sentence, nothing acknowledged is lost, and work goes on by itself once there is room."""

import asyncio
import contextlib
import json
import os
import resource
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest

from console.desk.wire.remote import RemoteSession, attach
from console.errors import BeredtError, ConnectionLost
from console.model.words import HealthState
from console.query import parse
from tests.support.rooms import raw
from tests.support.watching import Watching, watching

FIRST, MORE = 40, 400
TMPFS = 40 << 20
LONG = "word " * 400 + "end"
PLAIN = ("the disk that holds the database is full", "the disk refused")


class Trouble(Protocol):
    @contextlib.contextmanager
    def __call__(self, pid: int, data: Path) -> Iterator[None]: ...


@contextlib.contextmanager
def no_file_may_grow(pid: int, data: Path) -> Iterator[None]:
    """As with a quota: whatever the watch writes behind what it has is refused."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in data.iterdir())
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextlib.contextmanager
def the_disk_is_full(_pid: int, data: Path) -> Iterator[None]:
    filler = data / "filler"
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * (1 << 14))
            file.flush()
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """With a data folder on a small disk of its own, where the trouble is a full one."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    small = request.node.callspec.params["trouble"] is the_disk_is_full
    if small:
        size = f"size={TMPFS},mode=700"
        mount = ("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(data))
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("only root can make a small disk")
    yield tmp_path
    if small:
        subprocess.run(("umount", "-l", str(data)), check=True)


def feed(folder: Path, first: int, count: int, text: str) -> None:
    with (folder / "in.jsonl").open("a") as file:
        for number in range(first, first + count):
            fields = raw(str(number), f"{text} {number}", channel="jsonl/@bench").fields
            file.write(json.dumps(dict(fields)) + "\n")


@asynccontextmanager
async def console_at(folder: Path) -> AsyncIterator[tuple[Watching, RemoteSession]]:
    (folder / "config.toml").write_text(
        f'[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@bench"\npath = "{folder / "in.jsonl"}"\n'
    )
    async with watching(folder) as running:
        await running.ready()
        session = await attach(folder / "data" / "desk.sock")
        try:
            yield running, session
        finally:
            await session.close()
            await running.end()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(90):
        while not await holds():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.05)


async def acted(session: RemoteSession, noted: list[str], item: int) -> BaseException | None:
    """Notes something; what the desk said to it if it was not done."""
    text = f"note {len(noted)} {LONG}"
    try:
        await session.desk.note(item, text)
    except ConnectionLost:
        # The watch stays.
        raise
    except BeredtError as error:
        return error
    noted.append(text)
    return None


@pytest.mark.parametrize("trouble", [no_file_may_grow, the_disk_is_full])
async def test_work_goes_on_by_itself_once_there_is_room(folder: Path, trouble: Trouble) -> None:
    feed(folder, 0, FIRST, "hello")
    async with console_at(folder) as (running, session):
        desk, noted = session.desk, list[str]()

        async def all_in(count: int) -> bool:
            return await desk.queue_count(parse("")) == count

        await until(lambda: all_in(FIRST))
        assert await acted(session, noted, 1) is None
        with trouble(running.process.pid, folder / "data"):
            refused: BaseException | None = None
            while refused is None:
                refused = await acted(session, noted, 1)
            assert isinstance(refused, BeredtError)
            assert refused.what.startswith(PLAIN), refused.what
            # Reading goes on, and so does what comes in, which waits where it is.
            assert (await desk.item(1)).row.id == 1
            feed(folder, FIRST, MORE, LONG)

            async def told() -> bool:
                return any(line.state is not HealthState.OK for line in await desk.channels())

            await until(told)
            assert await desk.queue_count(parse("")) < FIRST + MORE
        await until(lambda: all_in(FIRST + MORE))
        assert await acted(session, noted, 1) is None
        found = [note.text for note in (await desk.item(1)).notes]
        assert sorted(found) == sorted(noted), "what was acknowledged, and nothing else"
        assert (await desk.verify()).ok
