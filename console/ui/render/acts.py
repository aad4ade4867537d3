"""The list of one's own acts."""

from collections.abc import Sequence
from datetime import datetime

from console.desk.answers import Act
from console.ui.locales import Words
from console.ui.render.line import Line, Span, cut, fit
from console.ui.render.marks import Marks
from console.ui.render.when import clock


def act_about(act: Act, words: Words) -> str:
    """Whose item it was, or how many items; empty for one act on what is no item."""
    return act.about or (words("acts.items", count=words.number(act.count)) if act.count != 1 else "")


def act_lines(
    acts: Sequence[Act], width: int, now: datetime, words: Words, marks: Marks
) -> tuple[list[Line], list[int]]:
    """Each act with its time and person, and below it why it stays; and the line on which each begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for act in acts:
        starts.append(len(lines))
        stays = bool(act.why_not)
        about = act_about(act, words)
        head = [
            Span(f" {clock(act.at, now)}  ", "dim"),
            Span(words.said(act.text), "dim" if stays else "strong"),
        ]
        if about:
            head.append(Span(f"  {marks['arrow']} {about}", "dim" if stays else ""))
        head.append(Span(f"  #{act.id}", "faint"))
        lines.append(fit(head, width, fill=False))
        if stays:
            lines.append((Span("        " + cut(words.said(act.why_not), width - 9), "warn"),))
    return lines, starts
