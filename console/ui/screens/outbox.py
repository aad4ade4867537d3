"""Replies on their way out: held, sent, failed, or nobody knows."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import Context, Where
from console.model.outbox import Outgoing
from console.model.words import OutboxState
from console.ui.render.line import Line, Span
from console.ui.render.sending import outbox_lines
from console.ui.screens.reading import Reading

_ORDER = (
    OutboxState.UNKNOWN,
    OutboxState.FAILED,
    OutboxState.HELD,
    OutboxState.SENDING,
    OutboxState.SENT,
    OutboxState.CANCELLED,
)
"""What needs a person comes first."""


class Outbox(Reading):
    title_key = "place.outbox"
    hint_names = ("outbox cancel", "outbox retry", "outbox sent", "outbox again", "undo", "back", "help")

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Outgoing] = ()

    @property
    def where(self) -> Where:
        return Where.OUTBOX

    @property
    def entry(self) -> Outgoing | None:
        return self.entries[self.pick] if self.pick < len(self.entries) else None

    def context(self) -> Context:
        base = super().context()
        return replace(base, out=self.entry)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen = self.entry
        found = await self.desk.outbox(limit=100)
        self.entries = sorted(found, key=lambda out: (_ORDER.index(out.state), -out.id))
        now, marks = self.console_app.now(), self.console_app.marks
        lines, self.picks = outbox_lines(self.entries, width, now, self.words, marks, self.desk.pace())
        if chosen is not None:
            # The cursor is on a reply, not on a place.
            ids = [out.id for out in self.entries]
            self.pick = ids.index(chosen.id) if chosen.id in ids else self.pick
        return lines or [(), (Span("  " + self.words("out.empty"), "dim"),)]
