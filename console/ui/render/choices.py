"""What stands below a line that is typed: the choices for its next word, and where it is wrong."""

from collections.abc import Sequence

from console.ui.render.line import Line, Span, cell_len, cut

GAP = "   "


def choices(options: Sequence[str], width: int, chosen: int | None = None) -> Line:
    """As many choices as fit, the chosen one in sight and set off."""
    if not options:
        return ()
    first = 0
    if chosen is not None:
        while first < chosen and sum(cell_len(one) + len(GAP) for one in options[first : chosen + 1]) > width:
            first += 1
    spans = [Span(" ", "bar-dim")]
    left = width - 1
    for place, option in enumerate(options[first:], first):
        if cell_len(option) > left and place > first:
            break
        spans.append(Span(cut(option, left), "bar-key" if place == chosen else "bar-dim"))
        spans.append(Span(GAP, "bar-dim"))
        left -= cell_len(option) + len(GAP)
    return tuple(spans)


def pointer(column: int, text: str, width: int) -> Line:
    """A caret below a column, and what is wrong there beside it, on the side that has room."""
    column = max(0, min(column, width - 1))
    if cell_len(text) + column + 2 <= width or column < width // 2:
        return (Span(" " * column + "^ " + cut(text, width - column - 2), "bar-bad"),)
    said = cut(text, column - 1)
    return (Span(" " * (column - 1 - cell_len(said)) + said + " ^", "bar-bad"),)
