"""Rules: what is done by itself to what comes in, in which order, and why it was or was not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from console.model.item import ItemRow
from console.model.safe import SafeText

ACTOR = "rule:"
"""An act of a rule has an actor that begins with this, followed by the rule's name."""


class Verb(StrEnum):
    """What a rule can do."""

    TAG = "tag"
    ASSIGN = "assign"
    PRIORITY = "priority"
    SNOOZE = "snooze"
    MUTE = "mute"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Action:
    verb: Verb
    value: str = ""
    """A tag, a name, points with their sign, or a span such as `2h`; empty where the verb says it all."""

    def __str__(self) -> str:
        return f"{self.verb} {self.value}".rstrip()


@dataclass(frozen=True, slots=True)
class Rule:
    """Rules stand in a sequence, which is their order: later ones see what earlier ones did."""

    name: str
    """One word."""
    query: str
    """The condition: a filter of `console.query`."""
    actions: tuple[Action, ...]
    stop: bool = False
    """Where it holds, no later rule is asked."""
    enabled: bool = True
    id: int = 0
    """0 until the store gave one; never used again."""


class Outcome(StrEnum):
    """What became of one rule at one message."""

    FIRED = "fired"
    FAILED = "failed"
    """A term of its condition did not hold."""
    REPEATED = "repeated"
    """Its condition held, but it had fired on the item before."""
    STOPPED = "stopped"
    """An earlier rule was the last to be asked."""


@dataclass(frozen=True, slots=True)
class Deed:
    action: str
    """As written, such as `tag refund`."""
    refused: str = ""
    """Why it was not done, a clause; empty if it was."""


@dataclass(frozen=True, slots=True)
class Verdict:
    rule: str
    outcome: Outcome
    why: str
    """A clause: the condition that held, the term that did not and what was there instead."""
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """One firing, as the log keeps it."""

    rule: str
    item_id: int
    message_id: int
    at: datetime
    points: int
    """What it adds to the item's priority."""
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules said of one message when it came; empty if there were none, or it is long ago."""

    message_id: int
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A message from outside as a rule would have seen it when it came."""

    message_id: int
    at: datetime
    row: ItemRow
    """Its item, with the message's own text and judgement, and nobody's tags or name on it."""
    wave: int | None
    """The id of the first message of its wave."""


@dataclass(frozen=True, slots=True)
class Sample:
    item_id: int
    at: datetime
    author: SafeText
    text: SafeText


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done on history."""

    since: datetime
    looked: int
    """Messages from outside that were looked at."""
    held: int
    """Those for which the condition held and no earlier rule stopped."""
    fired: int
    """Those on which it would have fired: the first of each item."""
    refused: tuple[tuple[str, str, int], ...]
    """Action, why it would not have been done, and how often."""
    weeks: tuple[tuple[date, int], ...]
    """How often it would have fired in each week, by its Monday, UTC; the weeks in between included."""
    samples: tuple[Sample, ...]
    """The newest, at most ten."""
