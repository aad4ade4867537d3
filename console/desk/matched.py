"""What an alert rule counted around its alert, and when its episode ended: counted anew from the store."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from console.desk.answers import Band, Matched
from console.errors import InputError
from console.model.alert import Alert
from console.model.alertrule import FilterPoint, Measure
from console.model.explanation import ByRule
from console.model.stream import BUCKET, bucket_of
from console.query import Query, QueryError, parse
from console.store.protocol import Store

PIECE = timedelta(hours=24)
"""History that is counted in one question while the end of an episode is looked for."""


async def matched(store: Store, alert: Alert, hours: float, now: datetime) -> Matched:
    """The messages that fit the filter of the rule that raised the alert, in windows as long as the rule's.

    What was usual when it fired stands for what is usual at every hour. Messages that the asker may not see
    are not counted.

    Raises:
        InputError: no alert rule raised it, or its filter can't be read any more.
    """
    explained = alert.finding.explanation
    if explained is None or explained.rule is None:
        raise InputError(f"no alert rule raised alert {alert.id}", fix="ask for the chart of a stream")
    rule = explained.rule
    try:
        query = parse(rule.filter)
    except QueryError as error:
        raise InputError(f"the filter of alert {alert.id} can't be read: {error.what}") from error
    last, window = bucket_of(now), timedelta(minutes=rule.minutes)
    first = last - (int(timedelta(hours=hours) / BUCKET) - 1) * BUCKET
    points = await store.filtered(query, first - window + BUCKET, last + BUCKET, few=True)
    counted = windows({one.bucket_at: one for one in points}, first, last, window)
    usual, bound = rule.usual, bound_of(rule)
    bands = [Band(at, volume, negatives, usual, bound) for at, volume, negatives in counted]
    return Matched(bands, await _ended(store, query, rule, alert, now))


def bound_of(rule: ByRule) -> float:
    """From here on it fires: a count, or a share from 0 to 1."""
    return rule.threshold if rule.usual is None else rule.threshold * rule.usual


def windows(
    points: Mapping[datetime, FilterPoint], first: datetime, last: datetime, window: timedelta
) -> Sequence[tuple[datetime, int, int]]:
    """Start of each bucket from `first` to `last`, with volume and negatives of the window that it ends."""
    width, found = int(window / BUCKET), []
    volume = negatives = 0
    at = first - window + BUCKET
    while at <= last:
        came, gone = points.get(at), points.get(at - width * BUCKET)
        volume += (came.volume if came else 0) - (gone.volume if gone else 0)
        negatives += (came.negatives if came else 0) - (gone.negatives if gone else 0)
        if at >= first:
            found.append((at, volume, negatives))
        at += BUCKET
    return found


async def _ended(store: Store, query: Query, rule: ByRule, alert: Alert, now: datetime) -> datetime | None:
    """When the rule had not held for its cool-down; None while that may still come."""
    cooldown = timedelta(minutes=rule.cooldown_minutes)
    versions = await store.alert_rule_versions(rule.id)
    least = next((one.rule.least for one in versions if one.version == rule.version), 0)
    held_at, at = alert.finding.at, bucket_of(alert.finding.at)
    running = bucket_of(now)
    if running - at > cooldown + PIECE and await _newest(store, rule, alert):
        # It may go on for weeks, and is asked about again and again: what holds lately tells that.
        lately = await _held(store, query, rule, least, running - cooldown, running)
        if lately:
            return None
    while at < running and at <= held_at + cooldown:
        until = min(at + PIECE, running)
        for ended in await _held(store, query, rule, least, at, until):
            if ended - held_at > cooldown:
                return held_at + cooldown
            held_at = ended
        at = until
    return held_at + cooldown if now >= held_at + cooldown else None


async def _newest(store: Store, rule: ByRule, alert: Alert) -> bool:
    """Whether no later episode of the rule was told."""
    return any(one.id == alert.id for one in await store.alerts_of_rule(rule.id, 1))


async def _held(
    store: Store, query: Query, rule: ByRule, least: int, start: datetime, until: datetime
) -> Sequence[datetime]:
    """Ends of the buckets, of those that begin from `start` and before `until`, at which the rule held."""
    window = timedelta(minutes=rule.minutes)
    points = await store.filtered(query, start - window + BUCKET, until, few=True)
    counted = windows({one.bucket_at: one for one in points}, start, until - BUCKET, window)
    return [
        bucket_at + BUCKET
        for bucket_at, volume, negatives in counted
        if volume >= max(least, 1) and _value(rule, volume, negatives) >= bound_of(rule)
    ]


def _value(rule: ByRule, volume: int, negatives: int) -> float:
    if rule.measure == Measure.SHARE:
        return negatives / volume
    return negatives if rule.measure == Measure.NEGATIVES else volume
