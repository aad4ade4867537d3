"""The watchdog's pulse: sent only while we could do our work.

It comes from the event loop, so it stops when the loop does; and before each beat the store's writer is asked
for a turn, so it stops when nothing could be written any more. An answer of the writer that is an error (a
full disk, a damaged file) is an answer: starting anew would mend neither.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from console.daemon.notify import Manager
from console.errors import BeredtError

BEATS = 4
"""Beats within the time that the manager waits: one that is lost or late does no harm."""

_log = logging.getLogger(__name__)


async def beat(manager: Manager, answers: Callable[[], Awaitable[None]]) -> None:
    """Tell the manager that we are alive until cancelled; at once nothing, if it does not want to know.

    Args:
        answers: Returns, or raises a BeredtError, when the writer has answered.
    """
    if manager.watchdog is None:
        return
    every = manager.watchdog / BEATS
    asked: asyncio.Future[bool] | None = None
    while True:
        if asked is None:
            asked = asyncio.ensure_future(_answered(answers))
        # A question that hangs is left open and not asked again: others would pile up behind it.
        done, _ = await asyncio.wait({asked}, timeout=every)
        if done:
            if asked.result():
                manager.alive()
            asked = None
            await asyncio.sleep(every)
        else:
            _log.error("the store's writer has not answered for %.1f s", every)


async def _answered(answers: Callable[[], Awaitable[None]]) -> bool:
    try:
        await answers()
    except BeredtError:
        return True
    except Exception:
        _log.exception("the store's writer could not be asked")
        return False
    return True
