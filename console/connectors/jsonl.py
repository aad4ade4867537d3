"""JSON lines from a file, a FIFO or standard input, followed live.

A line is one message of the ingest contract. A last line without a newline waits for its rest; one that
cannot be read is rejected with its number, and the lines around it are kept.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from console.clock import Clock
from console.connectors import pipe
from console.connectors.feed import Feed, pack
from console.connectors.follow import FollowedFile, Place, is_regular, moved_away
from console.connectors.lines import Line, LineSplitter
from console.connectors.protocol import Batch
from console.connectors.replies import ReplyFile
from console.errors import ConnectorError, SendRefused, SendUnknown, Unreachable
from console.model.channel import Capabilities
from console.model.outbox import Outgoing, Sent
from console.text import one_line

LOOK_EVERY = 0.1
"""Seconds from a file that had something new to the next look at it."""
RESTED = 0.35
"""Seconds between two looks at a file that had nothing new: a line must be on screen within half a second."""
MISSED = 20.0
"""Seconds without anything at the path after which it is no rotation any more, and a person should know."""


class JsonLines:
    """Follows one source.

    Args:
        feed: The channel and network of lines that name none.
        path: A file or a FIFO; `-` is standard input.
        replies: Where replies are appended as JSON lines, for another program to publish; None if this
            channel cannot be answered.
        stdin: The descriptor that `-` stands for.
    """

    quiet_after: float | None = None

    def __init__(
        self, feed: Feed, path: str, clock: Clock, *, replies: Path | None = None, stdin: int = pipe.STDIN
    ) -> None:
        self.channel = feed.channel
        self.network = feed.network
        self._feed = feed
        self._path = path
        self._clock = clock
        self._replies = ReplyFile(replies) if replies else None
        self._stdin = stdin

    @property
    def capabilities(self) -> Capabilities:
        able = self._replies is not None
        return Capabilities(can_reply=able, can_dm=able, safe_resend=able, can_reconcile=able)

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Raises Unreachable when the source cannot be opened or read."""
        try:
            if self._path != "-":
                regular = await asyncio.to_thread(is_regular, self._path)
                source = self._file(self._path, cursor) if regular else self._fifo(self._path)
            elif pipe.is_terminal(self._stdin):
                raise Unreachable(
                    "standard input is the terminal itself",
                    fix="pipe the messages in, or set `path` to a file",
                )
            elif await asyncio.to_thread(_is_plain, self._stdin):
                source = self._file(f"/dev/fd/{self._stdin}", cursor)
            else:
                source = self._standard_input()
            async with aclosing(source):
                async for batch in source:
                    yield batch
        except OSError as error:
            what = f"cannot read {one_line(self._path)}: {error.strerror or error}"
            raise Unreachable(what, fix="check the channel's `path` and its permissions") from error

    async def _file(self, path: str, cursor: str | None) -> AsyncGenerator[Batch]:
        place = Place.load(cursor)
        yield Batch()
        old = await asyncio.to_thread(moved_away, path, place) if place else None
        if old is not None:
            async with aclosing(self._one_file(old, place, gone=True)) as batches:
                async for batch in batches:
                    yield batch
            place = None
        while True:
            async with aclosing(self._one_file(path, place)) as batches:
                async for batch in batches:
                    yield batch
            place = None

    async def _one_file(self, path: str, place: Place | None, *, gone: bool = False) -> AsyncGenerator[Batch]:
        file = await asyncio.to_thread(FollowedFile, path, place)
        try:
            async with aclosing(self._followed(file, gone)) as batches:
                async for batch in batches:
                    yield batch
        finally:
            file.close()

    async def _followed(self, file: FollowedFile, gone: bool) -> AsyncGenerator[Batch]:
        """Ends when another file has taken its place and this one has stopped growing."""
        splitter = LineSplitter(file.offset, file.line)
        place = await asyncio.to_thread(file.place, file.offset, file.line)
        replaced = gone
        missed, pause = 0.0, LOOK_EVERY
        while True:
            chunk, changed, missing = await asyncio.to_thread(_look, file, place)
            if chunk is None:
                splitter = LineSplitter()
                place = await asyncio.to_thread(file.place, 0, 0)
            elif chunk:
                replaced, pause = gone, LOOK_EVERY
                for batch, last in pack(splitter.feed(chunk), self._feed, self._clock.now()):
                    place = await asyncio.to_thread(file.place, last.end, last.number)
                    yield replace(batch, cursor=place.dump())
            elif replaced:
                for batch, _ in pack(splitter.flush(), self._feed, self._clock.now()):
                    yield batch
                return
            else:
                # One more look after the change: its writer may still have had it open.
                replaced = changed
                await self._clock.sleep(pause)
                missed, pause = missed + pause if missing else 0.0, min(2 * pause, RESTED)
                if missed >= MISSED:
                    raise Unreachable(
                        f"{one_line(self._path)} is gone", fix="put it back, or correct the channel's `path`"
                    )

    async def _fifo(self, path: str) -> AsyncGenerator[Batch]:
        fd = pipe.open_fifo(path)
        splitter = LineSplitter()
        yield Batch()
        try:
            while True:
                async for chunk in pipe.chunks(fd):
                    for batch in self._packed(splitter.feed(chunk)):
                        yield batch
                for batch in self._packed(splitter.flush()):
                    yield batch
                # The new end is opened before the old one is closed: a pipe that nobody holds open loses
                # what the next writer may have put into it already.
                old, fd = fd, pipe.open_fifo(path)
                os.close(old)
        finally:
            os.close(fd)

    async def _standard_input(self) -> AsyncGenerator[Batch]:
        splitter = LineSplitter()
        yield Batch()
        async for chunk in pipe.chunks(self._stdin):
            for batch in self._packed(splitter.feed(chunk)):
                yield batch
        for batch in self._packed(splitter.flush()):
            yield batch
        await asyncio.Event().wait()

    def _packed(self, lines: Iterable[Line]) -> Iterable[Batch]:
        return (batch for batch, _ in pack(lines, self._feed, self._clock.now()))

    async def send(self, out: Outgoing) -> Sent:
        """Append the reply to the reply file, once for each key."""
        if self._replies is None:
            raise SendRefused(
                f"{self.channel} cannot be answered", fix="set `replies` of this channel to a file"
            )
        return await asyncio.to_thread(self._replies.append, out, self._clock.now())

    async def find_sent(self, out: Outgoing) -> Sent | None:
        if self._replies is None:
            raise SendUnknown(f"{self.channel} cannot be answered")
        try:
            return await asyncio.to_thread(self._replies.find, out.key)
        except OSError as error:
            raise Unreachable(f"cannot read the reply file: {error.strerror}") from error

    async def check(self) -> str:
        if self._path == "-":
            return "reads standard input"
        try:
            regular = await asyncio.to_thread(is_regular, self._path)
            readable = await asyncio.to_thread(os.access, self._path, os.R_OK)
        except OSError as error:
            raise Unreachable(f"cannot read {one_line(self._path)}: {error.strerror or error}") from error
        if not readable:
            raise ConnectorError(f"{one_line(self._path)} may not be read", fix="check its permissions")
        return f"reads the {'file' if regular else 'FIFO'} {one_line(self._path)}"

    async def close(self) -> None:
        """Nothing stays open between two calls of `receive`."""


def _is_plain(fd: int) -> bool:
    try:
        return is_regular(f"/dev/fd/{fd}")
    except OSError:
        return False


def _look(file: FollowedFile, place: Place) -> tuple[bytes | None, bool, bool]:
    """What there is to read, and if there is nothing, whether another file took the path, or none is there.

    One call, because each costs a switch of threads, ten times a second for as long as nothing comes.
    """
    chunk = file.read(place)
    return (chunk, False, False) if chunk or chunk is None else (chunk, file.replaced(), file.missing())
