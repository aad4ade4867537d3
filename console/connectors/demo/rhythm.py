"""How much is written at which hour, and the past that the detector compares with."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from console.model.alert import SeriesPoint
from console.model.stream import ALL, BUCKET, KIND
from console.model.words import Kind

OSLO = timezone(timedelta(hours=2), "CEST")
"""The demo takes place in June; a fixed offset needs no time zone database."""

NETWORKS = {"bluesky": 0.3, "mastodon": 0.25, "instagram": 0.45}
"""Share of each in an ordinary day."""
CHANNELS = {
    "bluesky": "bluesky/@turglo.example",
    "mastodon": "mastodon/@turglo",
    "instagram": "instagram/@turglo",
}

KINDS = {Kind.COMMENT: 0.45, Kind.MENTION: 0.25, Kind.REPLY: 0.2, Kind.DM: 0.1}
"""Share of each kind in it."""
NEGATIVE = 0.17
"""Share of an ordinary day's messages that a reader, and the judge, find negative."""

# Messages an hour, all networks together, from midnight. People write about tents in the evening.
_HOURLY = (2, 1, 1, 0.5, 0.5, 1, 3, 8, 14, 16, 17, 18, 19, 18, 17, 18, 20, 19, 18, 20, 22, 20, 12, 6)
_WEEKEND = 0.75


def rate(at: datetime) -> float:
    """Messages a minute on an ordinary day, all networks together."""
    local = at.astimezone(OSLO)
    part = local.minute / 60
    here, then = _HOURLY[local.hour], _HOURLY[(local.hour + 1) % 24]
    return (here * (1 - part) + then * part) / 60 * (_WEEKEND if local.weekday() >= 5 else 1.0)


def demo_start(seed: int) -> datetime:
    """When the demo's first day begins: 08:00 in Oslo, on a Thursday in June. The same for every seed."""
    del seed
    return datetime(2026, 6, 4, 8, 0, tzinfo=OSLO).astimezone(UTC)


NIGHT = timedelta(hours=10)
"""How far back the backlog of the first morning reaches."""


WEIGHT = 2.3
"""What a negative message of the demo's people weighs by reach: log10 of ten and some 180 followers."""


def demo_history(seed: int, days: int = 14, *, until: datetime) -> list[SeriesPoint]:
    """Five-minute counts of the days before the demo, for `all`, for each channel and for each kind.

    The night before `until` is left out: it arrives as messages.

    Args:
        seed: Of the demo.
        days: How many days, ending `NIGHT` before `until`.
        until: When the demo begins.
    """
    random = Random(f"{seed}:history")  # noqa: S311 - a demo, not a secret
    of_kind = Random(f"{seed}:kinds")  # noqa: S311
    end = until - NIGHT
    points: list[SeriesPoint] = []
    for day in range(days, 0, -1):
        mood = random.lognormvariate(0.0, 0.15)
        for step in range(int(timedelta(days=1) / BUCKET)):
            at = end - timedelta(days=day) + BUCKET * step
            # Messages come in small company: a question draws another.
            lively = mood * random.gammavariate(6.0, 1 / 6.0)
            volume = negatives = 0
            for network, share in NETWORKS.items():
                count = poisson(random, rate(at) * share * lively * BUCKET.total_seconds() / 60)
                bad = sum(random.random() < NEGATIVE for _ in range(count))
                points.append(SeriesPoint(CHANNELS[network], at, count, bad, WEIGHT * bad))
                volume += count
                negatives += bad
            points.append(SeriesPoint(ALL, at, volume, negatives, WEIGHT * negatives))
            points += _kinds(of_kind, at, volume, negatives)
    return points


def _kinds(random: Random, at: datetime, volume: int, negatives: int) -> Iterator[SeriesPoint]:
    drawn = random.choices(list(KINDS), list(KINDS.values()), k=volume)
    for kind in KINDS:
        bad = drawn[:negatives].count(kind)
        yield SeriesPoint(f"{KIND}{kind.value}", at, drawn.count(kind), bad, WEIGHT * bad)


def poisson(random: Random, mean: float) -> int:
    """A count with that mean (Knuth's method; means here are small)."""
    floor, product, count = math.exp(-mean), random.random(), 0
    while product > floor:
        product *= random.random()
        count += 1
    return count
