"""The judge in a process of its own, so that a key never waits for it.

Two threads of one Python process take turns at computing, and a storm keeps the judge computing all the time.
The other process is a child that speaks over its standard input and output: a length of eight bytes, then a
pickle, which is safe between the two of them alone. It ends when its input does, however we ended.
"""

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from console.errors import JudgeLost
from console.judge import Judge, JudgeSettings
from console.model.message import Earlier, RawMessage
from console.text import one_line
from console.watch.sifting import Sifted, sift

_log = logging.getLogger(__name__)

_LENGTH = Struct(">Q")
_HOME = Path(__file__).parents[2]
_NICE = 5
"""A key goes before a message where the machine has less to give than both want."""
LONGEST_COMPLAINT = 1000
_ENDING = 5.0
"""Seconds that the other process gets to end by itself."""


class Apart:
    """Speaks to the judge in its process; a lost one is replaced at the next question."""

    def __init__(self, settings: JudgeSettings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._complaints: asyncio.Task[None] | None = None
        self._recalled: Sequence[Earlier] = ()
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The other process, while there is one."""
        return None if self._process is None else self._process.pid

    async def recall(self, earlier: Sequence[Earlier]) -> None:
        async with self._turn:
            await self._ask("recall", earlier)
        # What came after the start is not learned again by a judge that takes over: its waves begin anew.
        self._recalled = earlier

    async def sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        async with self._turn:
            try:
                return await self._sift(raws, channel, at)
            except JudgeLost:
                _log.warning("the judge's process ended; another one takes over")
                return await self._sift(raws, channel, at)

    async def _sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        if self._process is None and self._recalled:
            await self._ask("recall", self._recalled)
        sifted: Sifted = await self._ask("sift", raws, channel, at)
        return sifted

    async def close(self) -> None:
        async with self._turn:
            await self._end()

    async def _ask(self, what: str, *how: object) -> Any:
        try:
            process = self._process or await self._begin()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(_framed((what, how)))
            await process.stdin.drain()
            [length] = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
            answer = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            await self._end()
            raise JudgeLost(
                "the judge's process ended", kept="what it had is read again", fix="the log says why"
            ) from error
        except BaseException:
            # Cancelled between question and answer: the next answer would be the wrong one.
            await asyncio.shield(self._end(wanted=False))
            raise
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _begin(self) -> asyncio.subprocess.Process:
        # -P: whatever lies in the folder that the operator stands in is not ours.
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(_HOME)},
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stderr is not None
        self._complaints = asyncio.create_task(_logged(process.stderr))
        process.stdin.write(_framed(self._settings))
        return process

    async def _end(self, *, wanted: bool = True) -> None:
        """End the other process, at once if nobody wants its answer."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        if not wanted:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        # wait() returns only when all pipes are at their end, and one that nobody reads never is.
        rest = asyncio.create_task(_dropped(process.stdout))
        try:
            async with asyncio.timeout(_ENDING):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        await rest
        if self._complaints is not None:
            await asyncio.wait([self._complaints])


async def _dropped(answers: asyncio.StreamReader) -> None:
    while await answers.read(1 << 16):
        pass


async def _logged(complaints: asyncio.StreamReader) -> None:
    # In pieces: a line may be longer than a reader of lines bears.
    while piece := await complaints.read(1 << 16):
        for line in piece.decode("utf-8", "replace").splitlines():
            _log.warning("judge: %s", one_line(line[:LONGEST_COMPLAINT]))


def _framed(thing: object) -> bytes:
    body = pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def _read(stream: BinaryIO) -> Any:
    """The next thing that was sent. Raises EOFError at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(_LENGTH.unpack(head)[0]))  # noqa: S301


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    settings: JudgeSettings = _read(questions)
    judge: Judge | None = None
    while True:
        what, how = _read(questions)
        try:
            judge = judge or Judge(settings)
            does: dict[str, Callable[..., object]] = {
                "recall": judge.recall,
                "sift": lambda *batch, judge=judge: sift(judge, *batch),
            }
            answer = does[what](*how)
        except Exception as error:
            answer = error
        answers.write(_framed(answer))
        answers.flush()


def main() -> None:
    """Serve until the other side ends."""
    os.nice(_NICE)
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not stand between two answers.
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, answers)
    except (EOFError, BrokenPipeError):
        os._exit(0)


if __name__ == "__main__":
    main()
