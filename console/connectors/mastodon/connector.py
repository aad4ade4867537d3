"""The Mastodon API, for one account: Mastodon itself and the servers that speak its language."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx

from console.clock import Clock
from console.connectors.http import DEADLINE, HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.notifications import Notifications
from console.connectors.mastodon.receiving import Pace, Receiver
from console.connectors.mastodon.replying import Replies
from console.connectors.mastodon.server import UNKNOWN, Server, ask_account, ask_server
from console.connectors.mastodon.status import Account
from console.connectors.mastodon.streaming import Stream
from console.connectors.protocol import Batch
from console.errors import AuthFailed
from console.model.channel import Capabilities
from console.model.outbox import Outgoing, Sent
from console.text import one_line

FIX = (
    "make an access token with the scopes read and write (Preferences, Development; on GoToSocial Settings, "
    "Applications) and put it into the secret"
)


class MastodonConnector:
    """One account on one server.

    Args:
        channel: Its identity, such as `mastodon/@nordbank`.
        handle: Whose token it should be, so that a wrong one is noticed; empty for anybody's.
        token: An access token, kept in memory only.
        server: `https://host`.
        streaming: `auto`, `websocket`, `sse` or `off`.
        quiet_after: Seconds without an answer after which the channel counts as silent.
        transport: Stands in for the network in tests.
        deadline: Seconds for one request.
    """

    network = "mastodon"

    def __init__(
        self,
        channel: str,
        *,
        handle: str,
        token: str,
        server: str,
        clock: Clock,
        streaming: str = "auto",
        pace: Pace | None = None,
        quiet_after: float | None = 120.0,
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self.channel = channel
        self.quiet_after = quiet_after
        self._handle = handle
        self._token = token
        self._clock = clock
        self._streaming = streaming
        self._pace = pace or Pace()
        self._http = HttpClient(
            server, clock=clock, token=token, fix_auth=FIX, transport=transport, deadline=deadline
        )
        self._replies = Replies(self._http, clock)
        self._notifications = Notifications(self._http)
        self._server: Server | None = None
        self._me: Account | None = None

    @property
    def capabilities(self) -> Capabilities:
        known = self._server or UNKNOWN
        return Capabilities(
            can_reply=True,
            can_dm=True,
            safe_resend=known.honours_keys,
            can_reconcile=True,
            limit=known.reply_limit,
        )

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        try:
            me, server = await self._hello()
            stream = Stream(server.streaming, self._token, self._clock, self._streaming)
            memory = Memory.load(cursor)
            receiver = Receiver(self._http, self._notifications, stream, me, memory, self._clock, self._pace)
            async with aclosing(receiver.run()) as batches:
                async for batch in batches:
                    yield batch
        except AuthFailed:
            # A new token may belong to somebody else.
            self._me = None
            raise

    async def send(self, out: Outgoing) -> Sent:
        # Whose token it is comes before anything that is said in that name.
        _, server = await self._hello()
        return await self._replies.publish(out, server)

    async def find_sent(self, out: Outgoing) -> Sent | None:
        me, _ = await self._hello()
        return await self._replies.find(out, me)

    async def check(self) -> str:
        self._me = self._server = None
        me, server = await self._hello()
        return one_line(
            f"signed in to {self._http.name} ({server.version or 'unknown version'}) as @{me.acct}"
        )

    async def close(self) -> None:
        await self._http.close()

    async def _hello(self) -> tuple[Account, Server]:
        """Who we are and what the server can do; asked once."""
        if self._me is None:
            self._me = await ask_account(self._http, self.channel, self._handle)
        if self._server is None:
            self._server = await ask_server(self._http)
        return self._me, self._server
