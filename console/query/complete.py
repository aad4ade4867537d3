"""What a half-typed term of a filter could become."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from console.query.words import KEYS

MOST = 40
"""Choices that are offered: nobody steps through more."""
_KEY = re.compile(r"(\w+):")
_TYPED = {"author": "@", "holder": "@"}
"""Signs before a value that mean nothing."""

Known = Mapping[str, Sequence[str]]
"""Values by key, the most used first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """`options`, each of which may take the place of the characters `start` to `end`."""

    start: int
    end: int
    options: Sequence[str]


def complete(text: str, cursor: int, known: Known) -> Completion:
    """Choices for the term that the cursor is in or behind; what follows in the line stays.

    Args:
        text: The filter as it stands, right or not.
        cursor: Between which characters the next one is typed, from 0.
        known: Values that are in use, the most used first; the language's own follow them.
    """
    start, end = next((span for span in _terms(text) if span[0] <= cursor <= span[1]), (cursor, cursor))
    start += text.startswith("-", start) and start < end
    if cursor < start:
        return Completion(cursor, cursor, ())
    named = _KEY.match(text, start)
    if named is None:
        typed = text[start:cursor].casefold()
        found = [f"{key}:" for key in KEYS if key.startswith(typed)]
        return Completion(start, end, () if text.startswith('"', start) else found)
    key = named[1].casefold()
    if cursor < named.end():
        typed = text[start:cursor].casefold()
        return Completion(start, named.end(), [f"{key}:" for key in KEYS if key.startswith(typed)])
    return Completion(
        named.end(), end, _values(key, text[named.end() : cursor], text[named.end() : end], known)
    )


def _values(key: str, typed: str, whole: str, known: Known) -> Sequence[str]:
    sign = _TYPED.get(key, "")
    wanted = typed.removeprefix('"').removeprefix(sign).casefold()
    choices = dict.fromkeys((*known.get(key, ()), *KEYS.get(key, ())))
    first: list[str] = []
    within: list[str] = []
    for choice in choices:
        folded = choice.removeprefix(sign).casefold()
        if '"' in choice or _quoted(choice) == whole:
            continue
        if folded.startswith(wanted):
            first.append(_quoted(choice))
        elif len(wanted) > 1 and wanted in folded:
            within.append(_quoted(choice))
    return [*first, *within][:MOST]


def _quoted(value: str) -> str:
    return f'"{value}"' if any(char.isspace() for char in value) else value


def _terms(text: str) -> Iterator[tuple[int, int]]:
    """Where each term begins and ends; a quote that is open reaches to the end."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start = at
        at += text[at] == "-"
        named = _KEY.match(text, at)
        at = named.end() if named else at
        if text.startswith('"', at):
            close = text.find('"', at + 1)
            at = len(text) if close < 0 else close + 1
        else:
            while at < len(text) and not text[at].isspace() and text[at] != '"':
                at += 1
        yield start, at
