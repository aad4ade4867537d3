"""Tokens of English texts, each known by one letter that says which rules it takes part in."""

import re
import string
from dataclasses import dataclass

from console.judge.vader_library import Library

_MOST, _LONGEST = 32_768, 40
"""Tokens that are remembered, and the letters of the longest: some 10 MB in all."""

# A capital letter stands for a token in capitals.
_INERT = "n"
_QUIET = "q"
"""Says something only beside another: "of" in a phrase, "at" before "least"."""
_BUT = "b"
_ACTIVE = "x"
"""Changes what comes after it: a booster, a negation."""
_KEY = "j"
"""The word by which a phrase without a word of the lexicon is known."""
_WEIGHED = "l"
_WEIGHED_KEY = "k"
"""A word of the lexicon whose weight may be another by what it stands in: a phrase, "no good", "kind of"."""

HIT = re.compile("[lkLK]")
RULED = re.compile("[xjkXJK]")
"""What before a word makes the rules apply to it."""
PHRASED = re.compile("[jkJK]")
SELF_RULED = frozenset("kK")

_CHANGING = frozenset({"so", "this", "least"})
_BESIDE = frozenset({"at", "very", "or", "nor", "of", "doubt"})


@dataclass(frozen=True, slots=True)
class Word:
    written: str
    lower: str
    upper: bool
    known: bool
    """Whether it is in the lexicon; what stands there is looked over as a neighbour."""
    weight: float
    strength: float
    """What it adds to a good word as a booster."""
    negates: bool


NOTHING = Word("", "", False, False, 0.0, 0.0, False)


class Tokens(dict[str, str]):
    """Letters of tokens as they stand between blanks, found when they are first asked for.

    Args:
        data: Lexicon and word lists.
    """

    def __init__(self, data: Library) -> None:
        super().__init__()
        self._data = data
        self._words: dict[str, Word] = {}
        phrases = [key.split() for key in (*data.phrases, *data.boosters) if " " in key]
        self._phrased = frozenset(word for phrase in phrases for word in phrase)
        self._keys = frozenset(
            max(phrase, key=len) for phrase in phrases if not any(word in data.lexicon for word in phrase)
        )

    def __missing__(self, raw: str) -> str:
        word = self._read(raw)
        letter = self._letter(word)
        if word.upper:
            letter = letter.upper()
        if len(raw) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
                self._words.clear()
            self[raw] = letter
        return letter

    def word(self, raw: str) -> Word:
        """What is known of a token whose letter is not the inert one."""
        word = self._words.get(raw)
        if word is None:
            word = self._read(raw)
            if len(raw) <= _LONGEST:
                self._words[raw] = word
        return word

    def near(self, raws: list[str], letters: str, start: int, end: int) -> list[Word]:
        """The words of a stretch; inert ones are nothing."""
        return [
            NOTHING if letter in "nN" else self.word(raw)
            for letter, raw in zip(letters[start:end], raws[start:end], strict=True)
        ]

    def _read(self, raw: str) -> Word:
        stripped = raw.strip(string.punctuation)
        # The library takes what is left of one or two letters for an emoticon.
        written = stripped if len(stripped) > 2 else raw
        lower = written.lower()
        known = lower in self._data.lexicon
        return Word(
            written=written,
            lower=lower,
            upper=written.isupper(),
            known=known,
            weight=self._data.lexicon[lower] if known and lower not in self._data.boosters else 0.0,
            strength=self._data.boosters.get(lower, 0.0),
            negates=lower in self._data.negations or "n't" in lower,
        )

    def _letter(self, word: Word) -> str:
        lower = word.lower
        if word.known and not word.strength:
            return _WEIGHED_KEY if lower in self._phrased or lower in ("no", "kind") else _WEIGHED
        if word.negates or word.strength or lower in _CHANGING:
            return _ACTIVE
        if lower in self._keys:
            return _KEY
        if lower == "but":
            return _BUT
        return _QUIET if lower in self._phrased or lower in _BESIDE else _INERT
