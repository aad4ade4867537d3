"""What is known to lift the usual number of messages: a launch, a match day, a campaign.

It lifts the detector's streams and the alert rules' counts alike: what is said here counts for both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from console.model.safe import SafeText
from console.model.stream import BUCKET, bucket_of


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    name: SafeText
    start: datetime
    """UTC."""
    until: datetime
    """UTC; no more part of it."""
    lift: float
    """By how much the usual is multiplied, at least 1."""
    channels: tuple[str, ...] = ()
    """Names in which * stands for anything; none means all."""
    added_by: str = ""
    id: int = 0


def holding(entries: Iterable[CalendarEntry], at: datetime) -> list[CalendarEntry]:
    """The entries that hold at a time, the strongest first."""
    found = [one for one in entries if one.start <= at < one.until]
    return sorted(found, key=lambda one: (-one.lift, one.start, one.id))


def strongest(entries: Iterable[CalendarEntry], at: datetime) -> float:
    """By how much the usual is multiplied at a time, 1 where nothing holds.

    Of entries at the same time the strongest counts: two reasons for many messages are rarely two crowds, and
    their product would hide a storm.
    """
    return max((one.lift for one in entries if one.start <= at < one.until), default=1.0)


def mean_strongest(entries: Sequence[CalendarEntry], first: datetime, buckets: int) -> float:
    """The mean over some buckets, the first of which begins at `first`; each counts as at its beginning."""
    end = first + buckets * BUCKET
    turns = (_bucket_from(turn) for one in entries for turn in (one.start, one.until) if first < turn < end)
    edges = sorted({first, end, *turns})
    return sum(((until - at) // BUCKET) * strongest(entries, at) for at, until in pairwise(edges)) / buckets


@lru_cache(4096)
def meet(one: str, other: str) -> bool:
    """Whether some name fits both patterns, in which * stands for anything; case does not matter."""
    one, other = one.casefold(), other.casefold()
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


def _bucket_from(at: datetime) -> datetime:
    """The first bucket that does not begin before this."""
    begun = bucket_of(at)
    return begun if begun == at else begun + BUCKET
