"""What a brand may set about judging, with the defaults that the product ships."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.model.words import Flag, Kind

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


@dataclass(frozen=True, slots=True)
class PriorityWeights:
    """Points that add up to a message's priority, 0 to 999."""

    flags: Mapping[Flag, int] = field(default_factory=lambda: dict(FLAG_POINTS))
    further_flag: int = 60
    """Each flag beyond the heaviest one."""
    negative: int = 200
    """At compound -1; in proportion above it, and half when unsure."""
    kinds: Mapping[Kind, int] = field(default_factory=lambda: dict(KIND_POINTS))
    reach_decade: int = 20
    """For each factor of ten in reach or followers."""
    reach_most: int = 120
    question: int = 25


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """How messages are judged.

    Args:
        brand_names: Names of the brand and its products; masked before scoring, because "@united" is no
            praise.
        default_lang: ISO 639-1 code to fall back to when neither the text, the network nor the author's
            history tells, or None to say "unknown".
        priority: Points for the queue's order.
        remembered: How many authors the language memory holds.
    """

    brand_names: tuple[str, ...] = ()
    default_lang: str | None = None
    priority: PriorityWeights = field(default_factory=PriorityWeights)
    remembered: int = 20_000
