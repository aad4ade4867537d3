"""The line at the bottom that asks: one key of several, or a line of text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from console.commands.keynames import shown
from console.errors import BeredtError
from console.query import Completion, QueryError
from console.text import one_line
from console.ui.gate import storable
from console.ui.render.choices import choices, pointer
from console.ui.render.line import Line, Span, cell_len, cut, width_of, wrap
from console.ui.widgets.painted import Bar

if TYPE_CHECKING:
    from console.ui.app import Console

Answer = Callable[[str], None]
BELOW = 2
"""Lines kept below a text that is looked at while it is typed, so that nothing jumps: where, and what."""


@dataclass
class Question:
    """What is asked, and what happens with the answer."""

    text: str
    then: Answer
    keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Key to (its label, the answer); empty for a line of text."""
    initial: str = ""
    select: bool = False
    """The initial text is only an offer: typing takes its place."""
    history: Sequence[str] = ()
    complete: Callable[[str], Sequence[str]] | None = None
    """Whole lines that the text could become."""
    finish: Callable[[str, int], Completion] | None = None
    """In place of `complete`: what the part of the text at the cursor could become."""
    remark: Callable[[str], str] | None = None
    """What is to be known about the text as it stands; shown behind what it could become."""
    live: Callable[[str], object] | None = None
    """Called at each change of the text; what it raises is shown."""
    cancelled: Callable[[], None] | None = None
    above: Sequence[Line] = ()
    """What the question is about, shown before it."""

    def offers(self, text: str, cursor: int) -> Completion:
        if self.finish is not None:
            return self.finish(text, cursor)
        return Completion(0, len(text), self.complete(text) if self.complete is not None and text else ())


@dataclass
class Offered:
    """Choices that Tab goes through."""

    text: str
    """What was typed."""
    found: Completion
    at: int

    @property
    def line(self) -> str:
        option = self.found.options[self.at]
        return self.text[: self.found.start] + option + self.text[self.found.end :]

    @property
    def cursor(self) -> int:
        return self.found.start + len(self.found.options[self.at])


