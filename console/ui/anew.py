"""What a console takes along when it starts itself anew, and how it takes it up again."""

import asyncio
import contextlib
import logging
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from console import __version__
from console.errors import BeredtError
from console.ui.lasting import LastingDriver
from console.ui.screens.inbox import Inbox
from console.ui.screens.places import NAMES
from console.ui.session import Carried

if TYPE_CHECKING:
    from console.ui.app import Console

HANDLING = 1.0
"""Seconds that keys which were read may take to get to where they belong."""

WAY_OUT = ("console.ui.failure", "msgspec")
"""What is imported late elsewhere, and is needed to leave or to say why not."""
for _name in WAY_OUT:
    import_module(_name)

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
    # So is an answer that is just being opened: it has no field yet.
    opening = any(isinstance(place, Inbox) and place.ahead is not None for place in app.places)
    return not asked and not opening and again.installed() == release


async def start(app: "Console", release: str) -> None:
    """Leave for the release that the watch speaks, if this is the moment; nothing that is typed is lost.

    What goes wrong is told, and the console stays.
    """
    try:
        if fits(app, release):
            await _leave(app, release)
    except Exception as error:
        app.trouble(error)


async def _leave(app: "Console", release: str) -> None:
    driver = app._driver if isinstance(app._driver, LastingDriver) else None
    if driver is not None:
        await asyncio.to_thread(driver.hush)
    try:
        await _handled(app)
        if fits(app, release):
            carried = packed(app)
            app.carried = replace(carried, modes=driver.hand_on() if driver is not None else None)
            app.window.restore()
            app.exit(0)
    finally:
        if app.carried is None and app.is_running and driver is not None:
            driver.read_on()


async def _handled(app: "Console") -> None:
    """Until every key that was read is where it belongs."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HANDLING):
            for pump in (app, app.screen, app.focused):
                reached = asyncio.Event()
                if pump is not None and pump.call_later(reached.set):
                    await reached.wait()
            for place in app.places:
                await place.keys_done.wait()


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


def _safe(app: "Console") -> None:
    """What was written is where a desk has it, or soon will."""
    app.unsaved = ""
    app.typed.clear()


def _write_on(app: "Console", inbox: Inbox, item_id: int, carried: Carried) -> None:
    async def work() -> None:
        try:
            await take_up()
        finally:
            inbox.ahead = None

    async def take_up() -> None:
        desk = inbox.desk
        try:
            await desk.claim(item_id)
            detail = await desk.item(item_id)
            # Its own claim may have taken it out of what the filter finds.
            await inbox.keep(item_id)
        except BeredtError:
            # A colleague has it now: what was written stays beside their draft.
            text = carried.text + inbox.typed_ahead()
            if text.strip():
                await desk.note(item_id, app.words("composer.note", text=text))
            _safe(app)
            raise
        inbox.enter(True)
        await inbox.composer.open(
            detail,
            carried.text,
            inbox.typed_ahead,
            taken=carried.taken,
            saved=carried.saved,
            tried=carried.tried,
        )
        _safe(app)
        inbox.read()
        await inbox.composer.save()
        _say(app)

    app.act(work)
