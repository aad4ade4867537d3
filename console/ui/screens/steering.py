"""Moving in queue and thread, and choosing rows: by counts, by marks, by a range that grows."""

from collections.abc import Callable, Coroutine
from dataclasses import replace

from console.commands import REGISTRY, Args
from console.ui.screens import aiming
from console.ui.screens.beside import Wanted
from console.ui.screens.macros import Macros
from console.ui.widgets.painted import Bar, Reader

FARTHEST = 100_000
"""The last row that a number goes to; beyond it there is the end."""


class Steered(Macros):
    def __init__(self) -> None:
        super().__init__()
        self.in_thread = False
        self._told = 0
        """Arrivals that were announced in the linear mode."""

    def _settled(self) -> None:
        super()._settled()
        if not self.console_app.settings.linear:
            return
        # A line that comes and goes at the top would move every other: it is said at the bottom instead.
        bar, count = self.query_one("#waiting", Bar), len(self.queue.roll.waiting)
        bar.hide(True)
        if count > self._told:
            self.console_app.tell(self.words("queue.waiting", mark="", count=count).strip(), "bar-key")
        self._told = count

    @property
    def reader(self) -> Reader:
        return self.query_one("#thread", Reader)

    def reader_moved(self, wanted: Wanted = "") -> None:
        """The right pane was scrolled; `wanted` is the end that was asked for."""
        raise NotImplementedError

    def _move(self, in_queue: Callable[[], None], in_reader: Callable[[], None]) -> None:
        if self.in_thread:
            in_reader()
            self.reader_moved()
            return
        in_queue()
        self._settled()

    def do_down(self) -> None:
        self.with_down({"count": self.times} if self.count else {})

    def do_up(self) -> None:
        self.with_up({"count": self.times} if self.count else {})

    def with_down(self, args: Args) -> None:
        self._go("down", args, lambda: self.reader.scroll(int(str(args.get("count", 1)))))

    def with_up(self, args: Args) -> None:
        self._go("up", args, lambda: self.reader.scroll(-int(str(args.get("count", 1)))))

    def _go(self, name: str, args: Args, in_reader: Callable[[], None]) -> None:
        if self.in_thread:
            in_reader()
            self.reader_moved()
            return
        self.note(REGISTRY[name], args)
        self.move_by(name, args)

    def do_half_down(self) -> None:
        half = max(1, self.reader.size.height // 2)
        self._move(lambda: self.queue.roll.page(self.times), lambda: self.reader.scroll(half))

    def do_half_up(self) -> None:
        half = max(1, self.reader.size.height // 2)
        self._move(lambda: self.queue.roll.page(-self.times), lambda: self.reader.scroll(-half))

    def do_bottom(self) -> None:
        self.with_bottom({"row": self.times} if self.count else {})

    def with_bottom(self, args: Args) -> None:
        if self.in_thread:
            self.reader.bottom()
            self.reader_moved("bottom")
        elif "row" in args:
            self.to_row(args)
        elif self.queue.roll.last is not None and not self.recording:
            if not self.needs_desk():
                self.travel(self._jumped(self.load_end()))
        else:
            self._go("bottom", args, self.reader.bottom)

    def do_top(self) -> None:
        self.with_top({"row": self.times} if self.count else {})

    def with_top(self, args: Args) -> None:
        if self.in_thread:
            self.reader.to(int(str(args.get("row", 1))) - 1)
            self.reader_moved("top" if "row" not in args else "")
        elif "row" in args:
            self.to_row(args)
        elif not self.recording:
            # Asked anew, so that what an act of ours moved up stands where it belongs.
            if not self.needs_desk():
                if self.queue.roll.first is None:
                    self.queue.roll.to_first()
                    self._settled()
                self.travel(self._jumped(self.load()))
        else:
            self._go("top", args, lambda: self.reader.to(0))

    def to_row(self, args: Args) -> None:
        """The row of that number in the whole queue, whether it was read already or not."""
        row, roll = min(max(1, int(str(args["row"]))), FARTHEST), self.queue.roll
        if (roll.first is None and row <= len(roll.spine)) or self.recording:
            self._go("top", {"row": row}, lambda: None)
        elif not self.needs_desk():
            self.travel(self._jumped(self._far(row)))

    async def _jumped(self, load: Coroutine[object, object, object]) -> None:
        """Go where the rows are not read yet; a range that was begun takes in all that lies between."""
        roll, asked = self.queue.roll, self.asked
        anchor = roll.anchor
        await load
        if anchor is None or roll.cursor is None or self.asked != asked:
            return
        ends = sorted(row.key for row in await self.desk.rows([anchor, roll.cursor]))
        piece = await self.desk.queue_stretch(asked, start=ends[0], end=ends[-1], limit=FARTHEST)
        if self.asked == asked:
            roll.marks.update(piece.ids)
            self.queue.repaint_changed()
            self.show_head()
            self.console_app.tell(self.words("bulk.marked", count=len(roll.marks)), "bar-key")

    async def _far(self, row: int) -> None:
        ids = await self.desk.queue_ids(self.asked, limit=row)
        if ids:
            await self.load_around(ids[-1])

    def busy_text(self) -> str:
        """What the header says first: that a macro is recorded, and how many rows are chosen."""
        text = ""
        if self.recording:
            text = self.words("macro.head", letter=self.recording, count=len(self.steps)) + "  "
        chosen = aiming.selection(self.queue) or len(self.queue.roll.marks)
        return f"{text}{self.console_app.marks['mark']}{self.words.number(chosen)} " if chosen else text

    def do_mark(self) -> None:
        for _ in range(min(self.times, aiming.MOST)):
            self.queue.roll.mark()
            self.queue.repaint_item(self.queue.roll.cursor)
            self.queue.roll.move(1)
        self._settled()

    def do_mark_all(self) -> None:
        """Everything that the filter matches, on this page or not; once more takes the marks away."""
        if self.needs_desk():
            return

        async def work() -> None:
            # The order below the head may be older than what is known.
            # What stands behind a folded row fits the filter too.
            roll, ids = self.queue.roll, await self.desk.queue_ids(replace(self.asked, folded=False))
            roll.marks = set() if roll.marks.issuperset(ids) else set(ids)
            self.queue.repaint_changed()
            self.console_app.tell(self.words("bulk.marked", count=len(roll.marks)), "bar-key")

        self.console_app.act(work)

    def do_mark_range(self) -> None:
        """Draw a range that grows with the cursor; the key again keeps its rows marked."""
        self.queue.roll.mark_range()
        self.queue.repaint_changed()
        self.show_head()
