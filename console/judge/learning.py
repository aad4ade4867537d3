"""What a brand's operators teach: a small additive model over their corrections, beside the shipped ones.

It is a fold over the list of corrections, in their order: teaching one more gives the same model as teaching
all of them anew, so that a correction is taken back by folding the others. It shifts the probabilities that
rules and model gave by what the words of the corrected texts have in common, by what the brand's texts are
like at large, and by what the first opinion is worth there.

Each correction is a few steps of logistic regression by stochastic gradient descent.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass

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
        odds = [math.log(max(one, _LEAST)) for one in first]
        for row, value in _traits(text, first).items():
            if row in self._weights:
                odds = [one + value * told for one, told in zip(odds, self._told(row), strict=True)]
        return shares(odds)

    def label(self, text: str, first: Triple) -> Label:
        """The likeliest label of a masked text, given the first opinion's probabilities."""
        chances = self.chances(text, first)
        return SIDES[max(range(3), key=chances.__getitem__)]

    def parts(self, text: str) -> tuple[tuple[str, float], ...]:
        """Words that the corrections gave weight: how much each speaks for positive, not negative."""
        words = tokens(text)
        value, found = 1 / _size(words), []
        for word in dict.fromkeys(words):
            told = [self._told(row) for row in rows_of_token(word) if row in self._weights]
            if share := round(words.count(word) * value * sum(one[2] - one[0] for one in told), 3):
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
        for _ in range(_WEIGHT):
            found = self._now(traits, correction.chances)
            error = [_RATE * rare * (chance - (side == wanted)) for side, chance in enumerate(found)]
            for row, value in traits.items():
                weights = self._weights.setdefault(row, [0.0] * 6)
                for side in range(3):
                    weights[side] -= value * error[side]
                    # What to take off for an average over all corrections: changes times when they came.
                    weights[side + 3] -= taught * value * error[side]
        self._corrections[correction.key] = correction

    def _now(self, traits: dict[int, float], first: Triple) -> Triple:
        """Probabilities by the weights as they stand, not averaged: what a step goes on from."""
        odds = [math.log(max(one, _LEAST)) for one in first]
        for row, value in traits.items():
            weights = self._weights.get(row)
            if weights is not None:
                for side in range(3):
                    odds[side] += value * weights[side]
        return shares(odds)

    def _told(self, row: int) -> list[float]:
        """A row's weights, averaged as far as `_STEADY` says."""
        weights, share = self._weights[row], _STEADY / len(self._corrections)
        return [weights[side] - share * weights[side + 3] for side in range(3)]


def _traits(text: str, first: Triple) -> dict[int, float]:
    """Values by row: pieces and pairs of words, the text at large, and the first opinion."""
    words = tokens(text)
    value = 1 / _size(words)
    found: dict[int, float] = {}
    for word in words:
        for row in rows_of_token(word):
            found[row] = found.get(row, 0.0) + value
    for row in rows_of_pairs(words):
        found[row] = found.get(row, 0.0) + value
    found[_AT_LARGE] = _SHIFT
    found[_OPINION - max(range(3), key=first.__getitem__)] = _SHIFT
    return found


def _size(words: list[str]) -> float:
    """Long texts shift as much as short ones: the square root of the number of pieces."""
    return math.sqrt(max(1, sum(len(rows_of_token(word)) + 1 for word in words)))
