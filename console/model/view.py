"""Views: filters that are asked for again and again, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    name: str
    """One word."""
    query: str
    """A filter of `console.query`."""
    owner: str | None = None
    """Who alone sees and changes it; None if all share it."""


@dataclass(frozen=True, slots=True)
class Counted:
    view: View
    count: int
    """Items that match now, or the bound that the counting stopped at."""
    more: bool
    """There are more than `count`."""
