"""The linear mode: where the terminal's own cursor stands, so that a screen reader speaks that line."""

from typing import TYPE_CHECKING

from textual.geometry import Offset

from console.ui.widgets.painted import Reader
from console.ui.widgets.queue import QueueView

if TYPE_CHECKING:
    from console.ui.screens.base import Place

SHOW_CURSOR = "\x1b[?25h"


def point(place: "Place") -> None:
    """Put the terminal's cursor on what the operator is at: a question, else the row, else the line."""
    app = place.console_app
    if not app.settings.linear or app.screen is not place or place.focused is not None:
        return
    spot = _spot(place)
    if spot is None or spot == app.cursor_position:
        return
    app.cursor_position = spot
    driver = app._driver
    if driver is not None and not app.is_headless:
        driver.write(f"{SHOW_CURSOR}\x1b[{spot.y + 1};{spot.x + 1}H")
        driver.flush()


def _spot(place: "Place") -> Offset | None:
    if place.asker.open:
        label = place.query_one("#ask-label").region
        return label.offset if label.height else None
    for queue in place.query(QueueView):
        if queue.active and queue.region.height:
            return queue.region.offset + Offset(0, queue.roll.index - queue.roll.top)
    for reader in place.query(Reader):
        if reader.region.height:
            return reader.region.offset + Offset(0, max(0, (reader.cursor or 0) - reader.top))
    return None
