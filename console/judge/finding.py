"""Finding the tokens of a text."""

import re

_LETTER, _WRITTEN = r"[^\W\d_]", r"[^\W_]"
_SPACE = ord(" ")


def _of_latin(kind: str) -> str:
    return "".join(char for char in map(chr, range(256)) if re.fullmatch(kind, char))


class Finder:
    r"""Finds what a pattern of letters (`[^\W\d_]`), letters with digits (`[^\W_]`) and signs finds.

    Most texts are of Latin-1, where one table of 256 tells what a letter is: half the time of asking what
    Unicode says of each character. Where nothing in such a text makes more of a word than its letters, that
    table cuts it, in a quarter of the time; the tokens are the same.

    Args:
        pattern: Words are its first kind of character on end.
        signs: What is a token by itself, each one character.
        beyond: Characters and a run in small letters with which a text must be left to the pattern.
    """

    def __init__(self, pattern: str, *, signs: str = "", beyond: str, run: str = "\n") -> None:
        self.pattern = re.compile(pattern)
        narrow = pattern
        for kind in (_LETTER, _WRITTEN):
            narrow = narrow.replace(kind, f"[{re.escape(_of_latin(kind))}]")
        self._narrow = re.compile(narrow)
        kept = _of_latin(_WRITTEN if _WRITTEN in pattern else _LETTER) + signs
        self._cut = bytes(code if chr(code) in kept else _SPACE for code in range(256))
        self._signs = [(sign.encode("latin-1"), f" {sign} ".encode("latin-1")) for sign in signs]
        self._beyond, self._run = (beyond + "\n").encode("latin-1"), run.encode("latin-1")

    def all(self, text: str) -> list[str]:
        """Each of them, as written."""
        try:
            data = text.encode("latin-1")
        except UnicodeEncodeError:
            return self.pattern.findall(text)
        if len(data.translate(None, self._beyond)) < len(data) or self._run in data.lower():
            return self._narrow.findall(text)
        for sign, apart in self._signs:
            if sign in data:
                data = data.replace(sign, apart)
        return data.translate(self._cut).decode("latin-1").split()
