"""Saved views: the line with their counts, the list to choose from, and the step to the next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.errors import NotFound
from console.model.view import View
from console.ui.render.views import number_of, strip
from console.ui.tally import Tally
from console.ui.widgets.ask import Question
from console.ui.widgets.painted import Bar

if TYPE_CHECKING:
    from console.ui.screens.filtering import Filtering

ROOMY = (140, 30)
"""Columns and rows from which the views have a line of their own."""
NUMBERED = 9
ALL, OTHER = "0", "o"


class Board:
    """The views of one queue. Only those that somebody sees are counted."""

    def __init__(self, place: "Filtering") -> None:
        self.place = place
        self.views: Sequence[View] = ()
        self.tally = Tally(place.desk, self.paint, place.console_app.trouble)
        self._question: Question | None = None

    async def fill(self) -> None:
        """Read the views anew."""
        self.views = await self.place.desk.views()
        self.look()

    def renew(self) -> None:
        self.place.aside(self.fill(), "views")

    @property
    def roomy(self) -> bool:
        width, height = self.place.app.size
        return width >= ROOMY[0] and height >= ROOMY[1]

    @property
    def asked(self) -> bool:
        """Whether the list to choose from is open."""
        return self._question is not None and self.place.asker.question is self._question

    def look(self) -> None:
        """The window or what is open in it changed: count what is seen now."""
        self.tally.show(self._seen())
        self.paint()

    def paint(self) -> None:
        place = self.place
        if place.query_one_optional("#views") is None:
            return
        lines = []
        if self.roomy and self.views:
            shown = strip(
                self.views,
                self.tally.counts,
                place.query_text,
                place.app.size.width,
                place.words,
                place.console_app.marks,
            )
            lines = [shown]
        place.query_one("#views", Bar).show(lines)
        if self._question is not None and self.asked:
            self._question.keys = self._choices()
            place.asker.again()

    def beat(self) -> None:
        # The window may have grown or shrunk since: what is seen now is counted.
        seen = self._seen()
        if list(self.tally.counts) != list(seen):
            self.tally.show(seen)
        else:
            self.tally.beat()

    def _seen(self) -> Sequence[View]:
        return self.views if self.roomy else self.views[:NUMBERED] if self.asked else ()

    # ── choosing ────────────────────────────────────────────────────────────────────────────────────
    def choose(self) -> None:
        """The views by number and how many items each has; 0 shows the whole queue."""
        place = self.place

        def then(answer: str) -> None:
            if answer == OTHER:
                self.ask_name()
            elif answer == ALL:
                place.filter_by("")
            else:
                self.open(self.views[int(answer) - 1])

        self._question = Question(place.words("ask.view"), then, keys=self._choices())
        place.ask(self._question)
        self.look()
        self.renew()

    def _choices(self) -> dict[str, tuple[str, str]]:
        words = self.place.words
        keys = {}
        for number, view in enumerate(self.views[:NUMBERED], 1):
            own = f" ({words('views.own')})" if view.owner else ""
            keys[str(number)] = (f"{view.name} {number_of(self.tally.of(view), words)}{own}", str(number))
        keys["0"] = (words("ask.view-all"), ALL)
        if len(self.views) > NUMBERED:
            keys["o"] = (words("ask.view-other"), OTHER)
        return keys

    def ask_name(self) -> None:
        names = [view.name for view in self.views]
        self.place.ask(
            Question(
                self.place.words("prompt.view-open"),
                self.open_named,
                complete=lambda text: [name for name in names if name.startswith(text)],
            )
        )

    def open_named(self, name: str) -> None:
        found = next((view for view in self.views if view.name == name.strip()), None)
        if found is None:
            raise NotFound(f"there is no view {name.strip()!r}")
        self.open(found)

    def open_numbered(self, number: int) -> None:
        if number > len(self.views):
            self.place.console_app.tell(self.place.words("views.no-number", number=number), "bar-key")
        else:
            self.open(self.views[number - 1])

    def open(self, view: View) -> None:
        self.place.filter_by(view.query)

    def step(self, step: int) -> None:
        """To the next view; the whole queue stands before the first and after the last."""
        place = self.place
        at = next((at for at, view in enumerate(self.views, 1) if view.query == place.query_text), 0)
        at = (at + step) % (len(self.views) + 1)
        if at == 0:
            place.filter_by("")
            place.console_app.tell(place.words("views.whole"), "bar")
            return
        view = self.views[at - 1]
        self.open(view)
        whose = place.words("views.own" if view.owner else "views.shared")
        place.console_app.tell(place.words("views.at", number=at, name=view.name, whose=whose), "bar")
