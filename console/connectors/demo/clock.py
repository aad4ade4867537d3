"""A clock that runs faster than the one on the wall."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
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
        self._speed = speed
        self._start = start.astimezone(UTC)
        self._ticks = ticks
        self._began = ticks()
        self._passed = 0.0
        self._changed = asyncio.Event()

    def run_at(self, speed: float) -> None:
        """Go on at another speed; whoever sleeps wakes at the same virtual time."""
        if speed <= 0:
            raise ValueError("speed must be above 0")
        if speed == self._speed:
            return
        self._passed = self.monotonic()
        self._began = self._ticks()
        self._speed = speed
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def pace(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Virtual seconds since the clock was made."""
        return self._passed + (self._ticks() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        """Wait that many virtual seconds."""
        until = self.monotonic() + max(0.0, seconds)
        await asyncio.sleep(0)
        while (left := until - self.monotonic()) > 0:
            # Not wait_for: until Python 3.12 it can swallow a cancellation that comes as the wait ends.
            with suppress(TimeoutError):
                async with asyncio.timeout(left / self._speed):
                    await self._changed.wait()
