"""What is said of a text's sentiment once its language is known: rules and model beside each other.

The number is the rules' (VADER's to the last digit in English) and the label is the blend's. Outside
English, where the two differ, the number is the blend's too, so that it always gives the label.
"""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from console.judge.learning import Brand
from console.judge.score import THRESHOLD, Score, Scorer, label_of, turned
from console.judge.scorers import all_scorers, ambivalent, emoji_scorer
from console.judge.setphrases import VERSION, SetPhrases
from console.judge.tone import Sound, Tones, Triple, shares
from console.model.words import Label

NO_SCORER = "none"
_TONES = ("en", "no", "de", "fr", "es")
"""Languages with labelled texts to learn from. Danish and Swedish have none that may be used."""
_LENT = {"da": ("no", 0.3)}
"""Whose model helps where there is none, and what it counts beside the rules; 0.2 to 0.5 do the same."""
_HEARD_BY = {lang: lang for lang in _TONES} | {lang: model for lang, (model, _) in _LENT.items()}
"""The model that hears a language; Swedish has none."""
_STEEP, _SILENT = 2.5, 0.8
"""Odds of a label (their logarithm) at the rules' number 1, and of neutral where they found nothing."""
_EXACT = "en"
_PLAIN = {"no": -0.35}
"""The rules' number from which a complaint stands, though the model hears nothing in it.

Its Norwegian texts are reviews in newspapers, where few complain that they cannot log in; that costs 0.001 of
macro-F1 on such reviews.
"""
_ASKED = {"no": 0.5}
"""The most that a complaint in a question is worth which the model alone hears: reviews ask few, and of those
not learnt from one in three was a complaint.
"""
_SET = 0.25
"""The rules' number from which a set phrase is praise or complaint, though the rest says nothing."""
_TELLING, _TELLING_MOST = 0.15, 6
"""A word's share, in logarithms of odds, from which it is a reason, and how many are given."""
_SIDES = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)


class Heard(NamedTuple):
    score: Score
    label: Label
    chance: float | None
    """Probability of the label, where a model gives one."""
    chances: Triple
    """Of negative, neutral and positive, before what the brand's operators taught."""
    scorer: str
    """Names and versions of what scored it."""
    turned: tuple[str, ...] = ()
    """Words that weigh the other way than they do by themselves: "good" in "not good"."""
    overruled: Label | None = None
    """The label of the shipped judge, where what the brand's operators taught gives another."""
    phrases: tuple[str, ...] = ()
    """Set phrases, as written, whose words the model was not given."""


class _Ruled(NamedTuple):
    """What the rules found, where a model is heard beside them."""

    lang: str
    score: Score
    turned: tuple[str, ...]
    told: str
    """What the model is given of the text."""
    phrases: tuple[str, ...]


