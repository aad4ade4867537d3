"""Time comes in from outside, so that a day with faults replays in seconds."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The wall clock: timezone-aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for timeouts and leases."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        ...

    def pace(self) -> float:
        """How many seconds of this clock pass in one of a person's; may change."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def pace(self) -> float:
        return 1.0
