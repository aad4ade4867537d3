"""What a text's own words say about its language: a linear model over pieces of words.

Weights are whole numbers from -127 to 127 in a table of 2^bits rows, a column a language
(`data/language.model`, made by `python -m benchmarks.train_language`). They were trained to tell runs of one
to eight words apart, so what they add up to is a log probability for texts as short as those.
"""

import json
import math
from importlib.resources import files
from zlib import decompress

from console.judge.grams import WORD_MOST, row_set
from console.judge.kept import Kept

_WORDS_KEPT = 40_000
_HIGHER = 128
_PIECES = 2 * WORD_MOST
"""More than a word has of four and of five letters, so that no sum of them outgrows 16 bits."""


class Tongues:
    """Probabilities of languages. Deterministic; keeps what it knows of words, bounded."""

    def __init__(self) -> None:
        file = files("console.judge").joinpath("data", "language.model")
        head, _, body = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        self.languages: tuple[str, ...] = tuple(told["languages"])
        self._lengths = tuple(told["lengths"])
        self._bits: int = told["bits"]
        self._scale: float = told["scale"]
        self._bias: tuple[float, ...] = tuple(told["bias"])
        # Rows are added up as long numbers. Each weight stands 128 higher, so that none borrows from the
        # next, and columns lie so that `_of_word`, which twice takes every other one, gives their order.
        width = len(self.languages)
        assert width % 4 == 0
        higher = decompress(body).translate(bytes((value + _HIGHER) & 255 for value in range(256)))
        columns = bytearray(len(higher))
        for place in range(width):
            column = place % 4 * (width // 4) + place // 4
            columns[place::width] = higher[column::width]
        self._table, self._width = bytes(columns), width
        self._halves = int.from_bytes(b"\xff\xff\x00\x00" * (width // 4), "little")
        self._low = int.from_bytes(b"\xff\x00" * (width // 2 * _PIECES), "little")
        self._whole = (1 << 8 * width) - 1
        self._known = Kept(_WORDS_KEPT, self._of_word)

    def of(self, words: list[str]) -> dict[str, float]:
        """Natural logarithm of each language's probability, given lower-case words in Latin letters."""
        weights, norm = self.weigh(words)
        return dict(zip(self.languages, [weight - norm for weight in weights], strict=True))

    def weigh(self, words: list[str]) -> tuple[list[float], float]:
        """The same as a weight for each of `languages`, and what to take off them all."""
        total = sum(map(self._known.__getitem__, words))
        *sums, pieces = memoryview(total.to_bytes(4 * self._width + 4, "little")).cast("I")
        scale, lift = self._scale, _HIGHER * pieces
        weights = [scale * (one - lift) + bias for one, bias in zip(sums, self._bias, strict=True)]
        most = max(weights)
        exp = math.exp
        return weights, most + math.log(sum([exp(weight - most) for weight in weights]))

    def _of_word(self, word: str) -> int:
        """The sums of a word's rows, 32 bits a language, and above them how many rows there are."""
        width, table = self._width, self._table
        starts = [place * width for place in row_set(word, self._lengths, self._bits)]
        found = int.from_bytes(b"".join([table[start : start + width] for start in starts]), "little")
        # Rows one after another are digits; their sum is the number modulo its base less one.
        even = (found & self._low) % self._whole
        odd = (found >> 8 & self._low) % self._whole
        half = self._halves
        return (
            even & half
            | (odd & half) << 8 * width
            | (even >> 16 & half) << 16 * width
            | (odd >> 16 & half) << 24 * width
            | len(starts) << 32 * width
        )
