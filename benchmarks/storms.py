"""Storms put into quiet stretches of real series: how they begin, where, and how soon one is found."""

import csv
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.nabscore import Series

DAY, THREE_HOURS, WEEK = 288, 36, 2016
SITES = 12
TIMES = (1, 2, 4, 8)
_LEAST_TWEETS = 50

Follow = Callable[[Sequence[float]], int | None]
"""Told the counts of a day, says in which bucket it alarms first."""


def onsets(folder: Path, *, late: bool) -> list[list[float]]:
    """A day of each curve with enough tweets, `timestamp,value` per five minutes.

    Args:
        folder: CSV files.
        late: Begin where the rise itself does, and not where three hours first hold half of the best three.
    """
    return [curve for path in sorted(folder.glob("*.csv")) if (curve := _aligned(path, late=late))]


def _aligned(path: Path, *, late: bool) -> list[float]:
    with path.open(encoding="utf-8", newline="") as lines:
        counts = [float(row["value"]) for row in csv.DictReader(lines)]
    sums = [sum(counts[row : row + THREE_HOURS]) for row in range(min(len(counts), 7 * DAY))]
    most = max(sums)
    if most < _LEAST_TWEETS:
        return []
    start = next(row for row, total in enumerate(sums) if total >= 0.5 * most)
    while late and sum(counts[start : start + 6]) < 0.12 * most:
        start += 1
    while start < len(counts) and counts[start] == 0:
        start += 1
    return counts[start : start + DAY]


def quiet_sites(series: Series, alarms: Sequence[int], chance: random.Random) -> list[int]:
    """Rows a day away from every labelled window and from every alarm of the reference design."""
    rows = range(WEEK, len(series.values) - DAY - THREE_HOURS)
    found = []
    for row in chance.sample(rows, min(400, len(rows))):
        first, last = row - DAY, row + DAY + THREE_HOURS - 1
        labelled = any(begin <= last and end >= first for begin, end in series.windows)
        if not labelled and not any(first <= alarm <= last for alarm in alarms):
            found.append(row)
    return sorted(found[:SITES])


def delays(
    series: Series, row: int, curves: Sequence[Sequence[float]], follow: Follow
) -> Mapping[int, list[int | None]]:
    """Minutes until each curve is found, by how many times the usual three hours its first three add."""
    usual = statistics.fmean(series.values[row - WEEK : row]) * THREE_HOURS
    calm = series.values[row : row + DAY]
    found: dict[int, list[int | None]] = {times: [] for times in TIMES}
    for curve in curves:
        for times, minutes in found.items():
            scale = times * usual / sum(curve[:THREE_HOURS])
            storm = [
                value + (round(scale * curve[number]) if number < len(curve) else 0)
                for number, value in enumerate(calm)
            ]
            bucket = follow(storm)
            minutes.append(None if bucket is None else 5 * (bucket + 1))
    return found


def told(found: Mapping[int, Sequence[int | None]]) -> str:
    """`x2 70 % 180 min`, for each size."""
    parts = []
    for times, minutes in found.items():
        hits = [one for one in minutes if one is not None]
        median = f"{statistics.median(hits):.0f} min" if hits else "never"
        parts.append(f"x{times} {100 * len(hits) / len(minutes):.0f} % {median}")
    return ", ".join(parts)
