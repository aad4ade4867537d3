"""What an edit changed, word by word, told with signs and not by colour alone."""

from difflib import SequenceMatcher
from functools import lru_cache

from console.ui.render.line import Line, Span, cell_len

LONGEST = 400
"""Words up to which two versions are compared; of longer ones the older is told whole."""
_KEPT = 6
"""Words of an unchanged stretch that are told at its ends."""


@lru_cache(maxsize=256)
def changes(before: str, after: str) -> tuple[Span, ...] | None:
    """`[-removed-]` and `{+added+}` among what stayed; None if the texts are too long to compare."""
    old, new = before.split(), after.split()
    if len(old) > LONGEST or len(new) > LONGEST:
        return None
    found: list[Span] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _stretch(old[i1:i2], first=i1 == 0, last=i2 == len(old))
            continue
        if i1 < i2:
            found.append(Span(f"[-{' '.join(old[i1:i2])}-]", "negative"))
        if j1 < j2:
            found.append(Span(f"{{+{' '.join(new[j1:j2])}+}}", "positive"))
    return tuple(found)


def _stretch(words: list[str], *, first: bool, last: bool) -> list[Span]:
    """What stayed, shortened where it is long."""
    if len(words) <= 2 * _KEPT:
        return [Span(" ".join(words), "faint")]
    head = [] if first else words[:_KEPT]
    tail = [] if last else words[-_KEPT:]
    return [Span(" ".join((*head, "…", *tail)), "faint")]


def flowed(spans: tuple[Span, ...], width: int, indent: int) -> list[Line]:
    """Spans in lines of at most `width` cells, broken at blanks; each keeps its style."""
    lines: list[Line] = []
    current: list[Span] = [Span(" " * indent)]
    used = indent
    for span in spans:
        for word in span.text.split(" "):
            size = cell_len(word)
            if used > indent and used + 1 + size > width:
                lines.append(tuple(current))
                current, used = [Span(" " * indent)], indent
            if used > indent:
                current.append(Span(" "))
                used += 1
            while size > width - indent and width > indent:
                # A word longer than the line, such as an address.
                head = word[: max(1, (width - used) // 2)]
                current.append(Span(head, span.style))
                lines.append(tuple(current))
                current, used = [Span(" " * indent)], indent
                word = word[len(head) :]
                size = cell_len(word)
            current.append(Span(word, span.style))
            used += size
    return [*lines, tuple(current)] if used > indent else lines
