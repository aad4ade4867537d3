"""What a text's own words say about its language: a linear model over pieces of words.

Weights are whole numbers from -127 to 127 in a table of 2^bits rows, a column a language
(`data/language.model`, made by `python -m benchmarks.train_language`). They were trained to tell runs of one
to eight words apart, so what they add up to is a log probability for texts as short as those.
"""

import json
import math
from importlib.resources import files
from zlib import decompress

from console.judge.grams import rows_of

_WORDS_KEPT = 40_000


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
        self._width = len(self.languages)
        # Each weight stands 128 higher, so that a whole row is added as one long number without carries.
        self._rows = decompress(body).translate(bytes((value + 128) & 255 for value in range(256)))
        self._low16 = int.from_bytes(b"\xff\x00" * (self._width // 2), "little")
        self._low32 = int.from_bytes(b"\xff\xff\x00\x00" * (self._width // 4), "little")
        self._known: dict[str, tuple[int, int]] = {}

    def of(self, words: list[str]) -> dict[str, float]:
        """Natural logarithm of each language's probability, given lower-case words in Latin letters."""
        total = pieces = 0
        known = self._known
        for word in words:
            found = known.get(word) or self._learn(word)
            total += found[0]
            pieces += found[1]
        data = memoryview(total.to_bytes(4 * self._width, "little")).cast("I")
        quarter = self._width // 4
        lift = 128 * pieces
        weights = [
            self._scale * (data[self._place(column, quarter)] - lift) + self._bias[column]
            for column in range(self._width)
        ]
        most = max(weights)
        norm = most + math.log(sum(math.exp(weight - most) for weight in weights))
        return {code: weight - norm for code, weight in zip(self.languages, weights, strict=True)}

    @staticmethod
    def _place(column: int, quarter: int) -> int:
        """Where `_learn` put a column: even ones before odd ones, twice."""
        odd, half = column % 2, column // 2
        return (2 * odd + half % 2) * quarter + half // 2

    def _learn(self, word: str) -> tuple[int, int]:
        if len(self._known) >= _WORDS_KEPT:
            self._known.clear()
        rows, width, low = self._rows, self._width, self._low16
        places = rows_of(word, self._lengths, self._bits)
        even = odd = 0
        for place in places:
            row = int.from_bytes(rows[place * width : place * width + width], "little")
            even += row & low
            odd += (row >> 8) & low
        total, wide = 0, self._low32
        for place, half in enumerate((even & wide, (even >> 16) & wide, odd & wide, (odd >> 16) & wide)):
            total |= half << (8 * width * place)
        self._known[word] = found = (total, len(places))
        return found
