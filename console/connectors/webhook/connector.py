"""The webhook as a connector: signed deliveries in, batches out, 200 only when the store has them.

What a signed sender delivers is never lost and never sent back for its content: good messages are stored,
bad ones go to quarantine with their reason, and the 200 counts both. A sender could not mend them, and would
only repeat itself for days.
"""

import asyncio
import hashlib
import logging
import socket
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field

from console.clock import Clock
from console.connectors.feed import BATCH_ROWS, Feed
from console.connectors.protocol import Batch
from console.connectors.webhook.delivery import Delivery, Receipt, joined, read
from console.connectors.webhook.http1 import Head, Limits, Reply, Server
from console.connectors.webhook.signature import TOLERANCE, verify
from console.errors import Refused, SendRefused, SendUnknown, StoreFull, Unreachable
from console.model.channel import Capabilities
from console.model.outbox import Outgoing, Sent
from console.text import one_line

LINES = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
)
TYPES = LINES | {"application/json"}
_SIGNED = (b"webhook-id", b"webhook-timestamp", b"webhook-signature")
_MAX_ID = 256
_REMEMBERED = 4096
_WAITING = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    keys: tuple[bytes, ...]
    """Decoded secrets; several while one is being changed."""
    host: str = "127.0.0.1"
    port: int = 8787
    path: str = "/hook"
    quiet_after: float | None = None
    limits: Limits = field(default_factory=Limits)
    per_second: float = 1000.0
    """Requests a second, averaged over a second's burst; more are told to wait."""
    commit_within: float = 15.0
    """Seconds that a sender is kept waiting for the store."""


