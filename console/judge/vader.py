"""English: VADER (Hutto and Gilbert 2014), its own lexicon and rules, with the words behind each score.

The data are the library's, the hot path is ours: `polarity_scores` to the last digit, several times faster.
Each token is looked at once and from then on known by one letter. A text is the string of its letters: one
without sentiment ends after one join, and the rules are asked only where one of them could apply.
"""

import math
from dataclasses import dataclass
from heapq import heappop, heappush

from console.judge.score import Score
from console.judge.vader_library import library
from console.judge.vader_tokens import HIT, NOTHING, PHRASED, RULED, SELF_RULED, Tokens, Word

_BEFORE, _AFTER = 3, 3
"""How far the rules look: three words back; to the end of a phrase of three that begins with the word."""
_DAMPED = (1.0, 0.95, 0.9)
"""What a booster is worth one, two and three words before."""
_NEVER_SO = 1.25
_INTENSE = frozenset({"so", "this"})
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_EXCLAMATION, _EXCLAMATIONS_MOST = 0.292, 4
_QUESTION, _QUESTIONS_MOST, _QUESTIONS_MANY = 0.18, 3, 0.96
_ALPHA = 15


@dataclass(frozen=True, slots=True)
class Polarity:
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
        self._data = data
        self._tokens = Tokens(data)
        self._emoji = {char: f" {told}" for char, told in data.emoji.items() if len(char) == 1}
        self._emoji_chars = frozenset(self._emoji)

    def score(self, text: str) -> Score:
        """The compound that `polarity_scores` gives, and each word's weight after the rules."""
        if not text.isascii():
            text = self._describe_emoji(text)
        _, parts = self._weigh(text)
        if not parts:
            return Score(0.0, ())
        return Score(_compound([weight for _, weight in parts], _emphasis(text)), tuple(parts))

    def polarity(self, text: str) -> Polarity:
        """All four numbers of `polarity_scores`."""
        if not text.isascii():
            text = self._describe_emoji(text)
        words, parts = self._weigh(text)
        if not parts:
            return Polarity(0.0, 1.0 if words else 0.0, 0.0, 0.0)
        weights = [weight for _, weight in parts]
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
        neutral = words - len(weights)
        total = pos - neg + neutral
        return Polarity(round(-neg / total, 3), round(neutral / total, 3), round(pos / total, 3), compound)

    def _weigh(self, text: str) -> tuple[int, list[tuple[str, float]]]:
        """How many words there are, and those that weigh: as written, with their weights."""
        raws = text.split()
        tokens = self._tokens
        letters = "".join(map(tokens.__getitem__, raws))
        parts: list[tuple[str, float]] = []
        places: list[int] = []
        mixed = not (letters.isupper() or letters.islower())
        for hit in HIT.finditer(letters):
            at = hit.start()
            word = tokens.word(raws[at])
            weight = word.weight
            if hit[0] in SELF_RULED or RULED.search(letters, max(0, at - _BEFORE), at):
                weight = self._ruled(raws, letters, at, mixed)
            elif word.upper and mixed:
                weight += self._data.capitals if weight > 0 else -self._data.capitals
            if weight:
                places.append(at)
                parts.append((word.written, weight))
        if parts and (turn := letters.lower().find("b")) >= 0:
            weights = _turned([weight for _, weight in parts], places, turn)
            parts = [(word, weight) for (word, _), weight in zip(parts, weights, strict=True)]
        return len(raws), parts

    def _ruled(self, raws: list[str], letters: str, at: int, mixed: bool) -> float:
        """The weight of a word of the lexicon after all rules, in the library's order."""
        start = max(0, at - _BEFORE)
        near = self._tokens.near(raws, letters, start, at + _AFTER)
        place = at - start
        word, *after = near[place:]
        one, two, three = (near[place - back] if place >= back else NOTHING for back in (1, 2, 3))
        if word.lower == "kind" and after and after[0].lower == "of":
            return 0.0
        negated, capitals = self._data.negated, self._data.capitals if mixed else 0.0
        weight = word.weight
        if word.lower == "no" and after and after[0].known:
            weight = 0.0
        if "no" in (one.lower, two.lower) or (three.lower == "no" and one.lower in ("or", "nor")):
            weight = word.weight * negated
        if word.upper:
            weight += capitals if weight > 0 else -capitals
        for back in range(min(place, _BEFORE)):
            before = near[place - 1 - back]
            if before.known:
                continue
            if before.strength:
                strength = -before.strength if weight < 0 else before.strength
                if before.upper:
                    strength += capitals if weight > 0 else -capitals
                weight += strength * _DAMPED[back]
            if back == 0:
                factor = negated if one.negates else 1.0
            elif back == 1:
                factor = self._from_two(one, two)
            else:
                factor = self._from_three(one, two, three)
            weight *= factor
            if back == _BEFORE - 1 and PHRASED.search(letters, start, at + _AFTER):
                weight = self._in_phrase(near, weight)
        if one.lower == "least" and not one.known and not (place > 1 and two.lower in ("at", "very")):
            weight *= negated
        return weight

    def _from_two(self, one: Word, two: Word) -> float:
        if two.lower == "never" and one.lower in _INTENSE:
            return _NEVER_SO
        if two.lower == "without" and one.lower == "doubt":
            return 1.0
        return self._data.negated if two.negates else 1.0

    def _from_three(self, one: Word, two: Word, three: Word) -> float:
        if (three.lower == "never" and two.lower in _INTENSE) or one.lower in _INTENSE:
            return _NEVER_SO
        if three.lower == "without" and "doubt" in (one.lower, two.lower):
            return 1.0
        return self._data.negated if three.negates else 1.0

    def _in_phrase(self, near: list[Word], weight: float) -> float:
        """A phrase at or around the fourth word of `near`, and boosters of two words before it."""
        three, two, one, word, *after = (each.lower for each in near)
        phrases = self._data.phrases
        pairs = f"{two} {one}", f"{three} {two} {one}", f"{three} {two}"
        for phrase in (f"{one} {word}", f"{two} {one} {word}", *pairs):
            if phrase in phrases:
                weight = phrases[phrase]
                break
        for count in range(1, len(after) + 1):
            weight = phrases.get(" ".join((word, *after[:count])), weight)
        boosters = self._data.boosters
        for phrase in (pairs[1], pairs[2], pairs[0]):
            weight += boosters.get(phrase, 0.0)
        return weight

    def _describe_emoji(self, text: str) -> str:
        for char in self._emoji_chars.intersection(text):
            text = text.replace(char, self._emoji[char])
        return text


