"""Content that counts alone, however few say it: word lists, with what takes them back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from console.judge.wordfiles import lines_of
from console.model.words import Flag

LISTS = ("en", "no", "sv", "da")
_READ_WITH = {"en": ("en",), "no": ("no", "en"), "sv": ("sv", "en"), "da": ("da", "en")}
"""Scandinavians also complain in English; in an unknown language every list is read."""
_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|[.,;:!?\n–—]|\.\.")
_BREAK = frozenset(".;:!?\n–—")
_NEGATION_REACH = 3
_GAP_MOST = 3
_BEGUN = 3


@dataclass(frozen=True, slots=True)
class Found:
    flag: Flag
    words: str
    """What triggered it, as written."""


_Entry = tuple[tuple[str, ...], Flag | None]


@dataclass(slots=True)
class _Phrases:
    """Phrases by their first word, exact, or by the first letters of a word that they only begin."""

    exact: dict[str, list[_Entry]] = field(default_factory=dict)
    begun: dict[str, list[_Entry]] = field(default_factory=dict)

    def add(self, phrase: str, flag: Flag | None) -> None:
        words = tuple(phrase.lower().split())
        first = words[0]
        if first.endswith("*"):
            self.begun.setdefault(first[:_BEGUN], []).append((words, flag))
        else:
            self.exact.setdefault(first, []).append((words, flag))

    def at(self, words: Sequence[str], place: int) -> tuple[int, Flag | None] | None:
        """Length and flag of the longest phrase that begins at `place`; a harmless one has no flag."""
        word = words[place]
        candidates = [*self.exact.get(word, ()), *self.begun.get(word[:_BEGUN], ())]
        best: tuple[int, Flag | None] | None = None
        for phrase, flag in candidates:
            end = _match(phrase, words, place)
            if end is not None and (best is None or end - place > best[0]):
                best = (end - place, flag)
        return best


class Flags:
    """Finds content flags; reads its word lists once."""

    def __init__(self) -> None:
        self._phrases: dict[str, _Phrases] = {}
        self._negate: dict[str, frozenset[str]] = {}
        for lang in LISTS:
            self._read(lang)

    def _read(self, lang: str) -> None:
        phrases = self._phrases[lang] = _Phrases()
        self._negate[lang] = frozenset()
        for number, line in lines_of(f"flags.{lang}.txt"):
            name, colon, rest = line.partition(":")
            entries = [entry.strip() for entry in rest.split(",") if entry.strip()]
            if name == "@negate":
                self._negate[lang] = frozenset(entries)
            elif name == "@harmless":
                for entry in entries:
                    phrases.add(entry, None)
            elif colon and name in set(Flag):
                for entry in entries:
                    phrases.add(entry, Flag(name))
            else:
                raise ValueError(f"flags.{lang}.txt, line {number}: expected a flag and a colon")

    def find(self, text: str, lang: str | None) -> tuple[Found, ...]:
        """Each flag once, with the words that came first, in order of appearance.

        A negation up to three words before takes a phrase back ("no fire"), within its clause.
        """
        raw = _TOKEN.findall(text.replace("’", "'"))
        words = [token.lower() for token in raw]
        found: dict[Flag, str] = {}
        for list_of in _READ_WITH.get(lang or "", LISTS if lang is None else ("en",)):
            phrases, negate = self._phrases[list_of], self._negate[list_of]
            exact, begun = phrases.exact, phrases.begun
            done = 0
            for place, word in enumerate(words):
                if place < done or (word not in exact and word[:_BEGUN] not in begun):
                    continue
                hit = phrases.at(words, place)
                if hit is None:
                    continue
                done = place + hit[0]
                flag = hit[1]
                if flag is not None and flag not in found and not _taken_back(words, place, negate):
                    found[flag] = " ".join(raw[place:done])
        return tuple(Found(flag, trigger) for flag, trigger in found.items())


def _match(phrase: tuple[str, ...], words: Sequence[str], place: int) -> int | None:
    """Where the phrase ends if it begins at `place`; `..` stands for up to three words."""
    at = place
    gap = 0
    for wanted in phrase:
        if wanted == "..":
            gap = _GAP_MOST
            continue
        for skipped in range(gap + 1):
            if at + skipped >= len(words) or words[at + skipped] in _BREAK:
                return None
            word = words[at + skipped]
            if word == wanted or (wanted.endswith("*") and word.startswith(wanted[:-1])):
                at += skipped + 1
                break
        else:
            return None
        gap = 0
    return at


def _taken_back(words: Sequence[str], place: int, negate: frozenset[str]) -> bool:
    for back in range(place - 1, max(-1, place - 1 - _NEGATION_REACH), -1):
        if words[back] in _BREAK:
            return False
        if words[back] in negate:
            return True
    return False
