"""What one did oneself, newest first, and what of it can still be taken back."""

from collections.abc import Sequence

from console.commands import Where
from console.desk.answers import Act
from console.ui.render.acts import act_lines
from console.ui.render.line import Line, Span
from console.ui.screens import undoing
from console.ui.screens.base import Place
from console.ui.screens.reading import Reading

LISTED = 200


class Acts(Reading):
    title_key = "place.acts"
    hint_names = ("undo chosen", "undo", "back", "help")

    def __init__(self) -> None:
        super().__init__()
        self.acts: Sequence[Act] = ()

    @property
    def where(self) -> Where:
        return Where.ACTS

    async def lines(self, width: int) -> Sequence[Line]:
        chosen = self.acts[self.pick].id if self.pick < len(self.acts) and self.pick else None
        self.acts = await self.desk.acts(LISTED)
        ids = [act.id for act in self.acts]
        if chosen in ids:
            # The cursor is on an act, not on a place; on the first row it stays on the newest.
            self.pick = ids.index(chosen)
        marks, now = self.console_app.marks, self.console_app.now()
        lines, self.picks = act_lines(self.acts, width, now, self.words, marks)
        return lines or [(), (Span("  " + self.words("acts.none"), "dim"),)]

    def beat(self) -> None:
        # Nothing here counts down: it is read again when something happens.
        Place.beat(self)

    async def taken_back(self, ids: set[int]) -> None:
        self.reading.wish(True)

    def do_undo_chosen(self) -> None:
        if self.pick < len(self.acts):
            undoing.ask(self, self.acts[self.pick])
