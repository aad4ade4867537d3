"""A small HTTP/1.1 server: h11 over asyncio streams, every wait and every size bounded."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import h11

MAX_HEAD = 16 * 1024
"""Bytes of the request line and all headers."""
_LINGER_BYTES = 32 << 20
_LINGER_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    max_body: int = 1 << 20
    """Bytes of one request's body."""
    deadline: float = 10.0
    """Seconds from the first byte of a request to its last."""
    idle: float = 30.0
    """Seconds that a connection may wait between two requests."""
    connections: int = 64
    """Connections at one time; more are told to come back."""


@dataclass(frozen=True, slots=True)
class Head:
    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...]
    """Names in lower case."""

    def one(self, name: bytes) -> bytes | None:
        """The header's value; None if it is missing or there are several."""
        values = [value for key, value in self.headers if key == name]
        return values[0] if len(values) == 1 else None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


Refuse = Callable[[Head], Reply | None]
"""Called before the body is read; a reply ends the request there."""
Answer = Callable[[Head, bytes], Awaitable[Reply]]


class Server:
    """Serves until it is closed; one bad connection never touches another."""

    def __init__(self, refuse: Refuse, answer: Answer, limits: Limits) -> None:
        self._refuse = refuse
        self._answer = answer
        self._limits = limits
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> None:
        """Raises OSError when the address cannot be had."""
        self._server = await asyncio.start_server(self._begin, host, port)

    @property
    def port(self) -> int:
        """The port that was given, also when 0 was asked for."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio logs a traceback when it is given a coroutine that is cancelled later.
        task = asyncio.create_task(self._accept(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            connection = _Connection(reader, writer, self._limits)
            if len(self._open) > 4 * self._limits.connections:
                return
            if len(self._open) > self._limits.connections:
                await connection.send(
                    Reply(503, {"error": "too many connections"}, {"Retry-After": "5"}), close=True
                )
            else:
                await self._serve(connection)
        except (OSError, TimeoutError, h11.ProtocolError, asyncio.IncompleteReadError):
            pass  # The peer is gone, too slow, or speaks no HTTP; there is nobody left to tell.
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, connection: "_Connection") -> None:
        while await connection.begun():
            try:
                async with asyncio.timeout(self._limits.deadline):
                    head, body, early = await connection.request(self._refuse)
            except TimeoutError:
                early = Reply(408, {"error": "the request took too long"})
                await connection.send(early, close=True)
                return
            except h11.RemoteProtocolError as error:
                await connection.send(
                    Reply(error.error_status_hint, {"error": "not a valid request"}), close=True
                )
                return
            reply = early or await self._answered(head, body)
            if not await connection.send(reply, close=early is not None):
                return

    async def _answered(self, head: Head, body: bytes) -> Reply:
        try:
            return await self._answer(head, body)
        except Exception:
            _log.exception("a request could not be answered")
            return Reply(500, {"error": "our mistake; deliver it again"}, {"Retry-After": "60"})


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)

    async def begun(self) -> bool:
        """Wait for the first byte of the next request; False when none comes."""
        if self._h11.trailing_data[0]:
            return True
        try:
            async with asyncio.timeout(self._limits.idle):
                data = await self._reader.read(MAX_HEAD)
        except TimeoutError:
            return False
        self._h11.receive_data(data)
        return bool(data)

    async def request(self, refuse: Refuse) -> tuple[Head, bytes, Reply | None]:
        """Read one request, or as much of it as it takes to turn it away."""
        start = await self._event()
        if not isinstance(start, h11.Request):
            raise ConnectionResetError
        path = start.target.split(b"?", 1)[0].decode("ascii", "replace")
        head = Head(start.method.decode("ascii", "replace"), path, tuple(start.headers))
        early = refuse(head) or self._too_long(head)
        if early is not None:
            return head, b"", early
        if self._h11.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            self._writer.write(self._h11.send(go_on) or b"")
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > self._limits.max_body:
                return head, b"", self._too_large()
        if not isinstance(event, h11.EndOfMessage):
            raise ConnectionResetError
        return head, bytes(body), None

    async def send(self, reply: Reply, *, close: bool) -> bool:
        """Answer; False when the connection is over."""
        if self._h11.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return False
        body = json.dumps(reply.body).encode() + b"\n"
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Server", "beredt"),
        ]
        headers += reply.headers.items()
        if close:
            headers.append(("Connection", "close"))
        response = h11.Response(status_code=reply.status, headers=headers)
        async with asyncio.timeout(self._limits.deadline):
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self._writer.write(self._h11.send(event) or b"")
            await self._writer.drain()
        if self._both_done():
            self._h11.start_next_cycle()
            return True
        await self._linger()
        return False

    def _both_done(self) -> bool:
        return self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE

    async def _event(self) -> object:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            self._h11.receive_data(await self._reader.read(MAX_HEAD))
        return event

    async def _linger(self) -> None:
        """Read what is still on its way, so that the reply is not lost to a reset."""
        with suppress(OSError, TimeoutError):
            self._writer.write_eof()
            async with asyncio.timeout(_LINGER_SECONDS):
                for _ in range(_LINGER_BYTES // MAX_HEAD):
                    if not await self._reader.read(MAX_HEAD):
                        return

    def _too_long(self, head: Head) -> Reply | None:
        length = head.one(b"content-length")
        return self._too_large() if length and int(length) > self._limits.max_body else None

    def _too_large(self) -> Reply:
        return Reply(413, {"error": f"the body is larger than {self._limits.max_body} bytes"})
