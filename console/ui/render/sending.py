"""The outbox and the channels."""

from collections.abc import Sequence
from datetime import datetime

from console.model.channel import Health
from console.model.outbox import Outgoing
from console.model.words import HealthState, Kind, OutboxState
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, cut, fit, pad, wrapped
from console.ui.render.marks import HEALTH_STYLE, OUTBOX_STYLE, Marks
from console.ui.render.when import clock, countdown, long


def outbox_lines(
    entries: Sequence[Outgoing], width: int, now: datetime, words: Words, marks: Marks, pace: float = 1.0
) -> tuple[list[Line], list[int]]:
    """Each reply in a few lines; and the line on which each begins. `pace` as for `countdown`."""
    lines: list[Line] = []
    starts: list[int] = []
    for out in entries:
        starts.append(len(lines))
        private = words("composer.private" if out.to_kind is Kind.DM else "composer.public")
        lines.append(
            fit(
                (
                    Span(" " + pad(words.of("outbox", out.state.value).upper(), 11), OUTBOX_STYLE[out.state]),
                    Span(
                        pad(_when(out, now, words, pace), 18),
                        "strong" if out.state is OutboxState.HELD else "dim",
                    ),
                    Span(f"{private}  ", "warn" if out.to_kind is Kind.DM else "dim"),
                    Span(f"{marks['arrow']} {out.to_handle}", "strong"),
                    Span(f"  {out.channel}  {out.actor}", "dim"),
                ),
                width,
                fill=False,
            )
        )
        lines.append((Span("   " + cut(one_line(out.text), width - 4), ""),))
        if out.error:
            attempts = words("out.attempts", count=out.attempts)
            lines.append(
                (Span("   " + cut(words.said(out.error), width - 18), "bad"), Span(f"  {attempts}", "dim"))
            )
        if out.state is OutboxState.FAILED and out.next_attempt_at is not None:
            left, over = countdown(out.next_attempt_at, now, pace)
            text = words("out.now") if over else words("out.next", time=left)
            lines.append((Span("   " + text, "warn"),))
        advice = {
            OutboxState.FAILED: "out.failed",
            OutboxState.UNKNOWN: "out.unknown",
            OutboxState.HELD: "out.held",
        }
        if out.state in advice:
            lines.append((Span("   " + words(advice[out.state]), "faint"),))
        lines.append(EMPTY)
    return lines, starts


def _when(out: Outgoing, now: datetime, words: Words, pace: float) -> str:
    if out.state is OutboxState.HELD:
        left, over = countdown(out.hold_until, now, pace)
        return words("out.leaving") if over else words("out.in", time=left)
    return clock(out.sent_at or out.created_at, now)


def channel_lines(health: Sequence[Health], width: int, now: datetime, words: Words) -> list[Line]:
    """How each channel is, why, and what to do about it."""
    lines: list[Line] = []
    for one in health:
        lines.append(
            (
                Span(" " + pad(words.of("health", one.state.value).upper(), 13), HEALTH_STYLE[one.state]),
                Span(one.channel, "strong"),
                Span("  " + words("chan.since", time=clock(one.since, now)), "dim"),
            )
        )
        if one.detail:
            lines += wrapped(words.said(one.detail), width - 2, "", 14)
        if one.fix:
            lines += wrapped(
                f"→ {words.said(one.fix)}", width - 2, "key" if one.state is not HealthState.OK else "dim", 14
            )
        facts = []
        if one.last_message_at is not None:
            facts.append(words("chan.message", time=long(now - one.last_message_at)))
        if one.last_contact_at is not None:
            facts.append(words("chan.contact", time=long(now - one.last_contact_at)))
        if one.lag_seconds:
            facts.append(words("chan.lag", seconds=f"{one.lag_seconds:.0f}"))
        if facts:
            lines.append((Span(" " * 14 + ", ".join(facts), "faint"),))
        lines.append(EMPTY)
    return lines
