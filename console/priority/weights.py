"""What a team may set about the queue's order, with the defaults that the product ships."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from console.model.words import ClockStep, Flag, Kind, Label

FLAG_POINTS: Mapping[Flag, int] = {
    Flag.SELF_HARM: 500,
    Flag.SAFETY: 450,
    Flag.THREAT: 420,
    Flag.MINORS: 380,
    Flag.DATA: 360,
    Flag.TAKEOVER: 340,
    Flag.DISCRIMINATION: 260,
    Flag.LEGAL: 240,
    Flag.PRESS: 240,
    Flag.OUTAGE: 160,
    Flag.BOYCOTT: 140,
}
"""Life first, then people's data and money, then the brand."""

KIND_POINTS: Mapping[Kind, int] = {
    Kind.DM: 60,
    Kind.REVIEW: 40,
    Kind.REPLY: 30,
    Kind.MENTION: 20,
    Kind.COMMENT: 10,
}
STRONG = -0.7
"""The compound from which a negative message counts as strongly negative."""


@dataclass(frozen=True)
class PriorityWeights:
    """Points that add up to a place in the queue, 0 to 999; none of them is negative."""

    flags: Mapping[Flag, int] = field(default_factory=lambda: dict(FLAG_POINTS))
    further_flag: int = 60
    """Each flag beyond the heaviest one, at most."""
    negative: int = 200
    """At compound -1; in proportion above it, and half when unsure."""
    strongly_negative: int = 0
    """More for what is surely negative at a compound of -0.7 and below."""
    neutral: int = 0
    positive: int = 0
    kinds: Mapping[Kind, int] = field(default_factory=lambda: dict(KIND_POINTS))
    question: int = 25
    reach: int = 20
    """For each factor of ten in reach or followers, whichever is more, beyond `reach_from`."""
    reach_from: int = 1
    reach_most: int = 120
    again: int = 30
    """For each message that the author had written before without an answer from us."""
    again_times: int = 3
    """So many of them count."""
    again_hours: int = 24
    """How long before the newest message they may lie."""
    vip: int = 150
    vips: frozenset[str] = frozenset()
    """As `vip_name` writes them."""
    warned: int = 60
    """A promise is due soon. Steps and not minutes, so that a row moves when something is told and does not
    wander by itself."""
    missed: int = 120
    """A promise is late: before an angry tone of half the strength, and never before what concerns life."""

    @cached_property
    def mark(self) -> int:
        """Equal for equal weights; tells whether a place was computed from others. Never 0."""
        told = [
            sorted(value.items()) if isinstance(value, Mapping) else
            sorted(value) if isinstance(value, frozenset) else value
            for value in (getattr(self, one.name) for one in fields(self))
        ]  # fmt: skip
        return int.from_bytes(hashlib.sha256(repr(told).encode()).digest()[:6]) | 1

    def of_label(self, label: Label) -> int:
        return self.neutral if label is Label.NEUTRAL else self.positive if label is Label.POSITIVE else 0

    def of_step(self, step: ClockStep) -> int:
        return {ClockStep.WARNED: self.warned, ClockStep.MISSED: self.missed}.get(step, 0)

    def is_vip(self, network: str, handle: str) -> bool:
        return bool(self.vips) and not self.vips.isdisjoint((vip_name(handle), vip_name(handle, network)))


def vip_name(handle: str, network: str = "") -> str:
    """`@handle`, on whatever network, or `network/@handle`, in the form in which they are compared."""
    return f"{network}{'/' if network else ''}@{handle.removeprefix('@')}".casefold()
