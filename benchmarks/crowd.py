"""How often alarms ring where nothing happens: many streams at once, with nights, moods and quarrels.

    python -m benchmarks.crowd [--streams 100] [--weeks 12] [--seed 1]

Made series without any storm: channels with a day's and a weekend's shape, their sum, and streams that share
its messages (kinds, flags, topics, watched words). Told are alarms of each stream by itself, and alerts over
all as a console rings them: episodes, joined. `mood` is a slow drift of the rate (standard deviation of its
logarithm); `replies` is how many further messages each one draws within half an hour: a process that excites
itself (Hawkes 1971), so that counts are clustered as a negative binomial's.
"""

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from console.detect.alarms import ALL, Alarms
from console.detect.baseline import Stream
from console.model.alert import SeriesPoint
from console.model.stream import BUCKET, FLAG, KIND, TOPIC, WORD

DAY, WEEK = 288, 2016
LEARNING = 2 * WEEK
"""Not counted: a console that is new is told so."""
START = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """What kind of brand it is.

    Args:
        volume: Messages a day over all channels.
        mood: Standard deviation of the logarithm of each channel's rate, drifting over half a day.
        replies: Further messages that one draws on average, below 1.
    """

    name: str
    volume: float
    mood: float
    replies: float


WORLDS = (
    World("low volume, calm", 300, 0.1, 0.0),
    World("low volume, bursty", 300, 0.3, 0.5),
    World("high volume, calm", 30_000, 0.1, 0.0),
    World("high volume, bursty", 30_000, 0.3, 0.5),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for world in WORLDS:
        began = time.process_time()
        print(f"{world.name}: {measured(world, given.streams, given.weeks, given.seed).told()}; "
              f"{time.process_time() - began:.0f} s of processor time", flush=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rung:
    """Alarms of streams by themselves, and alerts over all by the level that they reached."""

    streams: int
    weeks: float
    alone: int
    alerts: Mapping[str, int]

    def told(self) -> str:
        levels = ", ".join(
            f"{count / self.weeks:.2f} {level}" for level, count in sorted(self.alerts.items())
        )
        return (
            f"{self.alone / self.weeks / self.streams:.3f} alarms a stream-week; "
            f"{sum(self.alerts.values()) / self.weeks:.2f} alerts a week over all ({levels or 'none'})"
        )


def measured(world: World, streams: int, weeks: int, seed: int) -> Rung:
    """Feed a made world to the detector as a console does."""
    alarms = Alarms()
    single: dict[str, Stream] = {}
    alone = 0
    reached: dict[str, str] = {}
    for number, points in enumerate(made(world, streams, weeks * WEEK, random.Random(seed))):
        counted = {point.stream: point for point in points}
        for name, point in counted.items():
            stream = single.setdefault(name, Stream())
            alone += stream.update(point.volume).alarm and number >= LEARNING
        heard = {name: point for name, point in counted.items() if point.volume}
        for episode in alarms.close(START + number * BUCKET, heard):
            if number >= LEARNING or episode.id in reached:
                reached[episode.id] = episode.level.value
    return Rung(len(single), weeks - LEARNING / WEEK, alone, Counter(reached.values()))


def made(world: World, streams: int, buckets: int, chance: random.Random) -> Iterator[list[SeriesPoint]]:
    """Every stream's point of each bucket; channels first of unequal size, then what cuts across them."""
    channels = max(1, streams * 2 // 5)
    others = max(0, streams - channels - 1)
    sizes = [1 / (rank + 1) for rank in range(channels)]
    rates = [world.volume / DAY * (1 - world.replies) * size / sum(sizes) for size in sizes]
    sorts = (KIND, FLAG, TOPIC, WORD)
    shares = {f"{sorts[n % 4]}{n}": 10 ** chance.uniform(-3.0, -0.4) for n in range(others)}
    moods = [0.0] * channels
    due = [[0] * 6 for _ in range(channels)]
    grumpy = [chance.uniform(0.1, 0.4) for _ in range(channels)]
    keep = 0.5 ** (1 / (DAY / 2))
    for number in range(buckets):
        daytime = shape(number)
        volumes, negatives = [], []
        for place, rate in enumerate(rates):
            moods[place] = keep * moods[place] + math.sqrt(1 - keep * keep) * chance.gauss(0, world.mood)
            count = poisson(rate * daytime * math.exp(moods[place]), chance) + due[place].pop(0)
            due[place].append(0)
            if world.replies and count:
                for _ in range(poisson(world.replies * count, chance)):
                    due[place][chance.randrange(6)] += 1
            volumes.append(count)
            negatives.append(thinned(count, grumpy[place], chance))
        total, bad = sum(volumes), sum(negatives)
        points = [_point(ALL, number, total, bad)]
        for place, (count, worse) in enumerate(zip(volumes, negatives, strict=True)):
            points.append(_point(f"demo/{place}", number, count, worse))
        for name, share in shares.items():
            count = thinned(total, share, chance)
            points.append(_point(name, number, count, thinned(count, bad / max(1, total), chance)))
        yield points


def shape(number: int) -> float:
    """Of the hour and the day: quiet nights, a top in the evening, fewer at the weekend."""
    hour = number % DAY / 12
    day = 1 + 0.8 * math.sin(2 * math.pi * (hour - 10) / 24) + 0.2 * math.sin(4 * math.pi * (hour - 7) / 24)
    return day * (0.7 if number % WEEK >= 5 * DAY else 1.0)


def _point(name: str, number: int, volume: int, negatives: int) -> SeriesPoint:
    return SeriesPoint(name, START + number * BUCKET, volume, negatives, 2.0 * negatives)


def poisson(mean: float, chance: random.Random) -> int:
    """A Poisson draw; by the normal above a mean of 50."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    count, left = 0, chance.random() - math.exp(-mean)
    part = math.exp(-mean)
    while left > 0:
        count += 1
        part *= mean / count
        left -= part
        if count > 500:
            break
    return count


def thinned(count: int, share: float, chance: random.Random) -> int:
    """How many of `count` messages carry what a share of them does; by the normal where there are many."""
    if count > 60 and count * share > 20:
        spread = math.sqrt(count * share * (1 - share))
        return min(count, max(0, round(chance.gauss(count * share, spread))))
    if count > 60:
        return min(count, poisson(count * share, chance))
    return sum(chance.random() < share for _ in range(count))


if __name__ == "__main__":
    main()
