"""By how much the calendar lifts the usual of an alert rule, as it lifts the detector's streams."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import lru_cache

from console.model.alertrule import Above, AlertRule, Measure
from console.model.calendar import CalendarEntry, mean_strongest, meet
from console.model.stream import BUCKET
from console.query import Query, parse

_STEP = int(BUCKET.total_seconds())


class Lifts:
    """By how much the calendar lifts what is usual in a window, of the channels that a rule is about."""

    def __init__(self, rule: AlertRule, entries: Sequence[CalendarEntry]) -> None:
        asked = parse(rule.filter) if entries else Query(())
        # Many messages are expected then, angry ones are not: as with the detector, no share is lifted.
        lifted = rule.above is Above.USUAL and rule.measure is not Measure.SHARE
        self._entries = [entry for entry in entries if lifted and concerns(entry, asked)]
        # Windows of neighbouring buckets look back at the same ones.
        self._known = lru_cache(256)(self._mean)

    def of(self, last: int, width: int) -> float:
        """The mean over `width` buckets, `last` the last of them: a window may be in an entry in part."""
        return self._known(last, width) if self._entries else 1.0

    def _mean(self, last: int, width: int) -> float:
        first = datetime.fromtimestamp((last - width + 1) * _STEP, UTC)
        return mean_strongest(self._entries, first, width)


def concerns(entry: CalendarEntry, asked: Query) -> bool:
    """Whether an entry holds for some of the channels that a filter lets through.

    A filter that joins channels, or names none, is lifted as a stream that joins channels is.
    """
    return not entry.channels or any(_let_through(channel, asked) for channel in entry.channels)


def _let_through(channel: str, asked: Query) -> bool:
    for term in asked.terms:
        if term.key in ("channel", "network"):
            value = str(term.value)
            pattern = value if term.key == "channel" else f"{value}/*"
            # Left out is what is left out altogether: then the pattern fits the other as it is written.
            out = (
                fnmatchcase(channel.casefold(), pattern.casefold())
                if term.negated
                else not meet(channel, pattern)
            )
            if out:
                return False
    return True
