"""How a text sounds, by a linear model over words, pairs of words and pieces of words; and the blend with rules.

The model adds up what each word carries for negative, neutral and positive, divides by the square root of how
many pieces the text has, and adds what the rules (VADER or our own) found. So each word's share is exact.
Weights are in `data/tone.LANG.model`, made by `python -m benchmarks.train_sentiment`.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from zlib import crc32, decompress

from console.judge.grams import coded, rows_of
from console.judge.score import Score

LENGTHS, BITS = (3, 4, 5), 17
_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*|!+|\?+|\.\.+|…|<3|[:;=]-?[()DPp/|*]"
    r"|[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]"
)
_STRETCHED = re.compile(r"(.)\1{2,}")
_READ = 2000
_WORDS_KEPT = 30_000

Triple = tuple[float, float, float]
"""One number each for negative, neutral and positive."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What the words of a text carry.

    Args:
        odds: Sum for negative, neutral and positive, before the rules are asked.
        parts: Words in order with how much they speak for positive rather than negative, in logarithms of odds.
    """

    odds: Triple
    parts: tuple[tuple[str, float], ...]


def tokens(text: str) -> list[str]:
    """Lower-case words, runs of marks, emoticons and emoji; what is stretched is shortened."""
    found: list[str] = _TOKEN.findall(text[:_READ].lower().replace("’", "'"))
    if _STRETCHED.search(text):
        return [_STRETCHED.sub(r"\1\1", token) for token in found]
    return found


def rows_of_token(token: str) -> list[int]:
    """Rows of one token: a word has pieces, a mark is itself."""
    if token[0].isalpha():
        return rows_of(token, LENGTHS, BITS)
    return [crc32(token[:2].encode()) & ((1 << BITS) - 1)]


def row_of_pair(first: str, second: str) -> int:
    return crc32(coded(f"{first} {second}")) & ((1 << BITS) - 1)


def traits(score: Score) -> Triple:
    """What the blend hears of the rules: praise, complaint, and that they found nothing."""
    return (max(score.compound, 0.0), max(-score.compound, 0.0), 0.0 if score.parts else 1.0)


class Tone:
    """The model of one language. Deterministic; keeps what it knows of words, bounded."""

    def __init__(self, lang: str) -> None:
        file = files("console.judge").joinpath("data", f"tone.{lang}.model")
        head, _, body = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        self.name = f"tone-{lang}-{told['version']}"
        self._scale: float = told["scale"]
        self._bias: Sequence[float] = told["bias"]
        self._rules: Sequence[Sequence[float]] = told["rules"]
        self._table = memoryview(decompress(body)).cast("b")
        self._known: dict[str, tuple[int, int, int, int]] = {}

    def sound(self, text: str) -> Sound:
        """What the words of a masked text carry."""
        words = tokens(text)
        table = self._table
        carried: list[list[int]] = []
        pieces = 0
        for word in words:
            bad, even, good, count = self._known.get(word) or self._learn(word)
            carried.append([bad, even, good])
            pieces += count
        for place in range(1, len(words)):
            row = 3 * row_of_pair(words[place - 1], words[place])
            pieces += 1
            bad, even, good = table[row], table[row + 1], table[row + 2]
            if bad or even or good:
                here = carried[place]
                here[0] += bad
                here[1] += even
                here[2] += good
        factor = self._scale / math.sqrt(pieces) if pieces else 0.0
        bad, even, good = (sum(one[side] for one in carried) for side in range(3))
        return Sound(
            (factor * bad, factor * even, factor * good),
            tuple(
                (word, factor * (one[2] - one[0])) for word, one in zip(words, carried, strict=True)
            ),
        )

    def blend(self, sound: Sound, score: Score) -> Triple:
        """Probabilities of negative, neutral and positive, given what the rules found too."""
        told = traits(score)
        odds = [
            self._bias[side] + sound.odds[side] + sum(map(_times, self._rules[side], told))
            for side in range(3)
        ]
        return shares(odds)

    def _learn(self, word: str) -> tuple[int, int, int, int]:
        if len(self._known) >= _WORDS_KEPT:
            self._known.clear()
        table = self._table
        places = rows_of_token(word)
        self._known[word] = found = (
            sum(table[3 * place] for place in places),
            sum(table[3 * place + 1] for place in places),
            sum(table[3 * place + 2] for place in places),
            len(places),
        )
        return found


def _times(weight: float, told: float) -> float:
    return weight * told


def shares(odds: Sequence[float]) -> Triple:
    """Probabilities of logarithms of odds (softmax)."""
    most = max(odds)
    bad, even, good = (math.exp(one - most) for one in odds)
    whole = bad + even + good
    return bad / whole, even / whole, good / whole
