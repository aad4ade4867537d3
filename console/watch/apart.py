"""The judge in a process of its own: a storm keeps it computing all the time."""

import logging
from collections.abc import Sequence
from datetime import datetime

from console.errors import ProcessLost
from console.judge import Judge, JudgeSettings
from console.model.message import Earlier, RawMessage
from console.watch.elsewhere import Elsewhere
from console.watch.sifting import Sifted, sift

_log = logging.getLogger(__name__)

_seated: list[Judge] = []
"""The judge, in its own process."""


class Apart:
    """Speaks to the judge; a lost one is replaced once for each question."""

    def __init__(self, settings: JudgeSettings) -> None:
        self._settings = settings
        self._elsewhere = Elsewhere()
        self._recalled: Sequence[Earlier] = ()

    @property
    def pid(self) -> int | None:
        """The judge's process, while there is one."""
        return self._elsewhere.pid

    async def recall(self, earlier: Sequence[Earlier]) -> None:
        await self._elsewhere.ask(_recall, self._settings, earlier)
        # What came after the start is not learned again by a judge that takes over: its waves begin anew.
        self._recalled = earlier

    async def sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        try:
            return await self._sift(raws, channel, at)
        except ProcessLost:
            _log.warning("the judge's process ended; another one takes over")
            return await self._sift(raws, channel, at)

    async def _sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        if self._elsewhere.pid is None and self._recalled:
            await self._elsewhere.ask(_recall, self._settings, self._recalled)
        return await self._elsewhere.ask(_sift, self._settings, raws, channel, at)

    async def close(self) -> None:
        await self._elsewhere.close()


def _judge(settings: JudgeSettings) -> Judge:
    if not _seated:
        _seated.append(Judge(settings))
    return _seated[0]


def _recall(settings: JudgeSettings, earlier: Sequence[Earlier]) -> None:
    _judge(settings).recall(earlier)


def _sift(settings: JudgeSettings, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
    return sift(_judge(settings), raws, channel, at)
