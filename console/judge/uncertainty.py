"""Why a stored judgement was unsure, read off its own parts."""

from collections.abc import Sequence

from console.model.message import Weighed
from console.model.words import Flag, Label

_BOTH = 0.5
"""The smaller side is at least so much of the larger one: words speak both ways."""


def why_unsure(reasons: Sequence[Weighed], label: Label, flags: Sequence[Flag], lang: str | None) -> str:
    """One of `no-lang`, `no-words`, `flagged`, `mixed` and `other`: the first that holds.

    Args:
        reasons: The words with their weights; those of flags weigh 0.
        label: What the label would be.
        flags: Content flags found in the text.
        lang: The language found, None if unknown.
    """
    good = sum(one.weight for one in reasons if one.weight > 0)
    bad = -sum(one.weight for one in reasons if one.weight < 0)
    if not good and not bad:
        return "no-lang" if lang is None else "no-words"
    if flags and label is Label.POSITIVE:
        return "flagged"
    return "mixed" if min(good, bad) >= _BOTH * max(good, bad) else "other"
