"""What an edit changed, word by word, told with signs and not by colour alone."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from console.ui.render.line import Span

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
    return tuple(_spaced(found))


def _spaced(parts: Sequence[Span]) -> Iterator[Span]:
    for place, part in enumerate(parts):
        if place:
            yield Span(" ")
        yield part


def _stretch(words: list[str], *, first: bool, last: bool) -> list[Span]:
    """What stayed, shortened where it is long."""
    if len(words) <= 2 * _KEPT:
        return [Span(" ".join(words), "faint")]
    head = [] if first else words[:_KEPT]
    tail = [] if last else words[-_KEPT:]
    return [Span(" ".join((*head, "…", *tail)), "faint")]
