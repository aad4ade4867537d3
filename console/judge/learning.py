"""What a brand's operators teach: a small additive model over their corrections, beside the shipped ones.

It is a fold over the list of corrections, in their order: teaching one more gives the same model as teaching
all of them anew, so that a correction is taken back by folding the others. It shifts the probabilities that
rules and model gave by what the words of the corrected texts have in common, by what the brand's texts are
like at large, and by what the first opinion is worth there.

Each correction is a few steps of logistic regression by stochastic gradient descent.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from console.judge.tone import Triple, rows_of_pairs, rows_of_token, shares, tokens
from console.model.words import Label

MOST = 5_000
"""Corrections that are folded; the oldest go first."""
SIDES = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
_WEIGHT = 3
"""Steps a correction: an operator's word counts as much as three texts of a stranger's corpus."""
_RATE = 0.3
_EVEN = 0.7
"""How far rare labels are weighed up, 0 not at all and 1 until all weigh the same."""
_AT_LARGE, _OPINION = -1, -2
"""Rows beside those of words: of every text, and three of what the first opinion was."""
_STEADY = 0.7
"""How far weights are averaged over all the corrections so far (Collins 2002), against the order's noise.

At 1 the newest correction would change next to nothing, and whoever made it would wonder.
"""
_SHIFT = 0.3
"""What those rows count beside the words."""
_LEAST = 1e-6
_WORDS_KEPT = 30_000
_NOTHING: Triple = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Correction:
    """One label that an operator gave.

    Args:
        key: What it is kept and taken back by, such as channel and message id; a later one replaces it.
        text: The message's text with addresses, handles and brand names masked.
        label: What the operator says it is.
        chances: Probabilities of negative, neutral and positive without the brand's model.
    """

    key: str
    text: str
    label: Label
    chances: Triple


class Brand:
    """The model of one brand. Deterministic; holds at most `MOST` corrections."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._corrections: dict[str, Correction] = {}
        self._weights: dict[int, list[float]] = {}
        self._labels = [0, 0, 0]
        self._words: dict[str, Triple] = {}
        """What the words of texts speak for, as long as nothing more is learnt."""
        self._pairs: dict[int, Triple] = {}
        latest: dict[str, Correction] = {}
        for one in corrections:
            latest.pop(one.key, None)
            latest[one.key] = one
        for one in list(latest.values())[-MOST:]:
            self._learn(one)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """In the order in which they were taught."""
        return tuple(self._corrections.values())

    def taught(self, correction: Correction) -> "Brand":
        """The model with one more; quick, and this one is used up, unless an older one makes room."""
        if correction.key in self._corrections or len(self._corrections) >= MOST:
            return Brand([*self.corrections, correction])
        self._learn(correction)
        return self

    def without(self, key: str) -> "Brand":
        """The model as if that correction had never been made."""
        return Brand(one for one in self.corrections if one.key != key)

    def chances(self, text: str, first: Triple) -> Triple:
        """Probabilities of a masked text, given those of the first opinion."""
        if not self._corrections:
            return first
        words = tokens(text)
        known, pairs = self._words, self._pairs
        bad = even = good = 0.0
        for word in words:
            told = known.get(word) or self._word(word)
            bad += told[0]
            even += told[1]
            good += told[2]
        for row in rows_of_pairs(words):
            told = pairs.get(row) or self._pair(row)
            bad += told[0]
            even += told[1]
            good += told[2]
        value = 1 / _size(words)
        large, opinion = self._told(_AT_LARGE), self._told(_opinion(first))
        return shares(
            [
                math.log(max(chance, _LEAST)) + value * told + _SHIFT * (large[side] + opinion[side])
                for side, (chance, told) in enumerate(zip(first, (bad, even, good), strict=True))
            ]
        )

    def label(self, text: str, first: Triple) -> Label:
        """The likeliest label of a masked text, given the first opinion's probabilities."""
        chances = self.chances(text, first)
        return SIDES[max(range(3), key=chances.__getitem__)]

    def parts(self, text: str) -> tuple[tuple[str, float], ...]:
        """Words that the corrections gave weight: how much each speaks for positive, not negative."""
        words = tokens(text)
        value, found = 1 / _size(words), []
        for word in dict.fromkeys(words):
            told = self._words.get(word) or self._word(word)
            if share := round(words.count(word) * value * (told[2] - told[0]), 3):
                found.append((word, share))
        return tuple(found)

    def dumps(self) -> str:
        """The corrections as JSON: all there is to keep, since the weights follow from them."""
        rows = [[one.key, one.text, one.label.value, list(one.chances)] for one in self.corrections]
        return json.dumps({"version": 1, "corrections": rows}, ensure_ascii=False)

    @classmethod
    def loads(cls, data: str) -> "Brand":
        """The model that `dumps` wrote.

        Raises:
            ValueError: It is something else.
        """
        try:
            told = json.loads(data)
            if told["version"] != 1:
                raise ValueError
            rows = [
                Correction(str(key), str(text), Label(label), (float(bad), float(even), float(good)))
                for key, text, label, (bad, even, good) in told["corrections"]
            ]
        except (ValueError, KeyError, TypeError):
            raise ValueError("these are no corrections that this version wrote") from None
        return cls(rows)

    def _learn(self, correction: Correction) -> None:
        traits = _traits(correction.text, correction.chances)
        wanted = SIDES.index(correction.label)
        taught = sum(self._labels)
        self._labels[wanted] += 1
        rare = ((taught + 1) / (3 * self._labels[wanted])) ** _EVEN
        cells = [(self._weights.setdefault(row, [0.0] * 6), value) for row, value in traits.items()]
        for _ in range(_WEIGHT):
            # By the weights as they stand, not averaged.
            bad, even, good = (math.log(max(one, _LEAST)) for one in correction.chances)
            for weights, value in cells:
                bad += value * weights[0]
                even += value * weights[1]
                good += value * weights[2]
            found = shares((bad, even, good))
            error = [_RATE * rare * (chance - (side == wanted)) for side, chance in enumerate(found)]
            for weights, value in cells:
                for side in range(3):
                    step = value * error[side]
                    weights[side] -= step
                    # What to take off for an average over all corrections: changes times when they came.
                    weights[side + 3] -= taught * step
        self._corrections[correction.key] = correction
        self._words.clear()
        self._pairs.clear()

    def _word(self, word: str) -> Triple:
        if len(self._words) >= _WORDS_KEPT:
            self._words.clear()
        told = [self._told(row) for row in _rows(word)]
        self._words[word] = found = _summed(told)
        return found

    def _pair(self, row: int) -> Triple:
        if len(self._pairs) >= _WORDS_KEPT:
            self._pairs.clear()
        self._pairs[row] = found = self._told(row)
        return found

    def _told(self, row: int) -> Triple:
        """A row's weights, averaged as far as `_STEADY` says; nothing of one that was never seen."""
        weights = self._weights.get(row)
        if weights is None:
            return _NOTHING
        share = _STEADY / len(self._corrections)
        return (
            weights[0] - share * weights[3],
            weights[1] - share * weights[4],
            weights[2] - share * weights[5],
        )


def _traits(text: str, first: Triple) -> dict[int, float]:
    """Values by row: pieces and pairs of words, the text at large, and the first opinion."""
    words = tokens(text)
    value = 1 / _size(words)
    found: dict[int, float] = {}
    for word in words:
        for row in _rows(word):
            found[row] = found.get(row, 0.0) + value
    for row in rows_of_pairs(words):
        found[row] = found.get(row, 0.0) + value
    found[_AT_LARGE] = _SHIFT
    found[_opinion(first)] = _SHIFT
    return found


def _opinion(first: Triple) -> int:
    """The row of what the first opinion was."""
    return _OPINION - max(range(3), key=first.__getitem__)


@lru_cache(_WORDS_KEPT)
def _rows(word: str) -> tuple[int, ...]:
    return tuple(rows_of_token(word))


def _summed(told: Sequence[Triple]) -> Triple:
    return sum(one[0] for one in told), sum(one[1] for one in told), sum(one[2] for one in told)


def _size(words: list[str]) -> float:
    """Long texts shift as much as short ones: the square root of the number of pieces."""
    return math.sqrt(max(1, sum(len(_rows(word)) + 1 for word in words)))
