"""Who works when: the weekly shifts of colleagues, each on the wall clock of their own place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.sla.calendar import Calendar, open_on


@dataclass(frozen=True, slots=True)
class Roster:
    """By colleague's name; who is not in it works whenever they are there."""

    shifts: Mapping[str, Calendar] = field(default_factory=dict)

    def works(self, name: str, at: datetime) -> bool:
        """Whether a colleague is on shift at an instant, timezone-aware; at its very end no longer."""
        calendar = self.shifts.get(name)
        if calendar is None:
            return True
        day = at.astimezone(calendar.zone).date()
        return any(begins <= at < ends for begins, ends in open_on(calendar, day))

    def off(self, at: datetime) -> frozenset[str]:
        """Who is not on shift."""
        return frozenset(name for name in self.shifts if not self.works(name, at))
