"""An item's place in the queue: one sum of parts, each of which is stored with the item.

This is the one place where they are added up. A new part is a field of `Parts` and a line in `place`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console.model.words import ClockStep
from console.priority.weights import PriorityWeights

MOST = 999

Part = tuple[str, int]
"""The words, in English, and the points."""

STEP_WORDS = {
    ClockStep.RUNNING: "a promise runs",
    ClockStep.WARNED: "a promise is due soon",
    ClockStep.MISSED: "a promise is late",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What an item's place is made of. Each changes only when something happens to the item or its author."""

    message: int = 0
    """Points of its most urgent message that waits for an answer; 0 if none does."""
    again: int = 0
    """How many messages its author had written before without an answer from us."""
    vip: bool = False
    step: ClockStep = ClockStep.RUNNING
    """How far the furthest of its clocks has come."""
    rules: tuple[Part, ...] = ()
    """What each rule that fired on it adds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands; equal ranks stand in the order in which they wait, oldest first."""

    points: int
    """0 to 999, higher is more urgent."""
    added: tuple[Part, ...]
    """What the item adds to its message's points; both together are `points` exactly."""

    @property
    def rank(self) -> int:
        """The queue's sort key, ascending."""
        return MOST + 1 - self.points


def place(parts: Parts, weights: PriorityWeights) -> Place:
    """The one sum of all parts."""
    counted = min(parts.again, weights.again_times)
    added = [
        (
            f"{counted} earlier {'message' if counted == 1 else 'messages'} without an answer",
            counted * weights.again,
        ),
        ("a VIP", weights.vip if parts.vip else 0),
        (STEP_WORDS[parts.step], weights.of_step(parts.step)),
        *parts.rules,
    ]
    return Place(*within(parts.message, added))


def _again_words(count: int) -> str:
    return f"{count} earlier message{'' if count == 1 else 's'} without an answer"


def within(start: int, parts: Sequence[Part]) -> tuple[int, tuple[Part, ...]]:
    """The sum of `start` and the parts, from 0 to 999, and the parts that make the difference exactly."""
    kept = tuple([part for part in parts if part[1]])
    total = start + sum([points for _, points in kept])
    if total > MOST:
        return MOST, (*kept, (f"no more than {MOST}", MOST - total))
    if total < 0:
        return 0, (*kept, ("no less than 0", -total))
    return total, kept
