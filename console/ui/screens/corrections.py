"""What people said of messages' sentiment, newest first; how right the judge is by it; one taken back."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import Context, Where
from console.model.correction import CORRECTIONS, Accuracy, StoredCorrection
from console.ui.latest import Latest
from console.ui.render.corrections import accuracy_lines, correction_lines
from console.ui.render.line import EMPTY, Line, wrapped
from console.ui.screens.reading import Reading

LISTED = 200
REST = 0.2
"""Seconds between what was said and the measuring of it: a held key measures once."""


class Corrections(Reading):
    title_key = "place.corrections"
    hint_names = ("corrections revert", "undo", "back", "help")

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[StoredCorrection] = ()
        self.accuracy: Accuracy | None = None
        self.measuring = Latest(self._measure, self._trouble, REST)

    @property
    def where(self) -> Where:
        return Where.CORRECTIONS

    @property
    def correction(self) -> StoredCorrection | None:
        return self.found[self.pick] if self.pick < len(self.found) else None

    def context(self) -> Context:
        return replace(super().context(), correction=self.correction)

    async def fill(self) -> None:
        await super().fill()
        self.measuring.wish(True)

    async def changed(self, subjects: set[str]) -> None:
        await super().changed(subjects)
        if CORRECTIONS in subjects:
            self.measuring.wish(True)

    async def _measure(self, _wish: bool) -> None:
        self.accuracy = await self.desk.accuracy()
        self.reading.wish(True)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen, words = self.correction, self.words
        self.found = await self.desk.corrections(LISTED)
        ids = [one.id for one in self.found]
        if chosen is not None and chosen.id in ids:
            self.pick = ids.index(chosen.id)
        if not self.found:
            self.picks = ()
            return wrapped(words("corrections.none"), width - 2, "dim", 2)
        head = [*accuracy_lines(self.accuracy, width, words), EMPTY]
        app = self.console_app
        lines, starts = correction_lines(self.found, width, app.now(), words, app.marks)
        self.picks = [len(head) + start for start in starts]
        more = wrapped(words("corrections.more", count=LISTED), width - 2, "faint", 1)
        return [*head, *lines, *(more if len(self.found) == LISTED else ())]

    def drawn(self) -> None:
        if not self.pick:
            # What was measured stands above the first.
            self.reader.to(0)

    def on_unmount(self) -> None:
        super().on_unmount()
        self.measuring.close()
