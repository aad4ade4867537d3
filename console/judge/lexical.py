"""Languages scored by a lexicon and rules of their own: Norwegian, Danish, Swedish.

The rules follow VADER's idea (negation, boosters, contrast, emphasis) in Scandinavian grammar, where the
negation follows the verb ("anbefaler ikke") and words are glued together ("kjempebra", "driftsproblemer").
"""

import re
from collections.abc import Iterable, Mapping
from itertools import compress

from console.judge.finding import Finder
from console.judge.kept import Kept
from console.judge.score import Score, normalise
from console.judge.wordfiles import Lexicon

_NEGATED = -0.74
"""VADER's factor for a negated word."""
_NEGATED_BAD = -0.5
"""Not bad is not as good as good is."""
_BOOST = 0.293
_DISTANCE = (1.0, 0.95, 0.9)
_CAPS = 0.733
_BEFORE_TURN, _AFTER_TURN = 0.5, 1.5
_NEVER_SO = 1.25
_IN_COMPOUND = 0.8
_EXCLAMATION, _EXCLAMATIONS_MOST = 0.292, 4
_QUESTION, _QUESTIONS_MOST, _QUESTIONS_MANY = 0.18, 3, 0.96
_PHRASE_MOST = 5
_ENDINGS = ("ene", "ane", "en", "et", "a", "e", "t", "s")
_STEM_LEAST = 5
_CACHE_MOST = 50_000

_LATIN_LAST = "\xff"
_NOTHING = Score(0.0, ())

_STRETCHED = re.compile(r"(.)\1{2,}")
_BREAK = frozenset(".,;:!?()\n–—")


