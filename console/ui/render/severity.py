"""The severity that is suggested for an alert or a message, and why."""

from console.crisis.reasons import differing, line
from console.crisis.severity import Suggested
from console.model.words import Level
from console.ui.locales import Words
from console.ui.render.line import Line, Span, wrapped


def severity_lines(suggested: Suggested, width: int, words: Words) -> list[Line]:
    """The word first, then a line for each reason, the gravest first."""
    level = suggested.severity.value
    style = "crisis" if level <= "SEV-2" else "warning" if level == "SEV-3" else "dim"
    head: Line = (Span(f" {level} ", style), Span(" " + words("severity.suggested"), "dim"))
    reasons = [words.written(line(why, words.lang), why.values.get("words", "")) for why in suggested.reasons]
    return [head, *(one for reason in reasons for one in wrapped(reason, width - 3, "", 3))]


def differing_lines(level: Level, suggested: Suggested, width: int, words: Words) -> list[Line]:
    """Why an alert's level and its severity differ; none where they do not."""
    told = differing(level, suggested.severity, words.lang)
    return wrapped(words.written(told), width - 3, "dim", 3) if told else []