class Webhook:
    def __init__(self, feed: Feed, settings: WebhookSettings, clock: Clock) -> None:
        self.channel = feed.channel
        self.network = feed.network
        self.quiet_after = settings.quiet_after
        self._feed = feed
        self._settings = settings
        self._clock = clock
        self._queue: asyncio.Queue[Batch] = asyncio.Queue(_WAITING)
        self._answered: OrderedDict[bytes, tuple[float, Reply]] = OrderedDict()
        self._allowance = settings.per_second
        self._counted_at = 0.0
        self._warn_from = 0.0
        self._server: Server | None = None

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    @property
    def port(self) -> int:
        """Where it listens; 0 when it does not."""
        return self._server.port if self._server else 0

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Listen for as long as batches are taken. Raises Unreachable when the address cannot be had."""
        settings = self._settings
        server = Server(self._refuse, self._answer, settings.limits)
        try:
            await server.start(settings.host, settings.port)
        except OSError as error:
            what = f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
            raise Unreachable(what, fix="set another `port`, or stop what uses this one") from error
        self._server = server
        self._queue = asyncio.Queue(_WAITING)
        try:
            yield Batch()
            while True:
                waiting = [await self._queue.get()]
                rows = _rows(waiting[0])
                # Senders that wait at the same time share one commit.
                while not self._queue.empty() and rows < BATCH_ROWS // 2:
                    waiting.append(self._queue.get_nowait())
                    rows += _rows(waiting[-1])
                for batch in joined(waiting):
                    yield batch
        finally:
            self._server = None
            await server.close()

    def _refuse(self, head: Head) -> Reply | None:
        if not self._allowed():
            return Reply(429, {"error": "too many requests"}, {"Retry-After": "1"})
        if head.path != self._settings.path:
            return Reply(404, {"error": "there is nothing here"})
        if head.method != "POST":
            return Reply(405, {"error": "only POST"}, {"Allow": "POST"})
        if any(head.one(name) is None for name in _SIGNED):
            return Reply(
                401, {"error": "webhook-id, webhook-timestamp and webhook-signature are needed, once each"}
            )
        media, _, parameters = (
            (head.one(b"content-type") or b"application/json").decode("latin-1").partition(";")
        )
        charset = parameters.lower().partition("charset=")[2].strip(' "') or "utf-8"
        packed = (head.one(b"content-encoding") or b"identity").lower() != b"identity"
        if media.strip().lower() not in TYPES or charset not in ("utf-8", "utf8") or packed:
            return Reply(
                415, {"error": "send application/json or application/x-ndjson in UTF-8, not compressed"}
            )
        return None

    async def _answer(self, head: Head, body: bytes) -> Reply:
        id, timestamp, signatures = (head.one(name) or b"" for name in _SIGNED)
        now = self._clock.now()
        try:
            if not 0 < len(id) <= _MAX_ID:
                raise Refused(f"webhook-id must have 1 to {_MAX_ID} bytes")
            verify(self._settings.keys, id, timestamp, signatures, body, now.timestamp())
        except Refused as refusal:
            self._warn(refusal.what)
            return Reply(401, {"error": refusal.what})
        # The body belongs to the key: an id that comes back with other content is not a repetition.
        seen = hashlib.sha256(id + b"." + body).digest()
        if seen in self._answered:
            return self._answered[seen][1]
        media = (head.one(b"content-type") or b"").decode("latin-1").partition(";")[0].strip().lower()
        delivery = await asyncio.to_thread(read, body, self._feed, now, lines=media in LINES)
        reply = await self._store(delivery)
        if reply.status < 500:
            self._remember(seen, reply)
        return reply

    async def _store(self, delivery: Delivery) -> Reply:
        receipt = Receipt(delivery)
        try:
            async with asyncio.timeout(self._settings.commit_within):
                for batch in receipt.batches:
                    await self._queue.put(batch)
                error = await receipt.wait()
        except TimeoutError:
            return Reply(503, {"error": "not stored in time; deliver it again"}, {"Retry-After": "10"})
        if isinstance(error, StoreFull):
            return Reply(503, {"error": "no room to store it; deliver it again"}, {"Retry-After": "60"})
        if error is not None:
            return Reply(503, {"error": "not stored; deliver it again"}, {"Retry-After": "10"})
        return Reply(200 if delivery.readable else 400, delivery.report())

    def _warn(self, reason: str) -> None:
        """Log what was turned away, once a minute however often it knocks."""
        now = self._clock.monotonic()
        if now >= self._warn_from:
            self._warn_from = now + 60
            _log.warning("%s turned a delivery away: %s", one_line(self.channel), reason)

    def _remember(self, seen: bytes, reply: Reply) -> None:
        now = self._clock.monotonic()
        self._answered[seen] = (now, reply)
        while self._answered:
            at, _ = next(iter(self._answered.values()))
            # An older delivery is refused for its timestamp; whatever is forgotten sooner, the store knows.
            if len(self._answered) <= _REMEMBERED and now - at <= 2 * TOLERANCE:
                return
            self._answered.popitem(last=False)

    def _allowed(self) -> bool:
        now, most = self._clock.monotonic(), self._settings.per_second
        self._allowance = min(most, self._allowance + (now - self._counted_at) * most)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def send(self, out: Outgoing) -> Sent:
        raise SendRefused(f"{self.channel} only receives", fix="answer where the message was written")

    async def find_sent(self, out: Outgoing) -> Sent | None:
        raise SendUnknown(f"{self.channel} only receives")

    async def check(self) -> str:
        """Raises Unreachable when the address is taken by another program."""
        address = (self._settings.host, self._settings.port)
        where = f"http://{address[0]}:{address[1]}{self._settings.path}"
        try:
            with closing(await asyncio.to_thread(_bind, *address)):
                return f"can listen on {where}"
        except OSError as error:
            if await _is_ours(*address):
                return f"listens on {where}"
            what = f"cannot listen on {address[0]}:{address[1]}: {error.strerror or error}"
            raise Unreachable(what, fix="set another `port`, or stop what uses this one") from error

    async def close(self) -> None:
        if self._server is not None:
            await self._server.close()


def _rows(batch: Batch) -> int:
    return len(batch.messages) + len(batch.rejected)


def _bind(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


async def _is_ours(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(host, port)
            with closing(writer):
                writer.write(b"GET / HTTP/1.1\r\nHost: beredt\r\nConnection: close\r\n\r\n")
                return b"Server: beredt" in await reader.read(4096)
    except (OSError, TimeoutError):
        return False
