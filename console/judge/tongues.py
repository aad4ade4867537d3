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
_PIECES = 4 * WORD_MOST
"""More than a word has."""


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
        # Each weight stands 128 higher, so that rows are added as long numbers without borrowing.
        self._rows = decompress(body).translate(bytes((value + _HIGHER) & 255 for value in range(256)))
        self._low = int.from_bytes(b"\xff\x00" * (self._width // 2 * _PIECES), "little")
        self._whole = (1 << 8 * self._width) - 1
        self._known = Kept(_WORDS_KEPT, self._of_word)

    def of(self, words: list[str]) -> dict[str, float]:
        """Natural logarithm of each language's probability, given lower-case words in Latin letters."""
        total = sum(map(self._known.__getitem__, words))
        *sums, pieces = memoryview(total.to_bytes(4 * self._width + 4, "little")).cast("I")
        scale, lift = self._scale, _HIGHER * pieces
        weights = [scale * (one - lift) + bias for one, bias in zip(sums, self._bias, strict=True)]
        most = max(weights)
        exp = math.exp
        norm = most + math.log(sum([exp(weight - most) for weight in weights]))
        return dict(zip(self.languages, [weight - norm for weight in weights], strict=True))

    def _of_word(self, word: str) -> int:
        """The sums of a word's rows, 32 bits a language, and above them how many rows there are."""
        rows, width, low, whole = self._rows, self._width, self._low, self._whole
        starts = [place * width for place in row_set(word, self._lengths, self._bits)]
        found = int.from_bytes(b"".join([rows[start : start + width] for start in starts]), "little")
        # Rows one after another are digits; their sum is the number modulo its base less one.
        even = ((found & low) % whole).to_bytes(width, "little")
        odd = ((found >> 8 & low) % whole).to_bytes(width, "little")
        wide = bytearray(4 * width)
        wide[::8], wide[1::8], wide[4::8], wide[5::8] = even[::2], even[1::2], odd[::2], odd[1::2]
        return int.from_bytes(wide, "little") | len(starts) << 32 * width
