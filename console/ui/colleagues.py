"""What goes on between colleagues: that they see each other, and who took whose item."""

from typing import TYPE_CHECKING

from console.ui.live import Live
from console.ui.screens.inbox import Inbox

if TYPE_CHECKING:
    from console.ui.app import Console


async def meet(app: "Console", live: Live) -> None:
    """Tell what a colleague took over, and let them see which item is looked at or answered.

    They do not see it while the operator wants to be alone.
    """
    if taken := await live.overtaken(app.words):
        app.said.tell(taken, "bar-bad", stays=True)
    inbox = next((place for place in app.places if isinstance(place, Inbox)), None)
    if inbox is not None and inbox.ready:
        quiet = inbox.quiet or app.screen is not inbox or not app.reach.there
        item_id = None if quiet else inbox.queue.roll.cursor
        await live.look(item_id, writing=item_id is not None and inbox.composer.is_open)
