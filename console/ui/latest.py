"""Only the newest wish counts: work that was overtaken is skipped, and never cancelled half way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


class Latest(Generic[Wish]):
    """Runs `work` for the newest wish after a moment's rest, one at a time.

    Args:
        work: What is done for a wish.
        trouble: Told what `work` raised.
        rest: Seconds to wait first, so that a held key asks once.
    """

    def __init__(
        self,
        work: Callable[[Wish], Awaitable[None]],
        trouble: Callable[[Exception], None],
        rest: float = 0.0,
    ) -> None:
        self._work = work
        self._trouble = trouble
        self._rest = rest
        self._wishes: list[Wish] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def wish(self, wish: Wish) -> None:
        if self._closed:
            return
        self._wishes[:] = [wish]
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def idle(self) -> None:
        """Wait until nothing is wished for."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def close(self) -> None:
        """What is under way ends by itself, and nobody is told: its place is gone."""
        self._closed = True
        self._wishes.clear()

    async def _run(self) -> None:
        while self._wishes:
            if self._rest:
                await asyncio.sleep(self._rest)
            if not self._wishes:
                # Closed meanwhile.
                break
            wish = self._wishes.pop()
            try:
                await self._work(wish)
            except Exception as error:
                if not self._closed:
                    self._trouble(error)
