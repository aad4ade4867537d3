"""Reading what a command is given: a file, or `-` for standard input, as bytes and line by line."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from console.cli.door import refuse_file
from console.connectors.lines import Line, LineSplitter
from console.errors import InputError
from console.text.lines import MAX_LINE

CHUNK = 1 << 16


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`. Raises InputError, or NotAllowed in a restricted session."""
    if file == "-":
        yield sys.stdin.buffer
        return
    refuse_file("a file to read")
    try:
        stream = open(file, "rb")  # noqa: SIM115 closed below; the error is ours to tell
    except OSError as error:
        raise InputError(f"{file!r} can't be read ({error.strerror})") from None
    with stream:
        yield stream


def split(stream: BinaryIO, *, max_line: int = MAX_LINE) -> Iterator[list[Line]]:
    """The lines of each chunk as it comes. Raises InputError."""
    splitter = LineSplitter(max_line=max_line)
    while chunk := _read(stream):
        yield splitter.feed(chunk)
    yield splitter.flush()


async def split_live(stream: BinaryIO, *, max_line: int = MAX_LINE) -> AsyncIterator[list[Line]]:
    """The same on the event loop: while a pipe is silent, ctrl+c works. Raises InputError."""
    splitter = LineSplitter(max_line=max_line)
    while True:
        await _readable(stream)
        chunk = _read(stream)
        if not chunk:
            break
        yield splitter.feed(chunk)
    yield splitter.flush()


def _read(stream: BinaryIO) -> bytes:
    try:
        # What is there, not a full chunk: a slow pipe is followed live.
        read: bytes = getattr(stream, "read1", stream.read)(CHUNK)
    except OSError as error:
        raise InputError(
            f"reading broke off ({error.strerror})", kept="what came before it is kept"
        ) from None
    return read


async def _readable(stream: BinaryIO) -> None:
    """Wait until a pipe or terminal has something; a file always has."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        number = stream.fileno()
        loop.add_reader(number, ready.set)
    except (OSError, ValueError):
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(number)


def numbered_lines(file: str, most: int) -> Iterator[list[Line]]:
    """The lines that are not blank, as many at once as are there, up to `most`; an overlong one is cut."""
    with opened(file) as stream:
        for lines in split(stream):
            for at in range(0, len(lines), most):
                yield lines[at : at + most]


def text_lines(file: str) -> Iterator[str]:
    """Lines as text, for CSV. Raises InputError with the number of a line that is not UTF-8."""
    with opened(file) as stream:
        for number, raw in enumerate(stream, 1):
            try:
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise InputError(f"line {number}: this is no UTF-8 text") from None
