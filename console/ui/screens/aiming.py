"""What an act is for: the rows that a count takes in, the marked ones, or the one under the cursor."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.commands import Command, Where
from console.ui.widgets.queue import QueueView

if TYPE_CHECKING:
    from console.ui.screens.inbox import Inbox

MOST = 1000
"""Rows that a count takes in at most; for more there are marks and filters."""


def counted(place: "Inbox", command: Command) -> Sequence[int]:
    """The rows from the cursor down that a count before this command takes in; none without a count."""
    acts = command.run is not None and Where.QUEUE in command.where and command.name != "undo"
    if place.in_thread or place.times < 2 or not (acts or command.name == "line"):
        return ()
    roll = place.queue.roll
    return list(roll.spine.slice(roll.index, roll.index + min(place.times, MOST)))


def targets(place: "Inbox") -> Sequence[int]:
    """The rows of the next act; a range that was begun ends here."""
    return place.aimed or place.queue.roll.targets()


def let_go(place: "Inbox") -> None:
    """The next act is for the row under the cursor again."""
    place.aimed = ()
    roll = place.queue.roll
    if roll.marks:
        # How many are marked is not so any more.
        place.console_app.said.hush()
    roll.marks.clear()
    roll.anchor = None
    place.queue.repaint_changed()


def selection(queue: QueueView) -> int:
    """How many rows a range that is being drawn takes in; 0 if none is."""
    first, last = queue.reach()
    return last - first + 1
