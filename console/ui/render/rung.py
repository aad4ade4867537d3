"""Who was rung for an alert, how that went, and who is next."""

from datetime import datetime

from console.model.ringing import BELL, Ring, Ringing, RingState
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, pad, wrapped
from console.ui.render.when import clock

LISTED = 8
"""The newest rings that are shown."""
NAME = 20


def rung_lines(ringing: Ringing, width: int, now: datetime, words: Words) -> list[Line]:
    """A heading, a line each, and what comes next; nothing where nothing was or will be rung."""
    if not ringing.rung and ringing.coming is None:
        return []
    lines: list[Line] = [EMPTY, (Span(" " + words("alert.rung"), "title"),)]
    for ring in ringing.rung[-LISTED:]:
        lines += _ring(ring, width, now, words)
    coming = ringing.coming
    if coming is not None:
        name, at = _name(coming.target, words), clock(coming.at, now)
        key, style = ("alert.held", "warn") if coming.held else ("alert.next", "dim")
        lines += wrapped(words(key, target=name, time=at), width - 1, style, 1)
    return lines


def _ring(ring: Ring, width: int, now: datetime, words: Words) -> list[Line]:
    head = f" {pad(clock(ring.at, now), 12)} {pad(_name(ring.rung.target, words), NAME)} "
    if ring.state is RingState.FAILED:
        told, style = words("alert.failed", why=words.said(ring.reason or "")), "bad"
    else:
        told, style = words(f"alert.{ring.state.value}"), "good"
    if ring.attempts > 1:
        told += ", " + words("alert.attempts", count=ring.attempts)
    if ring.next_at is not None:
        told += ", " + words("alert.again", time=clock(ring.next_at, now))
    first, *rest = wrapped(told, max(20, width - len(head) - 1), style)
    return [(Span(head, "dim"), *first), *((Span(" " * len(head)), *line) for line in rest)]


def _name(target: str, words: Words) -> str:
    return words("alert.bell") if target == BELL else target
