"""Finding the tokens of a text."""

import re

from console.text import is_latin

_LETTER, _WRITTEN = r"[^\W\d_]", r"[^\W_]"


def _latin(kind: str) -> str:
    found = (char for char in map(chr, range(256)) if re.fullmatch(kind, char))
    return f"[{re.escape(''.join(found))}]"


class Finder:
    r"""Finds what a pattern of letters (`[^\W\d_]`), letters with digits (`[^\W_]`) and signs finds.

    Most texts are of Latin-1, where one table of 256 tells what a letter is: half the time of asking what
    Unicode says of each character, for the same tokens.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        narrow = pattern.replace(_LETTER, _latin(_LETTER)).replace(_WRITTEN, _latin(_WRITTEN))
        self._narrow = re.compile(narrow)

    def all(self, text: str) -> list[str]:
        """Each of them, as written."""
        pattern = self._narrow if is_latin(text) else self.pattern
        found: list[str] = pattern.findall(text)
        return found
