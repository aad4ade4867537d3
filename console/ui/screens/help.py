"""Help and palette: the same registry, either of one place or of all."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult

from console.commands import REGISTRY, Command, Where, at, usage
from console.commands.keynames import character, is_printable, shown
from console.text import one_line
from console.ui.render.line import EMPTY, Line, Span, cut, fit, pad
from console.ui.screens.base import Place
from console.ui.widgets.painted import Reader

LONGEST = 40
"""Characters of a filter."""


class Help(Place):
    """Type to filter, arrows to choose, Enter to do it, Esc to go back."""

    title_key = "place.help"
    takes_text = True

    def __init__(self, where: Where | None, behind: Place) -> None:
        super().__init__()
        self.only = where
        self.behind = behind
        self.typed = ""
        self.found: list[Command] = []

    def title_text(self) -> str:
        return self.words("place.palette" if self.only is None else "place.help")

    def body(self) -> ComposeResult:
        yield Reader(id="reader")

    @property
    def reader(self) -> Reader:
        return self.query_one("#reader", Reader)

    async def on_mount(self) -> None:
        await super().on_mount()
        self.call_after_refresh(self.search)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self.search)

    def hints(self) -> Sequence[tuple[str, str]]:
        words = self.words
        return [("Enter", words("help.do")), ("Esc", words("help.back")), ("a-z", words("help.type"))]

    def search(self) -> None:
        """All commands that hold what was typed, those of this place first."""
        commands = list(REGISTRY.values()) if self.only is None else list(at(self.only))
        if self.only is not None:
            commands.sort(key=lambda one: Where.ANYWHERE in one.where)
        wanted = self.typed.casefold().split()
        self.found = [one for one in commands if all(word in self._text(one) for word in wanted)]
        # Whoever types a command's name means it, whatever else mentions these words.
        self.found.sort(key=lambda one: not one.name.startswith(" ".join(wanted)))
        lines: list[Line] = [self._prompt(), EMPTY, *(self._line(one) for one in self.found)]
        if not self.found:
            lines.append((Span("  " + self.words("help.nothing"), "dim"),))
        reader = self.reader
        reader.show(lines)
        reader.select(2 if self.found else None)

    def _text(self, command: Command) -> str:
        keys = " ".join(shown(key) for key in self.console_app.keymap.keys(command))
        return f"{command.name} {self.words.help(command.name, command.help)} {keys}".casefold()

    def _prompt(self) -> Line:
        return (Span(" > ", "key"), Span(self.typed, "strong"), Span("_", "key"), Span(self._hint(), "faint"))

    def _hint(self) -> str:
        return "" if self.typed else " " + self.words("help.filter")

    def _line(self, command: Command) -> Line:
        ascii_only = self.console_app.marks.ascii
        keys = " ".join(shown(key, ascii_only=ascii_only) for key in self.console_app.keymap.keys(command))
        width = self.reader.size.width
        reason = command.why_not(self.behind.context())
        spans = [
            Span(" " + pad(keys, 13), "key"),
            Span(pad(f":{usage(command)}", 34 if width > 90 else 22), "dim"),
        ]
        if reason:
            spans.append(Span(f" ({cut(self.words.said(reason), 60)})", "warn"))
        spans.append(Span(" " + self.words.help(command.name, command.help), "faint" if reason else ""))
        if command.final:
            spans.append(Span(f" ({self.words.said(command.final)})", "faint"))
        return fit(spans, width - 1, fill=False)

    def take(self, key: str) -> bool:
        reader = self.reader
        cursor = reader.cursor if reader.cursor is not None else 2
        half = max(1, reader.size.height // 2)
        steps = {"down": 1, "up": -1, "pagedown": half, "pageup": -half, "ctrl+d": half, "ctrl+u": -half}
        if key in steps and self.found:
            reader.select(max(2, min(cursor + steps[key], len(self.found) + 1)))
        elif key == "enter" and self.found:
            command = self.found[cursor - 2]
            self.app.pop_screen()
            self.call_later(self.behind.start, command)
        elif key == "backspace":
            self.typed = self.typed[:-1]
            self.search()
        elif key in ("escape", "ctrl+c", "f1"):
            self.app.pop_screen()
        elif is_printable(key) and len(self.typed) < LONGEST:
            self.typed += character(key)
            self.search()
        return True

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        for char in one_line(event.text):
            self.take(char)

    def beat(self) -> None:
        self.show_head()
