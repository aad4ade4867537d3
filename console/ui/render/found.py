"""Text with the words marked that a filter looked for: bold and underlined, so that no colour is needed."""

from collections.abc import Sequence
from functools import lru_cache

from console.query import Hit, hits
from console.ui.render.line import Line, Span, cell_len, folded

STYLE = "hit"
LEAD = 4
"""A snippet begins so that a quarter of its width stands before the word."""


@lru_cache(maxsize=512)
def _hits(phrases: tuple[str, ...], text: str) -> Sequence[Hit]:
    return hits(phrases, text)


def pieces(text: str, style: str, found: Sequence[Hit], at: int = 0) -> list[Span]:
    """A part of a text as spans.

    Args:
        text: The part.
        style: Of what is no hit.
        found: Hits in the whole text, in order.
        at: Where in the whole text the part begins.
    """
    spans: list[Span] = []
    done = 0
    for hit in found:
        start, end = max(hit.start - at, done), min(hit.end - at, len(text))
        if start >= end:
            continue
        if start > done:
            spans.append(Span(text[done:start], style))
        spans.append(Span(text[start:end], STYLE))
        done = end
    if done < len(text) or not spans:
        spans.append(Span(text[done:], style))
    return spans


def paragraph(text: str, width: int, style: str, phrases: tuple[str, ...]) -> list[Line]:
    """A text folded into lines of at most `width` cells."""
    found = _hits(phrases, text) if phrases else ()
    return folded(pieces(text, style, found), width)


def snippet(text: str, width: int, style: str, phrases: tuple[str, ...]) -> list[Span]:
    """A text for the `width` cells left of a row; it begins later if its first hit is beyond them."""
    line = text.replace("\n", " ")
    found = _hits(phrases, line) if phrases else ()
    if not found or cell_len(line[: found[0].end]) <= width:
        return pieces(line, style, found)
    start = _beginning(line, found[0].start, width // LEAD)
    return [Span("… ", "faint"), *pieces(line[start:], style, found, start)]


def _beginning(line: str, word: int, cells: int) -> int:
    """Where to begin so that about `cells` stand before `word`; at a word of its own where there is one."""
    start = word
    while start > 0 and cells > 0:
        start -= 1
        cells -= cell_len(line[start])
    blank = line.find(" ", start, word)
    return blank + 1 if start and blank >= 0 else start
