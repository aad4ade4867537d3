"""Whether two handles may belong to one person: evidence for a colleague, never a verdict."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from console.model.person import Alike, Handle, Person
from console.text import handle_key, name_key

SIMILAR = 70.0
"""Likeness of two handles, 0 to 100, from which an equal profile name counts."""
SHOWN = 5
_SHORTEST = 3
"""Characters of a handle below which equality says nothing."""


def alike(person: Person, others: Iterable[Handle]) -> tuple[Alike, ...]:
    """Those of other persons' handles that may be this person's too, the likest first.

    The reasons are sentences in English that the locales know.
    """
    found = [one for other in others if (one := _likest(person, other)) is not None]
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.handle.id))[:SHOWN])


def _likest(person: Person, other: Handle) -> Alike | None:
    each = [one for mine in person.handles if (one := _compare(mine, other)) is not None]
    return max(each, key=lambda one: one.likeness, default=None)


def _compare(mine: Handle, other: Handle) -> Alike | None:
    reasons: list[str] = []
    handle, theirs = handle_key(mine.handle), handle_key(other.handle)
    likeness = fuzz.ratio(handle, theirs)
    whole = mine.handle.casefold() == other.handle.casefold()
    if mine.network == other.network and (mine.author_id == other.author_id or whole):
        reasons.append("the same account, on another channel of ours")
        likeness = 100.0
    elif handle == theirs and len(handle) >= _SHORTEST and mine.network != other.network:
        reasons.append(f"the same handle on {other.network}")
    name = name_key(mine.name)
    named = name == name_key(other.name) and name not in (handle, name_key(mine.handle))
    if named and (reasons or likeness >= SIMILAR):
        reasons.append("the same profile name")
    return Alike(other, tuple(reasons), likeness) if reasons else None
