"""From what a person typed to terms."""

import re

from console.query.ast import Query, Term
from console.query.values import READERS
from console.query.words import KEYS, QueryError, nearest, shown
from console.text import one_line

MAX_LENGTH = 1_000
MAX_TERMS = 40

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_KEY = re.compile(r"(\w+):")
_LONG = "|".join(key for key in KEYS if len(key) > 3)
_SHORT = "|".join(key for key in KEYS if len(key) <= 3)
# Behind a letter a short key may be the end of a word ("this:").
_GLUED = re.compile(rf"(?<=\w)({_LONG}):|(?<=[^\w\s])({_LONG}|{_SHORT}):")


def parse(text: str) -> Query:
    """Read a filter such as `is:new lang:nb -tag:x "exact words"`.

    Terms stand side by side and must all hold; `-` before one turns it round; quotes keep words together, in
    a value too. A colon inside a word needs quotes, so that a mistyped key is not searched for as text.

    Raises:
        QueryError: with the place and with what would be right.
    """
    try:
        return _parse(text)
    except QueryError as error:
        error.source = text
        raise


def _parse(text: str) -> Query:
    if len(text) > MAX_LENGTH:
        raise QueryError("the filter is too long", MAX_LENGTH, f"use at most {MAX_LENGTH:,} characters")
    if bad := _CONTROL.search(text):
        raise QueryError("there is a control character", bad.start(), "type words and key:value pairs only")
    terms: list[Term] = []
    at = _skip_blanks(text, 0)
    while at < len(text):
        if len(terms) == MAX_TERMS:
            raise QueryError("there are too many terms", at, f"use at most {MAX_TERMS}")
        term, at = _term(text, at)
        terms.append(term)
        at = _skip_blanks(text, at)
    return Query(tuple(terms), text)


def _term(text: str, start: int) -> tuple[Term, int]:
    negated = text[start] == "-"
    at = start + negated
    if negated and (at == len(text) or text[at].isspace()):
        raise QueryError("a minus stands alone", start, "put it before a term, such as -tag:refund")
    named = _KEY.match(text, at)
    if named is None:
        value, end = _value(text, at)
        if not value.strip():
            raise QueryError("there are no words between the quotes", at, 'such as "where is my order"')
        return Term("text", "=", value, negated, start), end
    key = named[1].casefold()
    if key not in KEYS:
        raise QueryError(f"there is no key {shown(named[1])}", at, _instead(named[1]))
    value, end = _value(text, named.end())
    if not value.strip():
        raise QueryError(f"{key} has no value", named.end(), _example(key))
    op, read = READERS[key](value, named.end())
    return Term(key, op, read, negated, start), end


def _value(text: str, at: int) -> tuple[str, int]:
    """A quoted phrase, or everything up to the next blank."""
    if text.startswith('"', at):
        close = text.find('"', at + 1)
        if close < 0:
            raise QueryError("a quote is not closed", at, 'end the words with another "')
        return " ".join(text[at + 1 : close].split()), close + 1
    end = at
    while end < len(text) and not text[end].isspace() and text[end] != '"':
        end += 1
    if glued := _GLUED.search(text, at, end):
        raise QueryError(
            f"a space is missing before {glued[0]}", glued.start(), "put a space between two terms"
        )
    return text[at:end], end


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _instead(word: str) -> str:
    if meant := nearest(word, KEYS):
        return f"did you mean {_example(meant).removeprefix('such as ')}?"
    return f'put text with a colon in quotes, such as "{one_line(word, 40)}:"'


def _example(key: str) -> str:
    examples = {"sentiment": "<-0.5", "tag": "refund"}
    return f"such as {key}:{examples.get(key) or KEYS[key][0]}"
