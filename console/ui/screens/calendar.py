"""What is known to lift the usual: added, listed, dropped."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import REGISTRY, Context, Where
from console.model.calendar import CalendarEntry
from console.ui.render.calendar import entry_lines
from console.ui.render.line import EMPTY, Line, wrapped
from console.ui.screens import asking
from console.ui.screens.reading import Reading
from console.ui.widgets.ask import Question


class Calendar(Reading):
    title_key = "place.calendar"
    hint_names = ("calendar add", "calendar drop", "undo", "back", "help")

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[CalendarEntry] = ()

    @property
    def where(self) -> Where:
        return Where.CALENDAR

    @property
    def entry(self) -> CalendarEntry | None:
        return self.entries[self.pick] if self.pick < len(self.entries) else None

    def context(self) -> Context:
        return replace(super().context(), entry=self.entry)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen, words = self.entry, self.words
        self.entries = await self.desk.calendar()
        ids = [entry.id for entry in self.entries]
        if chosen is not None and chosen.id in ids:
            self.pick = ids.index(chosen.id)
        if not self.entries:
            self.picks = ()
            return wrapped(words("calendar.none"), width - 2, "dim", 2)
        now, marks = self.console_app.now(), self.console_app.marks
        lines, self.picks = entry_lines(self.entries, width, now, words, marks)
        return [*lines, EMPTY, *wrapped(words("calendar.about"), width - 2, "faint", 1)]

    def do_calendar_drop(self) -> None:
        entry = self.entry
        if entry is None:
            return

        def then(answer: str) -> None:
            if answer:
                asking.do(self, REGISTRY["calendar drop"], {"id": entry.id})

        keys = {"y": (self.words("drop.yes"), "y"), "n": (self.words("undo.no"), "")}
        self.ask(Question(self.words("calendar.drop", name=entry.name), then, keys=keys))
