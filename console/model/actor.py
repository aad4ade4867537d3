"""Who acts."""

from dataclasses import dataclass

from console.model.words import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a part of Beredt that acts by itself (`name` starting with `beredt:`)."""

    name: str
    roles: frozenset[Role] = frozenset(Role)


WATCH = Actor("beredt:watch", frozenset())
"""The flow itself: ingest, clocks, the outbox sender."""
