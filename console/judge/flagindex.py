"""Which phrases stand where in a text: one look at each word, however many phrases there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from console.judge.flagfold import fold, plain, shortened, swapped
from console.judge.flagwords import SHORTEST_STEM, Element, Phrase
from console.judge.kept import Kept
from console.model.words import Flag

_KEPT = 50_000
_TYPO_FROM = 7
_MISSING_FROM = 9
_COMMON_COSTS = 20
_MARKS = 512
_FLAGS = frozenset(flag.value for flag in Flag)


@dataclass(frozen=True, slots=True)
class Placed:
    """A phrase as it is looked for: from its most telling word to both sides."""

    phrase: Phrase
    left: tuple[tuple[int, int], ...]
    """Gap and element number, outwards."""
    right: tuple[tuple[int, int], ...]
    others: int
    """The elements on both sides, as `_marked` marks them."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word can be in the phrases."""

    elements: frozenset[int]
    marked: int
    """The elements, as `_marked` marks them."""
    flags: tuple[Placed, ...]
    """Phrases of flags whose most telling word this is."""
    marks: tuple[Placed, ...]
    """The same of what takes flags back."""
    told: int
    """Languages in which it may be a flag, as bits."""


NOTHING = Word(frozenset(), 0, (), (), 0)
STOP = Word(frozenset(), 0, (), (), 0)
"""A mark that no phrase crosses."""
_STOPS = frozenset(".,;:!?\n–—…")
_ADDRESSES = ("http://", "https://", "www.")


class Index:
    """Words to phrases. It remembers the words that it has seen (bounded)."""

    def __init__(self, phrases: Iterable[Phrase], common: Collection[str]) -> None:
        self._numbers: dict[Element, int] = {}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._begins: dict[str, set[int]] = defaultdict(set)
        self._ends: dict[str, set[int]] = defaultdict(set)
        self._holds: dict[str, set[int]] = defaultdict(set)
        self._ranges: list[tuple[int, int, int]] = []
        self._missing: dict[str, str] = {}
        self._anchored: dict[int, list[Placed]] = defaultdict(list)
        self._seen = Kept(_KEPT, self._word)
        self._made = Kept(_KEPT, self._make)
        folded = frozenset(map(fold, common))
        for phrase in phrases:
            self._add(phrase, folded)
        self._first = _grouped(self._begins, slice(SHORTEST_STEM))
        self._last = _grouped(self._ends, slice(-SHORTEST_STEM, None))
        self._letters = frozenset(_letters(word) for word in self._exact if len(word) >= _TYPO_FROM)

    def _add(self, phrase: Phrase, common: frozenset[str]) -> None:
        ids = [self._number(element) for _, element in phrase.elements]
        ranks = [
            element.shortest - (_COMMON_COSTS if element.exact & common else 0)
            for _, element in phrase.elements
        ]
        at = ranks.index(max(ranks))
        gaps = [gap for gap, _ in phrase.elements]
        left = tuple((gaps[place + 1], ids[place]) for place in range(at - 1, -1, -1))
        right = tuple((gaps[place], ids[place]) for place in range(at + 1, len(ids)))
        others = _marked(number for _, number in left + right)
        self._anchored[ids[at]].append(Placed(phrase, left, right, others))

    def _number(self, element: Element) -> int:
        known = self._numbers.get(element)
        if known is not None:
            return known
        number = self._numbers[element] = len(self._numbers)
        for table, words in (
            (self._exact, element.exact),
            (self._begins, element.begins),
            (self._ends, element.ends),
            (self._holds, element.holds),
        ):
            for word in words:
                table[word].add(number)
        for word in element.exact | element.begins:
            if len(word) >= _MISSING_FROM:
                for short in shortened(word):
                    self._missing.setdefault(short, word)
        self._ranges.extend((low, high, number) for low, high in element.numbers)
        return number

    def words(self, tokens: Sequence[str]) -> list[Word]:
        """What each token can be, however it is written."""
        return [*map(self._seen.__getitem__, map(str.lower, tokens))]

    def _word(self, token: str) -> Word:
        if token in _STOPS:
            return STOP
        if token[0] == "@":
            return NOTHING
        if ("." in token or "/" in token) and token.startswith(_ADDRESSES):
            return NOTHING
        word = fold(token)
        found = self._elements(word)
        if not found and (letters := plain(word)):
            found = self._elements(letters)
        if not found and len(word) >= _TYPO_FROM and word.isalpha():
            found = self._misspelt(word)
        return self._made[frozenset(found)] if found else NOTHING

    def _make(self, found: frozenset[int]) -> Word:
        anchored = [placed for number in sorted(found) for placed in self._anchored.get(number, ())]
        flags = tuple(placed for placed in anchored if placed.phrase.kind in _FLAGS)
        marks = tuple(placed for placed in anchored if placed.phrase.kind not in _FLAGS)
        told = 0
        for placed in flags:
            told |= placed.phrase.langs
        return Word(found, _marked(found), flags, marks, told)

    def _elements(self, word: str) -> set[int]:
        found = set(self._exact.get(word, ()))
        if word.startswith(self._first.get(word[:SHORTEST_STEM], ())):
            for length in range(SHORTEST_STEM, len(word) + 1):
                found.update(self._begins.get(word[:length], ()))
        if word.endswith(self._last.get(word[-SHORTEST_STEM:], ())):
            for length in range(SHORTEST_STEM, len(word) + 1):
                found.update(self._ends.get(word[-length:], ()))
        for stem, numbers in self._holds.items():
            if stem in word:
                found |= numbers
        if word.isdecimal() and len(word) < 6:
            found |= {number for low, high, number in self._ranges if low <= int(word) <= high}
        return found

    def _misspelt(self, word: str) -> set[int]:
        """Two neighbouring letters in the wrong order, or one letter missing."""
        if _letters(word) in self._letters:
            for other in swapped(word):
                if other in self._exact:
                    return self._elements(other)
        longer = self._missing.get(word)
        return self._elements(longer) if longer else set()


def _grouped(stems: Iterable[str], part: slice) -> dict[str, tuple[str, ...]]:
    """Stems by their part that is looked at first."""
    found: dict[str, tuple[str, ...]] = {}
    for stem in stems:
        found[stem[part]] = (*found.get(stem[part], ()), stem)
    return found


def _marked(elements: Iterable[int]) -> int:
    """A bit for each element. Some share one, so it tells what is not there and not what is (Bloom 1970)."""
    found = 0
    for number in elements:
        found |= 1 << number % _MARKS
    return found


def _letters(word: str) -> str:
    """Its letters in the order of the alphabet: the same for words that differ in their order alone."""
    return "".join(sorted(word))


def span(placed: Placed, words: Sequence[Word], place: int) -> tuple[int, int] | None:
    """First place and the one after the last, if the phrase stands around its most telling word here."""
    first = _walk(placed.left, words, place, -1) if placed.left else place
    if first is None:
        return None
    last = _walk(placed.right, words, place, 1) if placed.right else place
    return None if last is None else (first, last + 1)


def _walk(steps: Sequence[tuple[int, int]], words: Sequence[Word], place: int, by: int) -> int | None:
    at, size = place, len(words)
    for gap, wanted in steps:
        for _ in range(gap + 1):
            at += by
            if not 0 <= at < size:
                return None
            word = words[at]
            if word is STOP:
                return None
            if wanted in word.elements:
                break
        else:
            return None
    return at
