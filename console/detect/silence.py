"""Nothing where something is expected: how unlikely a silence is by the stream's own hours of the week.

A stream's usual count is learned for each hour of the week by the clock on the wall, leaning on the same hour
of all days, and on how the weekday compares with them, while there are few weeks. The chance of counting
nothing is that of a negative binomial (a Poisson count whose rate itself varies, Greenwood and Yule 1920) for
each hour, whose spread the stream shows by itself, and over the whole stretch of one whose days vary as well.
What a stretch is worth is the sum over it, so that a channel with three messages a day is not silent after an
hour, and hours in which it always sleeps add nothing. Constant time and memory a bucket.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from console.model.stream import BUCKET, bucket_of

SILENCE = "silence"
_MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001 - of any clock on a wall
_HOURS = 168
_A_HOUR = 12
"""Buckets."""
_FORGET = 0.85
"""What a week's count is worth a week later."""
_LEAN = 2.0
"""Weeks of an hour of the week that weigh as much as the hour of all days."""
_ALIKE = 3.0
"""Messages that a weekday must be off by before it is taken to be unlike the others."""
_ENOUGH = 7 * 24
"""Hours to learn before anything is called silent."""
_SPREAD = 0.1
_SPREAD_MOST = 4.0
"""Spread of an hour's rate (1/k of the negative binomial): to begin with, and at most."""
_DAYS = 0.05
"""Spread of a whole stretch's rate: a holiday is no silence."""
_LEAST = 4.0
"""Messages that must be missing, however regular the stream."""
_RARE_DAYS = 90.0
"""A silence that chance brings as seldom as this is told."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A stream that is silent."""

    stream: str
    since: datetime
    """End of the last bucket that counted something (UTC)."""
    minutes: int
    expected: float
    """Messages that are usual in that time."""
    surprise: float
    """-log10 of the chance of such a silence, once it began."""
    every_days: float
    """Chance alone brings such a silence about once in so many days."""
    history_days: float

    @property
    def episode(self) -> str:
        """The same for the whole of a silence, also after a restart."""
        return f"{SILENCE}:{self.stream}:{self.since:%Y%m%dT%H%M}"


class Hour(NamedTuple):
    """An hour by the clock on the wall; one that comes twice when that is put back is two."""

    number: int
    offset: timedelta | None
    """From UTC."""

    @property
    def of_week(self) -> int:
        """0 to 167, from midnight of Monday."""
        return self.number % _HOURS


