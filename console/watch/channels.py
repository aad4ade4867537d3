"""Supervision of one channel: receive, store, back off, begin again from the stored cursor."""

import asyncio
import logging
from datetime import datetime
from random import Random

from console.clock import Clock
from console.connectors.protocol import Batch, Connector
from console.errors import BeredtError, ConnectorError, RateLimited
from console.store.protocol import Store
from console.watch.health import HealthBoard
from console.watch.intake import Intake

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
DOUBLINGS = 9
"""As many as reach the longest wait; days of failures must not count beyond what a float holds."""

_log = logging.getLogger(__name__)


def wait_after(failures: int, error: BeredtError, random: Random) -> float:
    """Seconds until the next try: doubling with jitter, or what the network asked for.

    Args:
        failures: How often it failed in a row, 1 after the first.
    """
    if isinstance(error, RateLimited):
        return max(error.retry_after, FIRST_WAIT)
    longest = min(FIRST_WAIT * 2.0 ** min(failures - 1, DOUBLINGS), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)


async def watch_channel(
    connector: Connector,
    *,
    intake: Intake,
    store: Store,
    board: HealthBoard,
    clock: Clock,
    random: Random,
) -> None:
    """Run one channel for ever. Nothing that a network does ends it."""
    failures = 0
    while True:
        error: BeredtError
        try:
            cursor = await store.cursor(connector.channel)
            async for batch in connector.receive(cursor):
                await intake.take(connector.channel, batch)
                board.heard(connector.channel, _newest(clock, batch), batch.behind_seconds)
                failures = 0
            error = ConnectorError("the source has ended")
            if connector.quiet_after is None:
                board.heard(connector.channel, None, 0.0)
                return
        except BeredtError as caught:
            error = caught
        except asyncio.CancelledError:
            raise
        except Exception as caught:
            # A bug in one connector must not silence the others; its traceback is for the log alone.
            _log.exception("channel %s failed", connector.channel)
            error = ConnectorError(f"unexpected {type(caught).__name__} in the connector")
        failures += 1
        wait = wait_after(failures, error, random)
        board.failed(connector.channel, error, wait)
        await clock.sleep(wait)


def _newest(clock: Clock, batch: Batch) -> datetime | None:
    return clock.now() if batch.messages else None
