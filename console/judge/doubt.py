"""When a score should not be trusted: nothing to go by, evidence on both sides, praise that may be irony."""

import re

from console.judge.voices import Heard
from console.model.reasons import Doubt
from console.model.words import Flag, Label

_BALANCED = 0.5
"""Mixed if the weaker side has at least this share of the stronger one, and the sum says little."""
_CLEAR = 0.6
_SURE = 0.55
"""Probability of the label from which it is trusted: three of four are right there, two of three over all."""
_SURE_OF_NOTHING = 0.6
"""The same for neutral: it is what a complaint in words that nobody learnt looks like."""
_WEAK = 0.4
"""Number of rules alone below which their label is as often wrong as right."""
_IRONY = re.compile(
    r"(?<!\w)/s(?!\w)|🙄|🤡|😒|(?<!\w)#(?:sarcasm|irony|not|sarkasme|ironi|sarkasm)(?!\w)"
    r"|(?<!\w)(?:yeah,? right|oh,? great|just great|just what i needed|thanks a lot for|thanks for nothing"
    r"|well done for|great job|nice job|good job|way to go|slow ?clap|congratulations on|brilliant,? another"
    r"|ja,? særlig|jaha|så bra at|så flott at|så koselig at|takk for ingenting|tusen takk for at (?:dere|de)"
    r"|gratulerer med|bra jobba?|godt jobba?|kjempebra at|herleg at|herlig at|akkurat det jeg trengte"
    r"|ja,? visst|jättebra att|grattis till|tack för ingenting|tak for ingenting|tillykke med|jo tak)(?!\w)"
    r"|[\"“”«»]\w+[\"“”«»]",
)
"""Asked of small letters: a pattern that has to look at both is several times slower."""
_TROUBLE = frozenset({Flag.OUTAGE, Flag.SAFETY, Flag.DATA, Flag.TAKEOVER, Flag.LEGAL, Flag.BOYCOTT})
_WAITING = re.compile(
    r"(?<!\w)(?:again|still|another|waiting|hours|igjen|igen|fortsatt|framleis|fremdeles|timer|timar|timmar"
    r"|stadig|uker|veker|veckor|uger|third time|tredje gang(?:en)?|i kø|on hold)(?!\w)",
    re.IGNORECASE,
)


def doubt_of(text: str, lang: str | None, heard: Heard, flags: tuple[Flag, ...]) -> Doubt | None:
    """Why a person should not trust the label without reading the text, by what tells most; None if they may.

    Args:
        text: Masked.
        lang: The language that it was heard in, None if unknown.
        heard: What was heard in it.
        flags: Content flags that count.
    """
    score = heard.score
    good = bad = 0.0
    for _, weight in score.parts:
        if weight > 0:
            good += weight
        else:
            bad -= weight
    mixed = min(good, bad) >= _BALANCED * max(good, bad) and abs(score.compound) < _CLEAR
    if heard.chance == 0.0:
        return Doubt.NO_LANG if lang is None else Doubt.NO_SCORER
    if heard.chance is None and not score.parts:
        return Doubt.NO_WORDS
    if heard.chance is None and abs(score.compound) < _WEAK:
        return Doubt.MIXED if mixed else Doubt.WEAK
    least = _SURE if score.parts and heard.label is not Label.NEUTRAL else _SURE_OF_NOTHING
    if heard.chance is not None and heard.chance < least:
        return Doubt.NO_WORDS if not score.parts else Doubt.MIXED if mixed else Doubt.UNLIKELY
    if mixed:
        return Doubt.MIXED if score.parts else Doubt.NO_WORDS
    if heard.label is not Label.POSITIVE:
        return None
    if not _TROUBLE.isdisjoint(flags):
        return Doubt.FLAGGED
    return Doubt.IRONY if _IRONY.search(text.lower()) is not None and _doubtful(text, bad) else None


def _doubtful(text: str, bad: float) -> bool:
    """A turn of irony alone is honest praise as often as not; with a complaint beside it, it is not."""
    plain = re.search(
        r"(?<!\w)/s(?!\w)|🙄|🤡|😒|#(?:sarcasm|irony|sarkasme|ironi|sarkasm)", text, re.IGNORECASE
    )
    return plain is not None or bad > 0 or _WAITING.search(text) is not None or "..." in text or "…" in text
