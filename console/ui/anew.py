"""What a console takes along when it starts itself anew, and how it takes it up again."""

import logging
from typing import TYPE_CHECKING

from console import __version__
from console.errors import BeredtError
from console.ui.screens.inbox import Inbox
from console.ui.screens.places import NAMES
from console.ui.session import Carried

if TYPE_CHECKING:
    from console.desk.answers import Done
    from console.ui.app import Console

_log = logging.getLogger(__name__)


def fits(app: "Console", release: str) -> bool:
    """Whether starting anew now would bring the release that the watch speaks."""
    again, before = app.settings.again, app.settings.carried
    if again is None or release in ("", __version__):
        return False
    if before is not None and before.release == __version__:
        # We are what starting anew brought, and it was not what the disk promises.
        return False
    # What is typed into a line that asks is nobody's draft: it is finished first. A coming place has none.
    asked = any(place.standing.is_set() and place.asker.open for place in app.places)
    return not asked and again.installed() == release


def packed(app: "Console") -> Carried:
    """Where the operator is, and what they are writing."""
    places = list(app.places)
    inbox = next((place for place in places if isinstance(place, Inbox)), None)
    above = [place.id for place in places if place.id in NAMES]
    if inbox is None or not inbox.ready:
        return Carried(__version__)
    detail = inbox.composer.detail
    return Carried(
        __version__,
        place=(above[-1] or "") if above else "",
        cursor=inbox.queue.roll.cursor,
        view=inbox.view,
        in_thread=inbox.in_thread,
        item_id=detail.row.id if detail is not None else None,
        text=inbox.composer.text if detail is not None else "",
        saved=inbox.composer.saved if detail is not None else None,
        tried=tuple(inbox.composer.tried) if detail is not None else (),
        taken=inbox.composer.taken,
    )


def unpack(app: "Console", carried: Carried) -> None:
    """Bring the operator back to where they were; the cursor is there already."""
    inbox = next((place for place in app.places if isinstance(place, Inbox)), None)
    if inbox is None:
        return
    _log.info("started anew: %s came from %s", __version__, carried.release)
    if carried.view != inbox.view:
        inbox.turn(carried.view)
    if carried.in_thread:
        inbox.enter(True)
    if carried.item_id is not None:
        _write_on(app, inbox, carried.item_id, carried)
        return
    if carried.place:
        app.go(carried.place)
    # When the place stands: one that comes silences what was said before.
    app.call_after_refresh(_say, app)


def _say(app: "Console") -> None:
    app.tell(app.words("foot.anew", release=__version__), "bar-good")


def _write_on(app: "Console", inbox: Inbox, item_id: int, carried: Carried) -> None:
    async def work() -> "Done | None":
        desk = inbox.desk
        try:
            await desk.claim(item_id)
            detail = await desk.item(item_id)
            # Its own claim may have taken it out of what the filter finds.
            await inbox.keep(item_id)
        except BeredtError:
            # A colleague has it now: what was written stays beside their draft.
            if carried.text.strip():
                await desk.note(item_id, app.words("composer.note", text=carried.text))
            app.unsaved = ""
            raise
        inbox.enter(True)
        await inbox.composer.open(
            detail, carried.text, taken=carried.taken, saved=carried.saved, tried=carried.tried
        )
        app.unsaved = ""
        await inbox.composer.save()
        inbox.read()
        _say(app)
        return None

    app.act(work)
