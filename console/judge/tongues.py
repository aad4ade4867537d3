"""What a text's own words say about its language: a linear model over pieces of words.

Weights are whole numbers from -127 to 127 in a table of 2^bits rows, a column a language
(`data/language.model`, made by `python -m benchmarks.train_language`). They were trained to tell runs of one
to eight words apart, so what they add up to is a log probability for texts as short as those.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple
from zlib import decompress

import numpy as np
from numpy.typing import NDArray

from console.judge.grams import pieces_of


class Weighed(NamedTuple):
    """What several runs of words say, a row each."""

    chances: NDArray[np.float64]
    """Natural logarithm of each language's probability, in the order of `Tongues.languages`."""
    best: Sequence[int]
    """The likeliest language's place."""
    most: Sequence[float]
    """Its logarithm."""


class Tongues:
    """Probabilities of languages. Deterministic; reads its data once."""

    def __init__(self) -> None:
        file = files("console.judge").joinpath("data", "language.model")
        head, _, body = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        self.languages: tuple[str, ...] = tuple(told["languages"])
        self._lengths = tuple(told["lengths"])
        self._bits: int = told["bits"]
        self._scale: float = told["scale"]
        self._bias = np.array(told["bias"])
        self._table = np.frombuffer(decompress(body), np.int8).reshape(-1, len(self.languages))

    def of(self, words: Sequence[str]) -> dict[str, float]:
        """Natural logarithm of each language's probability, given lower-case words in Latin letters."""
        return dict(zip(self.languages, self.weigh([words]).chances[0].tolist(), strict=True))

    def weigh(self, runs: Sequence[Sequence[str]]) -> Weighed:
        """The same of several runs of words, each at least one."""
        words = [word for run in runs for word in run]
        rows, starts = pieces_of(words, self._lengths, self._bits)
        begins = np.cumsum([0, *map(len, runs)])[:-1]
        sums = np.add.reduceat(self._table.take(rows, axis=0), starts[begins], axis=0, dtype=np.int32)
        weights = self._scale * sums + self._bias
        weights -= weights.max(axis=1, keepdims=True)
        weights -= np.log(np.exp(weights).sum(axis=1, keepdims=True))
        best = weights.argmax(axis=1)
        return Weighed(weights, best.tolist(), weights[np.arange(len(runs)), best].tolist())
