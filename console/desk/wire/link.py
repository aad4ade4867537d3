"""A client's connection to the desk: made anew by itself whenever it breaks."""

import asyncio
import contextlib
import logging
import os
import stat
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import uniform
from typing import Any

import msgspec

from console import __version__
from console.desk.wire import lines
from console.desk.wire.errors import raised
from console.desk.wire.frames import (
    BEAT,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    VERSION,
    Answer,
    Ask,
    Beat,
    Ended,
    Failed,
    Held,
    Hello,
    Part,
    Replied,
    Seated,
    Sorry,
    Stop,
    Told,
    Welcome,
)
from console.desk.wire.methods import Method
from console.desk.wire.peer import peer_of
from console.errors import BeredtError, ConnectionLost, InputError, OtherRelease, TurnedAway
from console.model.event import BACK, EVERYTHING, LOST, OUTDATED, Change

GREETING = 12.0
"""Seconds in which the desk lets us in; it asks the system who we are meanwhile, which may take 8."""
BACK_OFF = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between tries to reach it again; the last one goes on."""
PATIENCE = 3.0
"""Seconds that a question waits for a connection that is just being made anew."""

_replied = msgspec.json.Decoder(Replied)
_log = logging.getLogger(__name__)


@dataclass
class _Question:
    parts: asyncio.Queue[Answer | Part | Ended | Failed | ConnectionLost] = field(
        default_factory=asyncio.Queue
    )


class Link:
    """Asks, and hears what moves. One for each console."""

    def __init__(
        self,
        path: Path,
        publish: Callable[[Change], None],
        *,
        brief: bool = False,
        held: Sequence[int] = (),
    ) -> None:
        self.path = path
        self._brief = brief
        self.welcome: Welcome | None = None
        """The newest."""
        self._publish = publish
        self._writer: asyncio.StreamWriter | None = None
        self._up = asyncio.Event()
        self._questions: dict[int, _Question] = {}
        self._newest = 0
        self._number = 0
        self.away: TurnedAway | None = None
        """Why we are not let in any more; tried again all the same."""
        self.held: Sequence[int] = held
        """Items that this console has claimed."""
        self.stirred_at = 0.0
        """When the operator last did something, on the loop's clock."""
        self._unreached = False
        self._keeping: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        return self._up.is_set()

    async def open(self) -> Welcome:
        """Raises TurnedAway if the desk does not want us, ConnectionLost if there is none."""
        self.stirred_at = asyncio.get_running_loop().time()
        reader, welcome = await self._connect()
        self._keeping = asyncio.create_task(self._keep(reader))
        return welcome

    async def close(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────
    async def ask(
        self,
        method: Method,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        progress: Callable[[Any], None] | None = None,
    ) -> Any:
        """Raises what the method raises, or ConnectionLost."""
        async with self._asked(method, args, kwargs) as question:
            while True:
                match await question.parts.get():
                    case Answer(value=value):
                        return msgspec.json.decode(value, type=method.answer)
                    case Part(value=value) if progress is not None:
                        progress(msgspec.json.decode(value, type=method.reports))
                    case Failed() as told:
                        raise raised(told)
                    case ConnectionLost() as lost:
                        raise lost

    async def iterate(
        self, method: Method, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> AsyncIterator[Any]:
        """Each part of the answer; whoever iterates no further stops it there. Raises as `ask` does."""
        async with self._asked(method, args, kwargs) as question:
            while True:
                match await question.parts.get():
                    case Part(value=value):
                        yield msgspec.json.decode(value, type=method.answer)
                    case Ended():
                        return
                    case Failed() as told:
                        raise raised(told)
                    case ConnectionLost() as lost:
                        raise lost

    @contextlib.asynccontextmanager
    async def _asked(
        self, method: Method, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> AsyncIterator[_Question]:
        given = method.pack(args, kwargs)
        if len(given) > LONGEST_QUESTION - 1000:
            raise InputError("this is too much for one question", fix="take it in parts")
        await self._reached()
        self._newest += 1
        number, question = self._newest, _Question()
        self._questions[number] = question
        assert self._writer is not None
        lines.write(self._writer, Ask(number, method.name, msgspec.Raw(given)))
        ended = False
        try:
            yield question
            ended = True
        except BeredtError:
            ended = True
            raise
        finally:
            del self._questions[number]
            if not ended and self.up:
                lines.write(self._writer, Stop(number))

    async def _reached(self) -> None:
        if self.away is not None:
            raise self.away
        try:
            async with asyncio.timeout(PATIENCE):
                await self._up.wait()
        except TimeoutError:
            raise ConnectionLost(
                "the watch can't be reached",
                kept="nothing was done, and what you typed is kept",
                fix="it is tried again by itself",
            ) from None

    # ── the connection ──────────────────────────────────────────────────────────────────────────────
    async def _connect(self) -> tuple[asyncio.StreamReader, Welcome]:
        try:
            async with asyncio.timeout(GREETING):
                reader, writer = await asyncio.open_unix_connection(self.path, limit=LONGEST_ANSWER)
                try:
                    check_server(self.path, writer)
                    lines.write(writer, Hello(VERSION, __version__, sorted(self.held), self._brief))
                    answer = await lines.read(reader, _replied)
                except BaseException:
                    writer.transport.abort()
                    raise
        except (OSError, TimeoutError, InputError) as error:
            raise ConnectionLost(f"the watch at {self.path} does not answer", fix="is it running?") from error
        if isinstance(answer, Sorry):
            writer.transport.abort()
            if answer.program:
                raise OtherRelease(answer.what, fix=answer.fix, release=answer.program)
            raise TurnedAway(answer.what, fix=answer.fix)
        if not isinstance(answer, Welcome):
            writer.transport.abort()
            raise ConnectionLost(f"the watch at {self.path} ended the connection", fix="its log says why")
        self.welcome, self._writer, self._number, self.away = answer, writer, 0, None
        self._up.set()
        return reader, answer

    async def _keep(self, reader: asyncio.StreamReader) -> None:
        while True:
            beating = asyncio.create_task(self._beat())
            try:
                await self._hear(reader)
            except (InputError, OSError) as error:
                _log.warning("the connection to the watch broke: %s", error)
            finally:
                beating.cancel()
                self._drop()
            self._publish(Change(None, LOST, ("channel:watch",)))
            reader = await self._again()
            self._publish(Change(None, BACK, (EVERYTHING,)))

    async def _again(self) -> asyncio.StreamReader:
        tries = 0
        while True:
            # A little apart from each other: all consoles lost it at once.
            await asyncio.sleep(BACK_OFF[min(tries, len(BACK_OFF) - 1)] * uniform(0.7, 1.3))  # noqa: S311
            tries += 1
            try:
                reader, _ = await self._connect()
            except TurnedAway as away:
                self.away = away
                if isinstance(away, OtherRelease):
                    self._publish(Change(None, OUTDATED, (f"release:{away.release}",)))
            except ConnectionLost:
                continue
            else:
                return reader

    def _drop(self) -> None:
        self._up.clear()
        if self._writer is not None:
            self._writer.transport.abort()
        lost = ConnectionLost(
            "the connection to the watch broke",
            kept="what you typed is kept; whether the last act was done is not known",
            fix="look before doing it again",
        )
        for question in self._questions.values():
            question.parts.put_nowait(lost)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        while (frame := await lines.read(reader, _replied)) is not None:
            match frame:
                case Told(number=number, changes=changes):
                    missed, self._number = number != self._number + 1, number
                    for change in changes:
                        self._publish(change)
                    if missed:
                        self._publish(Change(None, BACK, (EVERYTHING,)))
                case Held(items=items):
                    self.held = items
                case Seated(name=name, duty=duty, dms=dms) if self.welcome is not None:
                    self.welcome = msgspec.structs.replace(self.welcome, name=name, duty=duty, dms=dms)
                    # What is open to them is another thing now.
                    self._publish(Change(None, BACK, (EVERYTHING,)))
                case Answer() | Part() | Ended() | Failed():
                    question = self._questions.get(frame.id)
                    if question is not None:
                        question.parts.put_nowait(frame)
                case _:
                    pass

    def reached(self, there: bool) -> None:
        """Whether the operator's terminal answers."""
        self._unreached = not there
        self._tell_idle()

    def _tell_idle(self) -> None:
        if self._writer is not None and self.up:
            idle = asyncio.get_running_loop().time() - self.stirred_at
            lines.write(self._writer, Beat(idle, self._unreached))

    async def _beat(self) -> None:
        while True:
            self._tell_idle()
            await asyncio.sleep(BEAT)


def check_server(path: Path, writer: asyncio.StreamWriter) -> None:
    """Nobody else may sit where the watch should. Raises TurnedAway.

    Trusted is what runs as root, as ourselves, or as the owner of the folder, if nobody but the owner can put
    a socket into it.
    """
    served_by = peer_of(writer.get_extra_info("socket")).uid
    folder = os.stat(path.parent)
    others = folder.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    trusted = {0, os.geteuid()} | (set() if others else {folder.st_uid})
    if served_by not in trusted:
        raise TurnedAway(
            f"{path} is served by user {served_by}, who is not the owner of its folder",
            fix="ask whoever looks after this host before you type anything into it",
        )