def hour_of(at: datetime, zone: tzinfo | None) -> Hour:
    """The hour that a time lies in.

    Args:
        at: Timezone-aware.
        zone: Whose clock; None is this host's.
    """
    local = at.astimezone(zone)
    return Hour((local.replace(tzinfo=None) - _MONDAY) // timedelta(hours=1), local.utcoffset())


class Rest:
    """One stream's usual hours, and the stretch in which it has been silent."""

    __slots__ = (
        "_count", "_day_sums", "_day_weeks", "_hour", "_seen", "_spread", "_square", "_sums", "_usual",
        "_usual_of", "_weeks", "_worth", "expected", "expected_hour", "since",
    )  # fmt: skip

    def __init__(self) -> None:
        self._sums = [0.0] * _HOURS
        self._weeks = [0.0] * _HOURS
        self._day_sums = [0.0] * 24
        self._day_weeks = [0.0] * 24
        self._seen = 0
        self._hour: Hour | None = None
        self._count = 0.0
        self._spread = self._square = 0.0
        self.since: datetime | None = None
        self.expected = 0.0
        self.expected_hour = 0.0
        self._worth = 0.0
        self._usual_of: Hour | None = None
        self._usual = 0.0

    def usual(self, hour: int) -> float:
        """Messages in that hour of the week; of its neighbours the least.

        Those who write may live by another clock than the office does, which changes on another day.
        """
        return min(self._rate((hour + near) % _HOURS) for near in (-1, 0, 1))

    def _rate(self, hour: int) -> float:
        """The hour of this weekday, leaning on the hour of all days as far as the weekday is like them."""
        leaned = self._of_day(hour % 24) * self._weekday(hour // 24)
        return (self._sums[hour] + _LEAN * leaned) / (self._weeks[hour] + _LEAN)

    def _of_day(self, hour: int) -> float:
        weeks = self._day_weeks[hour]
        return self._day_sums[hour] / weeks if weeks else 0.0

    def _weekday(self, day: int) -> float:
        """How many times as much comes on that weekday as on all days, 1 while nothing is known."""
        hours = range(24 * day, 24 * day + 24)
        usual = sum(self._of_day(hour % 24) * self._weeks[hour] for hour in hours)
        return (sum(self._sums[hour] for hour in hours) + _ALIKE) / (usual + _ALIKE)

    @property
    def spread(self) -> float:
        """1/k of an hour's negative binomial, by the method of moments."""
        if self._square <= 0:
            return _SPREAD
        return min(_SPREAD_MOST, max(_SPREAD, self._spread / self._square))

    @property
    def a_day(self) -> float:
        return sum(self._rate(hour) for hour in range(_HOURS)) / 7

    @property
    def history_days(self) -> float:
        return self._seen / 24

    def close(self, bucket_at: datetime, hour: Hour, count: float) -> None:
        """One bucket with what it counted, oldest first; `bucket_at` is its start, UTC, in `hour`."""
        if self._hour is None:
            self._hour = hour
        if hour != self._hour:
            self._turn()
            self._hour = hour
        self._count += count
        if count > 0 or self.since is None:
            self.heard(bucket_at + BUCKET)
        elif self._seen >= _ENOUGH:
            if self._usual_of != hour:
                self._usual_of, self._usual = hour, self.usual(hour.of_week) / _A_HOUR
            self.expected += self._usual
            self.expected_hour += self._usual

    def heard(self, at: datetime) -> None:
        """Something came: the silent stretch begins anew at `at`."""
        self.since = at
        self.expected = self.expected_hour = self._worth = 0.0

    def _turn(self) -> None:
        """An hour is over: settle what its silence is worth, and learn its count unless that is a silence."""
        assert self._hour is not None
        self._worth += _none_in(self.expected_hour, self.spread)
        self.expected_hour = 0.0
        if self.since is None or self.looks("", self.since) is None:
            hour, count = self._hour.of_week, self._count
            rate = self._rate(hour)
            if self._seen >= _ENOUGH and rate > 0:
                # A storm tells of storms, not of how an ordinary hour varies.
                off = min(abs(count - rate), 3 * math.sqrt(rate + _SPREAD_MOST * rate * rate))
                self._spread += off * off - rate
                self._square += rate * rate
            self._day_sums[hour % 24] += count - (1 - _FORGET) * self._sums[hour]
            self._day_weeks[hour % 24] += 1 - (1 - _FORGET) * self._weeks[hour]
            self._sums[hour] = self._sums[hour] * _FORGET + count
            self._weeks[hour] = self._weeks[hour] * _FORGET + 1
            self._seen += 1
        self._count = 0.0

    def looks(self, stream: str, now: datetime) -> Silent | None:
        """The silence, if chance brings such a one seldom enough."""
        if self._seen < _ENOUGH or self.expected < _LEAST:
            return None
        found = self.stretch(stream, now)
        return found if found is not None and found.every_days >= _RARE_DAYS else None

    def stretch(self, stream: str, now: datetime) -> Silent | None:
        """Since when nothing came and how unlikely that is, however likely; None before the first bucket."""
        if self.since is None:
            return None
        worth = self._worth + _none_in(self.expected_hour, self.spread)
        unlikely = _none_in(worth, _DAYS)
        # Each message may begin a silence.
        every_days = math.exp(unlikely) / max(self.a_day, 0.1)
        minutes = max(0, (now - self.since) // timedelta(minutes=1))
        surprise = unlikely / math.log(10)
        return Silent(stream, self.since, minutes, self.expected, surprise, every_days, self.history_days)


def _none_in(expected: float, spread: float) -> float:
    """-ln of the chance that a negative binomial with that mean and 1/k counts nothing."""
    return math.log1p(spread * expected) / spread


class Silences:
    """`all` and every channel; buckets are five minutes, UTC, each closed once and in order.

    Args:
        zone: By whose clock the hours of the week are; None is this host's.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._rests: dict[str, Rest] = {}
        self._last: datetime | None = None
        self.open: dict[str, Silent] = {}
        """What was told and is not over."""

    def close(self, bucket_at: datetime, counts: Mapping[str, float]) -> None:
        """Close a bucket; streams that are absent counted nothing, nor did buckets that were left out."""
        if self._last is not None:
            if bucket_at <= self._last:
                return
            while self._last + BUCKET < bucket_at:
                self._close(self._last + BUCKET, {})
        self._close(bucket_at, counts)

    def _close(self, bucket_at: datetime, counts: Mapping[str, float]) -> None:
        self._last = bucket_at
        for stream in counts:
            if stream not in self._rests:
                self._rests[stream] = Rest()
        hour = hour_of(bucket_at, self._zone)
        for stream, rest in self._rests.items():
            rest.close(bucket_at, hour, counts.get(stream, 0.0))

    def heard(self, stream: str, at: datetime) -> None:
        """A message came, perhaps for a closed bucket; one that is older than the silence does not end it."""
        rest = self._rests.get(stream)
        if rest is not None and rest.since is not None and at >= rest.since and self._last is not None:
            # As a replay has it: learned anew, it must be the same silence and not ring again.
            rest.heard(max(rest.since, bucket_of(at) + BUCKET))

    def silent(self, now: datetime) -> Mapping[str, Silent]:
        """Every stream that is silent now, whether told or not."""
        found = {stream: rest.looks(stream, now) for stream, rest in self._rests.items()}
        return {stream: silent for stream, silent in found.items() if silent is not None}

    def resume(self, episodes: Collection[str], now: datetime) -> None:
        """After learning: which silences were told and go on."""
        for stream, rest in self._rests.items():
            stretch = rest.stretch(stream, now)
            if stretch is not None and stretch.episode in episodes:
                self.open[stream] = stretch

    def over(self) -> list[Silent]:
        """Silences that were told and in which something came, until they are forgotten."""
        return [one for stream, one in self.open.items() if self._rests[stream].since != one.since]

    def forget(self, silent: Silent) -> None:
        """Its end was told."""
        del self.open[silent.stream]
