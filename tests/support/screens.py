"""The console over a real store, driven by a pilot."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.keys import key_to_character
from textual.pilot import Pilot

from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.message import RawMessage
from console.priority import PriorityWeights
from console.sla import Promises
from console.store.sqlite import SqliteStore
from console.ui.app import Console
from console.ui.screens.base import Place
from console.ui.session import UiSettings
from console.ui.widgets.painted import Bar, Reader
from console.ui.widgets.queue import QueueView
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, desk_on, ingest, open_store, raw

SIZES = ((80, 24), (200, 50))
_NUDGE = 2.0
"""Seconds after which a screen that owes a frame is woken."""
_NEVER = 86_400.0
"""Seconds between what the console does by itself, longer than any test."""


@dataclass
class OpenSession:
    desk: LocalDesk
    store: SqliteStore
    closed: bool = False
    shared: bool = True

    async def close(self) -> None:
        self.closed = True
        await self.store.close()


def some_day() -> list[RawMessage]:
    """A handful of threads, the angriest first in the queue."""
    texts = [
        ("m1", "kari", "Your app is terrible, I hate it and I lost my money!"),
        ("m2", "ola", "When do you open on Saturday?"),
        ("m3", "siri", "Love the new card, thank you so much"),
        ("m4", "per", "This is awful. Nobody answers the phone, worst bank ever."),
        ("m5", "liv", "Is the branch in Bergen closed?"),
        ("m6", "nils", "Thanks for the quick help yesterday"),
    ]
    return [
        raw(name, text, handle=f"{who}@fjord.example", at=START - timedelta(minutes=40 - place * 5))
        for place, (name, who, text) in enumerate(texts)
    ]


@dataclass
class Driver:
    """What a test says and sees."""

    app: Console
    pilot: Pilot[int]
    desk: LocalDesk
    store: SqliteStore
    clock: FastClock

    async def press(self, *keys: str) -> None:
        """Keys as a person presses them: each answered before the next."""
        for key in keys:
            field = self.app.screen.focused
            self._send(key)
            # In a field a key goes up through every widget before it is an action, and comes back.
            await self.settle(rounds=3 if field is None else 8)

    async def burst(self, *keys: str) -> None:
        """Keys of a fast typist, or of a line that held them back: all at once."""
        for key in keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        """What the terminal's driver does; a pilot would wait for a quiet processor after each key."""
        event = Key(key, key if len(key) == 1 else key_to_character(key))
        event.set_sender(self.app)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(event)

    async def type(self, text: str) -> None:
        """Text into the field that has the focus, in one piece; a line break at its end is Enter."""
        if self.app.screen.focused is None:
            await self.press(*(_KEY_NAMES.get(char, char) for char in text))
            return
        self.app.post_message(Paste(text.removesuffix("\n")))
        await self.settle()
        if text.endswith("\n"):
            await self.press("enter")

    async def settle(self, rounds: int = 3) -> None:
        """Until no key, act or reading is under way."""
        settled = asyncio.create_task(self._settled(rounds))
        while not (await asyncio.wait((settled,), timeout=_NUDGE))[0]:
            # In a real console the tick wakes a screen whose timer for painting slept; here it is held.
            self.app.screen.refresh()
        await settled

    async def _settled(self, rounds: int) -> None:
        for _ in range(rounds):
            await self._painted()
            screen = self.app.screen
            if isinstance(screen, Place):
                await screen.keys_done.wait()
            await self.app.workers.wait_for_complete()
            reading = getattr(screen, "reading", None)
            if reading is not None:
                await reading.idle()
            narrowing = getattr(screen, "narrowing", None)
            if narrowing is not None:
                await narrowing.latest.idle()
            board = getattr(screen, "board", None)
            if board is not None:
                await board.tally.idle()
        await self._painted()

    async def _painted(self) -> None:
        """Until all messages are handled, and what they asked to do after the next frame is done."""
        await self.pilot._wait_for_screen()
        painted = asyncio.Event()
        if self.app.is_running and self.app.screen.call_after_refresh(painted.set):
            await painted.wait()
        await self.pilot._wait_for_screen()

    async def tick(self) -> None:
        """What the clock does four times a second."""
        live = self.app.live
        assert live is not None
        await live.resting.wait()
        await self.app._tick()
        await live.resting.wait()
        await self.settle()

    async def bring(self, *raws: RawMessage, channel: str = CHANNEL) -> None:
        await ingest(self.store, *raws, channel=channel, at=self.clock.now())
        await self.tick()

    def screen(self) -> str:
        """Everything on the screen as plain text."""
        width, height = self.app.size
        del width, height
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in lines)

    def bar(self, name: str) -> str:
        lines = list(self.app.screen.query_one(f"#{name}", Bar)._lines)
        if name == "ask-label":
            # What is asked, and what stands below the answer.
            lines += self.app.screen.query_one("#ask-below", Bar)._lines
        return "\n".join("".join(span.text for span in line) for line in lines)

    @property
    def foot(self) -> str:
        return self.bar("foot")

    @property
    def queue(self) -> QueueView:
        return self.app.screen_stack[1].query_one(QueueView)

    def reader(self, name: str = "thread") -> str:
        lines: Iterable[object] = self.app.screen.query_one(f"#{name}", Reader).lines
        return "\n".join("".join(span.text for span in line) for line in lines)  # type: ignore[attr-defined]


_KEY_NAMES = {
    " ": "space",
    "\n": "enter",
    ":": "colon",
    "/": "slash",
    "?": "question_mark",
    "!": "exclamation_mark",
}


@asynccontextmanager
async def console_on(
    folder: Path,
    *raws: RawMessage,
    size: tuple[int, int] = (80, 24),
    settings: UiSettings | None = None,
    name: str = "kari",
    promises: Promises | None = None,
    weights: PriorityWeights | None = None,
    actor: Actor | None = None,
) -> AsyncIterator[Driver]:
    """Open the console on a store in `folder`, filled with `raws`, for one who may do all, or as given."""
    clock = FastClock()
    store = await open_store(folder, clock, promises, weights)
    desk = desk_on(store, clock, name)
    desk.actor = actor or desk.actor
    if raws:
        await ingest(store, *raws)
    session = OpenSession(desk, store)

    async def open_desk() -> OpenSession:
        return session

    app = Console(open_desk, settings or UiSettings(lang="en"))
    try:
        with pytest.MonkeyPatch.context() as patch:
            # A busy machine would let these strike between any two lines of a test: `tick` is called instead.
            patch.setattr("console.ui.live.TICK", _NEVER)
            patch.setattr("console.ui.app.REPAINT", _NEVER)
            async with app.run_test(size=size) as pilot:
                driver = Driver(app, pilot, desk, store, clock)
                await app.opened.wait()
                await driver.settle()
                yield driver
    finally:
        if not session.closed:
            await session.close()
