"""English: VADER (Hutto and Gilbert 2014), its own lexicon and rules, with the words behind each score.

The data are the library's, the hot path is ours: `polarity_scores` to the last digit, several times faster.
Each token is read once, most say nothing, and the rules are asked only where one of them could apply.
"""

import math
import re
from heapq import heappop, heappush
from itertools import compress
from typing import NamedTuple

from console.judge.score import Score
from console.judge.vader_library import library, reference
from console.judge.vader_tokens import NO_TOKEN, Silent, Token, Tokens, Word, lowered

_REACH = 3
"""How many words back the rules look."""
_SECOND, _THIRD = 0.95, 0.9
"""What a booster is worth two and three words before."""
_NEVER_SO = 1.25
_INTENSE = frozenset({"so", "this"})
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_EXCLAMATION, _EXCLAMATIONS_MOST = 0.292, 4
_QUESTION, _QUESTIONS_MOST, _QUESTIONS_MANY = 0.18, 3, 0.96
_ALPHA = 15
_SYMBOLS = "\u2030"
"""From here on every character is looked up, since most emoji are there and few letters of Europe."""

_TOUCHING = (
    "The food was VERY good, the staff so kind of rude... but the view is great!!!",
    "Not bad, never so happy, without doubt no problem or no good",
    "At least it isn't horrible; the least helpful, barely okay, THIS ROCKS ??",
    "To die for, the bomb, yeah right, kiss of death, just enough love",
    "GREAT :) lol 😁 but meh 💘",
)
_NOTHING = Score(0.0, ())


class Polarity(NamedTuple):
    """What `polarity_scores` gives: three shares of the words, and all of them as one number from -1 to 1."""

    neg: float
    neu: float
    pos: float
    compound: float


