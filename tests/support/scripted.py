"""A connector whose network does what the test says."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from console.connectors.protocol import Batch
from console.errors import BeredtError
from console.model.channel import Capabilities
from console.model.outbox import Outgoing, Sent
from tests.support.rooms import CAN, CHANNEL

Answer = Sent | BeredtError | None


class ScriptedConnector:
    """`incoming` is played by `receive`; an error in it is raised, and the next `receive` goes on behind it.

    `answers` are what `send` gives, `found` what `find_sent` gives; each is used once.
    """

    network = "mastodon"

    def __init__(
        self,
        *incoming: Batch | BeredtError,
        channel: str = CHANNEL,
        capabilities: Capabilities = CAN,
        quiet_after: float | None = 60.0,
    ) -> None:
        self.channel = channel
        self.quiet_after = quiet_after
        self._capabilities = capabilities
        self.incoming: deque[Batch | BeredtError] = deque(incoming)
        self.cursors: list[str | None] = []
        self.answers: deque[Answer | Exception | Callable[[], Awaitable[Sent]]] = deque()
        self.found: deque[Answer] = deque()
        self.sent: list[Outgoing] = []
        self.played = asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        self.cursors.append(cursor)
        while self.incoming:
            step = self.incoming.popleft()
            if isinstance(step, BeredtError):
                raise step
            yield step
        self.played.set()
        await asyncio.Event().wait()

    async def send(self, out: Outgoing) -> Sent:
        self.sent.append(out)
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return await answer()
        assert answer is not None
        return answer

    async def find_sent(self, out: Outgoing) -> Sent | None:
        answer = self.found.popleft()
        if isinstance(answer, BeredtError):
            raise answer
        return answer

    async def check(self) -> str:
        return "signed in as nordbank"

    async def close(self) -> None:
        pass
