"""By how much the calendar lifts the usual of an alert rule, as it lifts the detector's streams."""

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise

from console.model.alertrule import Above, AlertRule, Measure
from console.model.calendar import CalendarEntry
from console.model.stream import BUCKET
from console.query import Query, parse

_STEP = int(BUCKET.total_seconds())


class Lifts:
    """By how much the calendar lifts what is usual in a window, of the channels that a rule is about."""

    def __init__(self, rule: AlertRule, entries: Sequence[CalendarEntry]) -> None:
        asked = parse(rule.filter) if entries else Query(())
        # Many messages are expected then, angry ones are not: as with the detector, no share is lifted.
        lifted = rule.above is Above.USUAL and rule.measure is not Measure.SHARE
        self._spans = [
            (_from(entry.start), _from(entry.until), entry.lift)
            for entry in entries
            if lifted and concerns(entry, asked)
        ]
        # Windows of neighbouring buckets look back at the same ones.
        self._known = lru_cache(256)(self._mean)

    def of(self, last: int, width: int) -> float:
        """The mean over `width` buckets, `last` the last of them: a window may be in an entry in part."""
        return self._known(last, width) if self._spans else 1.0

    def _mean(self, last: int, width: int) -> float:
        first = last - width + 1
        inside = [span for span in self._spans if span[0] <= last and span[1] > first]
        if not inside:
            return 1.0
        edges = sorted(
            {first, last + 1, *(edge for span in inside for edge in span[:2] if first < edge <= last)}
        )
        # Of entries at the same time the strongest counts, as with the detector.
        lifted = sum(
            (until - at) * max((lift for start, end, lift in inside if start <= at < end), default=1.0)
            for at, until in pairwise(edges)
        )
        return lifted / width


def concerns(entry: CalendarEntry, asked: Query) -> bool:
    """Whether an entry holds for some of the channels that a filter lets through.

    A filter that joins channels, or names none, is lifted as a stream that joins channels is.
    """
    return not entry.channels or any(_let_through(channel.casefold(), asked) for channel in entry.channels)


def _let_through(channel: str, asked: Query) -> bool:
    for term in asked.terms:
        if term.key in ("channel", "network"):
            value = str(term.value).casefold()
            pattern = value if term.key == "channel" else f"{value}/*"
            # Left out is what is left out altogether: then the pattern fits the other as it is written.
            out = fnmatchcase(channel, pattern) if term.negated else not _meet(channel, pattern)
            if out:
                return False
    return True


def _meet(one: str, other: str) -> bool:
    """Whether some name fits both patterns, in which * stands for anything."""
    fits = [False] * len(other) + [True]
    for at in range(len(other) - 1, -1, -1):
        fits[at] = other[at] == "*" and fits[at + 1]
    for letter in reversed(one):
        # `fits[at]`: what follows `letter` in `one` and what begins at `at` in `other` have a name in common.
        now = [letter == "*" and fits[-1]] * (len(other) + 1)
        for at in range(len(other) - 1, -1, -1):
            if "*" in (letter, other[at]):
                now[at] = fits[at] or now[at + 1]
            else:
                now[at] = letter == other[at] and fits[at + 1]
        fits = now
    return fits[0]


def _from(at: datetime) -> int:
    """The first bucket that does not begin before this."""
    return -(-int(at.timestamp()) // _STEP)
