"""The first frame: it stands before anything else is imported."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from console.ui.render.line import Span
from console.ui.widgets.painted import Bar

if TYPE_CHECKING:
    from console.ui.app import Console


class Opening(Screen[object], inherit_bindings=False):
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Bar(id="head")
        yield Bar(id="start", background="")

    def on_mount(self) -> None:
        words = cast("Console", self.app).words
        self.query_one("#head", Bar).show(
            [(Span(" BEREDT ", "brand"), Span(f" {words('place.opening')}", "bar-strong"))]
        )
        self.query_one("#start", Bar).show([(), (Span("  " + words("queue.opening"), "dim"),)])
