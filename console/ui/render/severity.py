"""The severity that is suggested for an alert or a message, and why."""

from console.crisis.reasons import lines
from console.crisis.severity import Suggested
from console.ui.locales import Words
from console.ui.render.line import Line, Span, wrapped


def severity_lines(suggested: Suggested, width: int, words: Words) -> list[Line]:
    """The word first, then a line for each reason, the gravest first."""
    level = suggested.severity.value
    style = "crisis" if level <= "SEV-2" else "warning" if level == "SEV-3" else "dim"
    head: Line = (Span(f" {level} ", style), Span(" " + words("severity.suggested"), "dim"))
    told = [wrapped(words.written(reason), width - 3, "", 3) for reason in lines(suggested, words.lang)]
    return [head, *(line for part in told for line in part)]
