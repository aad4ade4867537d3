"""Sentiment as people see it: corrections of what the judge said, and how often each of the two was right."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from console.model.message import Judgement
from console.model.precision import wilson
from console.model.safe import SafeText
from console.model.words import Label

CORRECTIONS = "corrections"
"""The subject of which listeners are told when what the judge is to learn has changed."""
PREFIX = "correction-"
"""With the correction's number this is the scorer of a message that a person labelled."""
TAUGHT = "taught by people: "
FIRM = 0.5
"""A person says which, not how much: the number where the judge's own stands against the label."""
TELLING = 0.05
"""The number from which VADER's authors call a text positive or negative (Hutto and Gilbert 2014)."""
LEAST = 30
"""Labelled messages, below which nothing is said of how often the judge is right."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the judge said before any person did."""

    label: Label
    compound: float
    unsure: bool
    scorer: str

    @property
    def shown(self) -> str:
        """What people read: `unsure`, where its label is no more than a guess."""
        return "unsure" if self.unsure else self.label.value


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """What one person said of one message. Times are UTC."""

    id: int
    message_id: int
    item_id: int
    handle: SafeText
    """Who wrote the message."""
    text: SafeText
    """What it said when it was labelled."""
    lang: str | None
    at: datetime
    actor: str
    label: Label
    machine: Machine
    taken_back_at: datetime | None = None
    taken_back_by: str | None = None
    replaced: bool = False
    """A later one of the same message stands instead."""
    edited: bool = False
    """The message says something else by now: the label stands for the text, no more for the message."""
    erased: bool = False
    """Its words are gone, with their author or by their age: it counts in nothing any more."""

    @property
    def standing(self) -> bool:
        """Whether the brand's model learns from it."""
        return self.taken_back_at is None and not self.replaced and not self.erased

    @property
    def confirms(self) -> bool:
        """Whether the judge had said the same, and been sure of it."""
        return not self.machine.unsure and self.label is self.machine.label


@dataclass(frozen=True, slots=True)
class Lesson:
    """A correction as the judge learns from it."""

    key: str
    """The message; a later lesson of the same one replaces it."""
    text: str
    label: Label
    lang: str | None
    """The language that it was judged in."""
    group: str
    """The same for near-identical messages."""


Again = Callable[[Sequence[tuple[str, str | None]]], Awaitable[Sequence[Judgement]]]
"""Judges texts, each with the language that it was read in; off the loop, without waves and points."""
Anew = Callable[[Sequence[Lesson]], AbstractAsyncContextManager[Again]]
"""A judge that was taught these lessons, as long as it is asked."""


@dataclass(frozen=True, slots=True)
class Rated:
    """How often labels agreed with those of people."""

    right: int
    of: int
    macro_f1: float
    """Mean of the F1 of the labels that occur, 0 to 1."""
    macro_f1_interval: tuple[float, float]
    """Of 95 %, by drawing the messages anew (percentile bootstrap, Efron 1979)."""

    @property
    def accuracy(self) -> float:
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Of the accuracy, at 95 %."""
        return wilson(self.accuracy, self.of) if self.of else (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The judge on the brand's own labels, each message judged by what had been taught before it."""

    labels: int
    """Standing labels."""
    repeated: int
    """Left out of the figures: near-identical to one that was taught before."""
    without: Rated
    """The shipped judge."""
    taught: Rated
    """With the brand's model."""
    gained: int
    """Right with the brand's model alone."""
    lost: int
    """Right without it alone."""

    @property
    def enough(self) -> bool:
        return self.taught.of >= LEAST

    @property
    def better(self) -> bool | None:
        """Whether the brand's model is better, or worse.

        None where the messages on which the two differ do not tell: the interval of the share that was gained
        holds one half.
        """
        differ = self.gained + self.lost
        if not self.enough or not differ:
            return None
        low, high = wilson(self.gained / differ, differ)
        return True if low > 0.5 else False if high < 0.5 else None


def say_taught(label: Label, shipped: Label) -> str:
    """The reason that stands in a judgement whose label comes from what the brand's people taught."""
    return f"{TAUGHT}{label.value}, not {shipped.value}"


def number(label: Label, compound: float) -> float:
    """The judge's number where it gives the label, else one that does."""
    given = Label.POSITIVE if compound >= TELLING else Label.NEUTRAL
    given = Label.NEGATIVE if compound <= -TELLING else given
    if given is label:
        return compound
    return {Label.NEGATIVE: -FIRM, Label.NEUTRAL: 0.0, Label.POSITIVE: FIRM}[label]
