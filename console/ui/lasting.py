"""A terminal that may be gone: writing to it must neither end the writer nor hold up leaving.

Textual's writer is a thread with a short queue. When the line drops, its write raises, the thread ends, and
whoever then fills the queue waits for ever, before a hang-up could be heard of.
"""

from collections.abc import Callable
from io import TextIOWrapper
from typing import TextIO, cast

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver


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
    """Textual's driver, writing to a terminal that may be gone."""

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

    def _hung_up(self) -> None:
        """On the writer's thread: nobody can see the console any more, so it leaves."""
        leave = getattr(self._app, "leave", self._app.exit)
        self._loop.call_soon_threadsafe(leave)


def lasting(chosen: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual chose."""
    return LastingDriver if chosen is LinuxDriver else chosen
