"""When a score should not be trusted: nothing to go by, evidence on both sides, praise that may be irony."""

import re

from console.judge.voices import Heard
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


def is_unsure(text: str, heard: Heard, flags: tuple[Flag, ...]) -> bool:
    """True where a person should not trust the label without reading the text."""
    score = heard.score
    least = _SURE if score.parts and heard.label is not Label.NEUTRAL else _SURE_OF_NOTHING
    if heard.chance is not None and heard.chance < least:
        return True
    if heard.chance is None and (not score.parts or abs(score.compound) < _WEAK):
        return True
    good = sum([weight for _, weight in score.parts if weight > 0])
    bad = -sum([weight for _, weight in score.parts if weight < 0])
    mixed = min(good, bad) >= _BALANCED * max(good, bad) and abs(score.compound) < _CLEAR
    if mixed:
        return True
    if heard.label is not Label.POSITIVE:
        return False
    trouble = not _TROUBLE.isdisjoint(flags)
    return trouble or (_IRONY.search(text.lower()) is not None and _doubtful(text, bad))


def _doubtful(text: str, bad: float) -> bool:
    """A turn of irony alone is honest praise as often as not; with a complaint beside it, it is not."""
    plain = re.search(
        r"(?<!\w)/s(?!\w)|🙄|🤡|😒|#(?:sarcasm|irony|sarkasme|ironi|sarkasm)", text, re.IGNORECASE
    )
    return plain is not None or bad > 0 or _WAITING.search(text) is not None or "..." in text or "…" in text
