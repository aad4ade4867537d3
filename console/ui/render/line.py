"""Lines made of spans: what every screen is drawn from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size


class Span(NamedTuple):
    """Some text in one named style. Data in it is SafeText; a cut of it is covered by the output gate."""

    text: str
    style: str = ""


Line = tuple[Span, ...]
EMPTY: Line = ()


def line(*parts: str | Span) -> Line:
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part)


def width_of(spans: Iterable[Span]) -> int:
    return sum(cell_len(span.text) for span in spans)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """At most `width` cells of a text; what was cut shows as an ellipsis."""
    if width <= 0:
        return ""
    # Long texts are shortened before they are measured: measuring a million cells takes seconds.
    head = text[: width * 8 + 16]
    if len(head) == len(text) and cell_len(head) <= width:
        return text
    keep = max(0, width - cell_len(ellipsis))
    return (set_cell_size(head, keep).rstrip() if cell_len(head) > keep else head) + ellipsis


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells."""
    shown = cut(text, width)
    space = " " * max(0, width - cell_len(shown))
    return space + shown if right else shown + space


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells, at blanks where there are any."""
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_one(paragraph.rstrip(" "), width)
    return lines


def _wrap_one(text: str, width: int) -> list[str]:
    if len(text) <= width and cell_len(text) <= width:
        return [text]
    lines: list[str] = []
    current, used = "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if current and used + 1 + size <= width:
            current, used = f"{current} {word}", used + 1 + size
            continue
        if current:
            lines.append(current)
        if size > width:
            *full, word = chop_cells(word, width)
            lines += full
            size = cell_len(word)
        current, used = word, size
    return [*lines, current]


def wrapped(text: str, width: int, style: str = "", indent: int = 0) -> list[Line]:
    """A paragraph as lines of one style, indented."""
    space = " " * indent
    return [(Span(space + part, style),) for part in wrap(text, width - indent)]


def folded(spans: Sequence[Span], width: int, indent: int = 0) -> list[Line]:
    """Spans as one text that is broken into lines; each part keeps its style."""
    text = "".join(span.text for span in spans)
    space: Line = (Span(" " * indent),) if indent else ()
    lines: list[Line] = []
    at = 0
    for part in wrap(text, width - indent):
        # Folding leaves out blanks at the folds and nothing else.
        at = text.find(part, at)
        lines.append((*space, *_between(spans, at, at + len(part))))
        at += len(part)
    return lines


def _between(spans: Sequence[Span], start: int, end: int) -> Line:
    kept: list[Span] = []
    at = 0
    for text, style in spans:
        part = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if part:
            kept.append(Span(part, style))
    return tuple(kept) or (Span("", spans[0].style if spans else ""),)


def spread(left: Sequence[Span], right: Sequence[Span], width: int) -> Line:
    """Left part and right part of one line; the left one is cut if both don't fit."""
    room = width - width_of(right)
    return (*fit(left, max(0, room - 1) if right else width, fill=False), *_gap(left, room, right), *right)


def _gap(left: Sequence[Span], room: int, right: Sequence[Span]) -> Line:
    if not right:
        return ()
    used = min(width_of(left), max(0, room - 1))
    return (Span(" " * max(0, room - used)),)


def fit(spans: Sequence[Span], width: int, *, fill: bool = True) -> Line:
    """Spans cut to `width` cells, and filled up with blanks if asked."""
    kept: list[Span] = []
    left = width
    for text, style in spans:
        if left <= 0:
            break
        size = cell_len(text) if len(text) <= left * 8 else left + 1
        if size > left:
            text = cut(text, left)
            size = cell_len(text)
        kept.append(Span(text, style))
        left -= size
        if size and left <= 0:
            break
    if fill and left > 0:
        kept.append(Span(" " * left, kept[-1].style if kept and kept[-1].style == "cursor" else ""))
    return tuple(kept)


__all__ = [
    "EMPTY",
    "Line",
    "Span",
    "cell_len",
    "cut",
    "fit",
    "folded",
    "line",
    "pad",
    "spread",
    "width_of",
    "wrap",
    "wrapped",
]
