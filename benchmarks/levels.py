"""How often a level that rose for good rings, and how often a storm that fades is taken for one.

    python -m benchmarks.levels [--trials 6]

Made streams without mood or quarrels, by day and night alike or with a day's shape (`benchmarks.crowd`): two
weeks, then for ten days a rise that stays, or ten times as many that halve within half a day or a day.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks.crowd import DAY, WEEK, poisson, shape
from console.detect.baseline import Stream

AN_HOUR = (1, 2, 4, 8, 24)
RISES = (2.5, 3.0, 5.0)
HALVES = (0.5, 1.0)
LATER = 10 * DAY

Times = Callable[[int], float]
"""How many times the usual comes in a bucket after the two weeks."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=6)
    trials = parser.parse_args().trials
    for an_hour in AN_HOUR:
        rung: Counter[int] = Counter()
        taken = streams = 0
        for times in RISES:
            for flat in (True, False):
                for seed in range(trials):
                    alarms, levels = followed(an_hour, flat, seed, stays(times))
                    rung[min(alarms, 3)] += 1
                    taken += levels > 0
                    streams += 1
        rings = ", ".join(f"{count} rang {alarms}x" for alarms, count in sorted(rung.items()))
        print(f"{an_hour} an hour, a rise that stays: of {streams} streams {taken} took the level; {rings}")
        for half in HALVES:
            fading = [followed(an_hour, False, seed, fades(half)) for seed in range(trials)]
            wrong = sum(levels > 0 for _, levels in fading)
            print(f"  a storm that halves within {half:g} days: {wrong} of {trials} took it for a level")


def stays(times: float) -> Times:
    """So many times the usual from now on."""
    return lambda _bucket: times


def fades(half: float) -> Times:
    """Ten times the usual at first; half of what is too much goes within so many days."""
    return lambda bucket: 1 + 9 * 0.5 ** (bucket / DAY / half)


def followed(an_hour: float, flat: bool, seed: int, times: Times) -> tuple[int, int]:
    """Alarms, and new levels taken, after two quiet weeks."""
    stream, chance = Stream(), random.Random(seed)
    alarms = levels = 0
    for bucket, value in enumerate(_made(an_hour, flat, chance, times)):
        reading = stream.update(value)
        if bucket >= 2 * WEEK:
            alarms += reading.alarm
            levels += reading.settled > 0
    return alarms, levels


def _made(an_hour: float, flat: bool, chance: random.Random, times: Times) -> Iterator[float]:
    for bucket in range(2 * WEEK + LATER):
        rate = an_hour / 12 * (1.0 if flat else shape(bucket))
        yield float(poisson(rate * (times(bucket - 2 * WEEK) if bucket >= 2 * WEEK else 1.0), chance))


if __name__ == "__main__":
    main()
