"""A real terminal for a real process: keys go in, the screen comes out as text."""

import asyncio
import contextlib
import os
import signal
import termios
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Self

import ptyprocess
import pyte


class Terminal:
    """One process on a pseudo terminal of its own."""

    def __init__(self, process: ptyprocess.PtyProcess, rows: int, columns: int) -> None:
        self._process = process
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = asyncio.Event()
        self.received = bytearray()
        """All bytes that reached the terminal."""
        self.ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(process.fd, self._read)

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    def screen(self) -> str:
        return "\n".join(self._screen.display)

    def modes(self) -> tuple[int, int]:
        """What the terminal does with keys: its input and local modes."""
        iflag, _, _, lflag, *_ = termios.tcgetattr(self._process.fd)
        return iflag, lflag

    def type(self, keys: str) -> None:
        os.write(self._process.fd, keys.encode())

    async def until(self, shown: str, seconds: float = 60) -> str:
        """Wait until the screen shows a text; returns the screen."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while shown not in self.screen() and not self.ended.is_set():
                    self._changed.clear()
                    await self._changed.wait()
        assert shown in self.screen(), f"the terminal never showed {shown!r}:\n{self.screen()}"
        return self.screen()

    def kill(self, number: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    async def gone(self, seconds: float = 20) -> int | None:
        """Wait until the process has ended; returns its exit code, None if a signal ended it."""
        async with asyncio.timeout(seconds):
            await self.ended.wait()
        await asyncio.to_thread(self._process.wait)
        code = self._process.exitstatus
        return int(code) if code is not None else None

    def _read(self) -> None:
        try:
            data = os.read(self._process.fd, 65536)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._process.fd)
            self.ended.set()
        self.received += data
        # pyte takes some sequences of newer terminals for text or fails on them; they draw nothing.
        with contextlib.suppress(Exception):
            self._stream.feed(data)
        self._changed.set()

    async def close(self) -> None:
        if not self.ended.is_set():
            asyncio.get_running_loop().remove_reader(self._process.fd)
        self.kill()
        await asyncio.to_thread(self._process.close, True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


@contextlib.asynccontextmanager
async def terminal(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, rows: int = 40, columns: int = 130
) -> AsyncIterator[Terminal]:
    """Run a command on a terminal of that size; it is killed in the end if it has not ended."""
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})}
    process = ptyprocess.PtyProcess.spawn(list(command), dimensions=(rows, columns), env=environment)
    async with Terminal(process, rows, columns) as running:
        yield running
