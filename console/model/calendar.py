"""What is known to lift the usual number of messages: a launch, a match day, a campaign."""

from dataclasses import dataclass
from datetime import datetime

from console.model.safe import SafeText


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    name: SafeText
    start: datetime
    """UTC."""
    until: datetime
    """UTC; no more part of it."""
    lift: float
    """By how much the usual is multiplied, at least 1."""
    channels: tuple[str, ...] = ()
    """Names in which * stands for anything; none means all."""
    added_by: str = ""
    id: int = 0
