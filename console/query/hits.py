"""Where in a text the words of a filter stand: the places that the store's full-text index found.

The index (FTS5, tokenizer `unicode61` with its diacritics kept) takes a text apart into runs of letters and
digits, case folded letter by letter; a phrase is such words one after the other, whatever stands between
them. Here the same is done to a text that is on the screen, so that what was found can be shown.
"""

import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from console.query.ast import Query

_OWN_USE = "Co"
_ACCENTS = 0x300
"""The first combining accent; the bits below say which of the next fifty are part of a word to the index."""
_WITHIN_WORDS = 0x08029FDF | 0x000361F8 << 32
_NEWER = (
    (0x20BA, 0x20CF), (0x23F4, 0x23FF), (0x2700, 0x2700), (0x2B4D, 0x2B4F), (0x2B5A, 0x2BFF),
    (0x1F02C, 0x1F02F), (0x1F094, 0x1F09F), (0x1F0AF, 0x1F0B0), (0x1F0BF, 0x1F0C0), (0x1F0D0, 0x1F0D0),
    (0x1F0E0, 0x1F10F), (0x1F12F, 0x1F12F), (0x1F16C, 0x1F16F), (0x1F19B, 0x1F1E5), (0x1F203, 0x1F20F),
    (0x1F23B, 0x1F23F), (0x1F249, 0x1F24F), (0x1F252, 0x1F2FF), (0x1F321, 0x1F32F), (0x1F336, 0x1F336),
    (0x1F37D, 0x1F37F), (0x1F394, 0x1F39F), (0x1F3C5, 0x1F3C5), (0x1F3CB, 0x1F3DF), (0x1F3F1, 0x1F3FF),
    (0x1F43F, 0x1F43F), (0x1F441, 0x1F441), (0x1F4F8, 0x1F4F8), (0x1F4FD, 0x1F4FF), (0x1F53E, 0x1F53F),
    (0x1F544, 0x1F54F), (0x1F568, 0x1F5FA), (0x1F641, 0x1F644), (0x1F650, 0x1F67F), (0x1F6C6, 0x1F6FF),
    (0x1F774, 0x1FAFF),
)  # fmt: skip
"""Signs and emoji younger than Unicode 6.1, whose tables the index has: it takes them for letters."""
_NEWER_STARTS = tuple(first for first, _last in _NEWER)


class Hit(NamedTuple):
    """Characters `start` to `end` of a text."""

    start: int
    end: int


class _Token(NamedTuple):
    word: str
    start: int
    end: int


@lru_cache(maxsize=64)
def sought(query: Query) -> tuple[str, ...]:
    """The words and phrases that a filter looks for; not those that it shuts out."""
    found = (str(term.value) for term in query.terms if term.key == "text" and not term.negated)
    return tuple(dict.fromkeys(found))


def hits(phrases: Sequence[str], text: str) -> Sequence[Hit]:
    """Where the phrases stand in a text, in order; what touches or overlaps is one hit.

    Args:
        phrases: As `sought` gives them; a `*` at the end of one stands for any ending of its last word.
        text: Safe text, as it is shown.
    """
    if not phrases or not text:
        return ()
    tokens: list[_Token] | None = None
    found: list[Hit] = []
    for phrase in phrases:
        if any(letter.isalnum() for letter in phrase):
            if tokens is None:
                tokens = list(_tokens(text))
            found += _words(phrase, tokens)
        else:
            found += _characters(phrase, text)
    return _joined(found)


def _words(phrase: str, tokens: Sequence[_Token]) -> Iterator[Hit]:
    wanted = [token.word for token in _tokens(phrase.removesuffix("*"))]
    if not wanted:
        return
    *first, last = wanted
    prefix = phrase.endswith("*")
    for at in range(len(tokens) - len(first)):
        end = tokens[at + len(first)]
        fits = end.word.startswith(last) if prefix else end.word == last
        if fits and all(tokens[at + place].word == word for place, word in enumerate(first)):
            yield Hit(tokens[at].start, end.end)


def _characters(phrase: str, text: str) -> Iterator[Hit]:
    """Emoji and punctuation are no words to the index; they are looked for as they are."""
    folded: list[str] = []
    place: list[int] = []
    for index, char in enumerate(text):
        fold = char.casefold()
        folded.append(fold)
        place += [index] * len(fold)
    whole, wanted = "".join(folded), phrase.casefold()
    at = whole.find(wanted)
    while wanted and at >= 0:
        yield Hit(place[at], place[at + len(wanted) - 1] + 1)
        at = whole.find(wanted, at + len(wanted))


def _tokens(text: str) -> Iterator[_Token]:
    start: int | None = None
    word: list[str] = []
    for index, char in enumerate(text):
        if _belongs(char, inside=start is not None):
            if start is None:
                start = index
            word.append(_fold(char))
        elif start is not None:
            yield _Token("".join(word), start, index)
            start, word = None, []
    if start is not None:
        yield _Token("".join(word), start, len(text))


def _belongs(char: str, *, inside: bool) -> bool:
    if char.isascii():
        return char.isalnum()
    code, kind = ord(char), unicodedata.category(char)
    if kind[0] in "LN" or kind == _OWN_USE:
        return True
    if 0 <= code - _ACCENTS < 50:
        return inside and bool(_WITHIN_WORDS >> (code - _ACCENTS) & 1)
    place = bisect(_NEWER_STARTS, code) - 1
    return place >= 0 and code <= _NEWER[place][1]


def _fold(char: str) -> str:
    """Upper and lower case as one, letter by letter: what would become several letters stays one."""
    for folded in (char.casefold(), char.lower()):
        if len(folded) == 1:
            return folded
    return char


def _joined(found: list[Hit]) -> Sequence[Hit]:
    joined: list[Hit] = []
    for hit in sorted(found):
        if joined and hit.start <= joined[-1].end:
            joined[-1] = Hit(joined[-1].start, max(joined[-1].end, hit.end))
        else:
            joined.append(hit)
    return tuple(joined)
