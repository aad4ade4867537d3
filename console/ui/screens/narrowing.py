"""`/`: the queue below becomes what the filter lets through, while it is typed."""

from typing import TYPE_CHECKING

from console.query import Completion, Known, Query, complete, parse
from console.ui.latest import Latest
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.filtering import Filtering

REST = 0.1
"""Seconds without a key after which the queue follows."""


class Narrowing:
    """One filter being typed. Enter keeps what it shows, Esc puts back what was there before."""

    def __init__(self, place: "Filtering") -> None:
        self.place = place
        roll = place.queue.roll
        self._before = place.asked, place.query_text
        self._cursor, self._marks, self._anchor = roll.cursor, set(roll.marks), roll.anchor
        self._row = roll.index - roll.top
        self._wanted = place.asked
        self._known: Known = {}
        self.latest: Latest[Query] = Latest(self._show, place.console_app.trouble, REST)

    def begin(self) -> None:
        place = self.place
        place.ask(
            Question(
                place.words("ask.filter"),
                self._keep,
                initial=place.query_text,
                finish=self._finish,
                live=self._typed,
                cancelled=self._put_back,
            )
        )
        place.aside(self._learn(), "filter")

    async def _learn(self) -> None:
        """What is in use, for completing."""
        self._known = await self.place.desk.vocabulary()
        self.place.asker.again()

    def _finish(self, text: str, cursor: int) -> Completion:
        return complete(text, cursor, self._known)

    def _typed(self, text: str) -> None:
        """Raises QueryError for what is no filter yet: the last good one stays in force."""
        query = parse(text)
        if query.terms != self._wanted.terms:
            self._wanted = query
            self.latest.wish(query)

    async def _show(self, query: Query) -> None:
        place = self.place
        place.asked, place.query_text = place.shown(query), query.source.strip()
        await place.load(self._cursor)

    def _keep(self, text: str) -> None:
        self.latest.close()
        self.place.filter_by(text)

    def _put_back(self) -> None:
        self.latest.close()
        place = self.place
        if place.asked is self._before[0]:
            return
        place.asked, place.query_text = self._before

        async def work() -> None:
            await place.load(self._cursor)
            roll = place.queue.roll
            roll.marks |= self._marks
            roll.anchor = self._anchor
            if roll.cursor == self._cursor:
                roll.hold(self._row)
            place.queue.settle()
            place.queue.repaint_changed()

        place.travel(work())
