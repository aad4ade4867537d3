"""The console's shell.

`run(open_desk, settings=UiSettings(...))` is the entry. It is synchronous, blocks until the operator leaves,
and returns the exit code (0, or 3 when the desk could not be opened or the screen failed; one sentence has
then been written to stderr). Before it is imported, `console.ui.environment.settle(os.environ)` must have
been called, and `open_desk` must not have imported anything heavy: the frame is painted first, then
`await open_desk()` runs on the app's event loop as a worker. What takes long in there (importing httpx, the
judge's models) belongs into `asyncio.to_thread`, so that keys are answered meanwhile. A BeredtError from
`open_desk` is shown as its sentence. `Session.close()` is awaited on every way out, SIGHUP and SIGTERM too.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import App, ScreenStackError
from textual.driver import Driver
from textual.events import CursorPosition, Event, InputEvent
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer

from console import interpreter
from console.errors import BeredtError
from console.ui.environment import over_ssh
from console.ui.farewell import farewell, give_back
from console.ui.gate import OutputGate
from console.ui.lasting import lasting
from console.ui.locales import Words, language
from console.ui.longact import LongAct
from console.ui.reach import Reach
from console.ui.render.palette import Palette
from console.ui.said import Said
from console.ui.session import Carried, OpenDesk, UiSettings
from console.ui.theme import THEME, dress_for, wear
from console.ui.title import Title

if TYPE_CHECKING:
    # The rest comes when the first frame stands: its imports take as long as the frame itself.
    from console.commands.keymap import Keymap
    from console.desk.answers import Done
    from console.desk.protocol import Desk, Session
    from console.ui.live import Live
    from console.ui.render.marks import Marks
    from console.ui.screens.base import Place

REPAINT = 0.25
"""Seconds without a resize after which everything is painted anew."""
CLOSING = 5.0
"""Seconds that the flow gets to stop before we leave anyway."""


class Console(App[int], inherit_bindings=False):
    """Owns the session and what all screens share; screens own what they show."""

    CSS_PATH = "styles/console.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Beredt"

    def __init__(self, open_desk: OpenDesk, settings: UiSettings) -> None:
        self.settings = settings
        self.words = Words(language(settings.lang, os.environ), ascii=settings.ascii)
        self.marks: Marks
        self.keymap: Keymap
        self.session: Session | None = None
        self.live: Live | None = None
        self.failure: str | None = None
        """One sentence for stderr once the terminal is ours no more."""
        self.unsaved = settings.carried.text if settings.carried is not None else ""
        """A text that no desk took, for stderr once the terminal is ours no more."""
        self.typed: list[str] = []
        """What was typed while such a text is taken up again."""
        self.carried: Carried | None = None
        """What is taken along where we leave to start anew."""
        self.said = Said(self._show_feet)
        self.window = Title(lambda: self._driver)
        self.history: Sequence[str] = ()
        """Lines given with `:`, oldest first."""
        self.mouse_on = True
        self.remote = over_ssh(os.environ)
        self.reach = Reach(self._ask_terminal, self._reached)
        self.painted = True
        """What was painted stands on the terminal; not so from a resize until all was painted anew."""
        self._open_desk = open_desk
        self._acting = asyncio.Lock()
        self.long = LongAct()
        self._gate = OutputGate()
        self._repaint: Timer | None = None
        self._furnished = False
        self.opened = asyncio.Event()
        """Set when the desk is open and the inbox shows it."""
        self.palette: Palette
        self.dress = dress_for(os.environ)
        """How many colours the terminal has: `rich`, `ansi` or `mono`."""
        super().__init__(ansi_color=True if self.dress != "rich" else None)
        wear(self, settings.theme)

    # ── the frame ───────────────────────────────────────────────────────────────────────────────────
    def get_default_screen(self) -> Screen[object]:
        from console.ui.screens.opening import Opening

        return Opening()

    def get_driver_class(self) -> type[Driver]:
        return lasting(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._gate]

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(name, self.leave)
            except (NotImplementedError, RuntimeError, ValueError):
                # Not the main thread: whoever runs us there has the signals.
                break
        self.call_after_refresh(lambda: self.run_worker(self._open(), group="open", exit_on_error=False))

    async def _open(self) -> None:
        try:
            await asyncio.to_thread(import_module, "console.ui.screens.inbox")
            from console.ui.live import TICK, Live
            from console.ui.screens.asking import HISTORY

            await self._furnish()
            self.session = await self._open_desk()
            self.live = Live(self.session.desk, self._changed)
            await self.live.renew(set(), everything=True)
            chosen = await self.session.desk.get_setting(THEME)
            if chosen:
                wear(self, chosen)
            self.history = (await self.session.desk.get_setting(HISTORY) or "").splitlines()
        except Exception as error:
            self._fail(error)
            self.exit(3, return_code=3)
            return
        self.live.start()
        for place in self.places:
            await place.opened()
        if self.settings.again is not None:
            # Once the disk has another release, nothing of this one can be imported any more.
            await asyncio.to_thread(import_module, "console.ui.anew")
        if self.settings.carried is not None:
            from console.ui import anew

            anew.unpack(self, self.settings.carried)
        self.set_interval(TICK, self._tick)
        self.set_timer(interpreter.SETTLING, interpreter.settle)
        self.opened.set()
        # Asked for next, by an alert or a reply, and not loaded yet by whoever attached.
        await asyncio.to_thread(import_module, "console.reply.preflight")

    async def _furnish(self) -> None:
        """The inbox covers the first frame, which stays below it."""
        from console.commands.keymap import Keymap
        from console.commands.layouts import LAYOUTS
        from console.ui.render.linear import spoken_signs
        from console.ui.render.marks import Marks
        from console.ui.screens.inbox import Inbox

        linear = self.settings.linear
        signs = spoken_signs(self.words) if linear else None
        self.marks = Marks(ascii=self.settings.ascii or linear, spoken=signs)
        self.keymap = Keymap(self.settings.keys, LAYOUTS[self.settings.keyboard])
        self.words.key = lambda name: self.keymap.label(name, ascii_only=self.marks.ascii)
        self._furnished = True
        inbox = Inbox()
        await self.push_screen(inbox)
        await inbox.standing.wait()

    @property
    def places(self) -> "Iterator[Place]":
        """The open places, from the inbox up."""
        if not self._furnished:
            return
        from console.ui.screens.base import Place

        for screen in tuple(self.screen_stack):
            if isinstance(screen, Place):
                yield screen

    @property
    def desk(self) -> "Desk | None":
        return self.session.desk if self.session is not None else None

    def now(self) -> datetime:
        return self.session.desk.now() if self.session is not None else datetime.now(UTC)

    def go(self, name: str) -> None:
        """Open a place, or return to it if it is open below."""
        from console.ui.screens import places

        places.go(self, name)

    def on_resize(self) -> None:
        """Once it rests, paint all: a terminal cuts off what did not fit, and textual does not know."""
        self.painted = False
        if self._repaint is not None:
            self._repaint.stop()
        self._repaint = self.set_timer(REPAINT, self.paint_all)

    def paint_all(self) -> None:
        self.set_timer(REPAINT, self._trust)
        # Nothing is left to paint when the last screen is gone.
        with contextlib.suppress(ScreenStackError):
            self.screen.refresh()

    def _trust(self) -> None:
        self.painted = True

    async def on_event(self, event: Event) -> None:
        if isinstance(event, CursorPosition):
            self.reach.answered(time.monotonic())
        if isinstance(event, InputEvent) and self.session is not None:
            self.reach.stirred(time.monotonic())
            self.session.desk.stirred()
        await super().on_event(event)

    def _ask_terminal(self, question: str) -> None:
        if self._driver is not None:
            self._driver.write(question)

    def _reached(self, there: bool) -> None:
        if self.session is not None:
            self.session.desk.reached(there)

    # ── what changes ────────────────────────────────────────────────────────────────────────────────
    async def _tick(self) -> None:
        if self.live is None:
            return
        if self.remote and self.session is not None and self.session.shared:
            self.reach.beat(time.monotonic())
        try:
            await self.live.tick()
        except Exception as error:
            self.trouble(error)
        if release := self.live.outdated():
            from console.ui import anew

            await anew.start(self, release)
        try:
            await self._be_seen(self.live)
        except BeredtError as error:
            self.trouble(error)
        if self.live.rings() and self.settings.bell:
            self.bell()
        alert = self.live.alert
        self.window.show(None if alert is None or alert.id in self.live.over else alert, self.words)
        self.said.tick()
        for place in self.places:
            place.beat()

    async def _be_seen(self, live: "Live") -> None:
        """Let colleagues see which item is looked at or answered, unless the operator wants to be alone."""
        from console.ui.screens.inbox import Inbox

        inbox = next((place for place in self.places if isinstance(place, Inbox)), None)
        if inbox is not None and inbox.ready:
            quiet = inbox.quiet or self.screen is not inbox or not self.reach.there
            item_id = None if quiet else inbox.queue.roll.cursor
            await live.look(item_id, writing=item_id is not None and inbox.composer.is_open)

    async def _changed(self, subjects: set[str]) -> None:
        for place in self.places:
            await place.changed(subjects)

    def act(
        self,
        work: Callable[[], "Awaitable[Done | None]"],
        then: Callable[[], None] | None = None,
        *,
        apart: bool = False,
    ) -> None:
        """Do something that may wait: one after the other, in the order it was asked for, or `apart`."""
        turn = contextlib.nullcontext() if apart else self._acting
        self.run_worker(self._act(work, then, turn), group="acts", exit_on_error=False)

    async def _act(
        self,
        work: Callable[[], "Awaitable[Done | None]"],
        then: Callable[[], None] | None,
        turn: contextlib.AbstractAsyncContextManager[None],
    ) -> None:
        async with turn:
            try:
                done = await work()
            except Exception as error:
                self.trouble(error)
                return
        if done is not None:
            from console.text import one_line

            undo = "  " + self.words("foot.undo") if done.undoable else ""
            self.tell(one_line(self.words.said(done.text)) + undo, "bar-good")
        if then is not None:
            then()

    async def look_around(self) -> None:
        """After an act in a crisis the next key must know what stands now, not what the last tick saw."""
        if self.live is not None:
            await self.live.renew(set(), everything=True)

    # ── what is said ────────────────────────────────────────────────────────────────────────────────
    def _fail(self, error: BaseException) -> str:
        """The sentence about an error, kept for stderr."""
        from console.ui import failure

        self.failure = self.failure or failure.sentence(error, self.settings.log_file, self.words)
        return self.failure

    def tell(self, text: str, style: str = "bar") -> None:
        """Say something in the footer of whatever screen is on top."""
        self.said.tell(text, style)

    def _show_feet(self) -> None:
        for place in self.places:
            place.show_foot()

    def trouble(self, error: Exception) -> None:
        from console.ui import failure

        self.tell(failure.sentence(error, self.settings.log_file, self.words), "bar-bad")
        if not isinstance(error, BeredtError) and self.is_headless:
            # Tests must see what an operator is spared.
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print the traceback with all local variables, tokens among them.
        self._return_code = 3
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fail(error)
        self._close_messages_no_wait()

    # ── the way out ─────────────────────────────────────────────────────────────────────────────────
    def leave(self) -> None:
        """Save what is half written, then go."""
        self.run_worker(self._leave(), group="leave", exclusive=True, exit_on_error=False)

    async def _leave(self) -> None:
        for place in self.places:
            try:
                await place.leaving()
            except Exception as error:
                self._fail(error)
        self.window.restore()
        self.exit(0)

    async def close_session(self) -> None:
        """Idempotent; called when the message loop has ended, whatever the reason."""
        if self.live is not None:
            self.live.close()
        session, self.session = self.session, None
        if session is not None:
            try:
                async with asyncio.timeout(CLOSING):
                    await session.close()
            except Exception as error:
                self._fail(error)

    async def on_unmount(self) -> None:
        await self.close_session()


async def _run(app: Console, mouse: bool) -> None:
    try:
        await app.run_async(mouse=mouse)
    finally:
        await app.close_session()


def run(open_desk: OpenDesk, *, settings: UiSettings | None = None) -> int:
    """Show the console until the operator leaves; returns the exit code."""
    interpreter.hurry()
    chosen = settings or UiSettings()
    app = Console(open_desk, chosen)
    app.mouse_on = chosen.mouse if chosen.mouse is not None else not over_ssh(os.environ)
    try:
        asyncio.run(_run(app, app.mouse_on))
        if app.carried is not None and chosen.again is not None:
            chosen.again.start(app.carried)
    except OSError as error:
        if app.carried is None:
            raise
        app.failure = app.words("foot.not-anew", reason=error.strerror or "")
        app.unsaved = app.carried.text
    finally:
        if app.carried is not None:
            give_back(app.carried.modes)
    farewell(app.failure, app.unsaved + "".join(app.typed))
    return app.return_code or (3 if app.failure else 0)