class Voices:
    """Scores masked texts of known or unknown language. Deterministic; reads its data once."""

    def __init__(self) -> None:
        self._scorers: Mapping[str, Scorer] = all_scorers()
        self._tones = Tones(_TONES)
        self._names = {
            lang: f"{scorer.name}+{self._tones.name(_HEARD_BY[lang])}" if lang in _HEARD_BY else scorer.name
            for lang, scorer in self._scorers.items()
        }
        self._emoji = emoji_scorer()
        self._phrases = SetPhrases()
        # With its skin tone and variation, which the models would hear as marks of their own.
        self._ambivalent = re.compile(f"[{''.join(sorted(ambivalent()))}][\U0001f3fb-\U0001f3ff\ufe0f]*")
        self._brand = Brand()

    def teach(self, brand: Brand) -> None:
        """From now on hear what the brand's operators taught as well."""
        self._brand = brand

    def hear(self, lang: str | None, masked: str) -> Heard:
        """Score a text; as `hear_all`."""
        return self.hear_all([lang], [masked])[0]

    def hear_all(self, langs: Sequence[str | None], masked: Sequence[str]) -> list[Heard]:
        """Score texts; where a language has no scorer only emoji speak, and the chance is 0."""
        heard = self._first(langs, masked)
        known = len(self._brand.corrections)
        if not known:
            return heard
        return [*map(self._taught, langs, masked, heard, repeat(known))]

    def _taught(self, lang: str | None, masked: str, first: Heard, known: int) -> Heard:
        """What the brand's operators taught, by so many corrections, beside the first opinion."""
        chances = self._brand.chances(masked, first.chances)
        best = _best(chances)
        chance = first.chance if first.chance == 0.0 else chances[best]
        score, name = first.score, f"{first.scorer}+brand-{known}"
        if _SIDES[best] is not first.label:
            score = _beside(score, chances, self._brand.parts(masked), exact=lang == _EXACT)
            return Heard(
                *(score, _SIDES[best], chance, first.chances, name, first.turned),
                overruled=first.label,
                phrases=first.phrases,
            )
        return Heard(score, _SIDES[best], chance, first.chances, name, first.turned, phrases=first.phrases)

    def _first(self, langs: Sequence[str | None], masked: Sequence[str]) -> list[Heard]:
        found = [*map(self._by_rules, langs, masked)]
        ruled = [(place, one) for place, one in enumerate(found) if isinstance(one, _Ruled)]
        sounds = self._tones.sounds([_HEARD_BY[one.lang] for _, one in ruled], [one.told for _, one in ruled])
        heard = {place: self._blended(one, sound) for (place, one), sound in zip(ruled, sounds, strict=True)}
        return [heard[place] if isinstance(one, _Ruled) else one for place, one in enumerate(found)]

    def _by_rules(self, lang: str | None, masked: str) -> "Heard | _Ruled":
        scorer = self._scorers.get(lang) if lang else None
        if lang is None or scorer is None:
            score = self._emoji.score(masked)
            name = self._emoji.name if score.parts else NO_SCORER
            return Heard(score, label_of(score.compound), 0.0, by_rules(score), name)
        score = scorer.score(masked)
        around = turned(score, scorer) if score.parts else ()
        if lang not in _HEARD_BY:
            return Heard(score, label_of(score.compound), None, by_rules(score), self._names[lang], around)
        told = masked if lang == _EXACT or masked.isascii() else self._ambivalent.sub(" ", masked)
        told, phrases = self._phrases.parted(lang, told, score.parts)
        return _Ruled(lang, score, around, told, phrases)

    def _blended(self, ruled: "_Ruled", sound: Sound) -> Heard:
        lang, score, phrases = ruled.lang, ruled.score, ruled.phrases
        chances = self._tones.blend(_HEARD_BY[lang], sound, score)
        if lang in _LENT:
            chances = _lent(by_rules(score), chances, _LENT[lang][1])
        chance = max(chances)
        if _best(chances) == 1 and score.compound <= _PLAIN.get(lang, -1.0):
            chance = chances[0]
            chances = (chances[1], chances[0], chances[2])
        if _best(chances) == 0 and score.compound >= 0 and _asks(ruled.told):
            chance = min(chance, _ASKED.get(lang, 1.0))
        if phrases and _best(chances) == 1 and abs(score.compound) >= _SET:
            side = 2 if score.compound > 0 else 0
            chances = (
                (chances[1], chances[0], chances[2]) if side == 0 else (chances[0], chances[2], chances[1])
            )
        label = _SIDES[_best(chances)]
        if label is not label_of(score.compound) or not score.parts:
            score = _beside(score, chances, sound.parts(), exact=lang == _EXACT)
        name = f"{self._names[lang]}+phrases-{VERSION}" if phrases else self._names[lang]
        return Heard(score, label, chance, chances, name, ruled.turned, phrases=phrases)


def _asks(text: str) -> bool:
    """Whether it ends as a question."""
    return text.rstrip().endswith("?")


def _best(chances: Triple) -> int:
    return chances.index(max(chances))


def by_rules(score: Score) -> Triple:
    """Probabilities where there are rules alone; the likeliest is the label of the number."""
    neither = _STEEP * THRESHOLD if score.parts else _SILENT
    return shares((-_STEEP * min(score.compound, 0.0), neither, _STEEP * max(score.compound, 0.0)))


def _lent(rules: Triple, model: Triple, share: float) -> Triple:
    """The rules' probabilities, moved by a neighbour's model."""
    return shares([math.log(a) + share * math.log(b) for a, b in zip(rules, model, strict=True)])


def _number(chances: Triple) -> float:
    """A number that gives the label of these probabilities, from -1 to 1."""
    best, lean = _best(chances), chances[2] - chances[0]
    if best == 1:
        return round(0.99 * THRESHOLD * lean, 4)
    return round(max(lean, THRESHOLD) if best == 2 else min(lean, -THRESHOLD), 4)


def _beside(score: Score, chances: Triple, words: tuple[tuple[str, float], ...], *, exact: bool) -> Score:
    """The score with the model's words among its own, and outside English with the model's number."""
    summed = dict(words)
    if len(summed) < len(words):
        summed.clear()
        for word, share in words:
            summed[word] = summed.get(word, 0.0) + share
    telling = [(word, share) for word, share in summed.items() if abs(share) >= _TELLING]
    if len(telling) > _TELLING_MOST:
        kept = set(sorted(telling, key=lambda part: -abs(part[1]))[:_TELLING_MOST])
        telling = [part for part in telling if part in kept]
    added = tuple([(word, round(share, 3)) for word, share in telling])
    return Score(score.compound if exact else _number(chances), score.parts + added)
