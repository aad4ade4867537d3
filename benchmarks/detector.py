"""How good the detector is: NAB's realTweets by NAB's own scoring, and storms put into quiet stretches.

    python -m benchmarks.detector [FOLDER] [--onsets FOLDER]

FOLDER holds NAB's series and `windows.json` (two series ship under tests/data/nab; the whole set is at
https://github.com/numenta/NAB). The onsets are counts per five minutes of real crises, `timestamp,value`.
"""

import argparse
import copy
import csv
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.nabscore import Series, load, score
from console.detect.baseline import Stream

_DAY, _THREE_HOURS = 288, 36
_SITES = 12
_LEAST_TWEETS = 50


def alarms_of(values: Sequence[float]) -> list[int]:
    stream = Stream()
    return [row for row, value in enumerate(values) if stream.update(value).alarm]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("tests/data/nab"))
    parser.add_argument("--onsets", type=Path)
    arguments = parser.parse_args()
    data = load(arguments.folder)
    began = time.perf_counter()
    alarms = {series.name: alarms_of(series.values) for series in data}
    spent = time.perf_counter() - began
    outcome = score(alarms, data)
    print(f"{len(data)} series, {outcome.series_weeks:.1f} series-weeks, one default configuration")
    print("NAB " + ", ".join(f"{name} {value:.1f}" for name, value in outcome.scores.items()))
    print(
        f"windows hit {outcome.hit} of {outcome.windows}; "
        f"false alarms a series-week {outcome.false_alarms / outcome.series_weeks:.2f}"
    )
    buckets = sum(len(series.values) for series in data)
    print(f"{1e6 * spent / buckets:.1f} microseconds a stream and bucket")
    if arguments.onsets:
        _inject(data, [_aligned(path) for path in sorted(arguments.onsets.glob("*.csv"))])


def _aligned(path: Path) -> list[float]:
    """A curve from where its first three hours begin to matter; empty if it never has enough tweets."""
    with path.open(encoding="utf-8", newline="") as lines:
        counts = [float(row["value"]) for row in csv.DictReader(lines)]
    sums = [sum(counts[row : row + _THREE_HOURS]) for row in range(min(len(counts), 7 * _DAY))]
    most = max(sums)
    start = next(row for row, total in enumerate(sums) if total >= 0.5 * most)
    while start < len(counts) and counts[start] == 0:
        start += 1
    return counts[start : start + _DAY] if most >= _LEAST_TWEETS else []


def _quiet(series: Series, alarms: Sequence[int], row: int) -> bool:
    stretch = range(row - _DAY, row + _DAY + 36)
    labelled = any(first <= stretch[-1] and last >= stretch[0] for first, last in series.windows)
    return not labelled and not any(alarm in stretch for alarm in alarms)


def _inject(data: Sequence[Series], curves: Sequence[Sequence[float]]) -> None:
    """Recall within a day and median delay, with a multiple of the usual three hours' volume put on top."""
    curves = [curve for curve in curves if curve]
    chance = random.Random(1)
    trials: dict[int, list[int | None]] = {1: [], 2: [], 4: [], 8: []}
    for series in data:
        alarms = alarms_of(series.values)
        rows = range(7 * _DAY, len(series.values) - _DAY - 36)
        quiet = [row for row in chance.sample(rows, min(400, len(rows))) if _quiet(series, alarms, row)]
        for row in quiet[:_SITES]:
            before = Stream()
            for value in series.values[:row]:
                before.update(value)
            usual = statistics.fmean(series.values[row - 7 * _DAY : row]) * _THREE_HOURS
            for curve in curves:
                for times, found in trials.items():
                    scale = times * usual / sum(curve[:_THREE_HOURS])
                    found.append(_delay(before, series.values[row : row + _DAY], curve, scale))
    print(f"{len(curves)} onsets put into quiet stretches, recall within 24 h and median delay:")
    for times, found in trials.items():
        delays = [delay for delay in found if delay is not None]
        median = f"{statistics.median(delays):.0f} min" if delays else "never"
        print(f"  x{times}: {100 * len(delays) / len(found):.0f} %, {median}  ({len(found)} trials)")


def _delay(before: Stream, values: Sequence[float], curve: Sequence[float], scale: float) -> int | None:
    stream = copy.copy(before)
    for row, value in enumerate(values):
        added = round(scale * curve[row]) if row < len(curve) else 0
        if stream.update(value + added).alarm:
            return 5 * (row + 1)
    return None


if __name__ == "__main__":
    main()
