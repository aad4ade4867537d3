"""Content that counts alone, however few say it: phrases, and what takes them back. See docs/flags.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_

from console.judge.finding import Finder
from console.judge.flagindex import STOP, Index, Placed, Word, span
from console.judge.flagwords import ALL, BIT, CONTEXTS, LISTS, NOT, WORDS, Phrase, parse, phrases
from console.judge.hashtags import Piece, joined, pieces
from console.judge.wordfiles import small_words
from console.model.flagwords import HARMLESS, OwnWords
from console.model.reasons import Back, TakenBack
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
BRAND = "brand"
"""Phrases that are a brand's name."""
_TOKEN = Finder(
    r"(?i:https?://|www\.)\S+|@[\w.-]+|[^\W_]+(?:['’][^\W_]+)*|[.,;:!?\n–—…]",
)
_marked = attrgetter("marked")
_SENTENCE_ENDS = frozenset(".!?\n…")
_QUOTES = frozenset('"“”„«»')


@dataclass(frozen=True, slots=True)
class Found:
    flag: Flag
    words: str
    """What triggered it, as written."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the flag lists say of a text."""

    found: tuple[Found, ...] = ()
    """Each flag once, with the words that came first, in order of appearance."""
    taken_back: tuple[TakenBack, ...] = ()
    """Flags that have a phrase in it and yet do not count, once for each that took it back, likewise."""


_NOTHING = Read()


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
        names = tuple(brand_names)
        self._brand = joined(names)
        self._index = Index([*phrases(own or OwnWords(), self._brand), *_names(names)], common)

    def find(self, text: str, lang: str | None) -> tuple[Found, ...]:
        """Each flag that counts, as `read` says."""
        return self.read(text, lang).found

    def read(self, text: str, lang: str | None) -> Read:
        """Which flags a text has, and which it only seems to have.

        A language without a list of its own is read with the English one, an unknown one with all. Time is
        linear in the text.
        """
        spans = _apart(text, self._brand) if "#" in text else None
        tokens = _TOKEN.all(text) if spans is None else [token for token, _, _ in spans]
        words = self._index.words(tokens)
        mask = _READ_WITH.get(lang, BIT["en"])
        told = [place for place, word in enumerate(words) if word.told & mask]
        if not told:
            return _NOTHING
        there = reduce(or_, map(_marked, words))
        hits = [hit for place in told for hit in _hits(words[place].flags, words, place, there, mask)]
        if not hits:
            return _NOTHING
        marks = [
            hit
            for place, word in enumerate(words)
            if word.marks
            for hit in _hits(word.marks, words, place, there, mask)
        ]
        return _Reading(text, tokens, words, hits, marks, spans).read()


