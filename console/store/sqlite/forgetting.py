"""An alert's explanation without a person: they go from the sources, the numbers and the others stay."""

from collections.abc import Callable
from dataclasses import replace

from console.model.explanation import Explanation, WaveBehind
from console.model.safe import SafeText
from console.store.sqlite import explanations
from console.store.sqlite.erasing import Scope, Subject, bare
from console.store.sqlite.stripping import GONE

CUT = "…"


def without(text: str | None, who: Subject, scope: Scope, about: Callable[[object], bool]) -> str | None:
    """The JSON text without them, and the very same text if there was nothing.

    Args:
        about: Whether a text names or quotes them.

    Returns:
        None where something else in it is about them, as in a rule's filter.
    """
    if text is None:
        return None
    told = explanations.read(text)
    kept = replace(
        told,
        # By the whole handle on its channel, however short it is: it is no word in a sentence here.
        sources=tuple(one for one in told.sources if (one.channel, bare(one.handle)) not in who.handles),
        wave=told.wave and _unquoted(told.wave, scope, about),
        evidence=tuple(one for one in told.evidence if one.text is None or not about(one.text)),
    )
    if _about_rest(kept, about):
        return None
    return text if kept == told else explanations.write(kept)


def _unquoted(wave: WaveBehind, scope: Scope, about: Callable[[object], bool]) -> WaveBehind:
    """Without its sample, if they wrote these words, whoever else did."""
    gone = _is_of(wave.text, scope.said) or about(wave.text)
    return replace(wave, text=SafeText(GONE)) if gone else wave


def _is_of(sample: str, said: frozenset[str]) -> bool:
    """Whether it is one of these texts, or was cut from one."""
    folded = sample.casefold()
    if folded in said:
        return True
    beginning = folded.removesuffix(CUT).rstrip()
    return folded.endswith(CUT) and any(text.startswith(beginning) for text in said)


def _about_rest(told: Explanation, about: Callable[[object], bool]) -> bool:
    """Whether what holds no handles and no samples is about them all the same."""
    return about(explanations.write(replace(told, sources=(), wave=None)))
