"""`kill -9` while a service is being rung: it is rung once more, and what rang is never rung again."""

import asyncio
import sys
from pathlib import Path

from tests.support.httpserver import FaultyServer, Reply, Request
from tests.support.soundness import faults


async def test_a_ring_that_was_under_way_is_rung_once_more_and_no_oftener(tmp_path: Path) -> None:
    database, arrived = tmp_path / "beredt.db", asyncio.Event()
    never = asyncio.Event()

    async def hold(_request: Request) -> Reply:
        arrived.set()
        await never.wait()
        return Reply({})

    async def child(server: FaultyServer) -> asyncio.subprocess.Process:
        address = server.url.replace("http://", "json://") + "/ring?rto=60"
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.ringingchild", str(database), address
        )

    async with FaultyServer() as server:
        server.route("POST", "/ring", hold)
        first = await child(server)
        await arrived.wait()
        first.kill()
        await first.wait()
        assert len(server.requests) == 1
        server.route("POST", "/ring", lambda _request: Reply({}))
        for _ in range(3):
            assert await (await child(server)).wait() == 0
        assert len(server.requests) == 2
    assert faults(database) == []
