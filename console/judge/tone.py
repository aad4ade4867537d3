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
from itertools import accumulate
from operator import add
from sys import byteorder
from typing import NamedTuple
from zlib import crc32, decompress

from console.judge.finding import Finder
from console.judge.grams import coded, row_set, rows_of
from console.judge.kept import Kept
from console.judge.score import Score

LENGTHS, BITS = (3, 4, 5), 17
_TOKEN = Finder(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*|!+|\?+|\.\.+|…|<3|[:;=]-?[()DPp/|*]"
    r"|[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]"
)
_STRETCHED = re.compile(r"(.)\1{2,}")
_READ = 2000
_WORDS_KEPT = 30_000
_MASK = (1 << BITS) - 1
_HIGHER = 128
_EVEN, _GOOD, _COUNT, _SIDE = 24, 48, 72, (1 << 24) - 1
"""Where the sums for each side lie in one number, and how many pieces there are; each has 24 bits."""
_STRETCHED_IN = 1 << 96
"""Above them, the mark of a word to shorten where the text itself is stretched, not only in small letters."""

Triple = tuple[float, float, float]
"""One number each for negative, neutral and positive."""


def tokens(text: str) -> list[str]:
    """Lower-case words, runs of marks, emoticons and emoji; what is stretched is shortened."""
    found = _TOKEN.all(text[:_READ].lower().replace("’", "'"))
    if _STRETCHED.search(text):
        return [_STRETCHED.sub(r"\1\1", token) for token in found]
    return found


def rows_of_token(token: str) -> list[int]:
    """Rows of one token: a word has pieces, a mark is itself."""
    if token[0].isalpha():
        return rows_of(token, LENGTHS, BITS)
    return [crc32(token[:2].encode()) & _MASK]


def rows_of_pairs(words: Sequence[str]) -> list[int]:
    """A row for each pair of neighbours."""
    whole = coded(" ".join(words))
    starts = [*accumulate([len(word) + 1 for word in words], initial=0)]
    return [crc32(whole[start : end - 1]) & _MASK for start, end in zip(starts, starts[2:], strict=False)]


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
        self._rows = _rows(decompress(body))
        self._known = Kept(_WORDS_KEPT, self._of_token)
        self._last = _Sounded("", [], [], [], 0, 0)

    def sound(self, text: str) -> Triple:
        """What the words of a masked text carry for each side, in logarithms of odds."""
        heard = self._sounded(text)
        total, pieces = heard.total, heard.pieces
        factor, lift = self._factor(pieces), _HIGHER * pieces
        bad, even = total & _SIDE, total >> _EVEN & _SIDE
        return factor * (bad - lift), factor * (even - lift), factor * ((total >> _GOOD & _SIDE) - lift)

    def parts(self, text: str) -> tuple[tuple[str, float], ...]:
        """Words in order, how much each speaks for positive, not negative; a pair counts with its second.

        They add up to the difference between the sides of `sound`.
        """
        heard = self._sounded(text)
        factor = self._factor(heard.pieces)
        shares = [(one >> _GOOD & _SIDE) - (one & _SIDE) for one in heard.told]
        if heard.pairs:
            # A row alone has nothing above its last side.
            pairs = [(row >> _GOOD) - (row & _SIDE) for row in heard.pairs]
            shares[1:] = map(add, shares[1:], pairs)
        return tuple([(word, factor * share) for word, share in zip(heard.words, shares, strict=True)])

    def _sounded(self, text: str) -> "_Sounded":
        # What a text sounds like is asked first, and then which words it was.
        if self._last.text is not text:
            words = _TOKEN.all(text[:_READ].lower().replace("’", "'"))
            told = [*map(self._known.__getitem__, words)]
            if max(told, default=0) >= _STRETCHED_IN and _STRETCHED.search(text):
                words = [_STRETCHED.sub(r"\1\1", word) for word in words]
                told = [*map(self._known.__getitem__, words)]
            pairs = [*map(self._rows.__getitem__, rows_of_pairs(words))]
            total = sum(told)
            pieces = (total >> _COUNT & _SIDE) + len(pairs)
            self._last = _Sounded(text, words, told, pairs, total + sum(pairs), pieces)
        return self._last

    def _of_token(self, token: str) -> int:
        """The sums of its pieces for each side, their number, and a mark if it can be shortened."""
        places = row_set(token, LENGTHS, BITS) if token[0].isalpha() else rows_of_token(token)
        sums = sum(map(self._rows.__getitem__, places)) | len(places) << _COUNT
        return sums | _STRETCHED_IN if _STRETCHED.search(token) else sums

    def _factor(self, pieces: int) -> float:
        return self._scale / math.sqrt(pieces) if pieces else 0.0

    def blend(self, sound: Triple, score: Score) -> Triple:
        """Probabilities of negative, neutral and positive, given what the rules found too."""
        good, bad, silent = traits(score)
        odds = [
            bias + carried + (by_good * good + by_bad * bad + by_silent * silent)
            for bias, carried, (by_good, by_bad, by_silent) in zip(
                self._bias, sound, self._rules, strict=True
            )
        ]
        return shares(odds)


class _Sounded(NamedTuple):
    """The words of a text, the sums of each, and what the row of each pair of neighbours says."""

    text: str
    words: list[str]
    told: list[int]
    pairs: list[int]
    total: int
    pieces: int


def _rows(weights: bytes) -> Sequence[int]:
    """A row's three weights in one number of which each has 24 bits and stands 128 higher.

    So rows are added without borrowing, and without carrying in a text of any length that is read.
    """
    higher = weights.translate(bytes((value + _HIGHER) & 255 for value in range(256)))
    cells = bytearray(8 * (len(weights) // 3))
    cells[::8], cells[3::8], cells[6::8] = higher[::3], higher[1::3], higher[2::3]
    rows = array("Q", bytes(cells))
    if byteorder == "big":
        rows.byteswap()
    return rows


def shares(odds: Sequence[float]) -> Triple:
    """Probabilities of logarithms of odds (softmax)."""
    most = max(odds)
    bad, even, good = [math.exp(one - most) for one in odds]
    whole = bad + even + good
    return bad / whole, even / whole, good / whole
