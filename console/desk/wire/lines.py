"""Frames on a stream."""

import asyncio
from typing import TypeVar

import msgspec
from msgspec import Struct

from console.errors import InputError

Frame = TypeVar("Frame")

MOST_UNREAD = 1 << 23
"""Bytes that wait for one who does not read; above it the connection ends."""


async def read(reader: asyncio.StreamReader, decoder: msgspec.json.Decoder[Frame]) -> Frame | None:
    """The next frame, None at the end of the stream. Raises what `sized` raises."""
    found = await sized(reader, decoder)
    return None if found is None else found[0]


async def sized(
    reader: asyncio.StreamReader, decoder: msgspec.json.Decoder[Frame]
) -> tuple[Frame, int] | None:
    """The next frame and the bytes of its line, None at the end of the stream.

    Raises:
        InputError: The line is too long, cut off, or no frame.
        OSError: The connection broke.
    """
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as cut:
        if cut.partial:
            raise InputError("the connection ended within a line") from None
        return None
    except asyncio.LimitOverrunError:
        raise InputError("a line is too long") from None
    try:
        return decoder.decode(line), len(line)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"a line is no frame: {error}") from None


def write(writer: asyncio.StreamWriter, frame: Struct) -> bool:
    """Send it when there is room; False, and the connection is cut, if too much waits already."""
    if writer.is_closing():
        return False
    if writer.transport.get_write_buffer_size() > MOST_UNREAD:
        writer.transport.abort()
        return False
    writer.write(msgspec.json.encode(frame) + b"\n")
    return True
