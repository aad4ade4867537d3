"""The points of one message: what it says, who hears it and how it came."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from console.model.words import Flag, Kind, Label
from console.priority.place import Part, within
from console.priority.weights import STRONG, PriorityWeights

_KIND_WORDS = {
    Kind.DM: "direct message",
    Kind.REVIEW: "review",
    Kind.REPLY: "reply",
    Kind.MENTION: "mention",
    Kind.COMMENT: "comment",
}


class Traits(NamedTuple):
    """What a message from outside is weighed by. All of it is stored, so that it can be weighed anew."""

    kind: Kind
    label: Label
    compound: float
    unsure: bool
    flags: Sequence[Flag]
    asks: bool
    """There is a question mark in it."""
    reach: int | None = None
    followers: int | None = None


def points(traits: Traits, weights: PriorityWeights) -> tuple[int, tuple[Part, ...]]:
    """Points of one message, 0 to 999, and the parts that add up to them exactly."""
    parts: list[Part] = []
    heaviest = sorted(traits.flags, key=lambda flag: -weights.flags.get(flag, 0)) if traits.flags else ()
    for place, flag in enumerate(heaviest):
        own = weights.flags.get(flag, 0)
        parts.append((f"flag {flag.value}", own if place == 0 else min(own, weights.further_flag)))
    parts += _tone(traits, weights)
    parts.append((_KIND_WORDS[traits.kind], weights.kinds.get(traits.kind, 0)))
    parts.append(_reach(traits, weights))
    if traits.asks:
        parts.append(("asks a question", weights.question))
    return within(0, parts)


def _tone(traits: Traits, weights: PriorityWeights) -> list[Part]:
    if traits.label is not Label.NEGATIVE:
        return [(traits.label.value, weights.of_label(traits.label))]
    share = weights.negative * -traits.compound
    if traits.unsure:
        return [("negative, unsure", round(share * 0.5))]
    strong = weights.strongly_negative if traits.compound <= STRONG else 0
    return [("negative", round(share)), ("strongly negative", strong)]


def _reach(traits: Traits, weights: PriorityWeights) -> Part:
    reach, followers = traits.reach or 0, traits.followers or 0
    people = max(reach, followers, 0)
    if people <= weights.reach_from:
        return "reach", 0
    decades = math.log10(people / weights.reach_from)
    words = f"reach {people:,}" if reach >= followers else f"{people:,} followers"
    return words, min(weights.reach_most, round(weights.reach * decades))
