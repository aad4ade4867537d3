"""The server's live stream: by WebSocket or server-sent events, as the server offers.

What comes this way is a hint that saves waiting. Nothing depends on it: whatever it brings, or loses, is read
again from the notifications.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from console.clock import Clock
from console.connectors.http import HttpClient
from console.connectors.lines import LineSplitter
from console.errors import ConnectorError

_PATH = "/api/v1/streaming"
_MAX_EVENT = 1 << 20
_SILENCE = 90.0
"""Seconds without a byte after which a stream counts as dead; Mastodon's heart beats every 15."""
_CONNECT = 10.0
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_NOT_OFFERED = 300.0
_QUEUE = 500
_SUBPROTOCOL = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is the server's (`notification`, `status.update`, `delete`, …), or ours: `up` and `down`."""

    name: str
    payload: object = None


class _Direct(connect):
    """Follows no redirect: the token is for the server that was named."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Stream:
    """Keeps one stream open for as long as it is run.

    Args:
        origin: `wss://host`, as the server says.
        mode: `auto`, `websocket`, `sse` or `off`.
    """

    def __init__(self, origin: str, token: str, clock: Clock, mode: str = "auto") -> None:
        self._origin = origin
        self._token = token
        self._clock = clock
        self._ways = {"auto": ["websocket", "sse"], "off": []}.get(mode, [mode])
        self.events: asyncio.Queue[Event] = asyncio.Queue(_QUEUE)

    async def run(self) -> None:
        """Put events into the queue, for ever; one that does not fit is dropped."""
        failures = 0
        offered = False
        while self._ways:
            for way in self._ways:
                if await self._follow(way):
                    failures, offered = 0, True
                    # What works is tried first from now on.
                    self._ways = [way, *(other for other in self._ways if other != way)]
                    break
            failures += 1
            wait = min(_FIRST_WAIT * 2.0 ** min(failures - 1, 9), _LONGEST_WAIT)
            await self._clock.sleep(wait if offered else _NOT_OFFERED)

    async def _follow(self, way: str) -> bool:
        """Follow the stream until it ends; False if it never began."""
        began = False
        try:
            async with aclosing(self._websocket() if way == "websocket" else self._sse()) as events:
                async for event in events:
                    began = True
                    self._put(event)
        except (OSError, WebSocketException, ConnectorError, httpx.HTTPError, httpx.StreamError):
            pass  # Refused, broken or silent: there is another way, another time, and always the polling.
        if began:
            self._put(Event("down"))
        return began

    def _put(self, event: Event) -> None:
        if not self.events.full():
            self.events.put_nowait(event)

    async def _websocket(self) -> AsyncGenerator[Event]:
        host = urlsplit(self._origin).hostname or ""
        async with _Direct(
            f"{self._origin}{_PATH}?stream=user",
            additional_headers={"Authorization": f"Bearer {self._token}"},
            # Some servers look for the token here alone; none is asked to take it from the address, where
            # it would end in logs.
            subprotocols=[Subprotocol(self._token)] if _SUBPROTOCOL.fullmatch(self._token) else None,
            proxy=None if host in ("127.0.0.1", "::1", "localhost") else True,
            compression=None,
            open_timeout=_CONNECT,
            ping_interval=_SILENCE / 3,
            ping_timeout=_SILENCE / 3,
            close_timeout=2,
            max_size=_MAX_EVENT,
        ) as socket:
            yield Event("up")
            async for message in socket:
                event = _from_websocket(message)
                if event is not None:
                    yield event

    async def _sse(self) -> AsyncGenerator[Event]:
        base = self._origin.replace("ws", "http", 1)
        http = HttpClient(base, clock=self._clock, token=self._token)
        try:
            async with http.stream(f"{_PATH}/user") as response:
                if "event-stream" not in response.headers.get("content-type", ""):
                    raise ConnectorError("no stream there")
                yield Event("up")
                async for event in _server_sent(response):
                    yield event
        finally:
            await http.close()


async def _server_sent(response: httpx.Response) -> AsyncIterator[Event]:
    splitter = LineSplitter(max_line=_MAX_EVENT, blank=True)
    name, data = "", ""
    chunks = response.aiter_bytes()
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        for line in splitter.feed(chunk):
            text = line.data.decode(errors="replace").rstrip("\r")
            if text.startswith("event:"):
                name, data = text[6:].strip(), ""
            elif text.startswith("data:") and not line.oversize:
                data = f"{data}\n{text[5:].strip()}".strip()[:_MAX_EVENT]
            elif not text and name:
                yield Event(name, _payload(data))
                name, data = "", ""


def _from_websocket(message: str | bytes) -> Event | None:
    try:
        data = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("event"), str):
        return None
    payload = data.get("payload")
    return Event(data["event"], _payload(payload) if isinstance(payload, str) else payload)


def _payload(text: str) -> object:
    """The JSON inside, or the text itself: a deletion's payload is a bare id."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict) else text
