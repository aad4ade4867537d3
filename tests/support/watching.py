"""`beredt watch` in a process of its own, with a service manager that listens."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.manager import Manager

ROOT = Path(__file__).parents[2]


@dataclass
class Watching:
    process: asyncio.subprocess.Process
    manager: Manager

    async def ready(self) -> None:
        async with asyncio.timeout(60):
            await self.manager.until("READY=1")

    async def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code, and what it wrote on standard error."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        async with asyncio.timeout(60):
            _, err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, err.decode()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Of a process whose data, configuration and socket are in that folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "BEREDT_DATA_DIR": str(folder / "data"),
        "BEREDT_CONFIG": str(folder / "config.toml"),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@contextlib.asynccontextmanager
async def watching(folder: Path, more: Mapping[str, str] | None = None) -> AsyncIterator[Watching]:
    """Start it; killed in the end if it still runs. `config.toml` is in the folder already."""
    (folder / "notify").unlink(missing_ok=True)
    manager = Manager.at(folder)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console", "watch"),
        env=environment(folder, NOTIFY_SOCKET=manager.name, **(more or {})),
        cwd=ROOT,
        # Without whoever runs the tests: their terminal is not the service's.
        start_new_session=True,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Watching(process, manager)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        manager.close()
