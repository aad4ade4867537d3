"""How each channel is, why, and what to do about it."""

from collections.abc import Sequence

from console.commands import Where
from console.desk.permits import refusal
from console.ui.render.line import EMPTY, Line, Span, wrapped
from console.ui.render.sending import channel_lines
from console.ui.render.when import clock
from console.ui.screens.reading import Reading

PARKED = 20
"""Refused messages that are listed."""


class Channels(Reading):
    title_key = "place.channels"
    hint_names = ("back", "help")

    @property
    def where(self) -> Where:
        return Where.CHANNELS

    async def lines(self, width: int) -> Sequence[Line]:
        words, now = self.words, self.console_app.now()
        lines = channel_lines(await self.desk.channels(), width, now, words)
        if not lines:
            lines = [EMPTY, (Span("  " + words("chan.none"), "dim"),), EMPTY]
        shown = refusal(self.desk.actor, "quarantine") is None
        parked = await self.desk.quarantine(PARKED) if shown else ()
        if parked:
            lines.append((Span(" " + words("chan.parked"), "title"),))
        for one in parked:
            line = f" ({words('chan.line', line=one.line)})" if one.line is not None else ""
            lines.append((Span(f" {clock(one.received_at, now)} ", "dim"), Span(one.channel + line, "")))
            lines += wrapped(words.said(one.reason), width - 2, "warn", 8)
        return lines
