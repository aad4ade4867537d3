"""What every connector offers to the watch. A connector knows no store and no screen."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from console.model.channel import Capabilities
from console.model.message import Quarantined, RawMessage
from console.model.outbox import Outgoing, Sent


@dataclass(frozen=True, slots=True)
class Batch:
    """What a connector has received, at most 100 messages.

    An empty batch is a sign of life: the network answered and had nothing. The watch stores messages,
    rejected lines and the cursor in one transaction and then calls `committed`.
    """

    messages: Sequence[RawMessage] = ()
    cursor: str | None = None
    """Where to go on after this batch; None leaves the stored cursor as it is."""
    rejected: Sequence[Quarantined] = ()
    behind_seconds: float = 0.0
    """How much older than now the channel still is after this batch; 0.0 when caught up."""
    committed: Callable[[BaseException | None], None] = field(default=lambda _error: None)
    """Called once: with None after the commit, or with the error that prevented it."""


class Connector(Protocol):
    channel: str
    """Its identity, such as `bluesky/@nordbank.example`."""
    network: str
    quiet_after: float | None
    """Seconds without any sign of life after which the channel counts as silent; None for sources that
    may be quiet for ever (a file, a FIFO)."""

    @property
    def capabilities(self) -> Capabilities: ...

    def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield batches for ever, oldest first, beginning after `cursor`.

        Delivery is at least once: the store drops what it knows by `(channel, remote_id)`.

        Raises:
            AuthFailed, RateLimited, Unreachable, ConnectorError: the watch shows the error, backs off
                and calls `receive` again with the stored cursor.
        """
        ...

    async def send(self, out: Outgoing) -> Sent:
        """Publish one reply.

        Raises:
            SendRefused: certainly not published.
            SendUnknown: may have been published.
            AuthFailed, RateLimited, Unreachable: certainly not published; worth another try later.
        """
        ...

    async def find_sent(self, out: Outgoing) -> Sent | None:
        """Look on the network for a reply whose outcome is unknown; None means it is certainly not there.

        Raises:
            SendUnknown: this network cannot tell.
            ConnectorError: it could not be asked just now.
        """
        ...

    async def check(self) -> str:
        """Ask the network who we are, for `beredt doctor`; returns one sentence. Raises ConnectorError."""
        ...

    async def close(self) -> None: ...
