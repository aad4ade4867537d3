"""Since when an alert is over: read from the counts, so that any session can tell.

An alert is stored anew when it grows and not when it ends, and its page may be opened days later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.desk.answers import LONGEST_BAND, Band
from console.desk.protocol import Desk
from console.model.alert import Alert
from console.model.explanation import Ending
from console.model.stream import BUCKET

_FEWEST = 5
"""Messages in an hour without which a share says nothing."""
_HOUR = timedelta(hours=1)
SHORTEST = 1.0
"""Hours of a chart that nobody looks at."""


async def over_since(desk: Desk, alert: Alert, now: datetime) -> datetime | None:
    """When it ended (UTC), or None while it may go on, or where nothing tells: a message rule's, a silence.

    Of the detector's alerts nothing is looked at further back than the longest chart.
    """
    explained = alert.finding.explanation
    if explained is not None and explained.rule is not None:
        return (await desk.matched(alert.id, SHORTEST)).over_at
    ending = explained.ending if explained else None
    if ending is None or ending.not_before is None or now < ending.not_before:
        return None
    quiet = timedelta(minutes=ending.quiet_minutes)
    hours = (now - ending.not_before + quiet) / _HOUR + 1
    return ended(ending, await desk.band(ending.stream, min(hours, LONGEST_BAND)), now)


def ended(ending: Ending, counted: Sequence[Band], now: datetime) -> datetime | None:
    """When nothing had been raised for long enough, and the cool-down was over.

    Args:
        ending: What the alert said would end it.
        counted: Its stream's buckets up to now, oldest first.
        now: UTC.
    """
    if ending.not_before is None:
        return None
    at, quiet = ending.not_before, timedelta(minutes=ending.quiet_minutes)
    for place, one in enumerate(counted):
        if one.bucket_at >= at:
            # What is raised from here on is another alert's.
            break
        if _raised(ending, counted, place):
            at = max(at, one.bucket_at + BUCKET + quiet)
    return at if at <= now else None


def _raised(ending: Ending, counted: Sequence[Band], place: int) -> bool:
    one = counted[place]
    match ending.measure:
        case "volume":
            # By day more is usual than at the hour of the night that the alert speaks of.
            return one.volume > max(ending.below, one.upper or 0.0)
        case "share":
            hour = counted[max(0, place + 1 - _HOUR // BUCKET) : place + 1]
            volume = sum(bucket.volume for bucket in hour)
            return volume >= _FEWEST and sum(bucket.negatives for bucket in hour) > ending.below * volume
        case _:
            # A negative that is weighted by its reach counts at least one.
            return one.negatives > ending.below
