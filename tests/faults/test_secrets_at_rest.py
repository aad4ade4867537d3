"""Planted tokens are nowhere afterwards: not in the database, the log, the output or the process's title."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

from tests.support.httpserver import FaultyServer, Reply, Request

ROOT = Path(__file__).parents[2]
PLANTED = "planted-token-4f1c9a7e"


class Careless(FaultyServer):
    """Repeats what it was sent, as some error pages do."""

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        told = f"bad token {request.headers.get('authorization', '')} {request.body.decode()}"
        await Reply({"error": told, "message": told}, status=401).play(self, writer)


@pytest.mark.parametrize(("network", "handle"), [("mastodon", "@nordbank"), ("bluesky", "@nordbank.example")])
async def test_a_refused_token_leaves_no_trace(tmp_path: Path, network: str, handle: str) -> None:
    secret = tmp_path / "token.secret"
    secret.write_text(PLANTED)
    secret.chmod(0o600)
    data = tmp_path / "data"
    async with Careless() as server:
        config = tmp_path / "config.toml"
        config.write_text(
            f'[[channel]]\nnetwork = "{network}"\nhandle = "{handle}"\nserver = "{server.url}"\n'
            'secret = "file:token.secret"\n'
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "console", "--config", str(config), "--data-dir", str(data), "watch",
            cwd=ROOT, stderr=asyncio.subprocess.PIPE, env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
        said = b""
        try:
            assert process.stderr
            async for line in process.stderr:
                said += line
                if b" auth: " in line:
                    break
            running = Path(f"/proc/{process.pid}/environ").read_bytes()
            running += Path(f"/proc/{process.pid}/cmdline").read_bytes()
        finally:
            process.terminate()
            await process.wait()
        assert server.requests
        assert any(PLANTED in str(request.headers) + request.body.decode() for request in server.requests)
    kept = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    assert kept
    assert not [found for found in (said, running, *kept) if PLANTED.encode() in found]
    with contextlib.suppress(FileNotFoundError):
        assert (data / "beredt.log").stat().st_mode & 0o077 == 0
    assert (data / "beredt.db").stat().st_mode & 0o077 == 0
