"""What each key accepts as its value, and in which form the terms carry it."""

import re
from collections.abc import Callable

from console.model.duty import GROUP, Duty
from console.model.team import ROLES
from console.model.words import Flag, Kind, Label, Reason
from console.query.ast import Op
from console.query.words import IS, NORWEGIAN, QueryError, nearest, shown

Value = tuple[Op, str | float]
Reader = Callable[[str, int], Value]

_COMPARED = re.compile(r"(<=|>=|<|>|=)(.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
_SPAN = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DUTIES = tuple(GROUP + duty for duty in Duty)
_NAMES = {"age": "age", "due": "time left"}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_WAVE = re.compile(r"#[0-9]{1,18}")
_OPS: dict[str, Op] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "="}


def _one_of(key: str, known: tuple[str, ...]) -> Reader:
    def read(value: str, at: int) -> Value:
        word = value.casefold()
        if word in known:
            return "=", word
        meant = nearest(word, known)
        hint = f"did you mean {key}:{meant}?" if meant else f"{key} is one of {', '.join(known)}"
        raise QueryError(f"{key} doesn't know {shown(value)}", at, hint)

    return read


def _compared(value: str) -> tuple[Op | None, str]:
    found = _COMPARED.fullmatch(value)
    return (_OPS[found[1]], found[2]) if found else (None, value)


def _lang(value: str, at: int) -> Value:
    found = _CODE.fullmatch(value)
    if found is None:
        raise QueryError(f"{shown(value)} is no language", at, "give a two-letter code, such as lang:nb")
    code = found[1].lower()
    return "=", "no" if code in NORWEGIAN else code


def _sentiment(value: str, at: int) -> Value:
    op, rest = _compared(value)
    if op is None and _NUMBER.fullmatch(value):
        hint = f"compare with <, <=, > or >=, such as sentiment:<{value}"
        raise QueryError(f"sentiment doesn't know {shown(value)}", at, hint)
    if op is None:
        return _one_of("sentiment", tuple(Label))(value, at)
    if not _NUMBER.fullmatch(rest) or not -1 <= float(rest) <= 1:
        raise QueryError(
            f"{shown(rest)} is no sentiment",
            at,
            "compare with a number from -1 to 1, such as sentiment:<-0.5",
        )
    return op, float(rest)


def _span(key: str, examples: str) -> Reader:
    """A span of time with a comparison, in seconds."""

    def read(value: str, at: int) -> Value:
        op, rest = _compared(value)
        span = _SPAN.fullmatch(rest.lower())
        if op in (None, "=") or span is None:
            hint = f"compare with a span in s, m, h, d or w, such as {examples}"
            raise QueryError(f"{shown(value)} is no {_NAMES[key]}", at, hint)
        return op or ">", float(span[1]) * _SECONDS[span[2]]

    return read


def _wave(value: str, at: int) -> Value:
    if _WAVE.fullmatch(value):
        return "=", value
    op, rest = _compared(value)
    if not rest.isascii() or not rest.isdigit() or len(rest) > 9:
        raise QueryError(f"{shown(value)} is no size of a wave", at, "compare with a count, such as wave:>20")
    return op or "=", float(rest)


def _channel(value: str, _at: int) -> Value:
    if "/" not in value and "*" not in value:
        # One half is enough: the account on any network, or any account on the network.
        return "=", f"*/{value}" if value.startswith("@") else f"{value}/*"
    return "=", value


def _name(value: str, _at: int) -> Value:
    return "=", value.removeprefix("@")


def _assignee(value: str, at: int) -> Value:
    word = value.casefold()
    if word in ROLES:
        return "=", word
    # What is written like a role is no person's name; nobody would ever be found by it.
    if word.removesuffix("s") in _DUTIES:
        raise QueryError(
            f"there is no role {shown(value)} to assign to", at, "there are @operator, @approver and @lead"
        )
    return _name(value, at)


def _word(value: str, _at: int) -> Value:
    return "=", value


READERS: dict[str, Reader] = {
    "is": _one_of("is", IS),
    "lang": _lang,
    "sentiment": _sentiment,
    "channel": _channel,
    "network": _word,
    "kind": _one_of("kind", tuple(Kind)),
    "flag": _one_of("flag", tuple(Flag)),
    "age": _span("age", "age:>2h or age:<30m"),
    "due": _span("due", "due:<1h"),
    "holder": _name,
    "assignee": _assignee,
    "tag": _word,
    "author": _name,
    "wave": _wave,
    "reason": _one_of("reason", tuple(Reason)),
    "text": _word,
}
