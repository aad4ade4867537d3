"""How a text sounds, by a linear model over words, their pairs and their pieces; and the blend with rules.

The model adds up what each word carries for negative, neutral and positive, divides by the square root of how
many pieces the text has, and adds what the rules (VADER or our own) found. So each word's share is exact.
Weights are in `data/tone.LANG.model`, made by `python -m benchmarks.train_sentiment`.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32, decompress

import numpy as np
from numpy.typing import NDArray

from console.judge.finding import Finder
from console.judge.grams import Ints, coded, pieces_of, rows_of
from console.judge.score import Score

LENGTHS, BITS = (3, 4, 5), 17
_TOKEN = Finder(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*|!+|\?+|\.\.+|…|<3|[:;=]-?[()DPp/|*]"
    r"|[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]"
)
_STRETCHED = re.compile(r"(.)\1{2,}")
_READ = 2000
_MASK = (1 << BITS) - 1

Triple = tuple[float, float, float]
"""One number each for negative, neutral and positive."""


def tokens(text: str) -> list[str]:
    """Lower-case words, runs of marks, emoticons and emoji; what is stretched is shortened."""
    return tokens_of([text])[0]


def tokens_of(texts: Sequence[str]) -> list[list[str]]:
    """The same of several texts."""
    found = [_TOKEN.all(text[:_READ].lower().replace("’", "'")) for text in texts]
    for place in _stretched(texts):
        found[place] = _STRETCHED.sub(r"\1\1", "\n".join(found[place])).split("\n") if found[place] else []
    return found


def _stretched(texts: Sequence[str]) -> list[int]:
    """Places of the texts that have a character three times on end, which most have not."""
    chars = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), "<u4")
    same = chars[1:] == chars[:-1]
    (at,) = np.nonzero(same[1:] & same[:-1] & (chars[2:] != ord("\n")))
    ends = np.cumsum([len(text) + 1 for text in texts])
    return sorted(set(np.searchsorted(ends, at, side="right").tolist()))


def rows_of_token(token: str) -> list[int]:
    """Rows of one token: a word has pieces, a mark is itself."""
    if token[0].isalpha():
        return rows_of(token, LENGTHS, BITS)
    return [_row_of_mark(token)]


def _row_of_mark(token: str) -> int:
    return crc32(token[:2].encode()) & _MASK


def rows_of_pairs(words: Sequence[str]) -> list[int]:
    """A row for each pair of neighbours."""
    whole = coded(" ".join(words))
    starts = [*accumulate([len(word) + 1 for word in words], initial=0)]
    return [crc32(whole[start : end - 1]) & _MASK for start, end in zip(starts, starts[2:], strict=False)]


def traits(score: Score) -> Triple:
    """What the blend hears of the rules: praise, complaint, and that they found nothing."""
    return (max(score.compound, 0.0), max(-score.compound, 0.0), 0.0 if score.parts else 1.0)


class Sound(NamedTuple):
    """How a text sounds."""

    carried: Triple
    """What its words carry for each side, in logarithms of odds."""
    words: Sequence[str]
    leaning: Sequence[int]
    """How much each word speaks for positive, not negative, in steps; a pair counts with its second word."""
    step: float

    def parts(self) -> tuple[tuple[str, float], ...]:
        """Words in order, how much each speaks for positive, not negative.

        They add up to the difference between the sides of `carried`.
        """
        return tuple(zip(self.words, map(self.step.__mul__, self.leaning), strict=True))


class _Model(NamedTuple):
    name: str
    scale: float
    bias: Triple
    rules: tuple[Triple, Triple, Triple]


_SILENT = Sound((0.0, 0.0, 0.0), (), (), 0.0)


class Tones:
    """The models of some languages. Deterministic; reads its data once."""

    def __init__(self, langs: Sequence[str]) -> None:
        models, tables = zip(*map(_read, langs), strict=True)
        self._models: Mapping[str, _Model] = dict(zip(langs, models, strict=True))
        self._first = {lang: place << BITS for place, lang in enumerate(langs)}
        """Where each one's rows begin."""
        self._table = np.concatenate(tables)

    def name(self, lang: str) -> str:
        """Name and version of a language's model."""
        return self._models[lang].name

    def sounds(self, langs: Sequence[str], texts: Sequence[str]) -> list[Sound]:
        """How masked texts sound, each to the model of its language; all are read at once."""
        told = tokens_of(texts)
        full = [place for place, words in enumerate(told) if words]
        found = [_SILENT] * len(texts)
        if not full:
            return found
        sizes = np.array([len(told[place]) for place in full])
        begins = np.cumsum(sizes) - sizes
        firsts = np.repeat([self._first[langs[place]] for place in full], sizes)
        sums, pieces = self._summed([word for words in told for word in words], firsts, begins)
        leaning = (sums[:, 2] - sums[:, 0]).tolist()
        of_text = np.add.reduceat(sums, begins).tolist()
        pieces_of_text = np.add.reduceat(pieces, begins).tolist()
        for at, place in enumerate(full):
            start, words = begins[at], told[place]
            step = self._models[langs[place]].scale / math.sqrt(pieces_of_text[at])
            bad, even, good = of_text[at]
            carried = step * bad, step * even, step * good
            found[place] = Sound(carried, words, leaning[start : start + len(words)], step)
        return found

    def _summed(self, words: list[str], firsts: Ints, begins: Ints) -> tuple[Ints, Ints]:
        """Steps for each side and number of pieces of each word, the pair with the one before included.

        Args:
            words: Of all texts.
            firsts: Of each word, where the rows of its model begin.
            begins: Places of the words that begin a text.
        """
        sums = np.zeros((len(words), 3), np.int64)
        pieces = np.ones(len(words), np.int64)
        paired = np.ones(len(words), bool)
        paired[begins] = False
        if len(words) > 1:
            sums[1:] = self._table[firsts[1:] + rows_of_pairs(words)]
            sums[begins] = 0
        pieces += paired
        lettered = np.fromiter([word[0].isalpha() for word in words], bool, len(words))
        (marks,) = np.nonzero(~lettered)
        if len(marks):
            rows = np.array([_row_of_mark(words[place]) for place in marks.tolist()])
            sums[marks] += self._table[firsts[marks] + rows]
        (places,) = np.nonzero(lettered)
        if len(places):
            rows, starts = pieces_of([words[place] for place in places.tolist()], LENGTHS, BITS)
            counts = np.diff(starts, append=len(rows))
            rows += np.repeat(firsts[places], counts)
            sums[places] += np.add.reduceat(self._table.take(rows, axis=0), starts, axis=0, dtype=np.int64)
            pieces[places] += counts - 1
        return sums, pieces

    def blend(self, lang: str, sound: Sound, score: Score) -> Triple:
        """Probabilities of negative, neutral and positive, given what the rules found too."""
        good, bad, silent = traits(score)
        model = self._models[lang]
        odds = [
            bias + carried + (by_good * good + by_bad * bad + by_silent * silent)
            for bias, carried, (by_good, by_bad, by_silent) in zip(
                model.bias, sound.carried, model.rules, strict=True
            )
        ]
        return shares(odds)


def _read(lang: str) -> tuple[_Model, NDArray[np.int8]]:
    file = files("console.judge").joinpath("data", f"tone.{lang}.model")
    head, _, body = file.read_bytes().partition(b"\n")
    told = json.loads(head)
    model = _Model(f"tone-{lang}-{told['version']}", told["scale"], told["bias"], told["rules"])
    return model, np.frombuffer(decompress(body), np.int8).reshape(1 << BITS, 3)


def shares(odds: Sequence[float]) -> Triple:
    """Probabilities of logarithms of odds (softmax)."""
    most = max(odds)
    bad, even, good = [math.exp(one - most) for one in odds]
    whole = bad + even + good
    return bad / whole, even / whole, good / whole
