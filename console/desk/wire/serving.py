"""One client at the desk: reads what it asks, answers, and tells it what moves."""

import asyncio
import contextlib
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw

from console import __version__
from console.desk.local import LocalDesk
from console.desk.wire import lines
from console.desk.wire.errors import failed
from console.desk.wire.frames import (
    LONGEST_ANSWER,
    SILENCE,
    VERSION,
    Answer,
    Ask,
    Asked,
    Beat,
    Ended,
    Held,
    Hello,
    Part,
    Seated,
    Sorry,
    Stop,
    Told,
    Welcome,
)
from console.desk.wire.methods import PROGRESS, methods
from console.errors import BeredtError, InputError, NotAllowed
from console.model.event import Change
from console.text import one_line

GREETING = 5.0
"""Seconds in which a client says hello."""
AT_ONCE = 16
"""Questions of one client that are worked on at a time; the next wait."""
MOST_ASKED = 256
"""Questions of one client that may wait or be worked on; more are refused."""
MOST_BYTES = 1 << 22
"""Bytes of their lines together; a question beyond them is refused, unless it is the only one."""
TOO_MANY, TOO_LONG = "too many questions at once", "these questions are too long together"
GATHERED = 0.04
"""Seconds of changes that are told as one."""
MOST_TOLD = 2000
"""Changes that are told one by one; of more than these the client is told that it missed some."""
UNREAD = 60.0
"""Seconds after which a client is let go that reads nothing of what waits for it."""
MOST_HELD = 10_000
"""Items that a client can have claimed before its connection broke."""
MOST_WAITING = 1 << 21
"""Bytes unread by a client above which it is told of no more changes until it reads."""

_asked = msgspec.json.Decoder(Asked)


