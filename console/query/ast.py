"""A parsed filter. `parse` makes it, the store compiles it to SQL, `matches` tests one row in memory."""

from dataclasses import dataclass
from typing import Literal

Op = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Term:
    """`key:value`, `key:<value`, or a bare word or phrase (`key` is `text`).

    Keys and value types: `is` (new, pending, snoozed, done, open, unread, deleted, unsure, late, waiting,
    muted, vip, troll), `lang`, `sentiment` (a label with `=`, or a number with an operator), `channel` and
    `network` (glob), `kind`, `flag`, `age` (seconds; `age:>2h` means older than), `due` (seconds; `due:<1h`
    means that less is left, and what is late has less than nothing), `holder` and `assignee`
    (`me` stays `me`, `none`; a role is `@operator`, `@approver` or `@lead`),
    `tag`, `author` (glob over the handle), `wave` (number of messages, or `#` and the wave's id), `reason`,
    `text` (word or exact phrase).
    """

    key: str
    op: Op
    value: str | float
    negated: bool
    at: int
    """Where the term begins in the query, for pointing at errors."""


@dataclass(frozen=True, slots=True)
class Query:
    """All of `terms` must hold. An empty query matches everything."""

    terms: tuple[Term, ...]
    source: str = ""
    folded: bool = False
    """Of each wave only the first item that fits, in queue order: it stands for the others."""
    unfolded: frozenset[int] = frozenset()
    """Waves that are shown in full even so, by id."""
    public: bool = False
    """Nothing of private messages: no item with one in its thread, and no such message."""
    roles: tuple[str, ...] = ()
    """What `assignee:me` stands for beside a name: the roles of whoever asks, such as `@operator`."""
