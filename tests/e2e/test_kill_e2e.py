"""`beredt` on a real terminal, killed while a reply is on its way: it stands on the network once."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.e2e.conftest import Cast
from tests.e2e.driving import configure
from tests.e2e.servers import Network
from tests.support.terminal import Terminal, terminal

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

CTRL_S = "\x13"
CTRL_Q = "\x11"


@asynccontextmanager
async def beredt(config: Path) -> AsyncIterator[Terminal]:
    command = [
        sys.executable,
        "-m",
        "console",
        "--config",
        str(config),
        "--data-dir",
        str(config.parent / "data"),
    ]
    async with terminal(command) as running:
        yield running


async def outbox(config: Path, state: str) -> None:
    """Wait until the only reply is in that state."""
    path = config.parent / "data" / "beredt.db"
    seen: list[tuple[str]] = []
    async with asyncio.timeout(90):
        while seen != [(state,)]:
            await asyncio.sleep(0.05)
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
                seen = db.execute("SELECT state FROM outbox").fetchall()


async def test_killed_while_sending(network: Network, cast: Cast, tmp_path: Path) -> None:
    brand, kari = cast.brand, cast.kari
    config = configure(tmp_path, url=network.url, handle=brand.handle, password=cast.password)
    async with beredt(config) as running:
        await kari.post(f"@{brand.handle} my salary is missing", mentions=(brand,))
        await running.until("my salary is missing")
        await network.command("slow", ms=3000)
        running.type("r")
        await running.until("ctrl+s")
        running.type("We look for it")
        await running.until("14/300")
        running.type(CTRL_S)
        await outbox(config, "sending")
        running.kill()
        await running.gone()
    await network.command("slow", ms=0)
    async with beredt(config) as running:
        await running.until("my salary is missing")
        await outbox(config, "sent")
        running.type(CTRL_Q)
        assert await running.gone() == 0
        assert b"Traceback" not in running.received
    assert [record["value"]["text"] for record in await brand.posts()] == ["We look for it"]
