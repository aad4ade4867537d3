"""The Bluesky of `make e2e`: started on free ports of loopback, commanded, and stopped whole."""

import asyncio
import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.install import ROOT, ready_mark

HERE = Path(__file__).resolve().parent / "bluesky"
PATIENCE = 60.0


class Network:
    """A running network. Its commands are described in `bluesky/network.cjs`."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self._process = process
        self.url = url
        """Of the PDS, where accounts live."""

    async def command(self, do: str, **arguments: object) -> None:
        await asyncio.wait_for(asyncio.to_thread(self._command, {"do": do, **arguments}), PATIENCE)

    def _command(self, command: dict[str, object]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        assert _say(self._process) == {"done": command["do"]}


@contextlib.contextmanager
def running(log: Path) -> Iterator[Network]:
    """Start everything; what it writes to its log stays in `log` for the curious."""
    if not ready_mark().exists():
        raise RuntimeError("no Bluesky is installed under .e2e; `make e2e` installs it")
    with log.open("w") as sink, contextlib.ExitStack() as stack:
        python = str(ROOT / "venv" / "bin" / "python")
        databases = stack.enter_context(_child([python, str(HERE / "databases.py")], {}, sink))
        places = _say(databases)
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="beredt-e2e-"))
        node = ["node", "-r", str(HERE / "loopback.cjs"), str(HERE / "network.cjs")]
        environment = {
            "DB_POSTGRES_URL": places["postgres"],
            "REDIS_HOST": places["redis"],
            "NODE_PATH": str(ROOT / "bluesky" / "node_modules"),
            "LOG_ENABLED": "false",
            # Each PDS leaves its repositories behind in there.
            "TMPDIR": scratch,
        }
        network = stack.enter_context(_child(node, environment, sink))
        yield Network(network, _say(network)["ready"])


@contextlib.contextmanager
def _child(command: list[str], environment: dict[str, str], sink: Any) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sink,
        text=True,
    )
    try:
        yield process
    finally:
        # Both leave by themselves when their standard input ends, even when the tests are killed.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close() if process.stdin else None
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _say(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next JSON line of a child; the libraries in it print lines of their own in between."""
    assert process.stdout
    for line in process.stdout:
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict):
                return said
    raise RuntimeError(f"{process.args} ended before it was ready; see its log")
