"""How good the detector is: NAB's realTweets by NAB's own scoring, and storms put into quiet stretches.

    python -m benchmarks.detector [FOLDER] [--onsets FOLDER] [--rivals [--rate N]]

FOLDER holds NAB's series and `windows.json` (two series ship under tests/data/nab; the whole set is at
https://github.com/numenta/NAB). The onsets are counts per five minutes of real crises, `timestamp,value`.
With --rivals the same is measured for the rules of listening suites and for the reference design, at their
own thresholds and at the lowest that give at most --rate false alarms a series-week.
"""

import argparse
import copy
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.crowd import START, WORLDS, made
from benchmarks.nabscore import Outcome, Series, load, score
from benchmarks.rivals import RIVALS, Rival, Scorer, fired, scores_of
from benchmarks.storms import DAY, TIMES, delays, onsets, quiet_sites, told
from console.detect.alarms import Alarms
from console.detect.baseline import Stream
from console.detect.tuning import ALARM
from console.model.stream import BUCKET

_ROUNDS = 5


def alarms_of(values: Sequence[float]) -> list[int]:
    stream = Stream()
    return [row for row, value in enumerate(values) if stream.update(value).alarm]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("tests/data/nab"))
    parser.add_argument("--onsets", type=Path)
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--rate", type=float, default=0.43, metavar="N")
    arguments = parser.parse_args()
    data = load(arguments.folder)
    alarms = {series.name: alarms_of(series.values) for series in data}
    outcome = score(alarms, data)
    print(f"{len(data)} series, {outcome.series_weeks:.1f} series-weeks, one default configuration")
    print(f"ours: {_line(outcome)}")
    print(f"ours, threshold chosen on the other series: {_line(score(_left_out(data), data))}")
    print(f"{_speed(data):.1f} microseconds a measure and bucket of processor time, told in full")
    print(f"{speed_of_streams():.1f} microseconds a stream and bucket, with its three measures and its share")
    chosen = {rival.name: _Rated(rival, data, arguments.rate) for rival in RIVALS} if arguments.rivals else {}
    for name, rated in chosen.items():
        print(f"{name}: {_line(rated.own)}")
        print(f"  at {rated.threshold:.2f}: {_line(rated.equal)}")
    if arguments.onsets:
        _storms(data, arguments.onsets, chosen)


def _line(outcome: Outcome) -> str:
    scores = ", ".join(f"{name} {value:.1f}" for name, value in outcome.scores.items())
    return (
        f"{scores}; {outcome.hit} of {outcome.windows} windows, {outcome.rate:.2f} false alarms a series-week"
    )


def _left_out(data: Sequence[Series]) -> Mapping[str, list[int]]:
    """Alarms of each series at the threshold that scores best on the others."""
    surprises = {}
    for series in data:
        stream = Stream()
        surprises[series.name] = [stream.update(value).surprise for value in series.values]
    grid = [ALARM + step / 20 for step in range(-6, 7)]
    at = {threshold: {name: fired(told, threshold) for name, told in surprises.items()} for threshold in grid}
    chosen = {}
    for series in data:
        others = [other for other in data if other is not series] or [series]
        best = max(grid, key=lambda threshold: score(at[threshold], others).scores["standard"])
        chosen[series.name] = at[best][series.name]
    return chosen


def _speed(data: Sequence[Series]) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.process_time()
        for series in data:
            stream = Stream()
            for value in series.values:
                stream.update(value)
        best = min(best, time.process_time() - began)
    return 1e6 * best / sum(len(series.values) for series in data)


def speed_of_streams(streams: int = 20, days: int = 6) -> float:
    """Microseconds of processor time for a stream's bucket, as a console closes it, after some days."""
    made_up = made(WORLDS[-1], streams, days * DAY, random.Random(1))
    buckets = [
        (START + number * BUCKET, {point.stream: point for point in points if point.volume})
        for number, points in enumerate(made_up)
    ]
    half = len(buckets) // 2
    best = float("inf")
    for _ in range(_ROUNDS):
        alarms = Alarms()
        for at, points in buckets[:half]:
            alarms.close(at, points)
        began = time.process_time()
        for at, points in buckets[half:]:
            alarms.close(at, points)
        best = min(best, time.process_time() - began)
    return 1e6 * best / (len(buckets) - half) / streams


class _Rated:
    """A rival at its own threshold, and at the lowest that keeps to a rate of false alarms."""

    def __init__(self, rival: Rival, data: Sequence[Series], rate: float) -> None:
        scores = {series.name: scores_of(rival.make, series.values) for series in data}

        def at(threshold: float) -> Outcome:
            return score({name: fired(told, threshold) for name, told in scores.items()}, data)

        self.make = rival.make
        self.own = at(rival.threshold)
        levels = sorted({round(value, 2) for told in scores.values() for value in told if value > 0})
        low, high = 0, len(levels) - 1
        while low < high:
            middle = (low + high) // 2
            if at(levels[middle]).rate <= rate:
                high = middle
            else:
                low = middle + 1
        self.threshold = levels[low]
        self.equal = at(self.threshold)


def _storms(data: Sequence[Series], folder: Path, chosen: Mapping[str, _Rated]) -> None:
    reference = RIVALS[0]
    chance = random.Random(1)
    sites = {
        series.name: quiet_sites(
            series, fired(scores_of(reference.make, series.values), reference.threshold), chance
        )
        for series in data
    }
    for late in (False, True):
        curves = onsets(folder, late=late)
        begin = (
            "where the rise itself begins" if late else "where three hours first hold half of the best three"
        )
        print(f"{len(curves)} onsets in {sum(map(len, sites.values()))} quiet places, from {begin}:")
        print(f"  ours: {told(_ours(data, sites, curves))}")
        for name, rated in chosen.items():
            print(f"  {name}, at {rated.threshold:.2f}: {told(_theirs(data, sites, curves, rated))}")


def _ours(
    data: Sequence[Series], sites: Mapping[str, Sequence[int]], curves: Sequence[Sequence[float]]
) -> Mapping[int, list[int | None]]:
    found: dict[int, list[int | None]] = {times: [] for times in TIMES}
    for series in data:
        stream, done = Stream(), 0
        for row in sites[series.name]:
            for value in series.values[done:row]:
                stream.update(value)
            done = row

            def follow(storm: Sequence[float], before: Stream = stream) -> int | None:
                twin = copy.copy(before)
                return next((at for at, value in enumerate(storm) if twin.update(value).alarm), None)

            for times, minutes in delays(series, row, curves, follow).items():
                found[times] += minutes
    return found


def _theirs(
    data: Sequence[Series],
    sites: Mapping[str, Sequence[int]],
    curves: Sequence[Sequence[float]],
    rated: _Rated,
) -> Mapping[int, list[int | None]]:
    found: dict[int, list[int | None]] = {times: [] for times in TIMES}
    for series in data:
        scorer: Scorer = rated.make()
        done, last = 0, -DAY
        for row in sites[series.name]:
            for number in range(done, row):
                if scorer.update(series.values[number]) >= rated.threshold and number - last >= DAY:
                    last = number
            done = row

            def follow(
                storm: Sequence[float], before: Scorer = scorer, free: int = last + DAY - row
            ) -> int | None:
                twin = copy.copy(before)
                for at, value in enumerate(storm):
                    if twin.update(value) >= rated.threshold and at >= free:
                        return at
                return None

            for times, minutes in delays(series, row, curves, follow).items():
                found[times] += minutes
    return found


if __name__ == "__main__":
    main()
