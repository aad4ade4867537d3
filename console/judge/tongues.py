"""What a text's own words say about its language: a linear model over pieces of words.

Weights are whole numbers from -127 to 127 in a table of 2^bits rows, a column a language
(`data/language.model`, made by `python -m benchmarks.train_language`). They were trained to tell runs of one
to eight words apart, so what they add up to is a log probability for texts as short as those.
"""

import json
import math
from importlib.resources import files
from zlib import decompress

from console.judge.grams import row_set
from console.judge.kept import Kept

_WORDS_KEPT = 40_000
_HIGHER = 128


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
        # Rows are added up as one long number: each weight stands 128 higher, so that none borrows from the
        # next, and columns lie so that taking every other one twice, as below, leaves them in their order.
        width = len(self.languages)
        assert width % 4 == 0
        higher = decompress(body).translate(bytes((value + _HIGHER) & 255 for value in range(256)))
        columns = bytearray(len(higher))
        for place in range(width):
            column = place % 4 * (width // 4) + place // 4
            columns[place::width] = higher[column::width]
        self._table, self._width = bytes(columns), width
        self._bytes = int.from_bytes(b"\xff\x00" * (width // 2), "little")
        self._halves = int.from_bytes(b"\xff\xff\x00\x00" * (width // 2), "little")
        # Most new words are made of pieces that others had, so rows are kept as numbers of 16 bits a language
        # from their first use on, at most some 20 MB. None of them is 0.
        self._rows = [0] * (1 << self._bits)
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
        places = row_set(word, self._lengths, self._bits)
        rows = [*map(self._rows.__getitem__, places)]
        if not all(rows):
            rows = [row or self._row(place) for place, row in zip(places, rows, strict=True)]
        # No lane overflows: a word has at most 58 pieces.
        whole, halves, width = sum(rows), self._halves, self._width
        return whole & halves | (whole >> 16 & halves) << 16 * width | len(rows) << 32 * width

    def _row(self, place: int) -> int:
        start, width = place * self._width, self._width
        row = int.from_bytes(self._table[start : start + width], "little")
        self._rows[place] = wide = row & self._bytes | (row >> 8 & self._bytes) << 8 * width
        return wide
