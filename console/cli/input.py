"""Reading what a command is given: a file, or `-` for standard input, as bytes and line by line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from console.connectors.lines import Line, LineSplitter
from console.errors import InputError
from console.text.lines import MAX_LINE

CHUNK = 1 << 16


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`. Raises InputError."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(file, "rb")  # noqa: SIM115 closed below; the error is ours to tell
    except OSError as error:
        raise InputError(f"{file!r} can't be read ({error.strerror})") from None
    with stream:
        yield stream


def split(stream: BinaryIO, *, max_line: int = MAX_LINE) -> Iterator[list[Line]]:
    """The lines of each chunk as it comes, so that a pipe is followed live. Raises InputError."""
    splitter = LineSplitter(max_line=max_line)
    read = getattr(stream, "read1", stream.read)
    while True:
        try:
            chunk = read(CHUNK)
        except OSError as error:
            raise InputError(
                f"reading broke off ({error.strerror})", kept="what came before it is kept"
            ) from None
        if not chunk:
            break
        yield splitter.feed(chunk)
    yield splitter.flush()


def numbered_lines(file: str) -> Iterator[tuple[int, bytes]]:
    """Number (from 1) and bytes of each line that is not blank; an overlong one is cut, and so refused."""
    with opened(file) as stream:
        for lines in split(stream):
            for line in lines:
                yield line.number, line.data


def text_lines(file: str) -> Iterator[str]:
    """Lines as text, for CSV. Raises InputError with the number of a line that is not UTF-8."""
    with opened(file) as stream:
        for number, raw in enumerate(stream, 1):
            try:
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise InputError(f"line {number}: this is no UTF-8 text") from None
