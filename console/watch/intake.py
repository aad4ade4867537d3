"""One batch on its way from a connector into the store: gate, judge, one transaction."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime

from console.clock import Clock
from console.connectors.protocol import Batch
from console.errors import Refused, StoreError
from console.judge import RECALLED, WINDOW, Judge
from console.model.item import IngestResult
from console.model.message import Judged, Quarantined, RawMessage
from console.store.protocol import Store
from console.text import admit, one_line
from console.watch.health import HealthBoard

_log = logging.getLogger(__name__)

FULL_WAITS = (1.0, 2.0, 5.0, 10.0)
"""Seconds between tries while the store can't take a batch; the last one repeats."""


def sift(
    judge: Judge, raws: Sequence[RawMessage], channel: str, at: datetime
) -> tuple[list[Judged], list[Quarantined]]:
    """Gate and judge a batch: what may go in, and what is parked with its reason. Slow: off the loop."""
    judged: list[Judged] = []
    parked: list[Quarantined] = []
    for raw in raws:
        try:
            message = admit(raw, at)
            judged.append(Judged(message, judge.judge(message)))
        except Refused as refused:
            parked.append(Quarantined(channel, one_line(refused.what), raw.evidence, at, raw.line))
        except Exception as error:
            # A mistake of ours that one message brings out must not stop its channel for ever.
            _log.exception("a message could not be judged")
            why = one_line(f"it could not be judged ({type(error).__name__}); the log says more")
            parked.append(Quarantined(channel, why, raw.evidence, at, raw.line))
    return judged, parked


class Intake:
    """Takes batches of all channels; the store's one writer is the back-pressure.

    `stored` is told of each batch after its commit: the messages, and the positions of the new ones.
    """

    def __init__(
        self,
        *,
        store: Store,
        judge: Judge,
        clock: Clock,
        executor: Executor,
        stored: Callable[[Sequence[Judged], Sequence[int]], None],
        board: HealthBoard,
    ) -> None:
        self._store = store
        self._judge = judge
        self._clock = clock
        self._executor = executor
        self._stored = stored
        self._board = board

    async def recall(self) -> None:
        """Before the first batch: what came lately, so that its waves go on."""
        earlier = await self._store.earlier(self._clock.now() - WINDOW, RECALLED)
        await asyncio.get_running_loop().run_in_executor(self._executor, self._judge.recall, earlier)

    async def take(self, channel: str, batch: Batch) -> IngestResult:
        """Store one batch with its cursor. Returns only when it is durable.

        While the disk is full it waits and tries again, so that nothing is lost; whoever waits for the
        batch's `committed` hears of the failure at once and is given no false word.
        """
        at = self._clock.now()
        judged: list[Judged] = []
        parked = list(batch.rejected)
        if batch.messages:
            loop = asyncio.get_running_loop()
            judged, refused = await loop.run_in_executor(
                self._executor, sift, self._judge, batch.messages, channel, at
            )
            parked += refused
        tries = 0
        while True:
            try:
                result = await self._store.ingest(judged, parked, channel=channel, cursor=batch.cursor, at=at)
            except StoreError as error:
                self._board.store_failed(error)
                batch.committed(error)
                await self._clock.sleep(FULL_WAITS[min(tries, len(FULL_WAITS) - 1)])
                tries += 1
            else:
                self._board.store_works()
                self._stored(judged, result.fresh)
                if not tries:
                    batch.committed(None)
                return result
