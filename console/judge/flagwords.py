"""From the lines of a flag list to phrases that can be looked for. The form is explained in docs/flags.md."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from console.judge.flagfold import fold
from console.judge.wordfiles import lines_of
from console.model.flagwords import ADDED_TO, OwnWords
from console.model.words import Flag

LISTS = ADDED_TO
BIT = {name: 1 << place for place, name in enumerate(LISTS)}
ALL = (1 << len(LISTS)) - 1
CONTEXTS = ("harmless", "elsewhere", "hypothetical", "past", "fiction", "joke", "advert")
"""What takes flags back, beside a negation; `console.judge.flags` says how far each reaches."""
WORDS = ("negate", "after", "still", "until", "break")
"""What negations are made of."""
NOT = "not "
_BRAND = "brand"
"""The set of words that the settings fill; without a brand its phrases are never found."""
GAP_MOST = 3
_WORD = re.compile(r"\*?[^\W_]+\*?|<[a-z]+>|\{\d+-\d+\}")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Element:
    """What one word of a phrase may be, folded."""

    exact: frozenset[str]
    begins: frozenset[str]
    ends: frozenset[str]
    holds: frozenset[str]
    numbers: tuple[tuple[int, int], ...]

    @property
    def shortest(self) -> int:
        """Length of its shortest word: a measure of how seldom it matches."""
        return min(map(len, (*self.exact, *self.begins, *self.ends, *self.holds)), default=1)


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    """A flag, one of `CONTEXTS` or `WORDS`, or `not FLAG`."""
    elements: tuple[tuple[int, Element], ...]
    """Each with how many words may stand between it and the one before."""
    langs: int
    own: bool = False
    """Whether the brand wrote it."""
    negative: bool = False
    """Whether a negation is part of it ("can't log in"), so that none takes it back."""


def shipped(name: str) -> Iterator[tuple[int, str, str]]:
    """Line, kind and phrase of a list; sets of words come as the kind `set NAME`.

    Raises:
        ValueError: With file and line, if a line names no kind.
    """
    for number, line in lines_of(f"flags.{name}.txt"):
        head, colon, rest = line.partition(":")
        kind = head.removeprefix("@")
        known = kind in (*CONTEXTS, *WORDS) or kind.startswith("set ") if head != kind else kind in set(Flag)
        if not colon or not known:
            raise ValueError(f"flags.{name}.txt, line {number}: expected a flag and a colon")
        for entry in rest.split(","):
            if entry.strip():
                yield number, kind, entry.strip()


def sets_of(name: str) -> dict[str, list[str]]:
    """The named sets of words of a list."""
    found: dict[str, list[str]] = {}
    for _, kind, entry in shipped(name):
        if kind.startswith("set "):
            found.setdefault(kind[4:], []).append(entry)
    return found


def phrases(own: OwnWords, brand: Iterable[str] = ()) -> Iterator[Phrase]:
    """All phrases: the shipped ones and the brand's; what it removed is of the kind `not FLAG`.

    Args:
        own: What the brand adds and removes.
        brand: Its names in one word each: what `<brand>` stands for in a list.

    Raises:
        ValueError: With file and line, if a phrase cannot be understood.
    """
    sets = {name: sets_of(name) | {_BRAND: list(brand)} for name in LISTS}
    negators = {fold(entry) for name in LISTS for _, kind, entry in shipped(name) if kind == "negate"}
    for name in LISTS:
        for number, kind, entry in shipped(name):
            if kind.startswith("set "):
                continue
            try:
                elements = parse(entry, sets[name])
            except ValueError as error:
                raise ValueError(f"flags.{name}.txt, line {number}: {error}") from None
            yield Phrase(kind, elements, BIT[name], negative=_negative(elements, negators))
    for word in own.added:
        elements = parse(word.phrase, {})
        yield Phrase(
            word.kind, elements, BIT.get(word.lang, ALL), own=True, negative=_negative(elements, negators)
        )
    for word in own.removed:
        yield Phrase(NOT + word.kind, parse(word.phrase, {}), BIT.get(word.lang, ALL))


def _negative(elements: Iterable[tuple[int, Element]], negators: Collection[str]) -> bool:
    return any(not element.exact.isdisjoint(negators) for _, element in elements)


def parse(entry: str, sets: Mapping[str, Iterable[str]]) -> tuple[tuple[int, Element], ...]:
    """The words of a phrase, each with the gap before it.

    Raises:
        ValueError: What is wrong with it.
    """
    elements: list[tuple[int, Element]] = []
    gap = 0
    for part in entry.replace("-", " ").split() if "{" not in entry else entry.split():
        if part == "..":
            gap = GAP_MOST
            continue
        elements.append((gap, _element(part, sets)))
        gap = 0
    if not elements or gap:
        raise ValueError(f"{entry!r} has no word at its end")
    return tuple(elements)


def _element(part: str, sets: Mapping[str, Iterable[str]]) -> Element:
    exact, begins, ends, holds = set[str](), set[str](), set[str](), set[str]()
    numbers: list[tuple[int, int]] = []
    todo = part.split("|")
    while todo:
        one = todo.pop()
        plain_one = one.replace("'", "")
        if not _WORD.fullmatch(plain_one) or not one:
            raise ValueError(f"{one!r} is no word")
        if one[0] == "<":
            if one[1:-1] not in sets:
                raise ValueError(f"there is no set {one}")
            todo.extend(sets[one[1:-1]])
        elif one[0] == "{":
            low, high = one[1:-1].split("-")
            numbers.append((int(low), int(high)))
        else:
            word = fold(plain_one.strip("*"))
            if "*" in one and len(word) < _SHORTEST_STEM:
                raise ValueError(f"{one!r} is too short for a star")
            first, last = one[0] == "*", one[-1] == "*"
            (holds if first and last else ends if first else begins if last else exact).add(word)
    return Element(frozenset(exact), frozenset(begins), frozenset(ends), frozenset(holds), tuple(numbers))
