"""Whose turn it is to write."""

import asyncio
import time
from collections import deque
from typing import cast

IN_A_ROW = 8
"""Acts of people that go one after another while something waits to be ingested: then it has one turn."""

LATELY = 30.0
"""Seconds after an act of a person in which the next one is reckoned with."""


class Turns:
    """Lets one writer in at a time; acts of people go before everything that waits to be ingested."""

    def __init__(self) -> None:
        self._owner: asyncio.Task[object] | None = None
        self._busy = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()
        self._in_a_row = 0
        self._last_urgent = -LATELY

    @property
    def lively(self) -> bool:
        """Whether a person acted a moment ago, and may so again at any time."""
        return time.monotonic() - self._last_urgent < LATELY

    @property
    def wanted(self) -> bool:
        """Whether a person waits for the one who writes now."""
        return bool(self._urgent)

    async def take(self, *, urgent: bool, first: bool = False) -> None:
        """Wait for a turn; `first` goes before what is as urgent and waits already: the rest of a batch."""
        task = cast("asyncio.Task[object] | None", asyncio.current_task())
        if self._busy and task is not None and task is self._owner:
            raise RuntimeError("an act was begun inside an act: the inner one would wait for ever")
        if urgent:
            self._last_urgent = time.monotonic()
        if self._busy:
            waiting = asyncio.get_running_loop().create_future()
            queue = self._urgent if urgent else self._patient
            (queue.appendleft if first else queue.append)(waiting)
            try:
                await waiting
            except asyncio.CancelledError:
                # Cancelled just as the turn came: pass it on, or nobody would ever write again.
                if waiting.done() and not waiting.cancelled():
                    self.give_back()
                elif waiting in queue:
                    queue.remove(waiting)
                raise
        self._busy = True
        self._owner = task

    def give_back(self) -> None:
        self._owner = None
        order = [self._urgent, self._patient]
        if self._in_a_row >= IN_A_ROW:
            order.reverse()
        for queue in order:
            while queue:
                waiting = queue.popleft()
                if not waiting.done():
                    self._in_a_row = self._in_a_row + 1 if queue is self._urgent else 0
                    # Stays busy: the turn goes from hand to hand, so that nobody slips in between.
                    waiting.set_result(None)
                    return
        self._busy = False
