"""A terminal that may be gone: writing to it must neither end the writer nor hold up leaving.

And one that the next release takes over, with what is typed meanwhile.

Textual's writer is a thread with a short queue. When the line drops, its write raises, the thread ends, and
whoever then fills the queue waits for ever, before a hang-up could be heard of.
"""

import signal
import termios
import threading
from collections.abc import Callable
from io import TextIOWrapper
from typing import TextIO, cast

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

from console.ui.session import Carried

WAITING = 0.05
"""Seconds between two looks whether keys may be read, or the console ends."""
IFLAG, LFLAG = 0, 3
"""Where the input and the local modes stand in what `termios.tcgetattr` answers."""


class Lasting:
    """A text file that swallows what is written once nobody is there; `on_gone` is called once."""

    def __init__(self, file: TextIO, on_gone: Callable[[], None]) -> None:
        self._file = file
        self._on_gone = on_gone
        self.gone = False

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        if not self.gone:
            try:
                return self._file.write(text)
            except OSError:
                self._lost()
        return len(text)

    def flush(self) -> None:
        if not self.gone:
            try:
                self._file.flush()
            except OSError:
                self._lost()

    def _lost(self) -> None:
        self.gone = True
        self._on_gone()


class LastingDriver(LinuxDriver):
    """Textual's driver, on a terminal that may be gone, or that the next release takes over as it is."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("TextIOWrapper", Lasting(cast("TextIO", self._file), self._hung_up))
        self._carried: Carried | None = getattr(getattr(app, "settings", None), "carried", None)
        self._may_read = threading.Event()
        if self._carried is None or not self._carried.typing:
            self._may_read.set()
        self._handed_on = False
        """The next release takes the terminal as it is."""

    # ── taken over from the release before ──────────────────────────────────────────────────────────
    def start_application_mode(self) -> None:
        carried, self._carried = self._carried, None
        if carried is not None and not carried.typing:
            # Typed while nothing was to be seen, and meant for no answer.
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types
        # Textual's own handler waits in the interpreter, which can leave a signal lying until something else
        # happens: the window kept its old size. asyncio's is woken by a byte.
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)
        if carried is None:
            return
        # Not to be heard while nobody could handle it; asyncio and Textual have taken the others.
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        if carried.modes is not None and self.attrs_before is not None:
            self.attrs_before[IFLAG], self.attrs_before[LFLAG] = carried.modes

    def _resized(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self._app.post_message(Resize(size, size))

    def run_input_thread(self) -> None:
        while not self._may_read.wait(WAITING):
            if self.exit_event.is_set():
                return
        super().run_input_thread()

    def read(self) -> None:
        """There is a place for what is typed; until now it waited in the terminal."""
        self._may_read.set()

    # ── handed on to the next release ───────────────────────────────────────────────────────────────
    def hush(self) -> None:
        """Read no more: what is typed from now on waits in the terminal. Blocks for 0.2 s."""
        self.exit_event.set()
        if self._key_thread is not None:
            self._key_thread.join()
        self.exit_event.clear()

    def hand_on(self) -> tuple[int, int] | None:
        """Leave the terminal as it is in the end; returns its input and local modes from before us."""
        before, self.attrs_before = self.attrs_before, None
        self._handed_on = before is not None
        return (before[IFLAG], before[LFLAG]) if before is not None else None

    def read_on(self) -> None:
        """The opposite of `hush`."""
        self._key_thread = threading.Thread(target=self._run_input_thread, name="textual-input")
        self._key_thread.start()

    def disable_input(self) -> None:
        if not self._handed_on:
            super().disable_input()
            return
        # Textual's own throws away what is typed.
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()

    def _hung_up(self) -> None:
        """On the writer's thread: nobody can see the console any more, so it leaves."""
        leave = getattr(self._app, "leave", self._app.exit)
        self._loop.call_soon_threadsafe(leave)


def lasting(chosen: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual chose."""
    return LastingDriver if chosen is LinuxDriver else chosen
