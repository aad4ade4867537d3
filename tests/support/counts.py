"""Counts as a brand's channels make them, from a seed."""

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.model.alert import SeriesPoint

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
DAY = 288


def poisson(chance: random.Random, rate: float) -> int:
    """A Poisson number (Knuth 1969, algorithm Q)."""
    limit, product, count = math.exp(-rate), chance.random(), 0
    while product >= limit:
        product *= chance.random()
        count += 1
    return count


def calm_values(buckets: int, rate: float, seed: int = 1) -> list[float]:
    """A quiet stream with nights and days."""
    chance = random.Random(seed)
    return [float(poisson(chance, rate * _daylight(bucket))) for bucket in range(buckets)]


def calm_points(
    days: int, rate: float, share: float = 0.12, channels: int = 3, seed: int = 1
) -> Iterator[SeriesPoint]:
    """History of a quiet brand: each channel and `all`, empty buckets left out."""
    chance = random.Random(seed)
    for bucket in range(days * DAY):
        counts = {}
        for number in range(channels):
            volume = poisson(chance, rate * _daylight(bucket) / channels)
            counts[f"net/{number}"] = (volume, sum(chance.random() < share for _ in range(volume)))
        yield from points(START + bucket * STEP, counts).values()


def points(at: datetime, counts: dict[str, tuple[int, int]]) -> dict[str, SeriesPoint]:
    """One bucket: volume and negatives by channel, and `all` as their sum."""
    found = {
        stream: SeriesPoint(stream, at, volume, negatives)
        for stream, (volume, negatives) in counts.items()
        if volume
    }
    if found:
        volume = sum(point.volume for point in found.values())
        found["all"] = SeriesPoint("all", at, volume, sum(point.negatives for point in found.values()))
    return found


def _daylight(bucket: int) -> float:
    hour = (bucket % DAY) / 12
    return 0.3 + 1.4 * math.exp(-(((hour - 14) / 5) ** 2))
