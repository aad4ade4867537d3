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

    @property
    def sees_restricted(self) -> bool:
        """Whether restricted incidents are open to them without a role in it."""
        return self.duty is not None and self.duty.covers(Duty.LEAD)

    @property
    def sees_all(self) -> bool:
        return self.dms and self.sees_restricted


WATCH = Actor("beredt:watch", frozenset())
"""The flow itself: ingest, clocks, the outbox sender."""
