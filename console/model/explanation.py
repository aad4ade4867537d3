"""What an alert rests on: numbers without a language, so that each reader gets the sentence in their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.model.safe import SafeText
from console.model.words import Flag


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the sentence of an alert is made of."""

    measure: str
    """`volume`, `negatives`, `share`, `reach_negatives`, `silence`, or `level`."""
    stream: str
    value: float
    """Of the newest five-minute bucket; of a silence, what was counted since it began; of a level, what is
    usual now, and `expected` what was before."""
    expected: float
    """As `value`, by the stream's own history."""
    minutes: int
    channels: int
    share: float | None
    """Share of negatives, 0 to 1."""
    usual_share: float | None
    angry: bool
    flags: tuple[Flag, ...]
    every_days: float | None
    history_days: float
    upper: float | None = None
    """Above this a bucket is no longer usual."""
    health: str | None = None
    """Of a silence: the state of the channel's connection, or the worst one's; None if nobody knows."""
    known: SafeText | None = None
    """The calendar's entry that held then."""
    lift: float = 1.0
    """By how much it lifts what is expected."""
    since: datetime | None = None
    """Of a silence: when the last message came (UTC)."""
    share_of: int | None = None
    """Of a share: how many messages it is of; None in alerts of older versions."""


@dataclass(frozen=True, slots=True)
class Source:
    """One author among those with most reach."""

    handle: SafeText
    channel: str
    reach: int
    """The most people that one of their messages can have reached, or who follow them."""
    messages: int
    negatives: int


@dataclass(frozen=True, slots=True)
class WaveBehind:
    """The largest wave of near-identical messages in the raised stretch."""

    id: int
    messages: int
    """Of the stretch's messages that were looked at, so many belong to it."""
    authors: int
    text: SafeText
    """One of them, cut."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What would make it stop."""

    stream: str
    measure: str
    below: float
    """A five-minute count up to this adds nothing more."""
    quiet_minutes: int
    """For how long nothing may be raised."""
    not_before: datetime | None
    """The episode's cool-down lasts until then (UTC)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of what may or may not be coordination: a number, never a verdict."""

    kind: str
    """`burst`, `alike`, `authors`, `ages`, `link` or `hashtag`."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    text: SafeText | None = None
    """The link or hashtag."""


@dataclass(frozen=True, slots=True)
class ByRule:
    """The alert rule that fired, and what it counted then."""

    id: int
    name: str
    """One word."""
    version: int
    filter: SafeText
    measure: str
    """`volume`, `negatives` or `share`."""
    value: float
    """A count, or a share from 0 to 1."""
    volume: int
    """Messages in the window."""
    usual: float | None
    """As `value`, at this hour of the week; None if the rule asks for a number."""
    threshold: float
    """From here on it fires: as `value`, or how many times the usual."""
    minutes: int
    """The window."""
    cooldown_minutes: int
    """It is over when the rule did not hold for so long."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the messages of an alert rule's window say and who wrote them, as the severity matrix asks.

    No word of theirs stands here.
    """

    flags: Mapping[str, int]
    """How many carry each content flag, by its name."""
    authority: int
    """How many speak of a regulator or the police."""
    people: int
    """The most that a negative one of them can have reached, or who follow its author; 0 for none."""
    negatives: int
    """Of all messages in the window, that many."""
    usual: float | None
    """Messages in such a window at this hour of the week; None while there is too little history."""
    usual_negatives: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    numbers: Numbers
    looked_at: int = 0
    """Messages of the raised stretch that sources, wave and evidence were found among, the newest first."""
    sources: tuple[Source, ...] = ()
    """Those with most reach first."""
    wave: WaveBehind | None = None
    ending: Ending | None = None
    evidence: tuple[Evidence, ...] = ()
    rule: ByRule | None = None
    """Of an alert rule's alert: what it counted."""
    content: Content | None = None
    """Of an alert rule's alert: what its messages say. None in those of older versions."""
