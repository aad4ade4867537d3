"""One spelling for the many that people type, so that a word list needs each word once."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "a", "ä": "a", "å": "a", "ø": "o", "ö": "o", "œ": "o", "ß": "s", "'": None, "’": None}
)
_DOUBLE = re.compile(r"([a-z])\1+")
_LEET = str.maketrans("013457", "oieast")
_LONGEST = 40
_SHORT = 4
"""Up to so many letters a double one is all there is to tell words apart: see, BBB, menn."""


def fold(token: str) -> str:
    """A word without what typists leave out, double or cannot type.

    Capitals, accents and apostrophes go; æ, ä, å, ae and aa are one `a`, ø, ö and oe one `o`; a letter that
    stands twice or more stands once in words of five letters or more. Word lists are folded the same way, so
    nothing has to be turned back. Words are cut after 40 characters, which no word of a list reaches.
    """
    word = token[:_LONGEST].lower()
    if word.isascii():
        word = word.replace("'", "")
    elif not (word := word.translate(_LETTERS)).isascii():
        word = "".join(
            char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char)
        ).translate(_LETTERS)
    word = word.replace("ae", "a").replace("oe", "o")
    return _DOUBLE.sub(r"\1", word) if len(word) > _SHORT else word


def plain(word: str) -> str | None:
    """A folded word with digits for letters ("h4cked") in letters; None if it has no such mix."""
    if len(word) < 4 or word.isalpha() or not (word[0].isalpha() and word[-1].isalpha()):
        return None
    return _DOUBLE.sub(r"\1", word.translate(_LEET))


def swapped(word: str) -> list[str]:
    """The words that become this one when two neighbouring letters, but for the first, change places."""
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(1, len(word) - 1)
        if word[at] != word[at + 1]
    ]


def shortened(word: str) -> set[str]:
    """The word with one letter missing, but for the first."""
    return {word[:at] + word[at + 1 :] for at in range(1, len(word))}
