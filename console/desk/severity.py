"""What severity is suggested for alerts now, with what the store has counted since they were raised."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from console.crisis.severity import Suggested, of_finding, quiet_intervals
from console.model.alert import Alert
from console.store.protocol import Store

BUCKET = timedelta(minutes=5)
LOOKED_BACK = timedelta(hours=24)


async def severities(store: Store, alerts: Sequence[Alert], now: datetime) -> Sequence[Suggested]:
    """The suggestion for each alert, in their order.

    The counts of at most the last day tell how long it has been quiet, in the stream that the alert names
    first; a bucket that nothing came in counts nothing.
    """
    if not alerts:
        return ()
    since = max(min(alert.finding.at for alert in alerts), now - LOOKED_BACK)
    counted = {(one.stream, one.bucket_at): one for one in await store.series(since)}
    ids = list(dict.fromkeys(one for alert in alerts for one in alert.finding.samples))
    samples = {one.id: one for one in await store.messages(ids)} if ids else {}
    found = []
    for alert in alerts:
        finding = alert.finding
        quiet = 0
        if finding.signals:
            first = finding.signals[0]
            counts = []
            for at in _buckets(max(finding.at, since), now):
                point = counted.get((first.stream, at))
                counted_then = 0 if point is None else point.volume
                counts.append(
                    counted_then if first.measure != "negatives" or point is None else point.negatives
                )
            quiet = quiet_intervals(counts, first.expected)
        shown = [samples[one] for one in finding.samples if one in samples]
        found.append(of_finding(finding, shown, quiet))
    return found


def _buckets(begin: datetime, now: datetime) -> list[datetime]:
    """Starts of the complete five-minute buckets after the one that holds `begin`."""
    seconds = int(BUCKET.total_seconds())
    first = int(begin.timestamp()) // seconds + 1
    last = int(now.timestamp()) // seconds
    return [datetime.fromtimestamp(number * seconds, UTC) for number in range(first, last)]
