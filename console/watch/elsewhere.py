"""A process of our own that computes, so that a key never waits for it.

Two threads of one Python process take turns at computing. The other process is a child that speaks over its
standard input and output: a length of eight bytes, then a pickle, which is safe between the two of them.
It is told functions by their names and keeps what their modules keep, and it ends when its input does,
however we ended.
"""

import asyncio
import contextlib
import dataclasses
import io
import logging
import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, ParamSpec, TypeVar

from console.errors import ProcessLost
from console.text import one_line

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)

_LENGTH = Struct(">Q")
_HOME = Path(__file__).parents[2]
_NICE = 5
"""A key goes before a message where the machine has less to give than both want."""
LONGEST_COMPLAINT = 1000
_ENDING = 5.0
"""Seconds that the other process gets to end by itself."""


class Elsewhere:
    """The other process: begun by the first question, one question at a time, replaced if it is lost."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._complaints: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The other process, while there is one."""
        return None if self._process is None else self._process.pid

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of a module there; what it is given and what it answers are copies.

        Raises:
            ProcessLost: The process ended before it had answered; the next question begins another one.
            Exception: What the function raised.
        """
        async with self._turn:
            answer = await self._asked(_framed((function, args, kwargs)))
        if isinstance(answer, Exception):
            raise answer
        answered: T = answer
        return answered

    async def close(self) -> None:
        async with self._turn:
            await self._end()

    async def _asked(self, question: bytes) -> Any:
        try:
            process = self._process or await self._begin()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(question)
            await process.stdin.drain()
            [length] = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
            answer = await process.stdout.readexactly(length)
            # A hundred messages take milliseconds to build, and in a thread they take turns with a key.
            return await asyncio.to_thread(pickle.loads, answer)
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            await self._end()
            raise ProcessLost(
                "a process that computes for us ended",
                kept="what it had is read again",
                fix="the log says why",
            ) from error
        except BaseException:
            # Cancelled between question and answer: the next answer would be the wrong one.
            await asyncio.shield(self._end(wanted=False))
            raise

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
        assert process.stderr is not None
        self._complaints = asyncio.create_task(_logged(process.stderr))
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


async def once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """One question to a process that ends with its answer. Raises as `Elsewhere.ask` does."""
    elsewhere = Elsewhere()
    try:
        return await elsewhere.ask(function, *args, **kwargs)
    finally:
        await elsewhere.close()


async def _dropped(answers: asyncio.StreamReader) -> None:
    while await answers.read(1 << 16):
        pass


async def _logged(complaints: asyncio.StreamReader) -> None:
    # In pieces: a line may be longer than a reader of lines bears.
    while piece := await complaints.read(1 << 16):
        for line in piece.decode("utf-8", "replace").splitlines():
            _log.warning("elsewhere: %s", one_line(line[:LONGEST_COMPLAINT]))


class _Pickler(pickle.Pickler):
    """Writes a dataclass as a call of its class.

    What the library has for those with slots looks up their fields again for each one it reads, which took
    most of a batch's time on the loop that keys wait for.
    """

    def reducer_override(self, thing: Any) -> Any:
        values = _values(thing.__class__)
        return NotImplemented if values is None else (type(thing), values(thing))


@cache
def _values(kind: type[Any]) -> Callable[[object], tuple[object, ...]] | None:
    """How to read what the class would be called with; None if it is no dataclass that a call rebuilds."""
    if not dataclasses.is_dataclass(kind):
        return None
    fields = dataclasses.fields(kind)
    if len(fields) < 2 or not all(field.init and not field.kw_only for field in fields):
        return None
    names = [field.name for field in fields]
    return attrgetter(*names)


def _framed(thing: object) -> bytes:
    body = io.BytesIO()
    _Pickler(body, protocol=pickle.HIGHEST_PROTOCOL).dump(thing)
    return _LENGTH.pack(body.tell()) + body.getvalue()


def _read(stream: BinaryIO) -> Any:
    """The next thing that was sent. Raises EOFError at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(_LENGTH.unpack(head)[0]))  # noqa: S301


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    while True:
        function, args, kwargs = _read(questions)
        try:
            answer = function(*args, **kwargs)
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
