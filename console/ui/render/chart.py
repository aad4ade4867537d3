"""Volume and negatives against what was expected, in blocks or in ASCII."""

from collections.abc import Sequence

from console.desk.answers import Band
from console.ui.render.line import Line, Span, pad, wrapped
from console.ui.render.marks import Marks

_EIGHTHS = " ▁▂▃▄▅▆▇█"
AXIS = 6
"""Cells of the scale at the left."""


def chart_lines(band: Sequence[Band], width: int, height: int, legend: str, marks: Marks) -> list[Line]:
    """Bars of volume with the negatives as their lower part, and the upper bound as a line.

    Args:
        band: Buckets of five minutes, oldest first.
        width: Cells, scale included.
        height: Lines of the drawing itself; legend and times come below.
        legend: One line that names the signs.
        marks: Decides between blocks and ASCII.
    """
    if marks.linear:
        # A drawing says nothing when it is read aloud; its numbers stand below in words.
        return []
    room = max(4, width - AXIS - 1)
    shown = list(band[-room:])
    if not shown:
        return [(Span(legend, "dim"),)]
    each = max(1, min(3, room // len(shown)))
    top = max(1.0, *(max(one.volume, one.upper or 0) for one in shown))
    lines: list[Line] = []
    for row in range(height - 1, -1, -1):
        scale = f"{top:.0f}" if row == height - 1 else f"{top / 2:.0f}" if row == height // 2 else ""
        cells = [_cell(one, row, top, height, each, marks) for one in shown]
        lines.append((Span(pad(scale, AXIS - 1, right=True) + " ", "faint"), *cells))
    lines.append(_times(shown, each))
    return [*lines, *wrapped(legend, width, "dim", AXIS)]


def _cell(one: Band, row: int, top: float, height: int, each: int, marks: Marks) -> Span:
    """One bucket's piece of one line."""
    full = one.volume / top * height - row
    bad = one.negatives / top * height - row
    bound = one.upper is not None and row == min(height - 1, int(one.upper / top * height))
    if bound and full >= 1 and not marks.ascii:
        # The bound shows through the bar that broke it.
        return Span("╌" * each, "bound")
    if full >= 0.125:
        style = "chart-neg" if bad >= min(1.0, full) / 2 else "volume"
        if marks.ascii:
            return Span(("x" if style == "chart-neg" else "#") * each, style)
        return Span(_EIGHTHS[min(8, int(full * 8))] * each, style)
    if bound:
        return Span(("-" if marks.ascii else "╌") * each, "band")
    if one.expected is not None and row == int(one.expected / top * height):
        return Span(("." if marks.ascii else "·") * each, "faint")
    return Span(" " * each)


def _times(shown: Sequence[Band], each: int) -> Line:
    first, last = (f"{one.bucket_at.astimezone():%H:%M}" for one in (shown[0], shown[-1]))
    space = len(shown) * each - len(first) - len(last)
    return (Span(" " * AXIS + first + " " * max(1, space) + last, "faint"),)
