"""A long history, counted piece by piece, so that whoever waits can be told how far it is."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from console.model.alertrule import FilterPoint
from console.model.stream import bucket_of
from console.query.ast import Query
from console.store.protocol import Store

PIECE = timedelta(days=30)
"""History that is counted in one question to the store."""


async def counted(
    store: Store, query: Query, start: datetime, until: datetime
) -> AsyncIterator[tuple[Sequence[FilterPoint], float]]:
    """Buckets as `Store.filtered` tells them, oldest first, and the share that they complete, 0 to 1."""
    at = start
    while at < until:
        # On a bucket's edge, so that none is counted in two pieces.
        end = min(bucket_of(at + PIECE), until)
        points = await store.filtered(query, at, end)
        at = end
        yield points, (at - start) / (until - start)