class Ask(Vertical):
    """Hidden until something is asked. While it is open, no key reaches anything else."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self.question: Question | None = None
        self._at = 0
        self._offered: Offered | None = None

    def compose(self) -> ComposeResult:
        yield Bar(id="ask-label")
        yield Input(id="ask-input", compact=True, select_on_focus=False)
        yield Bar(id="ask-below")

    def on_mount(self) -> None:
        self.display = False
        self.query_one(Input).can_focus = False

    @property
    def open(self) -> bool:
        return self.question is not None

    def ask(self, question: Question) -> None:
        self.question = question
        self._at = len(question.history)
        self._offered = None
        field = self.query_one(Input)
        self.display = True
        self._say(())
        lined = not question.keys
        field.display = field.can_focus = lined
        if lined:
            field.value = question.initial
            field.cursor_position = len(question.initial)
            field.focus()
            if question.select:
                field.select_all()
            self._look(question.initial)

    def close(self, *, cancelled: bool = False) -> None:
        question, self.question = self.question, None
        field = self.query_one(Input)
        if field.has_focus:
            self.screen.set_focus(None)
        field.can_focus = False
        self.display = False
        if cancelled and question is not None and question.cancelled is not None:
            question.cancelled()

    def key(self, key: str) -> None:
        """A key while one of several is asked for."""
        question = self.question
        if question is None:
            return
        if key in question.keys:
            self.close()
            question.then(question.keys[key][1])
        elif key in ("escape", "q", "ctrl+c"):
            self.close(cancelled=True)

    def _say(self, below: Sequence[Line], error: bool = False) -> None:
        question = self.question
        if question is None:
            return
        width = max(20, self.screen.size.width - 2)
        label = self.query_one("#ask-label", Bar)
        if question.keys:
            label.show([*question.above, *self._choices(question, width), *below])
            self.query_one("#ask-below", Bar).show([])
            return
        label.show([(Span(" " + part, "bar-strong"),) for part in wrap(question.text, width)])
        kept = BELOW if question.live is not None else int(question.complete is not None)
        self.query_one("#ask-below", Bar).show([*below, *[()] * (kept - len(below))])

    def again(self) -> None:
        """What is asked for, or what can be chosen, changed: show it."""
        question = self.question
        if question is None:
            return
        if question.keys:
            self._say(())
        else:
            self._look(self.query_one(Input).value)

    def _choices(self, question: Question, width: int) -> list[Line]:
        """The question and its keys, folded between choices and never inside one."""
        lines: list[list[Span]] = [[Span(" " + part, "bar-strong")] for part in wrap(question.text, width)]
        lines[-1].append(Span("  ", "bar"))
        used = width_of(lines[-1])
        app = cast("Console", self.app)
        for key, text in _labelled(question.keys):
            size = cell_len(key) + cell_len(text) + 3
            if used + size > width or app.settings.linear:
                lines.append([Span(" ", "bar")])
                used = 1
            lines[-1] += [Span(key, "bar-key"), Span(f" {text}  ", "bar")]
            used += size
        return [tuple(spans) for spans in lines]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        question = self.question
        if question is None:
            return
        try:
            if question.live is not None:
                question.live(event.value)
            question.then(storable(event.value))
        except BeredtError as error:
            self.complain(error)
            return
        if self.question is question:
            self.close()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        question = self.question
        if question is None or question.keys:
            return
        self._look(event.value)

    def _look(self, text: str) -> None:
        """Show what the text could become, and what is wrong with it."""
        question = self.question
        if question is None:
            return
        if self._offered is not None and self._offered.line != text:
            self._offered = None
        hints = self._hints(text)
        self._say([(), hints] if question.live is not None else [hints] if hints else [])
        if question.live is not None:
            try:
                question.live(text)
            except BeredtError as error:
                self.complain(error)

    def complain(self, error: BeredtError) -> None:
        """Show what is wrong, and where in the line if the error knows."""
        width = max(20, self.screen.size.width - 2)
        words = cast("Console", self.app).words
        if isinstance(error, QueryError):
            field = self.query_one(Input)
            column = cell_len(field.value[: error.at]) + 1 - int(field.scroll_offset.x)
            where = pointer(column, one_line(words.said(error.problem)), width)
            fix = (Span(" " + cut(one_line(words.said(error.fix)), width), "bar-bad"),)
            self._say([where, self._hints(field.value) or fix])
            return
        said = one_line(words.said(str(error)))
        self._say([(Span(" " + part, "bar-bad"),) for part in wrap(said, width)])

    def _hints(self, text: str) -> Line:
        question, offered = self.question, self._offered
        if question is None:
            return ()
        width = max(20, self.screen.size.width - 2)
        remark = question.remark(text) if question.remark is not None else ""
        room = max(20, width - cell_len(remark) - 2)
        if offered is not None:
            line = choices(offered.found.options, room, offered.at)
        else:
            line = choices(question.offers(text, self.query_one(Input).cursor_position).options, room)
        return (*line, Span(f"  {remark}", "bar-key")) if remark else line

    def _step(self, step: int) -> None:
        """Put the next choice into the line; a single one is taken, and what it could become is next."""
        question, field = self.question, self.query_one(Input)
        if question is None:
            return
        offered = self._offered
        if offered is None or offered.line != field.value:
            found = question.offers(field.value, field.cursor_position)
            if not found.options:
                return
            offered = Offered(field.value, found, 0 if step > 0 else len(found.options) - 1)
        else:
            offered.at = (offered.at + step) % len(offered.found.options)
        self._offered = offered if len(offered.found.options) > 1 else None
        field.value = offered.line
        field.cursor_position = offered.cursor

    def on_key(self, event: events.Key) -> None:
        question = self.question
        if question is None or question.keys:
            return
        field = self.query_one(Input)
        if event.key in ("escape", "ctrl+c"):
            event.stop()
            self.close(cancelled=True)
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self._step(1 if event.key == "tab" else -1)
        elif event.key in ("up", "down") and question.history:
            event.stop()
            step = -1 if event.key == "up" else 1
            self._at = max(0, min(len(question.history), self._at + step))
            field.value = question.history[self._at] if self._at < len(question.history) else ""
            field.cursor_position = len(field.value)


def _labelled(keys: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys with their labels, those with the same answer together."""
    found: dict[tuple[str, str], list[str]] = {}
    for key, choice in keys.items():
        found.setdefault(choice, []).append(shown(key))
    return [("/".join(several), label) for (label, _answer), several in found.items()]
