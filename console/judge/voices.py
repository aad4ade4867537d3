"""What is said of a text's sentiment once its language is known: rules and model beside each other.

The number is the rules' (VADER's to the last digit in English) and the label is the blend's. Outside
English, where the two differ, the number is the blend's too, so that it never points the other way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from console.judge.score import Score, Scorer, label_of
from console.judge.scorers import all_scorers, emoji_scorer
from console.judge.tone import Tone, Triple
from console.model.words import Label

NO_SCORER = "none"
_TONES = ("en", "no", "de", "fr", "es")
"""Languages with labelled texts to learn from. Danish and Swedish have none that may be used."""
_EXACT = "en"
_PLAIN = {"no": -0.35}
"""The rules' number from which a complaint stands, though the model hears nothing in it.

Its Norwegian texts are reviews in newspapers, where few complain that they cannot log in; that costs 0.001 of
macro-F1 on such reviews.
"""
_TELLING, _TELLING_MOST = 0.15, 6
"""A word's share, in logarithms of odds, from which it is a reason, and how many are given."""
_SIDES = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)


@dataclass(frozen=True, slots=True)
class Heard:
    score: Score
    label: Label
    chance: float | None
    """Probability of the label, where a model gives one."""
    scorer: str
    """Names and versions of what scored it."""


class Voices:
    """Scores masked texts of known or unknown language. Deterministic; reads its data once."""

    def __init__(self) -> None:
        self._scorers: Mapping[str, Scorer] = all_scorers()
        self._tones = {lang: Tone(lang) for lang in _TONES}
        self._names = {
            lang: f"{scorer.name}+{self._tones[lang].name}" if lang in self._tones else scorer.name
            for lang, scorer in self._scorers.items()
        }
        self._emoji = emoji_scorer()

    def hear(self, lang: str | None, masked: str) -> Heard:
        """Score a text; where its language has no scorer only emoji speak, and the chance is 0."""
        scorer = self._scorers.get(lang) if lang else None
        if lang is None or scorer is None:
            score = self._emoji.score(masked)
            return Heard(score, label_of(score.compound), 0.0, self._emoji.name if score.parts else NO_SCORER)
        score = scorer.score(masked)
        tone = self._tones.get(lang)
        if tone is None:
            return Heard(score, label_of(score.compound), None, self._names[lang])
        sound = tone.sound(masked)
        chances = tone.blend(sound, score)
        best = max(range(3), key=chances.__getitem__)
        if best == 1 and score.compound <= _PLAIN.get(lang, -1.0):
            best = 0
        label = _SIDES[best]
        if label is not label_of(score.compound) or not score.parts:
            score = _beside(score, chances, sound.parts, exact=lang == _EXACT)
        return Heard(score, label, chances[best], self._names[lang])


def _beside(score: Score, chances: Triple, words: tuple[tuple[str, float], ...], *, exact: bool) -> Score:
    """The score with the model's words among its own, and outside English with the model's number."""
    shares: dict[str, float] = {}
    for word, share in words:
        shares[word] = shares.get(word, 0.0) + share
    telling = sorted((word for word in shares if abs(shares[word]) >= _TELLING), key=lambda w: -abs(shares[w]))
    kept = set(telling[:_TELLING_MOST])
    added = tuple((word, round(share, 3)) for word, share in shares.items() if word in kept)
    return Score(score.compound if exact else round(chances[2] - chances[0], 4), score.parts + added)
