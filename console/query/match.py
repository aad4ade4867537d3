"""Whether one row of the queue fits a query, in memory: the same answer that the store gives in SQL."""

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from console.model.item import ItemRow
from console.model.words import Reason, State
from console.query.ast import Query, Term
from console.query.words import NORWEGIAN

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def matches(query: Query, row: ItemRow, *, me: str, now: datetime) -> bool:
    """Whether all terms hold for `row`.

    Args:
        query: As `parse` made it.
        row: What the queue knows; words are looked for in the newest message alone.
        me: The name that `me` stands for.
        now: The time from which `age` is counted back to when the item began to wait, and `due` forward.
    """
    return failing(query, row, me=me, now=now) is None


def failing(query: Query, row: ItemRow, *, me: str, now: datetime) -> Term | None:
    """The first term that does not hold for `row`, or None if all do."""
    mine = (me, *query.roles)
    return next((term for term in query.terms if _holds(term, row, mine, now) is term.negated), None)


def _holds(term: Term, row: ItemRow, mine: Sequence[str], now: datetime) -> bool:
    match term.key:
        case "sentiment" if isinstance(term.value, float):
            # Nothing is known about the sentiment of a text that nobody could score.
            return not row.unsure and _compared(term, row.compound)
        case "age":
            return _compared(term, (now - row.waiting_since).total_seconds())
        case "due":
            # Where nothing is due there is no time left, nor any too much.
            return row.due_at is not None and _compared(term, (row.due_at - now).total_seconds())
        case "is" if term.value == "late":
            return row.late(now)
        case "wave" if isinstance(term.value, str):
            return row.wave_id is not None and term.value == f"#{row.wave_id}"
        case "wave":
            return _compared(term, row.wave)
        case _:
            return _worded(term.key, str(term.value), row, mine)


def _worded(key: str, value: str, row: ItemRow, mine: Sequence[str]) -> bool:
    match key:
        case "is":
            return _is(value, row)
        case "lang":
            return row.lang == value or (value == "no" and row.lang in NORWEGIAN)
        case "sentiment":
            return row.label == value
        case "channel":
            return _glob(value)(row.channel)
        case "network":
            return _glob(value)(row.network)
        case "kind":
            return row.kind == value
        case "flag":
            return any(flag == value for flag in row.flags)
        case "holder":
            return row.holder == {"none": None, "me": mine[0]}.get(value, value)
        case "assignee" if value == "me":
            return row.assignee in mine
        case "assignee":
            return row.assignee == (None if value == "none" else value)
        case "tag":
            return any(tag.casefold() == value.casefold() for tag in row.tags)
        case "author":
            return _glob(value)(row.author_handle.removeprefix("@"))
        case "reason":
            return row.reason == value
        case _:
            return _words(value)(row.text)


def _compared(term: Term, value: float) -> bool:
    return isinstance(term.value, float) and _COMPARE[term.op](value, term.value)


def _is(value: str, row: ItemRow) -> bool:
    match value:
        case "open":
            return row.state is not State.DONE
        case "muted":
            return row.state is State.DONE and row.reason is Reason.MUTED
        case "unread":
            return row.unread > 0
        case "deleted":
            return row.deleted
        case "unsure":
            return row.unsure
        case "waiting":
            return row.waits_since is not None
        case "vip" | "troll":
            return row.person_mark == value
        case _:
            return row.state == value


@lru_cache(maxsize=256)
def _glob(pattern: str) -> Callable[[str], bool]:
    """`*` stands for anything, upper and lower case are one; everything else stands for itself."""
    parts = (re.escape(part) for part in re.sub(r"\*+", "*", pattern.casefold()).split("*"))
    found = re.compile(".*".join(parts), re.DOTALL)
    return lambda text: found.fullmatch(text.casefold()) is not None


@lru_cache(maxsize=256)
def _words(phrase: str) -> Callable[[str], bool]:
    """Whole words in order, upper and lower case as one; a `*` at the end stands for any ending."""
    bare = phrase.casefold().removesuffix("*")
    inner = r"\W+".join(re.escape(word) for word in bare.split())
    before = r"(?<!\w)" if bare[:1].isalnum() else ""
    after = r"(?!\w)" if bare[-1:].isalnum() and not phrase.endswith("*") else ""
    found = re.compile(before + inner + after)
    return lambda text: found.search(text.casefold()) is not None
