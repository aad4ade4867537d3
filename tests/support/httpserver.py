"""A loopback HTTP server that answers as told, and fails as told.

    async with FaultyServer() as server:
        server.route("GET", "/xrpc/app.bsky.feed.getPosts", lambda request: Reply({"posts": []}))
        server.fail_next(Status(500), Endless())
        client = HttpClient(server.url, clock=SystemClock())

Failures are used up in order, one a request, before any route is asked; `fail_next(..., path=...)` limits
them to one path. Every request is kept in `server.requests`.
"""

import asyncio
import contextlib
import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from urllib.parse import parse_qs, urlsplit

import h11


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def param(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


class Fault(Protocol):
    """Something that is written to the socket instead of a route's answer."""

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A well-formed answer. `body` as bytes is sent as it is, anything else as JSON."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        payload = self.payload()
        headers = {"content-type": "application/json", **self.headers}
        writer.write(head(self.status, {**headers, "content-length": str(len(payload))}) + payload)
        await writer.drain()


def Status(status: int, **headers: str) -> Reply:  # noqa: N802 - reads as one of the faults
    """An error answer; `retry_after="5"` becomes the header `retry-after: 5`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply({"error": "Trouble", "message": "as told"}, status, named)


@dataclass(frozen=True, slots=True)
class Raw:
    """These bytes, then the connection closes."""

    data: bytes

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        writer.write(self.data)
        await writer.drain()
        writer.close()


def Truncated(body: Any = None) -> Raw:  # noqa: N802 - reads as one of the faults
    """Half of a JSON answer whose length was announced in full."""
    payload = json.dumps(body if body is not None else {"items": list(range(100))}).encode()
    announced = {"content-type": "application/json", "content-length": str(len(payload))}
    return Raw(head(200, announced) + payload[: len(payload) // 2])


def CutJson(body: Any = None) -> Reply:  # noqa: N802 - reads as one of the faults
    """Half of a JSON answer, with the length of that half: only the parser can notice."""
    payload = json.dumps(body if body is not None else {"items": list(range(100))}).encode()
    return Reply(payload[: len(payload) // 2])


def Bomb(megabytes: int = 64) -> Reply:  # noqa: N802 - reads as one of the faults
    """A small gzip body that unpacks to that many megabytes."""
    return Reply(gzip.compress(bytes(megabytes * 2**20)), headers={"content-encoding": "gzip"})


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing at all: the connection stays open without a byte until the client leaves."""

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        await server.closing.wait()


@dataclass(frozen=True, slots=True)
class HangUp:
    """The connection is closed without an answer."""

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        writer.close()


@dataclass(frozen=True, slots=True)
class Endless:
    """A body that never ends. With `pause`, one byte at a time with that many seconds between."""

    pause: float = 0.0

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"content-type": "application/json"}))
        chunk = b" " if self.pause else b" " * 65536
        while not server.closing.is_set():
            writer.write(chunk)
            await writer.drain()
            if self.pause:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(server.closing.wait(), self.pause)


@dataclass(frozen=True, slots=True)
class After:
    """The route is asked and does its work, but the client gets this fault instead of its answer."""

    fault: Fault

    async def play(self, server: "FaultyServer", writer: asyncio.StreamWriter) -> None:
        await self.fault.play(server, writer)


Route = Callable[[Request], Reply | Awaitable[Reply]]


class FaultyServer:
    """See the module. `url` is known once it has been entered."""

    upgrades = False
    """Whether `_upgraded` takes over connections that become a WebSocket."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.closing = asyncio.Event()
        self.url = ""
        self._routes: dict[tuple[str, str], Route] = {}
        self._faults: list[tuple[str | None, Fault]] = []
        self._server: asyncio.Server | None = None
        self._port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def route(self, method: str, path: str, answer: Route) -> None:
        self._routes[method, path] = answer

    def fail_next(self, *faults: Fault, path: str | None = None) -> None:
        self._faults += [(path, fault) for fault in faults]

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    @property
    def faults_left(self) -> int:
        return len(self._faults)

    async def start(self) -> None:
        """Listen; after a `stop` on the same port again."""
        self.closing = asyncio.Event()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Refuse connections and drop those that are open."""
        self.closing.set()
        if self._server:
            self._server.close()
            self._server = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._connection(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError):
                while not writer.is_closing():
                    request = await read_request(reader)
                    if request is None:
                        break
                    self.requests.append(request)
                    if request.headers.get("upgrade", "").lower() == "websocket" and self.upgrades:
                        await self._upgraded(request, reader, writer)
                        break
                    await self._answer(request, writer)
        finally:
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        fault = self._take_fault(request.path)
        if fault and not isinstance(fault, After):
            await fault.play(self, writer)
            return
        route = self._routes.get((request.method, request.path))
        reply = route(request) if route else Reply({"error": "NoSuchRoute"}, 404)
        if not isinstance(reply, Reply):
            reply = await reply
        await (fault or reply).play(self, writer)

    async def _upgraded(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        raise NotImplementedError

    def _take_fault(self, path: str) -> Fault | None:
        for place, (only, fault) in enumerate(self._faults):
            if only in (None, path):
                del self._faults[place]
                return fault
        return None


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, or None at its end."""
    parser = h11.Connection(h11.SERVER)
    start: h11.Request | None = None
    body = bytearray()
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            parser.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request):
            start = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
        else:
            return None
    if start is None:
        return None
    target = urlsplit(start.target.decode())
    headers = {name.decode(): value.decode() for name, value in start.headers}
    query = parse_qs(target.query, keep_blank_values=True)
    return Request(start.method.decode(), target.path, query, headers, bytes(body))
