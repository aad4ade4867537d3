"""What a brand may set about judging, with the defaults that the product ships."""

from dataclasses import dataclass, field
from datetime import timedelta

from console.model.flagwords import OwnWords
from console.priority import PriorityWeights

WINDOW = timedelta(hours=48)
"""How long a wording is remembered after it was last said, so that a wave goes on."""
RECALLED = 5_000
"""Messages that are read again after a restart: a third of a second's work."""


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
        flag_words: The brand's own words for content flags.
    """

    brand_names: tuple[str, ...] = ()
    default_lang: str | None = None
    priority: PriorityWeights = field(default_factory=PriorityWeights)
    remembered: int = 20_000
    flag_words: OwnWords = field(default_factory=OwnWords)
