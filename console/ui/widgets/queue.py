"""The queue: our own list, since the stock ones repaint everything for one row."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

from textual import events
from textual.message import Message
from textual.strip import Strip

from console.model.item import ItemRow
from console.model.presence import Present
from console.query import Query, sought
from console.ui.pager import Pager
from console.ui.render.line import Line, Span, fit
from console.ui.render.linear import linear_row
from console.ui.render.row import placeholder, render_row
from console.ui.roll import Roll
from console.ui.widgets.painted import Painted

KEPT_STRIPS = 512
SHADED = 8
"""Cells of the cursor's row that are shaded over a line: its sign, place, age and state. Shading the
whole row would send two whole rows for each move."""
NEAR = 2
"""Screens above and below that are fetched ahead."""


class QueueView(Painted):
    """Paints a `Roll`. Keys and acts belong to the screen."""

    class Opened(Message):
        """A row was clicked."""

    def __init__(self, *, id: str, asked: Callable[[], Query] = lambda: Query(())) -> None:
        super().__init__(id=id)
        self.asked = asked
        """What is shown; the words in it are marked."""
        self.roll = Roll()
        self.pager: Pager | None = None
        self.active = True
        self.behind: Callable[[ItemRow], int] = lambda _row: 0
        """How many items a row stands for beside its own."""
        self.present: Callable[[int], Sequence[Present]] = lambda _item_id: ()
        """Colleagues who look at an item."""
        self.moved: Callable[[], None] = lambda: None
        """Called when the cursor is on another item, or the item under it changed: at once, so that what
        tells of it is painted in the same frame as the row."""
        self.held: Callable[[], bool] = lambda: False
        """Whether the mouse must not move the cursor now."""
        self.note: Line = ()
        """What stands in place of rows: loading, nothing there, nothing matches."""
        self._strips: OrderedDict[tuple[object, ...], Strip] = OrderedDict()
        self._anchor_at = 0
        self._seen: tuple[int | None, tuple[int, ...]] = (None, ())

    def now(self) -> datetime:
        return self.console_app.now()

    def row(self, item_id: int | None) -> ItemRow | None:
        return None if item_id is None or self.pager is None else self.pager.get(item_id)

    @property
    def current(self) -> ItemRow | None:
        return self.row(self.roll.cursor)

    def reach(self) -> tuple[int, int]:
        """First and last row of the range that is being drawn; the last before the first if none is."""
        roll = self.roll
        at = roll.spine.index_of(roll.anchor, self._anchor_at)
        if at is None:
            return 0, -1
        self._anchor_at = at
        return min(at, roll.index), max(at, roll.index)

    def selected(self, index: int, item_id: int) -> bool:
        """Whether a row is marked, or within the range that is being drawn."""
        if item_id in self.roll.marks:
            return True
        if self.roll.anchor is None:
            return False
        first, last = self.reach()
        return first <= index <= last

    def paint(self, y: int, width: int) -> tuple[Line, str]:
        roll = self.roll
        if not len(roll.spine):
            return (self.note if y == 1 else ()), ""
        index = roll.top + y
        if index >= len(roll.spine):
            return (), ""
        row = self.row(roll.spine[index])
        over = ("cursor" if self.active else "cursor-off") if index == roll.index else ""
        if row is None:
            return placeholder(self.words), over
        marked = self.selected(index, row.id)
        if self.marks.linear:
            spoken = linear_row(
                row,
                self.now(),
                self.words,
                marked=marked,
                behind=self.behind(row),
                present=self.present(row.id),
            )
            return fit(spoken, width, fill=False), over
        spans = render_row(
            row,
            width,
            self.now(),
            self.words,
            self.marks,
            marked=marked,
            behind=self.behind(row),
            sought=sought(self.asked()),
            present=self.present(row.id),
        )
        if over and not marked:
            # A sign as well as a shade: not every terminal shows the shade.
            spans = (Span(self.marks["cursor"], "accent"), *spans[1:])
        return spans, over

    def draw(self, y: int) -> Strip:
        roll, width = self.roll, self.size.width
        index = roll.top + y
        row = self.row(roll.spine[index]) if index < len(roll.spine) else None
        if row is None:
            return super().draw(y)
        minute = int(self.now().timestamp()) // 30
        here = index == roll.index
        key = (
            row.id,
            row.revision,
            row.wave,
            self.behind(row),
            width,
            here,
            here and self.active,
            self.selected(index, row.id),
            minute,
            sought(self.asked()),
            tuple(self.present(row.id)),
        )
        strip = self._strips.get(key)
        if strip is None:
            strip = super().draw(y)
            if here and self.console_app.remote and not self.marks.linear:
                strip = Strip.join([strip.crop(0, SHADED), self._unshaded(y).crop(SHADED, width)])
            self._strips[key] = strip
            while len(self._strips) > KEPT_STRIPS:
                self._strips.popitem(last=False)
        return strip

    def restyle(self) -> None:
        self._strips.clear()
        super().restyle()

    def _unshaded(self, y: int) -> Strip:
        spans, _ = self.paint(y, self.size.width)
        return self.palette.strip(spans, self.size.width, self.background)

    def settle(self) -> None:
        """After anything changed in the roll: ask for rows, repaint what moved, tell who listens."""
        roll = self.roll
        # The same number of rows from the same top can stand in another order.
        view = (roll.cursor, tuple(roll.visible()))
        before, self._seen = self._seen, view
        self.ask()
        if before[1] != view[1] or roll.anchor is not None:
            # A range that is being drawn reaches to the cursor: all between may look different.
            self.repaint_changed()
        elif before[0] != view[0]:
            self.repaint_item(before[0])
            self.repaint_item(view[0])
        if before[0] != view[0]:
            self.moved()

    def ask(self) -> None:
        if self.pager is None:
            return
        roll = self.roll
        near = roll.height * NEAR
        ahead = roll.spine.slice(roll.top - near, roll.top + roll.height + near)
        self.pager.want(roll.visible(), ahead)

    def repaint_item(self, item_id: int | None) -> None:
        if item_id is None:
            return
        for y, shown in enumerate(self.roll.visible()):
            if shown == item_id:
                self.repaint_line(y)

    def repaint_items(self, ids: Sequence[int]) -> None:
        wanted = set(ids)
        for y, shown in enumerate(self.roll.visible()):
            if shown in wanted and self._painted.get(y) != self.draw(y):
                self.repaint_line(y)
        if self.roll.cursor in wanted:
            self.moved()

    def on_resize(self) -> None:
        self._strips.clear()
        self.roll.resized(self.size.height)
        self.settle()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def _scroll(self, rows: int) -> None:
        if not self.held():
            self.roll.move(rows)
            self.settle()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        index = self.roll.top + event.y
        if index < len(self.roll.spine) and not self.held():
            if index == self.roll.index:
                self.post_message(self.Opened())
            self.roll.move(index - self.roll.index)
            self.settle()
