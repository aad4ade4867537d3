"""Which places there are, and how one opens from any other."""

from typing import TYPE_CHECKING

from console.ui.screens.base import ROOT, Place

if TYPE_CHECKING:
    from console.ui.app import Console


NAMES = frozenset(
    {"outbox", "channels", "acts", "rules", "alertrules", "calendar", "corrections", "alert", "warroom",
     "playbook"}
)  # fmt: skip


def make(name: str) -> Place | None:
    """A place by name. Imported late, so that the first paint waits for none of them."""
    place: Place | None = None
    if name == "outbox":
        from console.ui.screens.outbox import Outbox

        place = Outbox()
    elif name == "channels":
        from console.ui.screens.channels import Channels

        place = Channels()
    elif name == "acts":
        from console.ui.screens.acts import Acts

        place = Acts()
    elif name == "rules":
        from console.ui.screens.rules import Rules

        place = Rules()
    elif name == "alertrules":
        from console.ui.screens.alert_rules import AlertRules

        place = AlertRules()
    elif name == "calendar":
        from console.ui.screens.calendar import Calendar

        place = Calendar()
    elif name == "corrections":
        from console.ui.screens.corrections import Corrections

        place = Corrections()
    elif name == "alert":
        from console.ui.screens.alert import AlertPlace

        place = AlertPlace()
    elif name == "warroom":
        from console.ui.screens.warroom import WarRoom

        place = WarRoom()
    elif name == "playbook":
        from console.ui.screens.walk import Walk

        place = Walk()
    return place


def go(app: "Console", name: str) -> None:
    """Open a place over the inbox; one that is open already is returned to."""
    stack = list(app.screen_stack)
    if name == "inbox":
        _close_above(app, ROOT)
        inbox = app.screen
        if isinstance(inbox, Place):
            inbox.home()
        return
    for depth, screen in enumerate(stack):
        if screen.id == name:
            _close_above(app, depth)
            if isinstance(screen, Place):
                screen.home()
            return
    place = make(name)
    if place is not None:
        place.id = name
        _close_above(app, ROOT)
        app.push_screen(place)


def _close_above(app: "Console", depth: int) -> None:
    while len(app.screen_stack) > depth + 1:
        app.pop_screen()