class Serving:
    """Ends when the client does, is silent from the start, or sends what is no frame."""

    def __init__(
        self, desk: LocalDesk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lease: float
    ) -> None:
        self.desk = desk
        self._reader = reader
        self._writer = writer
        self._lease = lease
        self._work: dict[int, asyncio.Task[None]] = {}
        self._bytes = 0
        """Of the lines of all that is in `_work`: as long as a question is there, so is its line."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self._moved: list[Change] = []
        self._stirred = asyncio.Event()
        self._number = 0
        self._heard = 0.0
        self._told_held: set[int] = set()
        self._told_who = self.desk.actor
        self.desk.reseated = self._stirred.set

    async def run(self) -> None:
        """Raises InputError for what is no frame, OSError for a broken connection."""
        if not await self._greeted():
            return
        stop = self.desk.subscribe(self._noted)
        telling = asyncio.create_task(self._tell())
        telling.add_done_callback(lambda _task: self._writer.transport.abort())
        beating = asyncio.create_task(self._renew())
        try:
            await self._answer_all()
        finally:
            stop()
            self.desk.leave()
            rest = [telling, beating, *self._work.values()]
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

    async def _greeted(self) -> bool:
        async with asyncio.timeout(GREETING):
            hello = await lines.read(self._reader, _asked)
        if not isinstance(hello, Hello):
            return False
        if (hello.version, hello.program) != (VERSION, __version__):
            what = f"this console is Beredt {one_line(hello.program[:20])}, and the watch is {__version__}"
            fix = "start the console again; if that does not help, update it"
            lines.write(self._writer, Sorry(what, fix, __version__))
            return False
        # What of it was lost meanwhile is not renewed over its new holder.
        held = hello.held[:MOST_HELD]
        rows = await self.desk.rows(held) if held else ()
        self.desk.claimed.update(row.id for row in rows if row.holder == self.desk.actor.name)
        self._told_held = set(self.desk.claimed)
        if hello.brief:
            self.desk.claim_for_long()
        self._told_who = who = self.desk.actor
        return lines.write(
            self._writer, Welcome(VERSION, __version__, who.name, self.desk.hold(), who.duty, who.dms)
        )

    async def _answer_all(self) -> None:
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        while (found := await lines.sized(self._reader, _asked)) is not None:
            frame, size = found
            self._heard = loop.time()
            # Whoever sends without end must not keep the others from being heard.
            await asyncio.sleep(0)
            match frame:
                case Ask():
                    if frame.id in self._work:
                        raise InputError("two questions have one number")
                    much = bool(self._work) and self._bytes + size > MOST_BYTES
                    if much or len(self._work) >= MOST_ASKED:
                        what = TOO_LONG if much else TOO_MANY
                        self._send(failed(frame.id, NotAllowed(what, fix="ask fewer")))
                        continue
                    self._bytes += size
                    self._work[frame.id] = task = asyncio.create_task(self._worked(frame))
                    task.add_done_callback(partial(self._ended, frame.id, size))
                case Stop(id=number):
                    if number in self._work:
                        self._work[number].cancel()
                case Beat(idle=idle, unreached=unreached):
                    self.desk.idle_for(idle)
                    self.desk.reached(not unreached)
                case Hello():
                    raise InputError("hello was said twice")

    async def _worked(self, ask: Ask) -> None:
        try:
            async with self._room:
                await self._work_on(ask)
        except Exception as error:
            self._send(failed(ask.id, error))

    def _ended(self, number: int, size: int, _task: asyncio.Task[None]) -> None:
        # Here and not in the work itself: what is stopped before it begins ends as well.
        self._bytes -= size
        self._work.pop(number, None)
        self._tell_held()

    async def _work_on(self, ask: Ask) -> None:
        method = methods().get(ask.name)
        if method is None:
            raise InputError(f"the desk knows no {ask.name[:40]!r}")
        given: dict[str, Any] = method.unpack(ask.given)
        if method.reports is not None:
            given[PROGRESS] = lambda value: self._send(Part(ask.id, _packed(value)))
        called = getattr(self.desk, method.name)
        if not method.iterated:
            answer = _packed(await called(**given))
            if memoryview(answer).nbytes > LONGEST_ANSWER - 1000:
                raise InputError("the answer is too long", fix="ask for a part of it")
            self._send(Answer(ask.id, answer))
            return
        async with contextlib.aclosing(called(**given)) as parts:
            async for part in parts:
                self._send(Part(ask.id, _packed(part)))
                # Whoever reads slowly is not sent ahead of what they may want to stop.
                await self._writer.drain()
        self._send(Ended(ask.id))

    def _send(self, frame: msgspec.Struct) -> None:
        lines.write(self._writer, frame)

    # ── what moves ──────────────────────────────────────────────────────────────────────────────────
    def _noted(self, change: Change) -> None:
        if len(self._moved) <= MOST_TOLD:
            self._moved.append(change)
        self._stirred.set()

    async def _tell(self) -> None:
        while True:
            await self._stirred.wait()
            await asyncio.sleep(GATHERED)
            self._stirred.clear()
            self._tell_who()
            moved, self._moved = self._moved, []
            if not moved:
                continue
            missed = len(moved) > MOST_TOLD or self._waiting() > MOST_WAITING
            changes = [] if missed else await self.desk.open_to_me(list(dict.fromkeys(moved)))
            if missed:
                # A number that nobody is told: the client looks at everything again, once it reads.
                self._number += 1
                async with asyncio.timeout(UNREAD):
                    await self._writer.drain()
            self._number += 1
            self._send(Told(self._number, list(changes)))

    def _tell_who(self) -> None:
        if self.desk.actor != self._told_who:
            self._told_who = who = self.desk.actor
            self._send(Seated(who.name, who.duty, who.dms))

    def _tell_held(self) -> None:
        if self.desk.claimed != self._told_held:
            self._told_held = set(self.desk.claimed)
            self._send(Held(sorted(self._told_held)))

    def _waiting(self) -> int:
        """Bytes that were sent and not read yet."""
        return self._writer.transport.get_write_buffer_size()

    async def _renew(self) -> None:
        """Keep what the client holds, as long as it lives: a stopped or sleeping one holds nothing."""
        loop = asyncio.get_running_loop()
        while True:
            if self.desk.claimed and loop.time() - self._heard < SILENCE:
                with contextlib.suppress(BeredtError):
                    await self.desk.renew_leases()
                self._tell_held()
            await asyncio.sleep(self._lease / 3)


def _packed(value: object) -> Raw:
    return Raw(msgspec.json.encode(value))
