"""The base of everything that we draw ourselves."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line
from console.ui.render.palette import Palette

if TYPE_CHECKING:
    from console.ui.app import Console
    from console.ui.render.marks import Marks


class Painted(Widget, can_focus=False):
    """Draws one line of spans per row; subclasses say which."""

    ALLOW_SELECT = False
    background = ""
    """The style under a whole line."""

    @property
    def console_app(self) -> "Console":
        return cast("Console", self.app)

    @property
    def words(self) -> Words:
        return self.console_app.words

    @property
    def marks(self) -> "Marks":
        return self.console_app.marks

    @property
    def palette(self) -> Palette:
        return self.console_app.palette

    def paint(self, y: int, width: int) -> tuple[Line, str]:
        """The spans of visible line `y`, and the style that lies under them."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        strip = self._painted[y] = self.draw(y)
        return strip

    def draw(self, y: int) -> Strip:
        width = self.size.width
        spans, over = self.paint(y, width)
        return self.palette.strip(spans, width, over or self.background)

    def restyle(self) -> None:
        """The palette is another one."""
        self.refresh()

    @cached_property
    def _painted(self) -> dict[int, Strip]:
        """What stands on the terminal, by line."""
        return {}

    def repaint_changed(self) -> None:
        """Paint only the lines that look different now: bytes over SSH count."""
        if not self.size.height:
            self.refresh()
            return
        for y in range(self.size.height):
            if not self.console_app.painted or self._painted.get(y) != self.draw(y):
                self.repaint_line(y)

    def repaint_line(self, y: int) -> None:
        """Paint what looks different now in one line: from the first cell that does to the last."""
        if not self.size.height:
            # Out of sight: what was painted before must not come back when it is shown again.
            self.refresh()
        elif 0 <= y < self.size.height:
            first, end = 0, self.size.width
            if (before := self._painted.get(y)) is not None and self.console_app.painted:
                first, end = differing(before, self.draw(y), end)
            if first < end:
                self.refresh(Region(first, y, end - first, 1))


def differing(before: Strip, after: Strip, width: int) -> tuple[int, int]:
    """The cells, the end not included, outside of which two lines look the same; none if all over."""
    one, other = _cells(before), _cells(after)
    if one == other:
        return 0, 0
    if len(one) != len(other) or len(other) != width:
        return 0, width
    first = next(at for at in range(width) if one[at] != other[at])
    last = next(at for at in range(width - 1, -1, -1) if one[at] != other[at])
    # A wide character is painted as a whole.
    while first and other[first][0] == "":
        first -= 1
    end = last + 1
    while end < width and (other[end][0] == "" or one[end][0] == ""):
        end += 1
    return first, end


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What stands in each cell; the second cell of a wide character holds nothing."""
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        if cell_len(text) == len(text):
            cells += [(char, style) for char in text]
            continue
        for char in text:
            size = cell_len(char)
            if not size and cells:
                cells[-1] = (cells[-1][0] + char, style)
            cells += [(char, style), *[("", style)] * (size - 1)][:size]
    return cells


class Bar(Painted):
    """A few lines that are set from outside and cost nothing while they stay the same."""

    def __init__(self, *, id: str, background: str = "bar") -> None:
        super().__init__(id=id)
        self.background = background
        self._lines: Sequence[Line] = ()
        self._hidden = False

    def show(self, lines: Sequence[Line]) -> None:
        if list(lines) == list(self._lines):
            return
        old, self._lines = self._lines, lines
        if len(old) != len(lines):
            self.styles.height = len(lines)
            self._settle()
            self.refresh(layout=True)
            return
        for y, (before, after) in enumerate(zip(old, lines, strict=True)):
            if before != after:
                self.repaint_line(y)

    def hide(self, hidden: bool) -> None:
        """Out of sight, whatever there is to show."""
        self._hidden = hidden
        self._settle()

    def _settle(self) -> None:
        self.display = bool(self._lines) and not self._hidden

    def paint(self, y: int, width: int) -> tuple[Line, str]:
        return (self._lines[y] if y < len(self._lines) else EMPTY), ""


class Reader(Painted):
    """Lines to read, scrolled as a whole. With `cursor` one of them is chosen."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.top = 0
        self.cursor: int | None = None
        """Index of the line that is highlighted."""
        self._pinned = 0

    @property
    def pinned(self) -> int:
        """So many first lines stay where they are, if that leaves room for the others."""
        return self._pinned if self.size.height >= 3 * self._pinned else 0

    def show(self, lines: Sequence[Line], *, keep: bool = False, pinned: int = 0) -> None:
        """Other lines; from their beginning unless `keep`."""
        if keep and pinned == self._pinned and list(lines) == list(self.lines):
            return
        self.lines, self._pinned = lines, pinned
        self.top = min(self.top, self._last_top()) if keep else 0
        if self.marks.linear and (self.cursor is None or not keep):
            self.cursor = self._spoken_from(0, 1)
        if self.cursor is not None:
            self.select(self.cursor)
        self.repaint_changed()

    def paint(self, y: int, width: int) -> tuple[Line, str]:
        index = y if y < self.pinned else self.top + y
        if index >= len(self.lines):
            return EMPTY, ""
        if y == self.size.height - 1 and index < len(self.lines) - 1:
            return self._more(len(self.lines) - 1 - index + 1), ""
        return self.lines[index], "cursor" if index == self.cursor else ""

    def _more(self, count: int) -> Line:
        from console.ui.render.line import Span

        return (Span(self.words("reader.more", count=count), "faint"),)

    def scroll(self, lines: int) -> None:
        if self.marks.linear:
            # Whoever listens goes line by line, over those that part others.
            self.select(self._spoken_from((self.cursor or 0) + lines, 1 if lines > 0 else -1))
            return
        self.to(self.top + lines)

    def _spoken_from(self, index: int, step: int) -> int:
        while 0 < index < len(self.lines) - 1 and not any(span.text.strip() for span in self.lines[index]):
            index += step
        return index

    def to(self, top: int) -> None:
        if self.marks.linear and self.lines:
            self.select(max(0, min(top, len(self.lines) - 1)))
            return
        top = max(0, min(top, self._last_top()))
        if top != self.top:
            self.top = top
            self.repaint_changed()

    def bottom(self) -> None:
        if self.marks.linear:
            self.select(len(self.lines) - 1)
            return
        self.to(self._last_top())

    def select(self, index: int | None) -> None:
        """Highlight a line and bring it into view."""
        if index is not None:
            index = max(0, min(index, len(self.lines) - 1)) if self.lines else None
        if index is not None:
            height = max(1, self.size.height - 1)
            if not self.top <= index < self.top + height:
                self.top = max(0, min(index - height // 2, self._last_top()))
        self.cursor = index
        self.repaint_changed()

    def _last_top(self) -> int:
        return max(0, len(self.lines) - max(1, self.size.height))

    def on_resize(self) -> None:
        self.top = min(self.top, self._last_top())
