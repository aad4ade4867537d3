"""A service manager's end of sd_notify: a real datagram socket."""

import asyncio
import socket
from pathlib import Path
from typing import Self


class Manager:
    """Hears what is told; `name` is what NOTIFY_SOCKET says, a path or `@abstract`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)

    @classmethod
    def at(cls, folder: Path) -> Self:
        return cls(str(folder / "notify"))

    async def hear(self) -> str:
        """The next datagram."""
        line = (await asyncio.get_running_loop().sock_recv(self._socket, 65536)).decode()
        self.heard.append(line)
        return line

    async def until(self, wanted: str) -> str:
        """Hear until a datagram begins so; returns it."""
        while not (line := await self.hear()).startswith(wanted):
            pass
        return line

    def waiting(self) -> list[str]:
        """What has come and was not heard yet."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(65536).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()
