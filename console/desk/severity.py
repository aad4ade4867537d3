"""What severity is suggested for alerts now, with what the store has counted since they were raised."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from console.crisis.severity import Suggested, of_finding, quiet_intervals
from console.model.alert import Alert, Finding, SeriesPoint
from console.model.stream import BUCKET, bucket_of
from console.query import QueryError, parse
from console.store.protocol import Store

LOOKED_BACK = timedelta(hours=24)
LOOKED_BACK_BY_RULE = timedelta(hours=6)


async def severities(store: Store, alerts: Sequence[Alert], now: datetime) -> Sequence[Suggested]:
    """The suggestion for each alert, in their order.

    The counts of at most the last day tell how long it has been quiet, in the stream that the alert names
    first; a bucket that nothing came in counts nothing.
    """
    since = now - LOOKED_BACK
    streams = {alert.finding.signals[0].stream for alert in alerts if alert.finding.signals}
    counted = {
        stream: {point.bucket_at: point for point in await store.series(since, stream)} for stream in streams
    }
    ids = list(dict.fromkeys(one for alert in alerts for one in alert.finding.samples))
    samples = {one.id: one for one in await store.messages(ids)} if ids else {}
    found = []
    for alert in alerts:
        shown = [samples[one] for one in alert.finding.samples if one in samples]
        quiet = _quiet(alert.finding, counted, since, now) or await _quiet_rule(store, alert.finding, now)
        found.append(of_finding(alert.finding, shown, quiet))
    return found


async def _quiet_rule(store: Store, finding: Finding, now: datetime) -> int:
    """Quiet half hours after the window that an alert rule's alert speaks of, in the messages that fit; of
    the last hours alone, since that many lower all there is to be lowered."""
    explained = finding.explanation
    rule, content = (explained.rule, explained.content) if explained else (None, None)
    if rule is None or content is None or content.usual is None:
        return 0
    start, end = bucket_of(max(finding.at, now - LOOKED_BACK_BY_RULE)), bucket_of(now)
    try:
        query = parse(rule.filter)
    except QueryError:
        return 0
    points = {one.bucket_at: one.volume for one in await store.filtered(query, start, end, few=True)}
    counts = [points.get(start + place * BUCKET, 0) for place in range((end - start) // BUCKET)]
    return quiet_intervals(counts, content.usual / (rule.minutes * 60 / BUCKET.total_seconds()))


def _quiet(
    finding: Finding,
    counted: Mapping[str, Mapping[datetime, SeriesPoint]],
    since: datetime,
    now: datetime,
) -> int:
    """Quiet half hours among the complete buckets after the one that the finding speaks of."""
    if not finding.signals:
        return 0
    first = finding.signals[0]
    points, counts = counted[first.stream], []
    at = bucket_of(max(finding.at, since)) + BUCKET
    while at + BUCKET <= now:
        point = points.get(at)
        counts.append((point.negatives if first.measure == "negatives" else point.volume) if point else 0)
        at += BUCKET
    return quiet_intervals(counts, first.expected)
