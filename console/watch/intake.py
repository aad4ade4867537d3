"""One batch on its way from a connector into the store: gate, judge, one transaction."""

from collections.abc import Callable, Sequence

from console.clock import Clock
from console.connectors.protocol import Batch
from console.errors import StoreError
from console.judge import RECALLED, WINDOW
from console.model.item import IngestResult
from console.model.message import Judged
from console.store.protocol import Store
from console.watch.health import HealthBoard
from console.watch.sifting import Judging

FULL_WAITS = (1.0, 2.0, 5.0, 10.0)
"""Seconds between tries while the store can't take a batch; the last one repeats."""


class Intake:
    """Takes batches of all channels; the store's one writer is the back-pressure.

    `stored` is told of each batch after its commit: the messages, and the positions of the new ones.
    """

    def __init__(
        self,
        *,
        store: Store,
        judging: Judging,
        clock: Clock,
        stored: Callable[[Sequence[Judged], Sequence[int]], None],
        board: HealthBoard,
    ) -> None:
        self._store = store
        self._judging = judging
        self._clock = clock
        self._stored = stored
        self._board = board
        self.new = 0
        """Messages stored since the start that were not known before."""

    async def recall(self) -> None:
        """Before the first batch: what came lately, so that its waves go on."""
        earlier = await self._store.earlier(self._clock.now() - WINDOW, RECALLED)
        await self._judging.recall(earlier)

    async def take(self, channel: str, batch: Batch) -> IngestResult:
        """Store one batch with its cursor. Returns only when it is durable.

        While the disk is full it waits and tries again, so that nothing is lost; whoever waits for the
        batch's `committed` hears of the failure at once and is given no false word.
        """
        at = self._clock.now()
        judged: list[Judged] = []
        parked = list(batch.rejected)
        if batch.messages:
            try:
                judged, refused = await self._judging.sift(batch.messages, channel, at)
            except Exception as error:
                batch.committed(error)
                raise
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
                self.new += result.new
                self._stored(judged, result.fresh)
                if not tries:
                    batch.committed(None)
                return result
