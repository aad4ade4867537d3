"""A place that is mostly lines to read, some of which can be chosen."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult

from console.commands import Args, Command
from console.ui.latest import Latest
from console.ui.render.line import Line
from console.ui.screens import undoing
from console.ui.screens.base import Place
from console.ui.widgets.painted import Reader

STALE = 4
"""Beats between redrawings for the sake of countdowns: one a second."""


class Reading(Place):
    """Subclasses give `lines`; with `picks` set there, j and k go from one to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = Latest(self._draw, self._trouble)
        self.picks: Sequence[int] = ()
        """Lines that can be chosen; empty scrolls instead."""
        self.pick = 0
        self._beats = 0

    def body(self) -> ComposeResult:
        yield Reader(id="reader")

    @property
    def reader(self) -> Reader:
        return self.query_one("#reader", Reader)

    @property
    def room(self) -> int:
        """Cells that a line may fill."""
        return max(20, self.reader.size.width - 1)

    async def lines(self, width: int) -> Sequence[Line]:
        """What there is to read, as it stands now."""
        raise NotImplementedError

    async def _draw(self, keep: bool) -> None:
        if self.query_one_optional("#reader") is None:
            return
        lines = await self.lines(self.room)
        if self.query_one_optional("#reader") is None:
            # The operator has left while we read.
            return
        self.reader.show(lines, keep=keep)
        self.choose(self.pick)
        self.drawn()

    def drawn(self) -> None:
        """The lines stand: show what stands beside them."""

    def _trouble(self, error: Exception) -> None:
        self.console_app.trouble(error)

    def choose(self, pick: int) -> None:
        if not self.picks:
            self.reader.cursor = None
            return
        self.pick = max(0, min(pick, len(self.picks) - 1))
        if self.reader.cursor != self.picks[self.pick]:
            self.reader.select(self.picks[self.pick])

    async def fill(self) -> None:
        self.reading.wish(False)
        await self.reading.idle()

    def on_unmount(self) -> None:
        self.reading.close()

    async def changed(self, subjects: set[str]) -> None:
        await super().changed(subjects)
        self.reading.wish(True)

    def beat(self) -> None:
        super().beat()
        self._beats += 1
        if self.ready and self._beats % STALE == 0 and self.app.screen is self:
            self.reading.wish(True)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        if self.ready:
            self.call_after_refresh(self.reading.wish, True)

    def after(self, command: Command) -> None:
        self.reading.wish(True)

    def _step(self, picks: int, lines: int) -> None:
        if self.picks:
            self.choose(self.pick + picks)
            self.chosen()
        else:
            self.reader.scroll(lines)

    def chosen(self) -> None:
        """The cursor moved to another pick."""

    def do_undo(self) -> None:
        undoing.ask(self)

    def do_down(self) -> None:
        self.with_down({"count": self.times})

    def do_up(self) -> None:
        self.with_up({"count": self.times})

    def do_half_down(self) -> None:
        self._step(5, max(1, self.reader.size.height // 2))

    def do_half_up(self) -> None:
        self._step(-5, -max(1, self.reader.size.height // 2))

    def do_top(self) -> None:
        self.with_top({"row": int(self.count or 1)})

    def do_bottom(self) -> None:
        self.with_bottom({"row": int(self.count)} if self.count else {})

    def with_down(self, args: Args) -> None:
        count = int(str(args.get("count", 1)))
        self._step(count, count)

    def with_up(self, args: Args) -> None:
        count = int(str(args.get("count", 1)))
        self._step(-count, -count)

    def with_top(self, args: Args) -> None:
        row = int(str(args.get("row", 1)))
        self._step(-len(self.picks), -len(self.reader.lines))
        self._step(row - 1, row - 1)

    def with_bottom(self, args: Args) -> None:
        if "row" in args:
            self.with_top(args)
        else:
            self._step(len(self.picks), len(self.reader.lines))
