"""A clock that runs faster than the one on the wall."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class DemoClock:
    """The demo's time: begins at `start` when it is made and runs `speed` times as fast as real time.

    Args:
        start: Timezone-aware.
        speed: Virtual seconds in one real second, above 0.
        ticks: Real seconds that never run backwards.
    """

    def __init__(self, start: datetime, speed: float, ticks: Callable[[], float] = time.monotonic) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self.speed = speed
        self._start = start.astimezone(UTC)
        self._ticks = ticks
        self._began = ticks()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Virtual seconds since the clock was made."""
        return (self._ticks() - self._began) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait that many virtual seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)
