"""What a store tells of its event log, and whether it is whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from console.model.event import AuditReport, Event, Head, Point
from console.store.anchor import Anchored, Verdict


class OfLog(Protocol):
    async def events(
        self, subjects: Sequence[str] | None, limit: int, *, after_id: int = 0
    ) -> Sequence[Event]:
        """Newest first if `after_id` is 0, else oldest first after it; None means all subjects."""
        ...

    async def event(self, event_id: int) -> Event:
        """Raises NotFound."""
        ...

    async def mine(self, actor: str, limit: int) -> Sequence[Event]:
        """What one person did and is not taken back, newest first; an act on many as the event that began
        it."""
        ...

    async def parts(self, act: int, limit: int, *, after_id: int = 0) -> Sequence[Event]:
        """What an act on many did and is not taken back, oldest first."""
        ...

    async def count_parts(self, acts: Sequence[int]) -> Mapping[int, int]:
        """How many parts of each act are not taken back; one without any is left out."""
        ...

    async def point(self) -> Point:
        """Where the store stands now."""
        ...

    async def verify(self, progress: Callable[[int], None] | None = None) -> AuditReport:
        """Walk the hash chain of the event log."""
        ...

    async def hold_against(self, lines: Sequence[Anchored]) -> Verdict:
        """What an anchor outside says of the log, if its chain is whole."""
        ...

    async def head(self) -> Head:
        """The end of the event log's chain."""
        ...
