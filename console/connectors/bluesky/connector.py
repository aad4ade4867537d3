"""Bluesky over XRPC, for one account."""

from collections.abc import AsyncIterator

import httpx

from console.clock import Clock
from console.connectors.bluesky import replying
from console.connectors.bluesky.memory import load
from console.connectors.bluesky.people import People
from console.connectors.bluesky.receiving import HISTORY, Pace, Receiver
from console.connectors.bluesky.session import FIX, Session
from console.connectors.http import DEADLINE, HttpClient
from console.connectors.protocol import Batch
from console.errors import AuthFailed
from console.model.channel import Capabilities
from console.model.outbox import Outgoing, Sent
from console.text import one_line

SHORTEST_POLL = 2.0


class BlueskyConnector:
    """One account on one server.

    Args:
        channel: Its identity, such as `bluesky/@nordbank.example`.
        identifier: Handle, DID or e-mail address to sign in with.
        password: An app password, kept in memory only.
        server: The account's own server, or `https://bsky.social` for all that Bluesky hosts.
        pace: How often to ask; polls closer than two seconds are spread to two.
        quiet_after: Seconds without an answer after which the channel counts as silent.
        transport: Stands in for the network in tests.
        deadline: Seconds for one request.
    """

    network = "bluesky"

    def __init__(
        self,
        channel: str,
        *,
        identifier: str,
        password: str,
        clock: Clock,
        server: str = "https://bsky.social",
        pace: Pace | None = None,
        quiet_after: float | None = 120.0,
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self.channel = channel
        self.quiet_after = quiet_after
        self._clock = clock
        self._pace = pace or Pace()
        self._http = HttpClient(
            server, clock=clock, secrets=(password,), fix_auth=FIX, transport=transport, deadline=deadline
        )
        self._session = Session(self._http, identifier, password, clock)
        self._people = People(self._session, clock)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_reply=True, can_dm=False, safe_resend=True, can_reconcile=True, limit=replying.LIMIT
        )

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        await self._session.sign_in()
        memory = load(cursor, self._clock.now() - HISTORY)
        receiver = Receiver(self.channel, self._session, self._people, self._clock, self._pace, memory)
        while True:
            async for batch in receiver.round():
                yield batch
            await self._clock.sleep(max(self._pace.poll, SHORTEST_POLL))

    async def send(self, out: Outgoing) -> Sent:
        return await replying.publish(self._session, self._people, out)

    async def find_sent(self, out: Outgoing) -> Sent | None:
        return await replying.find(self._session, out)

    async def check(self) -> str:
        data = await self._session.get("com.atproto.server.getSession")
        if data.get("active") is False:
            status = one_line(str(data.get("status", "inactive")))
            raise AuthFailed(f"the account is {status}", fix="settle that with Bluesky")
        return one_line(f"signed in to {self._http.name} as @{self._session.handle}")

    async def close(self) -> None:
        await self._http.close()
