"""Waves: near-identical messages by many hands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.item import StoredMessage


@dataclass(frozen=True, slots=True)
class Wave:
    id: int
    """The id of its first message."""
    messages: int
    open: int
    """Items of it that wait."""
    authors: int
    """Different authors, by network, of the newest 20,000 messages."""
    channels: tuple[tuple[str, int], ...]
    """Where those came in and how often, the most first."""
    first: StoredMessage
    """The earliest that is left, by the network's time."""
    began_at: datetime
    last_at: datetime
    step: timedelta
    growth: tuple[int, ...]
    """Messages in each `step` up to now, oldest first, by the network's time."""
    newest: tuple[StoredMessage, ...]
    """A few, the newest first."""
