"""The socket: who may connect, and a desk of their own for each who does."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import stat
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from console.desk.local import LocalDesk
from console.desk.osusers import keeps_host
from console.desk.wire import lines
from console.desk.wire.frames import LONGEST_QUESTION, Sorry
from console.desk.wire.peer import Peer, peer_of
from console.desk.wire.serving import Serving
from console.errors import BeredtError, InputError, NotAllowed, StoreError

MOST_CLIENTS = 256
MOST_OF_ONE = 32
"""Connections of one user."""
MOST_AWAY = 16
"""Those who are told why they may not come in; more are cut off without a word."""
MOST_KNOCKING = 64
"""Connections that wait until the system's databases have said who it is; more are told to come again, unless
they are of root or of whom the desk runs as."""
LONGEST_PATH = 107
"""Bytes, without the end mark: unix(7)."""
_CLOSING = 5.0
_TURNING_AWAY = 1.0
"""Seconds in which who may not come in says hello."""
_HELLO = 1 << 16

_log = logging.getLogger(__name__)


class Server:
    """Serves the desk until it is closed. Raises StoreError where the socket can't be made."""

    def __init__(self, path: Path, seat: Callable[[Peer], Awaitable[LocalDesk]], lease: float) -> None:
        """
        Args:
            path: Where the socket is to be.
            seat: A desk for whoever the kernel says is there, which may take a while; raises NotAllowed for
                who may not come in.
            lease: Seconds that a claim outlives its client.
        """
        self.path = path
        self._seat = seat
        self._lease = lease
        self._server: asyncio.Server | None = None
        self._clients: dict[asyncio.Task[None], int] = {}
        """By who they are; those who were turned away are among them until they have heard it."""
        self._away: set[asyncio.Task[None]] = set()
        self._knocking = 0
        """Those of whom it is not known yet who they are."""

    async def open(self) -> None:
        if len(os.fsencode(self.path)) > LONGEST_PATH:
            raise StoreError(
                f"the socket's path is longer than {LONGEST_PATH} bytes: {self.path}",
                fix="set a shorter `socket` under [desk]",
            )
        try:
            await asyncio.to_thread(_make_way, self.path)
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
            try:
                listening.bind(os.fspath(self.path))
                # Whoever reaches the folder may knock; who comes in, roles say.
                os.chmod(self.path, 0o666)  # noqa: S103
                self._server = await asyncio.start_unix_server(
                    self._came, sock=listening, limit=LONGEST_QUESTION
                )
            except BaseException:
                listening.close()
                raise
        except OSError as error:
            raise StoreError(
                f"the socket {self.path} can't be made: {error.strerror or error}",
                fix="check the folder and who owns it, or set `socket` under [desk]",
            ) from error

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for task in self._clients:
            task.cancel()
        if self._clients:
            await asyncio.wait(self._clients, timeout=_CLOSING)
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            peer = peer_of(writer.get_extra_info("socket"))
            self._clients[task] = peer.uid
            await self._serve(peer, reader, writer)
        except (InputError, TimeoutError, OSError) as error:
            _log.info("a client was let go: %s", error.what if isinstance(error, BeredtError) else error)
        except asyncio.CancelledError:
            if self._server is None or self._server.is_serving():
                raise
        finally:
            self._clients.pop(task, None)
            writer.transport.abort()

    async def _serve(self, peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._check_room(peer)
            desk = await self._seated(peer)
        except NotAllowed as error:
            task = asyncio.current_task()
            assert task is not None
            if len(self._away) >= MOST_AWAY:
                return
            self._away.add(task)
            task.add_done_callback(self._away.discard)
            _log.warning("user %d (process %d) was turned away: %s", peer.uid, peer.pid, error.what)
            lines.write(writer, Sorry(error.what, error.fix))
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                # Its hello is taken first: a line that breaks while it is said is no answer to the client.
                await asyncio.wait_for(reader.read(_HELLO), _TURNING_AWAY)
            return
        await Serving(desk, reader, writer, self._lease).run()
        if not writer.is_closing():
            await writer.drain()

    async def _seated(self, peer: Peer) -> LocalDesk:
        """Raises NotAllowed."""
        if self._knocking >= MOST_KNOCKING and not keeps_host(peer.uid):
            raise NotAllowed("too many are just coming in", fix="try again in a moment")
        self._knocking += 1
        try:
            return await self._seat(peer)
        finally:
            self._knocking -= 1

    def _check_room(self, peer: Peer) -> None:
        held = Counter(uid for task, uid in self._clients.items() if task not in self._away)
        if held[peer.uid] > MOST_OF_ONE or held.total() > MOST_CLIENTS:
            raise NotAllowed("too many consoles are open", fix="close some first")


def _make_way(path: Path) -> None:
    """Remove a socket that a dead process left. Raises StoreError for what is none, or is served."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.geteuid():
        raise StoreError(
            f"{path} is in the way: it is {'no socket' if not stat.S_ISSOCK(found.st_mode) else 'not ours'}",
            fix="move it away, or set another `socket` under [desk]",
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(os.fspath(path))
        except OSError as error:
            if error.errno not in (errno.ECONNREFUSED, errno.ENOENT):
                raise
            path.unlink(missing_ok=True)
            return
    raise StoreError(f"another process serves {path}", fix="stop it first, or set another `socket`")
