"""A statement, its blanks filled one by one, ready to be used."""

from collections.abc import Sequence

from console.commands import Where
from console.model.playbook import Statement
from console.model.words import Role
from console.playbooks import fill
from console.ui.render.line import EMPTY, Line, Span, cell_len, wrapped
from console.ui.screens.base import ROOT
from console.ui.screens.inbox import Inbox
from console.ui.screens.item_acts import open_composer
from console.ui.screens.reading import Reading
from console.ui.widgets.ask import Question


class StatementPlace(Reading):
    """Enter fills the next blank, r answers the chosen item with it, y copies it."""

    title_key = "place.statement"
    hint_names = ("say fill", "say reply", "say language", "say copy", "back", "help")

    def __init__(self, statement: Statement, *, waits_for: Role | None = None) -> None:
        """`waits_for` is who must approve the step that says it, and has not yet."""
        super().__init__()
        self.statement = statement
        self.waits_for = waits_for
        self.filled: dict[str, str] = {}

    @property
    def where(self) -> Where:
        return Where.STATEMENT

    @property
    def text(self) -> str:
        return fill(self.statement, self.filled)

    @property
    def missing(self) -> list[str]:
        return [blank for blank in self.statement.blanks if blank not in self.filled]

    async def lines(self, width: int) -> Sequence[Line]:
        words = self.words
        shown = self.desk.safe(self.text)
        lines: list[Line] = [
            (Span(f" {self.statement.name}", "title"), Span(f"  {self.statement.lang}", "faint")),
            EMPTY,
            *wrapped(shown, min(width - 2, 90), "strong", 2),
            EMPTY,
        ]
        hints = dict(self.statement.hints)
        for blank in self.statement.blanks:
            value = self.filled.get(blank)
            given = self.desk.safe(value) if value is not None else words("say.open")
            room = " " * max(1, 18 - cell_len(blank))
            style = "good" if value is not None else "warn"
            lines.append((Span(f"  {{{blank}}}" + room, "key"), Span(given.replace("\n", " "), style)))
            if value is None and blank in hints:
                lines.append((Span(" " * 22 + hints[blank], "faint"),))
        how = words("say.how-fill", blank=self.missing[0]) if self.missing else words("say.how-send")
        lines += [EMPTY, (Span("  " + how, "key"),)]
        lines += [EMPTY, (Span("  " + words("say.length", count=len(self.text)), "dim"),)]
        return lines

    def do_say_copy(self) -> None:
        self.app.copy_to_clipboard(self.desk.safe(self.text))
        self.console_app.tell(self.words("say.copied"), "bar-good")

    def do_say_fill(self) -> None:
        blanks = self.missing or list(self.statement.blanks)
        if not blanks:
            return
        blank = blanks[0]

        def then(text: str) -> None:
            if text.strip():
                self.filled[blank] = text.strip()
            self.reading.wish(True)
            if text.strip() and self.missing:
                self.do_say_fill()

        hint = dict(self.statement.hints).get(blank, "")
        label = f"{blank}: {hint}" if hint else f"{blank}:"
        self.ask(Question(label, then, initial=self.filled.get(blank, ""), select=True))

    def do_say_reply(self) -> None:
        if self.missing:
            self.console_app.tell(self.words("say.missing", blanks=", ".join(self.missing)), "bar-key")
            return
        inbox = self.app.screen_stack[ROOT]
        if not isinstance(inbox, Inbox) or inbox.queue.current is None:
            self.console_app.tell(self.words("say.no-item"), "bar-key")
            return
        text = self.text

        def compose() -> None:
            self.console_app.go("inbox")
            open_composer(inbox, text)

        if self.waits_for is None:
            compose()
            return
        words = self.words
        keys = {"y": (words("say.unapproved-yes"), "y"), "n": (words("undo.no"), "")}
        question = words("say.unapproved", role=words.of("role", self.waits_for.value))
        self.ask(Question(question, lambda answer: compose() if answer else None, keys=keys))

    def do_say_language(self) -> None:
        """The same statement in the other language, what was filled in kept."""
        other = self.desk.statement(self.statement.name, "en" if self.statement.lang == "nb" else "nb")
        if other is None or other.lang == self.statement.lang:
            self.console_app.tell(self.words("say.one-language"), "bar-key")
            return
        self.statement = other
        self.reading.wish(True)
