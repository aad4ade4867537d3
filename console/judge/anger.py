"""How angry a text sounds, 0 to 1, with the words that say so: outrage, accusation, profanity, shouting.

Negative is not angry: "sadly, my bag is lost" is the one without the other, and polarity is a poor stand-in.
Lists and rules only, since no labelled anger may be shipped to train on; the figure orders messages and was
never fitted to people's ratings, so 0.6 is no probability.
"""

import math
import re
import string
from dataclasses import dataclass
from itertools import compress, repeat

from console.judge.wordfiles import Lexicon, lexicon

LISTS = ("en", "no", "da", "sv")
"""In other languages only the emoji count."""

_STEEP = 0.85
"""A single word of plain anger (weight 1.1) comes out at 0.6."""
_LOUD, _LOUD_MOST = 0.08, 4
"""What each exclamation mark adds as a share of the words' weight, and how many do."""
_SHOUTED, _SHOUTED_WORDS, _SHOUTED_LEAST = 0.25, 2, 3
"""The same for words in capitals: from how many on, and of how many letters."""
_IN_JEST = 0.67
_REACH = 3
"""Words before that may negate."""
_PRAISED = 2
"""Words after a swear word that may turn it into praise."""
_MOST = 12
"""Findings that are added up; more cannot change the figure."""
_BREAKS = frozenset(".,;:!?…")
_EDGES = string.punctuation + "“”„‘’…«»–—¿¡"


@dataclass(frozen=True, slots=True)
class Anger:
    score: float
    """0 to 1, three decimals."""
    words: tuple[str, ...]
    """What gave it, as written, in order; emoji last."""


CALM = Anger(0.0, ())


class _List:
    """One language: phrases by their first word, the longest first."""

    def __init__(self, words: Lexicon) -> None:
        self.phrases: dict[str, list[tuple[tuple[str, ...], float]]] = {}
        for entry, weight in words.weights.items():
            first, *rest = entry.split("_")
            self.phrases.setdefault(first, []).append((tuple(rest), weight))
        for phrases in self.phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))
        self.negate = words.group("negate")
        self.swear = words.group("swear")
        self.praise = words.group("praise")
        self.jest = words.group("jest")


class AngerMeter:
    """Reads its word lists once; remembers nothing of the texts. Linear in a text's length."""

    def __init__(self) -> None:
        self._lists = {lang: _List(lexicon(f"anger.{lang}.txt")) for lang in LISTS}
        emoji = lexicon("anger.emoji.txt")
        self._emoji = emoji.weights
        self._jest = emoji.group("jest")
        self._drawn = re.compile(f"[{''.join(self._emoji)}]")

    def of(self, masked: str, lang: str | None) -> Anger:
        """The anger in a text.

        Args:
            masked: The text without addresses, handles and brand names.
            lang: Its language, ISO 639-1, or None if unknown.
        """
        words = self._lists.get(lang) if lang else None
        total, shown, in_jest = _of_words(masked, words) if words else (0.0, [], False)
        if not masked.isascii() and (drawn := self._drawn.findall(masked)):
            total += sum(self._emoji[char] for char in drawn[:_MOST])
            shown += dict.fromkeys(drawn)
        if not total:
            return CALM
        if in_jest or not self._jest.isdisjoint(masked):
            total *= _IN_JEST
        total *= 1 + _LOUD * min(masked.count("!"), _LOUD_MOST) + (_SHOUTED if _shouts(masked) else 0.0)
        return Anger(round(1 - math.exp(-_STEEP * total), 3), tuple(shown))


def _of_words(masked: str, words: _List) -> tuple[float, list[str], bool]:
    """Weight of all that was found, the words as written, and whether somebody laughs."""
    tokens = masked.lower().replace("’", "'").split()
    bare = [*map(str.strip, tokens, repeat(_EDGES))]
    total, done = 0.0, 0
    shown: list[str] = []
    for at in compress(range(len(bare)), map(words.phrases.__contains__, bare)):
        if at < done or len(shown) == _MOST:
            continue
        for rest, weight in words.phrases[bare[at]]:
            end = at + 1 + len(rest)
            if not rest or tuple(bare[at + 1 : end]) == rest:
                if weight and not _taken_back(tokens, bare, max(done, at - _REACH), at, words):
                    total += weight
                    shown.append(" ".join(masked.split()[at:end]).strip(_EDGES))
                done = end
                break
    return total, shown, bool(shown) and not words.jest.isdisjoint(bare)


def _taken_back(tokens: list[str], bare: list[str], start: int, at: int, words: _List) -> bool:
    """Negated within its clause, or a swear word that praises."""
    for place in range(at - 1, start - 1, -1):
        if tokens[place][-1] in _BREAKS:
            break
        if bare[place] in words.negate:
            return True
    if bare[at] not in words.swear or tokens[at][-1] in _BREAKS:
        return False
    return not words.praise.isdisjoint(bare[at + 1 : at + 1 + _PRAISED])


def _shouts(masked: str) -> bool:
    shouted = (word for word in masked.split() if len(word) >= _SHOUTED_LEAST and word.isupper())
    return sum(1 for _ in zip(shouted, range(_SHOUTED_WORDS), strict=False)) == _SHOUTED_WORDS
