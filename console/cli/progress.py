"""An act in parts from the shell: its progress on stderr, and ctrl+c that ends it after a part."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar, cast

from console.cli.output import remark, say
from console.desk.answers import Progress

T = TypeVar("T")

EVERY = 1_000
"""Items between two lines where nobody looks at a terminal."""


@dataclass(frozen=True)
class Outcome:
    """What became of an act on many items; as JSON it is printed as it is."""

    text: str
    act: int | None
    """What `beredt undo` takes."""
    matched: int
    done: int
    left: Mapping[str, int]
    stopped: bool

    @property
    def code(self) -> int:
        """0 when all of it was done, 1 when something was left."""
        return int(self.stopped or bool(self.left))


async def follow(steps: AsyncIterator[Progress]) -> tuple[Progress, Outcome]:
    """Go through it to its end, or until ctrl+c and the end of the part that is under way."""
    last, stopped = await through(steps, lambda progress: (progress.seen, progress.total))
    return last, Outcome(last.text, last.act, last.total, last.done, last.left, stopped)


async def through(steps: AsyncIterator[T], far: Callable[[T], tuple[int, int]]) -> tuple[T, bool]:
    """The last step that was told, and whether it was stopped before its end; `far` tells how many of how
    many a step has come to."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    shown = _Shown()
    loop.add_signal_handler(signal.SIGINT, stopped.set)
    try:
        async with aclosing(cast("AsyncGenerator[T, None]", steps)) as parts:
            async for step in parts:
                last = step
                shown.show(*far(step))
                if stopped.is_set():
                    break
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        shown.clear()
    seen, total = far(last)
    return last, seen < total


def tell(progress: Progress, outcome: Outcome) -> None:
    """The outcome for people: what was done on stdout, what was not on stderr."""
    if progress.total == 1 and progress.done == 1:
        say(progress.text)
    else:
        say(f"{progress.done:,} items: {progress.text}")
    for why, count in sorted(progress.left.items(), key=lambda pair: -pair[1]):
        remark(f"{count:,} left alone: {why}")
    if outcome.stopped:
        remark(f"stopped; {progress.total - progress.seen:,} are as they were")


class _Shown:
    """One line that is written over on a terminal; else a line now and then."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._next = EVERY
        self._wrote = False

    def show(self, seen: int, total: int) -> None:
        text = f"{seen:,} of {total:,}"
        if self._live and total > 1:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
            self._wrote = True
        elif not self._live and self._next <= seen < total:
            self._next = seen + EVERY
            remark(text)

    def clear(self) -> None:
        if self._wrote:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