class LexicalScorer:
    """Scores texts of one language.

    Args:
        name: Name and version, such as `beredt-no-3`.
        lexicon: Words, phrases and the groups that the rules need.
        symbols: Emoji and emoticons with their weights.
    """

    def __init__(self, name: str, lexicon: Lexicon, symbols: Mapping[str, float]) -> None:
        self.name = name
        self._words = {word: weight for word, weight in lexicon.weights.items() if "_" not in word}
        self._symbols = symbols
        self._negate = lexicon.group("negate")
        self._after = lexicon.group("after")
        self._too, self._thanks = lexicon.group("too"), lexicon.group("thanks")
        self._never, self._so = lexicon.group("never"), lexicon.group("so")
        self._turns, self._silent = lexicon.group("turn"), lexicon.group("silent")
        self._un = tuple(lexicon.group("un"))
        self._strength = dict.fromkeys(lexicon.group("boost"), _BOOST)
        self._strength.update(dict.fromkeys(lexicon.group("dampen"), -_BOOST))
        phrases = {
            tuple(p.split("_")): w for p, w in lexicon.weights.items() if "_" in p and p not in symbols
        }
        self._phrases: dict[tuple[str, ...], float] = phrases
        self._openers = _openers(phrases)
        self._harmless = frozenset(tuple(p.split("_")) for p in lexicon.group("harmless"))
        self._prefixes = tuple(sorted(lexicon.group("prefix"), key=lambda word: -len(word)))
        self._heads = tuple(sorted(lexicon.group("head"), key=lambda word: -len(word)))
        self._plain = Finder(r"[^\W_]+(?:['’\-][^\W_]+)*|[.,;:!?()\n–—]")
        self._hints = frozenset(mark[0] for mark in symbols if not mark[0].isalnum())
        begun = {mark[:2].lower() for mark in symbols if max(mark) <= _LATIN_LAST and not mark.isalnum()}
        self._begun = re.compile("|".join(map(re.escape, sorted(begun))).encode("latin-1"))
        self._token = re.compile(rf"{_marks(symbols)}{self._plain.pattern.pattern}", re.IGNORECASE)
        self._told = Kept(_CACHE_MOST, self._tells)

    def score(self, text: str) -> Score:
        raw = self._token.findall(text) if self._drawn(text) else self._plain.all(text)
        words = [token.lower() for token in raw]
        found: list[tuple[int, int, float]] = []
        done = 0
        for index in compress(range(len(words)), map(self._told.__getitem__, words)):
            if index < done:
                continue
            length, weight = self._at(words, index)
            if weight:
                weight = self._adjust(words, index, length, weight)
                if raw[index].isupper() and len(raw[index]) > 1 and not text.isupper():
                    weight += _CAPS if weight > 0 else -_CAPS
                found.append((index, length, weight))
            done = index + length
        if not found:
            return _NOTHING
        turn = self._last_turn(words)
        parts = tuple(
            (" ".join(raw[start : start + length]), round(_turned(weight, start, turn), 3))
            for start, length, weight in found
        )
        total = sum(weight for _, weight in parts)
        if total:
            emphasis = _emphasis(text)
            total += emphasis if total > 0 else -emphasis
        return Score(normalise(total), parts)

    def _drawn(self, text: str) -> bool:
        """Whether there may be an emoji or an emoticon that no word of letters is: most texts have none."""
        try:
            data = text.encode("latin-1").lower()
        except UnicodeEncodeError:
            return not self._hints.isdisjoint(text)
        return self._begun.search(data) is not None

    def own(self, words: str) -> float:
        """Of the lexicon, or of the form or phrase that it has."""
        lower = words.lower()
        return self._phrases.get(tuple(lower.split())) or sum(self._told[lower])

    def _at(self, words: list[str], index: int) -> tuple[int, float]:
        """How many words the entry at `index` takes, and its weight."""
        longest = self._openers.get(words[index], 0)
        for length in range(min(longest, len(words) - index), 1, -1):
            weight = self._phrases.get(tuple(words[index : index + length]))
            if weight is not None:
                return length, weight
        return 1, self._told[words[index]][0]

    def _tells(self, word: str) -> tuple[float, ...]:
        """The weight of a word, or nothing if it neither weighs nor begins a phrase: most words do not."""
        weight = self._symbols.get(word, 0.0) or self._of_form(word)
        return (weight,) if weight or word in self._openers else ()

    def _of_form(self, word: str) -> float:
        """Weight of a word that may be stretched, inflected or a compound; 0 if it says nothing."""
        if word in self._strength or word in self._negate:
            return self._words.get(word, 0.0)
        if word in self._silent:
            return 0.0
        forms = [word]
        if _STRETCHED.search(word):
            forms += [_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)]
        for form in forms:
            if weight := self._words.get(form, 0.0):
                return weight
            if weight := self._of_parts(form):
                return weight
        return 0.0

    def _of_parts(self, word: str) -> float:
        for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
            stem = word.removesuffix(ending)
            if len(stem) >= _STEM_LEAST and stem != word and stem in self._words:
                return self._words[stem]
        for prefix in self._prefixes if word.startswith(self._prefixes) else ():
            rest = word.removeprefix(prefix).lstrip("-")
            if len(rest) >= 3 and rest != word and (weight := self._words.get(rest, 0.0)):
                return weight + (0.6 if weight > 0 else -0.6)
        for prefix in self._un if word.startswith(self._un) else ():
            rest = word.removeprefix(prefix)
            if len(rest) >= 4 and rest != word and self._words.get(rest, 0.0) >= 1.0:
                return -_IN_COMPOUND * self._words[rest]
        for head in self._heads if word.endswith(self._heads) else ():
            if word.endswith(head) and len(word) >= len(head) + 3:
                return _IN_COMPOUND * self._words.get(head, -1.5)
        return 0.0

    def _adjust(self, words: list[str], index: int, length: int, weight: float) -> float:
        """Apply what stands before the entry, and a negation that follows a verb."""
        if words[index] in self._symbols:
            return weight
        negated = never_so = False
        for back in range(1, 4):
            place = index - back
            if place < 0 or words[place] in _BREAK:
                break
            word = words[place]
            if word in self._too and weight > 0 and back == 1:
                if place == 0 or words[place - 1] not in self._thanks:
                    weight = -0.7 * weight
            elif word in self._negate and not self._is_harmless(words, place):
                if word in self._never and self._so & set(words[place + 1 : index]):
                    never_so = True
                else:
                    negated = not negated
            elif strength := self._strength.get(word, 0.0):
                change = strength * _DISTANCE[back - 1]
                weight += change if weight > 0 else -change
        if not negated and self._negated_after(words, index + length):
            negated = True
        if never_so:
            weight *= _NEVER_SO
        if negated:
            weight *= _NEGATED if weight > 0 else _NEGATED_BAD
        return weight

    def _negated_after(self, words: list[str], place: int) -> bool:
        for word in words[place : place + 3]:
            if word in self._negate:
                at = words.index(word, place)
                return word not in self._never and not self._is_harmless(words, at)
            if word not in self._after:
                return False
        return False

    def _is_harmless(self, words: list[str], place: int) -> bool:
        return any(tuple(words[place : place + len(phrase)]) == phrase for phrase in self._harmless)

    def _last_turn(self, words: list[str]) -> int | None:
        turns = self._turns
        if turns.isdisjoint(words):
            return None
        places = [index for index, word in enumerate(words) if word in turns and 0 < index < len(words) - 1]
        return places[-1] if places else None


def _marks(symbols: Iterable[str]) -> str:
    """Alternatives of a pattern: an emoji counts anywhere, an emoticon of ASCII only where it stands alone.

    The first character is looked at before any of them is tried.
    """
    found = ""
    for alone, edges in ((True, (r"(?<!\w)", r"(?!\w)")), (False, ("", ""))):
        marks = sorted((mark for mark in symbols if mark.isascii() is alone), key=lambda mark: -len(mark))
        if marks:
            firsts = re.escape("".join(sorted({mark[0] for mark in marks})))
            found += rf"(?=[{firsts}]){edges[0]}(?:{'|'.join(map(re.escape, marks))}){edges[1]}|"
    return found


def _openers(phrases: Mapping[tuple[str, ...], float]) -> dict[str, int]:
    """First words of phrases, with the length of the longest that begins so."""
    found: dict[str, int] = {}
    for phrase in phrases:
        found[phrase[0]] = max(found.get(phrase[0], 0), min(len(phrase), _PHRASE_MOST))
    return found


def _turned(weight: float, place: int, turn: int | None) -> float:
    if turn is None:
        return weight
    return weight * (_BEFORE_TURN if place < turn else _AFTER_TURN)


def _emphasis(text: str) -> float:
    questions = text.count("?")
    strong = _EXCLAMATION * min(text.count("!"), _EXCLAMATIONS_MOST)
    if questions > _QUESTIONS_MOST:
        return strong + _QUESTIONS_MANY
    return strong + (_QUESTION * questions if questions > 1 else 0.0)
