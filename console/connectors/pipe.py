"""Read a FIFO or standard input as bytes arrive, without polling and without blocking the loop."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator

CHUNK = 64 * 1024
STDIN = 0


async def chunks(fd: int) -> AsyncIterator[bytes]:
    """What arrives at `fd` until its writers are gone.

    The descriptor keeps its mode: standard input is shared with the shell, and O_NONBLOCK on it would
    outlive us. Reading once after the loop says that it is readable does not block.

    Raises:
        OSError: it cannot be read.
    """
    blocking = os.get_blocking(fd)
    await _readable(fd)
    while True:
        try:
            chunk = os.read(fd, CHUNK)
        except BlockingIOError:
            await _readable(fd)
            continue
        if not chunk:
            return
        yield chunk
        # A FIFO whose writer came and went before we opened it has its bytes, but never reports its end.
        if blocking:
            await _readable(fd)


async def _readable(fd: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(fd, ready.set)
    except PermissionError:
        # epoll refuses what is always readable, such as /dev/null.
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(fd)


def open_fifo(path: str) -> int:
    """Open for reading without waiting for a writer. Raises OSError."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)


def is_terminal(fd: int) -> bool:
    return stat.S_ISCHR(os.fstat(fd).st_mode) and os.isatty(fd)