def _hits(anchored: Iterable[Placed], words: Sequence[Word], place: int, there: int, mask: int) -> list[_Hit]:
    """Those phrases that stand around this place, in the languages of the mask.

    Of most phrases another word is not in the text at all, which is seen without walking through it.
    """
    return [
        _Hit(found[0], found[1], placed.phrase)
        for placed in anchored
        if not placed.others & ~there and placed.phrase.langs & mask and (found := span(placed, words, place))
    ]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What takes a hit back, and where it stands."""

    why: Back
    start: int
    end: int


def _apart(text: str, names: Sequence[str]) -> list[Piece]:
    """The tokens of a text with their places, its hashtags taken apart."""
    found: list[Piece] = []
    for match in _TOKEN.pattern.finditer(text):
        start, end = match.span()
        if start and text[start - 1] == "#" and text[start] not in "#@":
            found += pieces(match.group(), start, names)
        else:
            found.append((match.group(), start, end))
    return found


def _names(names: Iterable[str]) -> list[Phrase]:
    made = []
    for name in names:
        plain = " ".join(re.findall(r"[^\W_]+", name))
        if plain:
            made.append(Phrase(BRAND, parse(plain, {}), ALL))
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
        spans: Sequence[Piece] | None,
    ) -> None:
        self._text, self._tokens, self._words = text, tokens, words
        self._spans = spans
        self._hits = sorted(hits, key=lambda hit: (hit.start, -hit.end))
        self._marks: dict[str, list[_Hit]] = {kind: [] for kind in (*CONTEXTS, *WORDS)}
        for mark in marks:
            self._marks.setdefault(mark.phrase.kind, []).append(mark)
        self._starts = {kind: {hit.start for hit in self._marks[kind]} for kind in WORDS}
        # "No" is "now" in nynorsk: what only English negates with takes nothing back from another list.
        english = {mark.start for mark in self._marks["negate"] if mark.phrase.langs == BIT["en"]}
        others = {mark.start for mark in self._marks["negate"] if mark.phrase.langs != BIT["en"]}
        self._english_alone = english - others
        self._covers: dict[str, dict[int, _Hit]] = {}
        self._quoted = not _QUOTES.isdisjoint(text)
        self._sentence = self._sentences()
        self._near: dict[str, dict[int, _Hit]] = {}
        for kind in ("fiction", "past", "hypothetical"):
            first = self._near[kind] = {}
            for mark in sorted(self._marks[kind], key=lambda mark: mark.start):
                first.setdefault(self._sentence[mark.start], mark)

    def _sentences(self) -> list[int]:
        numbers, number = [], 0
        for token in self._tokens:
            numbers.append(number)
            number += token in _SENTENCE_ENDS
        return numbers

    def read(self) -> Read:
        kept: dict[Flag, _Hit] = {}
        back: dict[tuple[Flag, Back], tuple[_Hit, _Mark]] = {}
        for hit in self._hits:
            flag = Flag(hit.phrase.kind)
            if flag in kept:
                continue
            mark = self._taken_back(hit, flag)
            if mark is None:
                kept[flag] = hit
            else:
                back.setdefault((flag, mark.why), (hit, mark))
        spans = (
            [match.span() for match in _TOKEN.pattern.finditer(self._text)]
            if self._spans is None
            else [(start, end) for _, start, end in self._spans]
        )

        def written(start: int, end: int) -> str:
            return self._text[spans[start][0] : spans[end - 1][1]]

        return Read(
            tuple(Found(flag, written(hit.start, hit.end)) for flag, hit in kept.items()),
            tuple(
                TakenBack(flag, written(hit.start, hit.end), mark.why, written(mark.start, mark.end))
                for (flag, _), (hit, mark) in back.items()
                if flag not in kept
            ),
        )

    def _taken_back(self, hit: _Hit, flag: Flag) -> "_Mark | None":
        """What keeps a hit from counting."""
        if not hit.phrase.own:
            for kind, why in ((HARMLESS, Back.IDIOM), (BRAND, Back.BRAND), (NOT + flag, Back.BRAND)):
                if (cover := self._cover(hit, kind)) is not None:
                    return _Mark(why, cover.start, cover.end)
        if (place := self._negation(hit)) is not None:
            return _Mark(Back.NEGATION, place, place + 1)
        sentence = self._sentence[hit.start]
        if self._quoted and (mark := self._near["fiction"].get(sentence)) is not None:
            return _Mark(Back.FICTION, mark.start, mark.end)
        if flag in _UNCONDITIONAL:
            return None
        if adverts := self._marks["advert"]:
            return _Mark(Back.ADVERT, adverts[0].start, adverts[0].end)
        if jokes := self._marks["joke"]:
            return _Mark(Back.JOKE, jokes[0].start, jokes[0].end)
        if flag in _ANYWAY:
            return None
        if others := self._marks["elsewhere"]:
            return _Mark(Back.ELSEWHERE, others[0].start, others[0].end)
        if (mark := self._near["past"].get(sentence)) is not None:
            return _Mark(Back.PAST, mark.start, mark.end)
        mark = self._near["hypothetical"].get(sentence)
        if mark is not None and mark.start <= hit.start:
            return _Mark(Back.HYPOTHETICAL, mark.start, mark.end)
        return None

    def _cover(self, hit: _Hit, kind: str) -> _Hit | None:
        """Such a phrase that the hit lies within, the longest at its first word."""
        marks = self._marks.get(kind)
        if not marks:
            return None
        cover = self._covers.get(kind)
        if cover is None:
            longest = sorted(marks, key=lambda mark: mark.end - mark.start)
            cover = {place: mark for mark in longest for place in range(mark.start, mark.end)}
            self._covers[kind] = cover
        mark = cover.get(hit.start)
        return mark if mark is not None and mark.start <= hit.start and hit.end <= mark.end else None

    def _negation(self, hit: _Hit) -> int | None:
        """Where it is negated within its clause: "no fire", "ingen ble skadd", "vi boikotter dere ikke"."""
        negators = self._starts["negate"]
        if self._english_alone and not hit.phrase.langs & BIT["en"]:
            negators = negators - self._english_alone
        if hit.phrase.negative:
            return None
        within = next((place for place in range(hit.start, hit.end) if place in negators), None)
        if within is not None:
            return within
        if self._never_before(hit.end) or hit.start in self._starts["break"]:
            return None
        for place in range(hit.start - 1, max(-1, hit.start - 1 - _NEGATION_REACH), -1):
            if self._words[place] is STOP or place in self._starts["break"]:
                break
            if place in negators:
                return None if place in self._starts["still"] else place
        for place in range(hit.end, min(len(self._words), hit.end + _AFTER_REACH)):
            if self._words[place] is STOP:
                break
            if place in self._starts["after"]:
                return None if place in self._starts["still"] else place
        return None

    def _never_before(self, end: int) -> bool:
        """ "Never had an allergic reaction before": a negation that says it is new."""
        for place in range(end, min(len(self._words), end + _UNTIL_REACH)):
            if self._words[place] is STOP:
                return False
            if place in self._starts["until"]:
                return True
        return False


__all__ = ["LISTS", "Flags", "Found", "Read"]
