"""Content that counts alone, however few say it: phrases, and what takes them back. See docs/flags.md."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from console.judge.flagindex import STOP, Index, Placed, Word, span
from console.judge.flagwords import ALL, BIT, CONTEXTS, LISTS, NOT, WORDS, Phrase, parse, phrases
from console.judge.wordfiles import small_words
from console.model.flagwords import HARMLESS, OwnWords
from console.model.words import Flag

_READ_WITH = {"en": BIT["en"], None: ALL} | dict.fromkeys(("no", "nb", "nn", "da", "sv"), ALL)
"""Scandinavians also complain in English, and a short text in one language looks like another."""
_NEGATION_REACH = 5
_AFTER_REACH = 2
_UNTIL_REACH = 8
_UNCONDITIONAL = frozenset({Flag.SELF_HARM, Flag.THREAT, Flag.MINORS})
"""Neither a joke nor an "if" nor another culprit takes these back: looking at one too many is cheap."""
_ANYWAY = _UNCONDITIONAL | {Flag.BOYCOTT, Flag.LEGAL, Flag.PRESS, Flag.DISCRIMINATION}
"""What somebody says they do or think is meant, whoever is to blame and whatever year it was about."""
_TOKEN = re.compile(
    r"(?i:https?://|www\.)\S+|@[\w.-]+|[^\W_]+(?:['’][^\W_]+)*|[.,;:!?\n–—…]",
)
_SENTENCE_ENDS = frozenset(".!?\n…")
_QUOTES = frozenset('"“”„«»')


@dataclass(frozen=True, slots=True)
class Found:
    flag: Flag
    words: str
    """What triggered it, as written."""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    phrase: Phrase


class Flags:
    """Finds content flags; reads its word lists once. One thread at a time.

    Args:
        own: What the brand adds to the lists and takes from them.
        brand_names: Never read as content, unless the brand itself made a phrase of them.

    Raises:
        ValueError: If a phrase cannot be understood; `console.config` refuses those of a brand before.
    """

    def __init__(self, own: OwnWords | None = None, brand_names: Iterable[str] = ()) -> None:
        common = {word for lang in LISTS for word in small_words(lang)}
        self._index = Index([*phrases(own or OwnWords()), *_names(brand_names)], common)

    def find(self, text: str, lang: str | None) -> tuple[Found, ...]:
        """Each flag once, with the words that came first, in order of appearance.

        A language without a list of its own is read with the English one, an unknown one with all. Time is
        linear in the text.
        """
        tokens = _TOKEN.findall(text)
        words = self._index.words(tokens)
        mask = _READ_WITH.get(lang, BIT["en"])
        told = [place for place, word in enumerate(words) if word.told & mask]
        hits = [hit for place in told for hit in _hits(words[place].flags, words, place, mask)]
        if not hits:
            return ()
        marks = [
            hit
            for place, word in enumerate(words)
            if word.marks
            for hit in _hits(word.marks, words, place, mask)
        ]
        return _Reading(text, tokens, words, hits, marks).found()


def _hits(anchored: Iterable[Placed], words: Sequence[Word], place: int, mask: int) -> Iterator[_Hit]:
    """Those phrases that stand around this place, in the languages of the mask."""
    for placed in anchored:
        if placed.phrase.langs & mask and (found := span(placed, words, place)):
            yield _Hit(found[0], found[1], placed.phrase)


def _names(names: Iterable[str]) -> list[Phrase]:
    made = []
    for name in names:
        plain = " ".join(re.findall(r"[^\W_]+", name))
        if plain:
            made.append(Phrase(HARMLESS, parse(plain, {}), ALL))
    return made


class _Reading:
    """The flags of one text, weighed against what else it says."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[str],
        words: Sequence[Word],
        hits: Iterable[_Hit],
        marks: Iterable[_Hit],
    ) -> None:
        self._text, self._tokens, self._words = text, tokens, words
        self._hits = sorted(hits, key=lambda hit: (hit.start, -hit.end))
        self._marks: dict[str, list[_Hit]] = {kind: [] for kind in (*CONTEXTS, *WORDS)}
        for mark in marks:
            self._marks.setdefault(mark.phrase.kind, []).append(mark)
        self._starts = {kind: {hit.start for hit in self._marks[kind]} for kind in WORDS}
        self._covers: dict[str, dict[int, _Hit]] = {}
        self._quoted = not _QUOTES.isdisjoint(text)
        self._sentence = self._sentences()
        self._near: dict[str, dict[int, int]] = {}
        for kind in ("fiction", "past", "hypothetical"):
            first = self._near[kind] = {}
            for mark in self._marks[kind]:
                number = self._sentence[mark.start]
                first[number] = min(mark.start, first.get(number, mark.start))

    def _sentences(self) -> list[int]:
        numbers, number = [], 0
        for token in self._tokens:
            numbers.append(number)
            number += token in _SENTENCE_ENDS
        return numbers

    def found(self) -> tuple[Found, ...]:
        kept: dict[Flag, _Hit] = {}
        for hit in self._hits:
            flag = Flag(hit.phrase.kind)
            if flag not in kept and not self._taken_back(hit, flag):
                kept[flag] = hit
        if not kept:
            return ()
        spans = [match.span() for match in _TOKEN.finditer(self._text)]
        return tuple(
            Found(flag, self._text[spans[hit.start][0] : spans[hit.end - 1][1]]) for flag, hit in kept.items()
        )

    def _taken_back(self, hit: _Hit, flag: Flag) -> bool:
        if not hit.phrase.own and (self._covered(hit, HARMLESS) or self._covered(hit, NOT + flag)):
            return True
        if self._negated(hit):
            return True
        if self._quoted and self._sentence[hit.start] in self._near["fiction"]:
            return True
        if flag in _UNCONDITIONAL:
            return False
        if self._marks["joke"]:
            return True
        if flag in _ANYWAY:
            return False
        sentence = self._sentence[hit.start]
        if self._marks["elsewhere"] or sentence in self._near["past"]:
            return True
        return self._near["hypothetical"].get(sentence, len(self._tokens)) <= hit.start

    def _covered(self, hit: _Hit, kind: str) -> bool:
        """Whether the hit lies within such a phrase, the longest at its first word."""
        marks = self._marks.get(kind)
        if not marks:
            return False
        cover = self._covers.get(kind)
        if cover is None:
            longest = sorted(marks, key=lambda mark: mark.end - mark.start)
            cover = {place: mark for mark in longest for place in range(mark.start, mark.end)}
            self._covers[kind] = cover
        mark = cover.get(hit.start)
        return mark is not None and mark.start <= hit.start and hit.end <= mark.end

    def _negated(self, hit: _Hit) -> bool:
        """ "no fire", "ingen ble skadd", "vi boikotter dere ikke": within its clause."""
        negators = self._starts["negate"]
        if hit.phrase.negative:
            return False
        if any(place in negators for place in range(hit.start, hit.end)):
            return True
        if self._never_before(hit.end) or hit.start in self._starts["break"]:
            return False
        for place in range(hit.start - 1, max(-1, hit.start - 1 - _NEGATION_REACH), -1):
            if self._words[place] is STOP or place in self._starts["break"]:
                break
            if place in negators:
                return place not in self._starts["still"]
        for place in range(hit.end, min(len(self._words), hit.end + _AFTER_REACH)):
            if self._words[place] is STOP:
                break
            if place in self._starts["after"]:
                return place not in self._starts["still"]
        return False

    def _never_before(self, end: int) -> bool:
        """ "Never had an allergic reaction before": a negation that says it is new."""
        for place in range(end, min(len(self._words), end + _UNTIL_REACH)):
            if self._words[place] is STOP:
                return False
            if place in self._starts["until"]:
                return True
        return False


__all__ = ["LISTS", "Flags", "Found"]
