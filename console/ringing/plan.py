"""What the configuration says of ringing: a ladder for each level, and the quiet hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from console.model.ringing import BELL
from console.model.words import RISING, Level, Severity
from console.sla.calendar import AROUND_THE_CLOCK, Calendar


@dataclass(frozen=True, slots=True)
class Step:
    after: timedelta
    targets: tuple[str, ...]


Steps = tuple[Step, ...]


def bell_at(*minutes: int) -> Steps:
    return tuple(Step(timedelta(minutes=number), (BELL,)) for number in minutes)


# A crisis is acknowledged within five minutes, a warning within fifteen (PagerDuty's response documents).
USUAL: Mapping[Level, Steps] = {
    Level.WATCH: bell_at(0),
    Level.WARNING: bell_at(0, 15),
    Level.CRISIS: bell_at(0, 5, 10),
}


@dataclass(frozen=True, slots=True)
class Quiet:
    loud: Calendar
    """The hours in which everything rings."""
    rings_from: Level = Level.CRISIS
    """From this level on it rings at any hour."""


@dataclass(frozen=True, slots=True)
class Plan:
    ladders: Mapping[Level, Steps] = field(default_factory=lambda: USUAL)
    """In the order of their times."""
    quiet: Quiet | None = None
    samples: bool = False
    """Whether what customers wrote goes out too."""
    by_severity: Mapping[Severity, Level] = field(default_factory=dict)
    """The level that an alert of this suggested severity, or a graver one, rings by at the least."""

    def at_least(self, severity: Severity) -> Level | None:
        """As `by_severity` says; None where it says nothing of it."""
        found = [level for graded, level in self.by_severity.items() if severity <= graded]
        return max(found, key=RISING.index, default=None)

    def hours(self, level: Level) -> Calendar:
        """The hours in which an alert of this level rings."""
        if self.quiet is None or RISING.index(level) >= RISING.index(self.quiet.rings_from):
            return AROUND_THE_CLOCK
        return self.quiet.loud
