"""An act in parts that is under way: how far it is, and stopping it after the part that is worked on."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from console.desk.protocol import Progress

PACE = 0.25
"""Seconds between two words about the progress."""


class LongAct:
    """One at a time."""

    def __init__(self) -> None:
        self.running = False
        self._stopped = False

    def stop(self) -> bool:
        """End after the part that is under way; False if nothing is."""
        if self.running:
            self._stopped = True
        return self.running

    async def follow(
        self, steps: "AsyncIterator[Progress]", tell: "Callable[[Progress], None]"
    ) -> "tuple[Progress, bool]":
        """Go through it to its end; returns how far it came, and whether it was stopped before."""
        self.running, self._stopped = True, False
        told = 0.0
        try:
            async with aclosing(cast("AsyncGenerator[Progress, None]", steps)) as parts:
                async for progress in parts:
                    last = progress
                    if progress.seen < progress.total and time.monotonic() - told >= PACE:
                        told = time.monotonic()
                        tell(progress)
                    if self._stopped:
                        break
        finally:
            self.running = False
        return last, last.seen < last.total
