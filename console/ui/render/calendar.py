"""Calendar entries as lines: when, by how much, where, what."""

from collections.abc import Sequence
from datetime import datetime

from console.detect.lifts import times
from console.model.calendar import CalendarEntry
from console.ui.locales import Words
from console.ui.render.line import Line, Span, fit, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock

STATE = 8


def entry_lines(
    entries: Sequence[CalendarEntry], width: int, now: datetime, words: Words, marks: Marks
) -> tuple[list[Line], list[int]]:
    """Two lines an entry, and the line on which each begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for one in entries:
        starts.append(len(lines))
        state, style = ("now", "warn") if one.start <= now < one.until else ("ahead", "good")
        if one.until <= now:
            state, style = "over", "faint"
        lines.append(
            fit(
                (
                    Span(f" {pad(words(f'calendar.{state}'), STATE)}", style),
                    Span(pad(_times(one.lift, words), 6), "strong"),
                    Span(one.name, "strong" if state != "over" else "dim"),
                ),
                width,
                fill=False,
            )
        )
        span = f"{clock(one.start, now)} {marks['arrow']} {clock(one.until, one.start)}"
        where = ", ".join(one.channels) or words("calendar.everywhere")
        lines += wrapped(
            words("calendar.when", span=span, where=where, name=one.added_by), width - 2, "dim", 15
        )
    return lines, starts


def running_line(entries: Sequence[CalendarEntry], width: int, now: datetime, words: Words) -> list[Line]:
    """What is known to lift the curve above it right now."""
    found = [one for one in entries if one.start <= now < one.until]
    told = ", ".join(
        words("calendar.until", name=one.name, lift=_times(one.lift, words), time=clock(one.until, now))
        for one in found
    )
    return wrapped(words("calendar.known", what=told), width - 1, "warn", 6) if found else []


def _times(lift: float, words: Words) -> str:
    return times(lift).replace(".", words("calendar.comma"))
