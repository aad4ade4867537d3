"""Weights that changed: the queue is weighed anew in the background."""

import logging

from console.clock import Clock
from console.store.protocol import Store

_log = logging.getLogger(__name__)

TOLD_EVERY = 10.0
"""Seconds between two lines of the log."""


async def reorder(store: Store, clock: Clock) -> None:
    """Weigh all open items anew, part by part, and rest after each as long as it took: what comes in and
    who works the queue go before it. Ends when all is done."""
    told = began = clock.now()
    if await store.reordering() is None:
        return
    while (progress := await store.reorder()) is not None:
        now = clock.now()
        if (now - told).total_seconds() >= TOLD_EVERY * clock.pace():
            _log.info("re-ordering the queue: %s of %s", f"{progress.done:,}", f"{progress.of:,}")
            told = now
        await clock.sleep((now - began).total_seconds())
        began = clock.now()
    _log.info("the queue is in the order of the new weights")
