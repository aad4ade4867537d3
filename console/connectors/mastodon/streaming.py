"""The server's live stream: by WebSocket or server-sent events, as the server offers.

What comes this way is a hint that saves waiting. Nothing depends on it: whatever it brings, or loses, is read
again from the notifications.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from console.clock import Clock
from console.connectors.http import HttpClient, is_loopback
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
_STEADY = 30.0
"""Seconds after which an open stream counts as one; some servers take a connection only to drop it."""
_QUEUE = 500
_SUBPROTOCOL = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is the server's (`notification`, `status.update`, `delete`, …), or ours: `up` and `down`."""

    name: str
    payload: object = None


class _End(Enum):
    """How an attempt to follow a stream ended."""

    ABSENT = "the server has no such stream"
    FAILED = "it never began, and may another time"
    BRIEF = "it broke off at once"
    LIVED = "it was there for a while"


class _Direct(connect):
    """Follows no redirect: the token is for the server that was named."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Stream:
    """Keeps one stream open for as long as it is run.

    Args:
        origins: Where it may be, each as `wss://host`, tried in turn.
        mode: `auto`, `websocket`, `sse` or `off`.
    """

    def __init__(self, origins: Sequence[str], token: str, clock: Clock, mode: str = "auto") -> None:
        self._token = token
        self._clock = clock
        ways = {"auto": ["websocket", "sse"], "off": []}.get(mode, [mode])
        self._ways = [(way, origin) for way in ways for origin in origins]
        self.events: asyncio.Queue[Event] = asyncio.Queue(_QUEUE)

    async def run(self) -> None:
        """Put events into the queue, for ever; one that does not fit is dropped."""
        failures = 0
        while self._ways:
            ends = await self._attempt()
            failures = 1 if _End.LIVED in ends else failures + 1
            wait = min(_FIRST_WAIT * 2.0 ** min(failures - 1, 9), _LONGEST_WAIT)
            await self._clock.sleep(_NOT_OFFERED if ends == {_End.ABSENT} else wait)

    async def _attempt(self) -> set[_End]:
        """Try each way until one begins."""
        ends = set()
        for way in list(self._ways):
            end = await self._follow(*way)
            ends.add(end)
            if end in (_End.LIVED, _End.BRIEF):
                # What works is tried first from now on.
                self._ways = [way, *(other for other in self._ways if other != way)]
                break
        return ends

    async def _follow(self, way: str, origin: str) -> _End:
        """Follow the stream until it ends."""
        events, opened, end = 0, self._clock.monotonic(), _End.FAILED
        try:
            async with aclosing(
                self._websocket(origin) if way == "websocket" else self._sse(origin)
            ) as coming:
                async for event in coming:
                    if not events:
                        opened = self._clock.monotonic()
                    events += 1
                    self._put(event)
        except InvalidStatus as refusal:
            if refusal.response.status_code < 500 or refusal.response.status_code == 501:
                end = _End.ABSENT
        except ConnectorError as error:
            # A connection that could not be made says nothing about what is offered.
            if not isinstance(error.__context__, OSError | httpx.HTTPError):
                end = _End.ABSENT
        except (OSError, WebSocketException, httpx.HTTPError, httpx.StreamError):
            pass  # Broken or silent: there is another way, another time, and always the polling.
        if not events:
            return end
        self._put(Event("down"))
        steady = events > 1 or self._clock.monotonic() - opened >= _STEADY
        return _End.LIVED if steady else _End.BRIEF

    def _put(self, event: Event) -> None:
        if not self.events.full():
            self.events.put_nowait(event)

    async def _websocket(self, origin: str) -> AsyncGenerator[Event]:
        host = urlsplit(origin).hostname or ""
        async with _Direct(
            f"{origin}{_PATH}?stream=user",
            additional_headers={"Authorization": f"Bearer {self._token}"},
            # Some servers look for the token here alone; none is asked to take it from the address, where
            # it would end in logs.
            subprotocols=[Subprotocol(self._token)] if _SUBPROTOCOL.fullmatch(self._token) else None,
            proxy=None if is_loopback(host) else True,
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

    async def _sse(self, origin: str) -> AsyncGenerator[Event]:
        base = origin.replace("ws", "http", 1)
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
