"""An act in parts that is under way: how far it is, and stopping it after the part that is worked on."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from console.desk.answers import Progress

PACE = 0.25
"""Seconds between two words about the progress."""


class LongAct:
    """One at a time."""

    def __init__(self) -> None:
        self.running = False
        self._stopped = False
        self._on_stop: Callable[[], None] | None = None

    def stop(self) -> bool:
        """End after the part that is under way; False if nothing is."""
        running = self.running
        if running:
            self._stopped = True
            if self._on_stop is not None:
                self._on_stop()
        return running

    def begin(self, on_stop: Callable[[], None] | None = None) -> None:
        """One was confirmed: from now on no other begins, and Esc stops this one.

        `on_stop` ends one that has no parts between which it could be stopped.
        """
        self.running, self._stopped, self._on_stop = True, False, on_stop

    def end(self) -> None:
        self.running = False

    async def follow(
        self, steps: "AsyncIterator[Progress]", tell: "Callable[[Progress], None]", *, long: bool
    ) -> "tuple[Progress, bool]":
        """Go through an act to its end; returns how far it came, and whether it was stopped before.

        A short one, beside a long one perhaps, is not stopped and stops nothing.
        """
        told = 0.0
        try:
            async with aclosing(cast("AsyncGenerator[Progress, None]", steps)) as parts:
                async for progress in parts:
                    last = progress
                    if progress.seen < progress.total and time.monotonic() - told >= PACE:
                        told = time.monotonic()
                        tell(progress)
                    if long and self._stopped:
                        break
        finally:
            if long:
                self.end()
        return last, last.seen < last.total