def _turned(weights: list[float], places: list[int], turn: int) -> list[float]:
    """Less before a "but", more after it.

    The library looks each weight up by its value and changes the first that equals it, which may be one that
    it changed before: so do we, without its square of steps.
    """
    passed: dict[float, list[int]] = {}
    weights = list(weights)
    for index, weight in enumerate(weights):
        equal = passed.setdefault(weight, [])
        heappush(equal, index)
        first = heappop(equal)
        changed = weight * (_BEFORE_BUT if places[first] < turn else _AFTER_BUT)
        weights[first] = changed
        heappush(passed.setdefault(changed, []), first)
    return weights


def _emphasis(text: str) -> float:
    """What exclamation and question marks add, whichever way the text leans."""
    strong = min(text.count("!"), _EXCLAMATIONS_MOST) * _EXCLAMATION
    questions = text.count("?")
    if questions > _QUESTIONS_MOST:
        return strong + _QUESTIONS_MANY
    return strong + (questions * _QUESTION if questions > 1 else 0)


def _compound(weights: list[float], emphasis: float) -> float:
    """s / sqrt(s^2 + 15), rounded to four decimals."""
    total = float(sum(weights))
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    return round(max(-1.0, min(1.0, total / math.sqrt(total * total + _ALPHA))), 4)
