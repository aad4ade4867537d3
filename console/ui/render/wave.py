"""A wave: how many, where, since when, how it grows, and what speaks for coordination or against it."""

from collections.abc import Sequence
from datetime import datetime

from console.model.explanation import Evidence
from console.model.wave import Wave
from console.ui.locales import Words
from console.ui.render.evidence import evidence_lines, too_few
from console.ui.render.line import EMPTY, Line, Span
from console.ui.render.marks import Marks
from console.ui.render.message import message_lines
from console.ui.render.when import clock, long


def wave_lines(
    wave: Wave,
    looked_at: int,
    evidence: Sequence[Evidence],
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> list[Line]:
    """The wave, and what `looked_at` of its messages say for and against coordination."""
    number = words.number
    facts = [
        words("wave.messages", count=wave.messages),
        words("wave.authors", count=wave.authors),
        words("wave.open", count=wave.open),
    ]
    spread = f" {marks['dot']} ".join(f"{channel} {number(count)}" for channel, count in wave.channels)
    minutes = int(wave.step.total_seconds()) // 60
    lines: list[Line] = [
        (Span(f" {marks['alike']} ", "accent"), Span(words("wave.title", id=wave.id), "strong")),
        (Span(" " + f" {marks['dot']} ".join(facts), "dim"),),
        (Span(f" {spread}", "dim"),),
        (
            Span(
                " " + words("wave.began", time=clock(wave.began_at, now), ago=long(now - wave.began_at)),
                "dim",
            ),
        ),
        EMPTY,
        (Span(" " + words("wave.growth", minutes=minutes), "strong"),),
        *_growth(wave, width, now, words, marks),
        *(evidence_lines(evidence, looked_at, width, words) or too_few(width, words)),
        EMPTY,
        (Span(" " + words("wave.first"), "strong"),),
        *message_lines(wave.first, width, now, words, marks),
        EMPTY,
        (Span(" " + words("wave.newest"), "strong"),),
    ]
    for one in wave.newest:
        lines += [*message_lines(one, width, now, words, marks), EMPTY]
    return lines


def _growth(wave: Wave, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """A bar for each step in which something came, the newest last; steps before the first are left out."""
    most = max(wave.growth, default=0)
    if not most:
        return [(Span("   " + words("wave.quiet"), "dim"),)]
    began = next(place for place, count in enumerate(wave.growth) if count)
    lines: list[Line] = []
    for place in range(began, len(wave.growth)):
        count = wave.growth[place]
        at = now - wave.step * (len(wave.growth) - place)
        size = round(count / most * max(4, width // 2 - 14)) or (1 if count else 0)
        lines.append(
            (
                Span(f"   {clock(at, now)} ", "dim"),
                Span(f"{count:>5} ", "normal"),
                Span(marks["bar"] * size, "accent"),
            )
        )
    return lines
