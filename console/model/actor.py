"""Who acts."""

from dataclasses import dataclass

from console.model.duty import Duty
from console.model.words import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a part of Beredt that acts by itself (`name` starting with `beredt:`)."""

    name: str
    roles: frozenset[Role] = frozenset(Role)
    duty: Duty | None = Duty.ADMIN
    """What they may do at the desk; None is no access. Whoever owns the database's file may do all."""
    dms: bool = True
    """Whether they see private messages."""
    origin: str = ""
    """Where they act from, as this host knows it: `console, pts/3, from 192.0.2.7`. Never a client's word."""

    @property
    def sees_restricted(self) -> bool:
        """Whether restricted incidents are open to them without a role in it."""
        return self.duty is not None and self.duty.covers(Duty.LEAD)

    @property
    def sees_all(self) -> bool:
        return self.dms and self.sees_restricted


WATCH_ORIGIN = "watch"
WATCH = Actor("beredt:watch", frozenset(), origin=WATCH_ORIGIN)
"""The flow itself: ingest, clocks, the outbox sender."""
