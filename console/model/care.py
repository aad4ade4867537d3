"""Erasing a person, and what retention lets go of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.model.event import Head


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person would take away, or took."""

    person_id: int
    handles: tuple[str, ...]
    """Such as `mastodon/@kari@fjord.example`; empty once they are gone."""
    rows: Mapping[str, int]
    """How many by what they are: `messages`, `answers`, `notes` …; what there is none of is left out."""
    named: tuple[str, ...] = ()
    """What else names them and is not touched, because it is not about them alone: `rule complaints`."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of an erasure. It holds no word of the person."""

    erasure: Erasure
    at: datetime
    by: str
    origin: str
    event: int
    """The event that tells of it."""
    before: Head
    after: Head
    searched: int
    """Texts, handles and ids that the database's files were searched for afterwards, byte for byte."""
    found: int
    """Of these so many are still there; 0 is as it should be."""
    shared: int = 0
    """So many more are there because they are also in what somebody else wrote, or in a longer id."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept."""

    name: str
    """`done`, `evidence` or `quarantine`."""
    days: int
    """At least 1: what is kept for ever has no rule."""


@dataclass(frozen=True, slots=True)
class Due:
    """One rule of retention, and what it applies to now."""

    rule: str
    """`done`, `evidence` or `quarantine`."""
    days: int
    rows: int
    """Items, messages or raw messages that it lets go of."""
    held: int
    """Those that it would, were they not kept for an incident."""