class Vader:
    """Scores English texts.

    Raises:
        ConfigError: The library is not there, or another package overwrote it.
    """

    def __init__(self) -> None:
        data = library()
        self.name = f"vader-{data.version}"
        self._phrases, self._boosters = data.phrases, data.boosters
        self._capitals, self._negated = data.capitals, data.negated
        self._tokens = Tokens(data)
        self._emoji = {char: f" {told}" for char, told in data.emoji.items() if len(char) == 1}
        few = "".join(char for char in self._emoji if char < _SYMBOLS)
        self._perhaps_emoji = re.compile(f"[{re.escape(few)}{_SYMBOLS}-\U0010ffff]")

    def score(self, text: str) -> Score:
        """The compound that `polarity_scores` gives, and each word's weight after the rules."""
        if not text.isascii():
            text = self._describe_emoji(text)
        raws = text.split()
        words, weights = self._weigh(raws)
        if not weights:
            return _NOTHING
        return Score(_compound(weights, _emphasis(text)), tuple(zip(words, weights, strict=True)))

    def own(self, words: str) -> float:
        """Of the lexicon; 0 for a word that may weigh something else as part of a phrase."""
        word, _, _ = self._tokens.one(words)
        return 0.0 if word.key else word.weight

    def polarity(self, text: str) -> Polarity:
        """All four numbers of `polarity_scores`."""
        if not text.isascii():
            text = self._describe_emoji(text)
        raws = text.split()
        _, weights = self._weigh(raws)
        if not weights:
            return Polarity(0.0, 1.0 if raws else 0.0, 0.0, 0.0)
        emphasis = _emphasis(text)
        compound = _compound(weights, emphasis)
        pos = neg = 0.0
        for weight in weights:
            if weight > 0:
                pos += weight + 1
            else:
                neg += weight - 1
        if pos > -neg:
            pos += emphasis
        elif pos < -neg:
            neg -= emphasis
        neu = len(raws) - len(weights)
        total = pos - neg + neu
        return Polarity(round(abs(neg) / total, 3), round(neu / total, 3), round(pos / total, 3), compound)

    def _weigh(self, raws: list[str]) -> tuple[list[str], list[float]]:
        """The words of a split text that weigh, as written, and their weights."""
        tokens = self._tokens.of(raws)
        words: list[str] = []
        weights: list[float] = []
        places: list[int] = []
        mixed: bool | None = None
        turn = -1
        changed = -_REACH - 1
        for at in compress(range(len(raws)), tokens):
            word, written, upper = tokens[at] or NO_TOKEN
            if upper and mixed is None:
                mixed = not all(map(str.isupper, raws))
            if word.weighs:
                weight = word.weight
                if at - changed <= _REACH or word.own_rules:
                    weight = self._ruled(raws, tokens, at, mixed or False)
                elif upper and mixed:
                    weight += self._capitals if weight > 0 else -self._capitals
                if weight:
                    places.append(at)
                    words.append(written)
                    weights.append(weight)
            elif word.turns and turn < 0:
                turn = at
            if word.changes:
                changed = at
        if turn >= 0:
            _turn(weights, places, turn)
        return words, weights

    def _ruled(self, raws: list[str], tokens: list[Token | Silent], at: int, mixed: bool) -> float:
        """The weight of a word of the lexicon after all rules, in the library's order.

        Args:
            raws: The text, split.
            tokens: What says something of them.
            at: Place of the word.
            mixed: Whether a word in capitals stands out.
        """
        word, _, upper = tokens[at] or NO_TOKEN
        one, _, one_upper = (tokens[at - 1] if at else None) or NO_TOKEN
        two, _, two_upper = (tokens[at - 2] if at > 1 else None) or NO_TOKEN
        three, _, three_upper = (tokens[at - 3] if at > 2 else None) or NO_TOKEN
        weight = word.weight
        if word.own_rules and at + 1 < len(raws):
            if word.lower == "kind" and lowered(raws[at + 1]) == "of":
                return 0.0
            if word.lower == "no" and (tokens[at + 1] or NO_TOKEN)[0].known:
                weight = 0.0
        refused = one.lower == "no" or two.lower == "no"
        if refused or (three.lower == "no" and lowered(raws[at - 1]) in ("or", "nor")):
            weight = word.weight * self._negated
        if upper and mixed:
            weight += self._capitals if weight > 0 else -self._capitals
        if not one.known:
            if one.strength:
                weight += self._boost(weight, one, one_upper and mixed)
            if one.negates:
                weight *= self._negated
        if not two.known:
            if two.strength:
                weight += self._boost(weight, two, two_upper and mixed) * _SECOND
            if two.lower == "never" and one.lower in _INTENSE:
                weight *= _NEVER_SO
            elif two.negates and not (two.lower == "without" and one.lower == "doubt"):
                weight *= self._negated
        if at > 2 and not three.known:
            if three.strength:
                weight += self._boost(weight, three, three_upper and mixed) * _THIRD
            if one.lower in _INTENSE or (three.lower == "never" and two.lower in _INTENSE):
                weight *= _NEVER_SO
            elif three.negates and not (three.lower == "without" and "doubt" in (one.lower, two.lower)):
                weight *= self._negated
            if word.key or one.key or two.key or three.key:
                weight = self._in_phrase([lowered(raw) for raw in raws[at - 3 : at + 3]], weight)
        at_least = one.lower == "least" and at > 1 and lowered(raws[at - 2]) in ("at", "very")
        if one.lower == "least" and not one.known and not at_least:
            weight *= self._negated
        return weight

    def _boost(self, weight: float, booster: Word, stands_out: bool) -> float:
        strength = -booster.strength if weight < 0 else booster.strength
        if stands_out:
            strength += self._capitals if weight > 0 else -self._capitals
        return strength

    def _in_phrase(self, near: list[str], weight: float) -> float:
        """A phrase at or around the fourth word of `near`, and boosters of two words before it."""
        three, two, one, word, *after = near
        phrases = self._phrases
        pairs = f"{two} {one}", f"{three} {two} {one}", f"{three} {two}"
        for phrase in (f"{one} {word}", f"{two} {one} {word}", *pairs):
            if phrase in phrases:
                weight = phrases[phrase]
                break
        for count in range(1, len(after) + 1):
            weight = phrases.get(" ".join((word, *after[:count])), weight)
        for phrase in (pairs[1], pairs[2], pairs[0]):
            weight += self._boosters.get(phrase, 0.0)
        return weight

    def _describe_emoji(self, text: str) -> str:
        for char in set(self._perhaps_emoji.findall(text)):
            if told := self._emoji.get(char):
                text = text.replace(char, told)
        return text


def differing(scorer: Vader) -> str | None:
    """The first of some texts that touch each rule whose numbers are not the library's; None if all are."""
    theirs = reference()
    return next((text for text in _TOUCHING if scorer.polarity(text)._asdict() != theirs(text)), None)


def _turn(weights: list[float], places: list[int], turn: int) -> None:
    """Less before a "but", more after it, in place.

    The library looks each weight up by its value and changes the first that equals it, which may be one that
    it changed before: so do we, without its square of steps.
    """
    passed: dict[float, list[int]] = {}
    for index, weight in enumerate(weights):
        equal = passed.setdefault(weight, [])
        heappush(equal, index)
        first = heappop(equal)
        changed = weight * (_BEFORE_BUT if places[first] < turn else _AFTER_BUT)
        weights[first] = changed
        heappush(passed.setdefault(changed, []), first)


def _emphasis(text: str) -> float:
    """What exclamation and question marks add, whichever way the text leans."""
    if "!" not in text and "?" not in text:
        return 0.0
    exclamations, questions = text.count("!"), text.count("?")
    strong = _EXCLAMATION * (exclamations if exclamations < _EXCLAMATIONS_MOST else _EXCLAMATIONS_MOST)
    if questions > _QUESTIONS_MOST:
        return strong + _QUESTIONS_MANY
    return strong + (questions * _QUESTION if questions > 1 else 0)


def _compound(weights: list[float], emphasis: float) -> float:
    """s / sqrt(s^2 + 15), rounded to four decimals."""
    total = sum(weights)
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    return round(total / math.sqrt(total * total + _ALPHA), 4)
