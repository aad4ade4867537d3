"""Hashtags as the words that they are made of: #DeleteNordBank, #nordbanknede, #boikottNordbank."""

import re
from collections.abc import Iterable, Sequence

Piece = tuple[str, int, int]
"""A word as written, and where it begins and ends in its text."""

_SIGNS = re.compile(r"[\W_]+")
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "é": "e"})
_DOUBLE = str.maketrans({"å": "aa", "ø": "oe", "ä": "ae", "ö": "oe"})
_LONGEST = 60
"""Letters of a hashtag that is taken apart."""


def joined(names: Iterable[str]) -> tuple[str, ...]:
    """Names as a hashtag writes them, in small letters and also without the letters of the north.

    The longest first, so that "Nordbank Ung" is found before "Nordbank".
    """
    found: dict[str, None] = {}
    for name in names:
        whole = _SIGNS.sub("", name).lower()
        if len(whole) > 1:
            found |= dict.fromkeys((whole, whole.translate(_PLAIN), whole.translate(_DOUBLE)))
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def pieces(word: str, at: int, names: Sequence[str]) -> list[Piece]:
    """The words of a hashtag: the brand's names, and what capitals and digits tell apart.

    Args:
        word: What stands behind the "#", without signs.
        at: Where it begins in its text.
        names: As `joined` gives them.
    """
    small = word.lower()
    if len(word) > _LONGEST or len(small) != len(word):
        return [(word, at, at + len(word))]
    found: list[Piece] = []
    start = 0
    place = 0
    while place < len(word):
        name = next((name for name in names if small.startswith(name, place)), None)
        if name is None:
            place += 1
            continue
        found += _camel(word, start, place, at)
        found.append((word[place : place + len(name)], at + place, at + place + len(name)))
        place = start = place + len(name)
    return found + _camel(word, start, len(word), at)


def _camel(word: str, start: int, end: int, at: int) -> list[Piece]:
    """Words of one stretch: "CancelThem" is two, "FAQPage" is two, "covid19" one with a number behind."""
    found: list[Piece] = []
    begun = start
    for place in range(start + 1, end):
        before, here = word[place - 1], word[place]
        after = word[place + 1] if place + 1 < end else ""
        raised = here.isupper() and (not before.isupper() or (after.islower() and before.isalpha()))
        counted = here.isdigit() and before.isalpha() and word[place:end].isdigit()
        if raised or counted:
            found.append((word[begun:place], at + begun, at + place))
            begun = place
    if begun < end:
        found.append((word[begun:end], at + begun, at + end))
    return found
