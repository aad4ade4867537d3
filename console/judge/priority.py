"""Priority: points that add up, so that the queue's order can be explained and changed."""

import math
from collections.abc import Sequence

from console.judge.settings import PriorityWeights
from console.model.message import Message
from console.model.words import Flag, Kind, Label

MOST = 999

_KIND_WORDS = {
    Kind.DM: "direct message",
    Kind.REVIEW: "review",
    Kind.REPLY: "reply",
    Kind.MENTION: "mention",
    Kind.COMMENT: "comment",
}


def points(
    message: Message,
    *,
    label: Label,
    compound: float,
    unsure: bool,
    flags: Sequence[Flag],
    weights: PriorityWeights,
) -> tuple[int, list[tuple[str, int]]]:
    """Points of one message and the parts that add up to them exactly. Our own messages get none."""
    if message.ours or message.deleted:
        return 0, []
    parts: list[tuple[str, int]] = []
    heaviest = sorted(flags, key=lambda flag: -weights.flags.get(flag, 0))
    for place, flag in enumerate(heaviest):
        own = weights.flags.get(flag, 0)
        parts.append((f"flag {flag.value}", own if place == 0 else min(own, weights.further_flag)))
    if label is Label.NEGATIVE:
        share = weights.negative * -compound * (0.5 if unsure else 1.0)
        parts.append(("negative, unsure" if unsure else "negative", round(share)))
    parts.append((_KIND_WORDS[message.kind], weights.kinds.get(message.kind, 0)))
    parts.append(_reach(message, weights))
    if "?" in message.text:
        parts.append(("asks a question", weights.question))
    parts = [(words, weight) for words, weight in parts if weight]
    total = sum(weight for _, weight in parts)
    if total > MOST:
        parts.append((f"no more than {MOST}", MOST - total))
        total = MOST
    if total < 0:
        parts.append(("no less than 0", -total))
        total = 0
    return total, parts


def _reach(message: Message, weights: PriorityWeights) -> tuple[str, int]:
    reach, followers = message.reach or 0, message.author.followers or 0
    people = max(reach, followers, 0)
    decades = math.log10(people) if people > 1 else 0.0
    words = f"reach {people:,}" if reach >= followers else f"{people:,} followers"
    return words, min(weights.reach_most, round(weights.reach_decade * decades))
