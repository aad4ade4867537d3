"""Who acts."""

from dataclasses import dataclass

from console.model.words import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a part of Beredt that acts by itself (`name` starting with `beredt:`)."""

    name: str
    roles: frozenset[Role] = frozenset(Role)
    origin: str = ""
    """Where they act from, as this host knows it: `console, pts/3, from 192.0.2.7`. Never a client's word."""


WATCH_ORIGIN = "watch"
WATCH = Actor("beredt:watch", frozenset(), WATCH_ORIGIN)
"""The flow itself: ingest, clocks, the outbox sender."""
