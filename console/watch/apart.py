"""The judge in a process of its own: a storm keeps it computing all the time."""

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from console.errors import ProcessLost
from console.judge import JudgeSettings
from console.model.correction import Lesson
from console.model.message import Earlier, RawMessage
from console.watch.elsewhere import Elsewhere
from console.watch.sifting import PIECE, Sifted, sift

if TYPE_CHECKING:
    from console.judge import Judge, Pupil

T = TypeVar("T")

_log = logging.getLogger(__name__)

_seated: "list[tuple[Judge, Pupil]]" = []
"""The judge, in its own process."""


class Apart:
    """Speaks to the judge; a lost one is replaced once for each question, and told what the old one knew."""

    def __init__(self, settings: JudgeSettings) -> None:
        self._settings = settings
        self._elsewhere = Elsewhere()
        self._beginning = asyncio.Lock()
        self._recalled: Sequence[Earlier] = ()
        self._lessons: Sequence[Lesson] = ()

    @property
    def pid(self) -> int | None:
        """The judge's process, while there is one."""
        return self._elsewhere.pid

    async def recall(self, earlier: Sequence[Earlier]) -> None:
        await self._ask(_recall, earlier)
        # What came after the start is not learned again by a judge that takes over: its waves begin anew.
        self._recalled = earlier

    async def teach(self, lessons: Sequence[Lesson]) -> None:
        # Before it is asked: a judge that takes over on the way learns these.
        self._lessons = lessons
        await self._ask(_want, lessons)
        while not await self._ask(_study, PIECE):
            pass

    async def sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        return await self._ask(_sift, raws, channel, at)

    async def _ask(self, function: Callable[..., T], *args: object) -> T:
        try:
            return await self._asked(function, *args)
        except ProcessLost:
            _log.warning("the judge's process ended; another one takes over")
            return await self._asked(function, *args)

    async def _asked(self, function: Callable[..., T], *args: object) -> T:
        async with self._beginning:
            if self._elsewhere.pid is None:
                await self._begin()
        return await self._elsewhere.ask(function, self._settings, *args)

    async def _begin(self) -> None:
        if self._recalled:
            await self._elsewhere.ask(_recall, self._settings, self._recalled)
        if self._lessons:
            # All of them: until then it would judge otherwise than the one before.
            await self._elsewhere.ask(_want, self._settings, self._lessons)
            await self._elsewhere.ask(_study, self._settings, len(self._lessons))

    async def close(self) -> None:
        await self._elsewhere.close()


def _seat(settings: JudgeSettings) -> "tuple[Judge, Pupil]":
    if not _seated:
        from console.judge import Judge, Pupil

        judge = Judge(settings)
        _seated.append((judge, Pupil(judge)))
        # Lists and models stay for good: a search for garbage need not walk through them each time.
        gc.freeze()
    return _seated[0]


def _recall(settings: JudgeSettings, earlier: Sequence[Earlier]) -> None:
    _seat(settings)[0].recall(earlier)


def _want(settings: JudgeSettings, lessons: Sequence[Lesson]) -> None:
    _seat(settings)[1].want(lessons)


def _study(settings: JudgeSettings, most: int) -> bool:
    return _seat(settings)[1].study(most)


def _sift(settings: JudgeSettings, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
    return sift(_seat(settings)[0], raws, channel, at)
