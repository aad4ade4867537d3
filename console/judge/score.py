"""What every scorer gives, and how a sum of word weights becomes a number from -1 to 1."""

import math
from typing import NamedTuple, Protocol

from console.model.words import Label

THRESHOLD = 0.05
"""Compound beyond which VADER's authors call a text positive or negative (Hutto and Gilbert 2014)."""


class Score(NamedTuple):
    compound: float
    """-1 to 1."""
    parts: tuple[tuple[str, float], ...]
    """Words that carried weight, in order of appearance, with their signed weights."""


class Scorer(Protocol):
    """Scores texts of one language whose URLs, handles and brand names are already masked."""

    @property
    def name(self) -> str:
        """Name and version, kept with every score."""
        ...

    def score(self, text: str) -> Score: ...
    def own(self, words: str) -> float:
        """What words that a score named weigh by themselves, before what stands around them; 0 if unclear."""
        ...


def turned(score: Score, scorer: Scorer) -> tuple[str, ...]:
    """The words of its own score that a negation, or what else stands around them, turned the other way."""
    return tuple([words for words, weight in score.parts if weight * scorer.own(words) < 0])


def normalise(total: float) -> float:
    """Squeeze a sum of weights into -1..1 as VADER does: s / sqrt(s^2 + 15), four decimals."""
    return round(total / math.sqrt(total * total + 15.0), 4)


def label_of(compound: float) -> Label:
    if compound >= THRESHOLD:
        return Label.POSITIVE
    if compound <= -THRESHOLD:
        return Label.NEGATIVE
    return Label.NEUTRAL
