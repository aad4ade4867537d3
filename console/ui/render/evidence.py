"""What speaks for and against coordination, as lines: numbers, and never a verdict."""

from collections.abc import Sequence

from console.detect.coordination import LEAST
from console.detect.sentences import language
from console.model.explanation import Evidence
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, wrapped


def evidence_lines(evidence: Sequence[Evidence], looked_at: int, width: int, words: Words) -> list[Line]:
    """A sentence each, under a title that says what they are."""
    if not evidence:
        return []
    lines: list[Line] = [EMPTY, *wrapped(words("alert.evidence", count=looked_at), width - 1, "title", 1)]
    speaks = language(words.lang)
    for one in evidence:
        lines += wrapped(words.written(speaks.evidence(one, looked_at)), width - 1, "", 1)
    return lines


def too_few(width: int, words: Words) -> list[Line]:
    """Where so few messages tell nothing."""
    return [EMPTY, *wrapped(words("wave.too-few", least=LEAST), width - 1, "dim", 1)]
