"""The judge in a thread beside the event loop: for whoever takes in little, and for tests."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from console.model.correction import Lesson
from console.model.message import Earlier, RawMessage
from console.watch.sifting import PIECE, Sifted, sift

if TYPE_CHECKING:
    from console.judge import Judge, Pupil

T = TypeVar("T")


class Beside:
    """One thread: the judge remembers authors and texts, and the store's one writer sets the pace anyway."""

    def __init__(self, make: "Callable[[], Judge]") -> None:
        self._make = make
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._judge: Judge | None = None
        self._pupil: Pupil | None = None

    async def recall(self, earlier: Sequence[Earlier]) -> None:
        await self._run(lambda: self._seated().recall(earlier))

    async def teach(self, lessons: Sequence[Lesson]) -> None:
        from console.judge import Pupil

        def begin() -> Pupil:
            if self._pupil is None:
                self._pupil = Pupil(self._seated())
            self._pupil.want(lessons)
            return self._pupil

        pupil = await self._run(begin)
        while not await self._run(lambda: pupil.study(PIECE)):
            pass

    async def sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        return await self._run(lambda: sift(self._seated(), raws, channel, at))

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _seated(self) -> "Judge":
        if self._judge is None:
            self._judge = self._make()
        return self._judge

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
