"""The keys of the filter language, the values they take, and how a mistake is reported."""

import difflib
from collections.abc import Iterable, Mapping

from console.errors import InputError
from console.model.team import ROLES
from console.model.words import Flag, Kind, Label, Reason
from console.text import one_line

IS = (
    "new", "pending", "snoozed", "done", "open", "unread", "deleted", "unsure", "late", "waiting", "muted",
    "vip", "troll",
)  # fmt: skip
"""`open` is new, pending or snoozed; `late` is past due; `waiting` is waiting for a third party; `muted` was
closed by a rule; `vip` and `troll` are what a colleague said of the person who wrote."""

NORWEGIAN = frozenset({"nb", "nn", "no"})

KEYS: Mapping[str, tuple[str, ...]] = {
    "is": IS,
    "lang": ("nb", "nn", "en", "sv", "da"),
    "sentiment": (*Label, "<-0.5", ">0.5"),
    "channel": ("bluesky/*", "mastodon/*"),
    "network": ("bluesky", "mastodon"),
    "kind": tuple(Kind),
    "flag": tuple(Flag),
    "age": (">30m", ">2h", ">1d", "<1h"),
    "due": ("<15m", "<1h", "<4h", ">1d"),
    "holder": ("me", "none"),
    "assignee": ("me", "none", *ROLES),
    "tag": (),
    "author": ("@name*",),
    "wave": (">20",),
    "reason": tuple(Reason),
}
"""Every key with the values to offer: all of them where the set is closed, examples where it is open."""


class QueryError(InputError):
    """A filter that can't be read.

    Args:
        what: What is wrong, a clause.
        at: Where, counted from 0.
        expected: What would be right.
    """

    def __init__(self, what: str, at: int, expected: str) -> None:
        super().__init__(f"at character {at + 1}, {what}", fix=expected)
        self.problem = what
        self.at = at
        self.expected = expected
        self.source = ""
        """The whole filter, once `parse` knows."""

    def moved(self, by: int) -> "QueryError":
        """The same, told of a line in which the filter begins so many characters on."""
        return QueryError(self.problem, self.at + by, self.expected)


def shown(word: str) -> str:
    """A piece of the query for an error text."""
    return f"“{one_line(word, 40)}”"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    found = difflib.get_close_matches(word.casefold()[:40], list(known), n=1, cutoff=0.6)
    return found[0] if found else None
