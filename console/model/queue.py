"""What is asked of the queue at once."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from console.model.item import ItemRow, QueueKey


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the queue in its order, without a gap."""

    ids: Sequence[int]
    first: QueueKey | None
    """Where it begins; None if nothing comes before it."""
    last: QueueKey | None
    """Where it ends; None if nothing comes after it."""


@dataclass(frozen=True, slots=True)
class Look:
    """The queue's head and some of its items at one moment."""

    head: Sequence[int]
    rows: Sequence[ItemRow]
    belong: Set[int]
    """Which of the ids that were asked about the query finds."""
