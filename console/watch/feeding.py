"""Which streams the detector is fed: a bounded number, so that its memory and time stay bounded as well."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from console.model.alert import SeriesPoint
from console.model.stream import ALL, FLAG, KIND, TOPIC, WAVE, WORD, facet_of

CHANNEL = ""
MOST: Mapping[str, int] = {CHANNEL: 64, KIND: 8, FLAG: 16, TOPIC: 32, WORD: 50, WAVE: 16}
"""Streams of each sort besides `all`; of more, those with most messages lately are watched."""
LATELY = 7 * 86_400
"""Seconds before the newest bucket that count for the choice, so that an old wave makes room."""

ByBucket = Mapping[datetime, Mapping[str, SeriesPoint]]


class Feed:
    """Remembers which streams were chosen; a stream that comes later is watched while there is room."""

    def __init__(self) -> None:
        self._chosen: dict[str, set[str]] = {sort: set() for sort in MOST}
        self.refused = False
        """A stream found no room since the last choice."""

    def choose(self, points: Iterable[SeriesPoint]) -> list[SeriesPoint]:
        """Choose anew from a history, and leave out the points of what was not chosen."""
        known = list(points)
        newest = max((point.bucket_at.timestamp() for point in known), default=0.0)
        volumes: dict[str, dict[str, int]] = {sort: {} for sort in MOST}
        for point in known:
            lately = point.bucket_at.timestamp() > newest - LATELY
            if point.stream == ALL:
                continue
            sums = volumes[_sort(point.stream)]
            sums[point.stream] = sums.get(point.stream, 0) + point.volume * lately
        for sort, sums in volumes.items():
            ranked = sorted(sums, key=lambda stream: (-sums[stream], stream))
            wanted = [stream for stream in ranked if sums[stream] > 0 or sort != WAVE]
            self._chosen[sort] = set(wanted[: MOST[sort]])
        self.refused = False
        return [point for point in known if self._takes(point.stream)]

    def admit(self, points: Iterable[SeriesPoint]) -> ByBucket:
        """New points by bucket and stream, without those that there is no room for."""
        return by_bucket(
            point for point in points if self._takes(point.stream) or self._has_room(point.stream)
        )

    def _takes(self, stream: str) -> bool:
        return stream == ALL or stream in self._chosen[_sort(stream)]

    def _has_room(self, stream: str) -> bool:
        sort = _sort(stream)
        if len(self._chosen[sort]) >= MOST[sort]:
            self.refused = True
            return False
        self._chosen[sort].add(stream)
        return True


def _sort(stream: str) -> str:
    facet = facet_of(stream)
    return CHANNEL if facet is None else facet[0]


def by_bucket(points: Iterable[SeriesPoint]) -> ByBucket:
    grouped: dict[datetime, dict[str, SeriesPoint]] = {}
    for point in points:
        grouped.setdefault(point.bucket_at, {})[point.stream] = point
    return grouped


class Packed(NamedTuple):
    """Points as columns, so that a history of hundreds of thousands goes to another process at once."""

    names: list[str]
    stream: "array[int]"
    """Place among the names."""
    at: "array[int]"
    """Seconds since 1970."""
    volume: "array[int]"
    negatives: "array[int]"
    reach: "array[float]"

    def points(self) -> Iterator[SeriesPoint]:
        """What was packed, in its order."""
        columns = (self.stream, self.at, self.volume, self.negatives, self.reach)
        for place, at, volume, negatives, reach in zip(*columns, strict=True):
            bucket_at = datetime.fromtimestamp(at, UTC)
            yield SeriesPoint(self.names[place], bucket_at, volume, negatives, reach)


def packed(points: Iterable[SeriesPoint]) -> Packed:
    columns = Packed([], array("q"), array("q"), array("q"), array("q"), array("d"))
    places: dict[str, int] = {}
    for one in points:
        place = places.setdefault(one.stream, len(places))
        columns.stream.append(place)
        columns.at.append(int(one.bucket_at.timestamp()))
        columns.volume.append(one.volume)
        columns.negatives.append(one.negatives)
        columns.reach.append(one.reach_negatives)
    columns.names.extend(places)
    return columns
