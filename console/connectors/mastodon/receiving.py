"""The receiving side of one account: back-fill first, then the stream, and polling beneath it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.clock import Clock
from console.connectors.http import HttpClient
from console.connectors.mastodon.comments import Comments
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.notifications import WANTED, Notifications, Page
from console.connectors.mastodon.rechecking import Rechecker
from console.connectors.mastodon.status import (
    Account,
    Json,
    child,
    gone,
    id_of,
    ident,
    is_by,
    mentions,
    raw_message,
    text_of,
)
from console.connectors.mastodon.streaming import Event, Stream
from console.connectors.mastodon.threads import Threads
from console.connectors.protocol import Batch
from console.errors import ConnectorError, Refused, Unreachable
from console.model.message import Quarantined, RawMessage
from console.text import one_line

HISTORY = timedelta(days=7)
"""How far back a channel without a cursor begins."""
AWAY = timedelta(days=30)
"""How far back we look for what came since, where a server can't go on from what was read last."""
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two questions."""

    poll: float = 15.0
    """Also beside a stream: what the server filters, it does not stream."""
    settle: float = 2.0
    """From a streamed notification to reading the notifications: a storm must not be a question each."""
    recheck: float = 30.0


class Receiver:
    def __init__(
        self,
        http: HttpClient,
        notifications: Notifications,
        stream: Stream,
        me: Account,
        memory: Memory,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._http = http
        self._stream = stream
        self._me = me
        self._memory = memory
        self._clock = clock
        self._pace = pace
        self._notifications = notifications
        self._threads = Threads(http, me, memory)
        self._comments = Comments(http, me, memory)
        self._rechecker = Rechecker(http, me, memory, notifications)
        self._next_recheck = clock.monotonic() + pace.recheck

    async def run(self) -> AsyncGenerator[Batch]:
        """Batches for ever. Raises AuthFailed, RateLimited, Unreachable."""
        listening = asyncio.create_task(self._stream.run())
        try:
            while True:
                async for batch in self._fill():
                    yield batch
                async for batch in self._recheck():
                    yield batch
                async for batch in self._listen():
                    yield batch
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await listening

    async def _fill(self) -> AsyncIterator[Batch]:
        """Everything since the last notification that was read; its last batch says that we are there."""
        if not self._memory.read:
            since = self._clock.now() - HISTORY
            async for batch in self._page(await self._notifications.before((), since)):
                yield batch
            return
        async for page in self._notifications.after(self._memory.read, self._clock.now() - AWAY):
            async for batch in self._page(page):
                yield batch

    async def _page(self, page: Page) -> AsyncIterator[Batch]:
        messages: list[RawMessage] = []
        rejected: list[Quarantined] = []
        for notification in page.notifications:
            if len(messages) + len(rejected) >= _BATCH // 2:
                yield Batch(tuple(messages), rejected=tuple(rejected), behind_seconds=self._age(notification))
                messages, rejected = [], []
            try:
                messages += await self._read(notification)
            except Refused as refusal:
                rejected.append(self._rejected(refusal, notification))
        for notification in page.notifications[-10:]:
            if id := id_of(notification):
                self._memory.has_read(id)
        behind = 0.0 if page.last or not page.notifications else self._age(page.notifications[-1])
        yield Batch(tuple(messages), self._memory.dump(), tuple(rejected), behind)

    async def _read(self, notification: Json) -> list[RawMessage]:
        """Raises Refused."""
        if notification.get("type") not in WANTED:
            return []
        if is_by(child(notification, "status"), self._me):
            return []
        return await self._threads.read(notification.get("status"))

    async def _recheck(self) -> AsyncIterator[Batch]:
        if self._clock.monotonic() < self._next_recheck:
            return
        self._next_recheck = self._clock.monotonic() + self._pace.recheck
        found: list[RawMessage] = []
        trouble: ConnectorError | None = None
        try:
            own = await self._comments.own()
            async for change in self._rechecker.changes(own):
                found.append(change)
            for status in await self._comments.unseen(own, self._clock.now() - HISTORY):
                found += await self._commented(status)
        except ConnectorError as error:
            trouble = error
        # What was noticed before is not noticed again.
        for start in range(0, len(found), _BATCH):
            yield Batch(tuple(found[start : start + _BATCH]), self._memory.dump())
        # If the server is really away, reading the notifications will say so.
        if trouble is not None and not isinstance(trouble, Unreachable):
            raise trouble

    async def _commented(self, status: Json) -> list[RawMessage]:
        try:
            return await self._threads.read(status)
        except Refused:
            return []

    async def _listen(self) -> AsyncIterator[Batch]:
        """What the stream brings until it is time to ask again."""
        due = self._clock.monotonic() + self._pace.poll
        while (left := due - self._clock.monotonic()) > 0:
            event = await self._next_event(left)
            if event is None:
                return
            if event.name in ("up", "down"):
                # After any gap the notifications come first.
                return
            if event.name == "notification":
                due = min(due, self._clock.monotonic() + self._pace.settle)
            batch = await self._streamed(event)
            if batch is not None:
                yield batch

    async def _next_event(self, seconds: float) -> Event | None:
        coming = asyncio.create_task(self._stream.events.get())
        nap = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait((coming, nap), return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else None
        finally:
            coming.cancel()
            nap.cancel()

    async def _streamed(self, event: Event) -> Batch | None:
        try:
            messages = await self._of_event(event)
        except Refused:
            # Whatever it was, reading the notifications will say it properly.
            return None
        return Batch(tuple(messages)) if messages else None

    async def _of_event(self, event: Event) -> list[RawMessage]:
        payload = event.payload
        if event.name == "delete" and (id := ident(payload)):
            if self._memory.root_of(id) is None:
                return []
            self._memory.forget(id)
            return [gone(id, self._me)]
        if not isinstance(payload, dict):
            return []
        if event.name == "notification" and payload.get("type") == "update":
            return self._edited(child(payload, "status"))
        if event.name == "notification":
            return await self._read(payload)
        if event.name == "status.update":
            return self._edited(payload)
        if event.name == "update" and is_by(payload, self._me):
            # Ours, written elsewhere; what does not answer anybody is no business of the queue.
            return await self._threads.read(payload) if payload.get("in_reply_to_id") else []
        return []

    def _edited(self, status: Json) -> list[RawMessage]:
        id = ident(status.get("id"))
        known = self._memory.recent.get(id)
        root = self._memory.root_of(id)
        if root is None and not mentions(status, self._me):
            return []
        if known is not None:
            known.edited = text_of(status.get("edited_at"))
        return [raw_message(status, self._me, root or id)]

    def _rejected(self, refusal: Refused, notification: Json) -> Quarantined:
        return Quarantined(
            self._me.channel, one_line(refusal.what), repr(notification)[:4096], self._clock.now()
        )

    def _age(self, notification: Json) -> float:
        try:
            at = datetime.fromisoformat(text_of(notification.get("created_at")))
            return max(0.0, (self._clock.now() - at).total_seconds())
        except (ValueError, TypeError):
            return 0.0
