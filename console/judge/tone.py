"""How a text sounds, by a linear model over words, their pairs and their pieces; and the blend with rules.

The model adds up what each word carries for negative, neutral and positive, divides by the square root of how
many pieces the text has, and adds what the rules (VADER or our own) found. So each word's share is exact.
Weights are in `data/tone.LANG.model`, made by `python -m benchmarks.train_sentiment`.
"""

import json
import math
import re
from array import array
from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
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
_HIGHER, _FIELD = 128, 20
"""Twenty bits hold the sum of more pieces than a word can have."""

Triple = tuple[float, float, float]
"""One number each for negative, neutral and positive."""


Carried = tuple[int, int, int, int]
"""The same as whole numbers, before scaling, and of how many pieces."""


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
        table = memoryview(decompress(body)).cast("b").tolist()
        # A row's three weights in one number, each 128 higher so that rows are added without borrowing.
        packed = (
            bad + _HIGHER | (even + _HIGHER) << _FIELD | (good + _HIGHER) << 2 * _FIELD
            for bad, even, good in zip(table[::3], table[1::3], table[2::3], strict=True)
        )
        self._rows = array("q", packed)
        self._last: tuple[str, list[str], list[Carried]] = ("", [], [])
        self._known: dict[str, Carried] = {}
        self._pairs: dict[tuple[str, str], Carried] = {}

    def sound(self, text: str) -> Triple:
        """What the words of a masked text carry for each side, in logarithms of odds."""
        bad = even = good = pieces = 0
        for known in self._carried(text)[1]:
            bad += known[0]
            even += known[1]
            good += known[2]
            pieces += known[3]
        factor = self._factor(pieces)
        return factor * bad, factor * even, factor * good

    def parts(self, text: str) -> tuple[tuple[str, float], ...]:
        """Words in order, how much each speaks for positive, not negative; a pair counts with its second.

        They add up to the difference between the sides of `sound`.
        """
        words, carried = self._carried(text)
        factor = self._factor(sum(known[3] for known in carried))
        shares = [known[2] - known[0] for known in carried[: len(words)]]
        for place, known in enumerate(carried[len(words) :], 1):
            shares[place] += known[2] - known[0]
        return tuple((word, factor * share) for word, share in zip(words, shares, strict=True))

    def _carried(self, text: str) -> tuple[list[str], list[Carried]]:
        """The words, and what each of them carries, then each pair of neighbours."""
        if self._last[0] is not text:
            known, pairs, words = self._known, self._pairs, tokens(text)
            found = [known.get(word) or self._learn(word) for word in words]
            found += [pairs.get(pair) or self._pair(pair) for pair in pairwise(words)]
            # What a text sounds like is asked first, and then which words it was.
            self._last = (text, words, found)
        return self._last[1], self._last[2]

    def _factor(self, pieces: int) -> float:
        return self._scale / math.sqrt(pieces) if pieces else 0.0

    def blend(self, sound: Triple, score: Score) -> Triple:
        """Probabilities of negative, neutral and positive, given what the rules found too."""
        told = traits(score)
        odds = [
            self._bias[side] + sound[side] + sum(map(_times, self._rules[side], told)) for side in range(3)
        ]
        return shares(odds)

    def _learn(self, word: str) -> Carried:
        if len(self._known) >= _WORDS_KEPT:
            self._known.clear()
        places = rows_of_token(word)
        self._known[word] = found = _apart(sum(map(self._rows.__getitem__, places)), len(places))
        return found

    def _pair(self, pair: tuple[str, str]) -> Carried:
        if len(self._pairs) >= _WORDS_KEPT:
            self._pairs.clear()
        self._pairs[pair] = found = _apart(self._rows[row_of_pair(*pair)], 1)
        return found


def _apart(packed: int, pieces: int) -> Carried:
    lift, field = _HIGHER * pieces, (1 << _FIELD) - 1
    return (
        (packed & field) - lift,
        (packed >> _FIELD & field) - lift,
        (packed >> 2 * _FIELD) - lift,
        pieces,
    )


def _times(weight: float, told: float) -> float:
    return weight * told


def shares(odds: Sequence[float]) -> Triple:
    """Probabilities of logarithms of odds (softmax)."""
    most = max(odds)
    bad, even, good = (math.exp(one - most) for one in odds)
    whole = bad + even + good
    return bad / whole, even / whole, good / whole
