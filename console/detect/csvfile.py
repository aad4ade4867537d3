"""`beredt detect FILE.csv`: the very same detector on any series with even buckets, one line at a time."""

import csv
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from console.detect.baseline import Reading, Stream
from console.detect.tuning import Tuning
from console.errors import InputError
from console.text import one_line

_HEADER = ["timestamp", "value"]
_LONGEST = 200
_UNEVEN = 0.05
"""How far a step may be off, in buckets."""
_FILL_MOST = 100_000
"""Buckets that may be missing in one place before it is an error."""


def run(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """Judge each bucket by those before it.

    The bucket's width is the step between the first two timestamps, so the second line settles it; the first
    line's answer never depends on it. Where buckets are missing, they count as zero and give no line.

    Args:
        lines: A header `timestamp,value`, then a bucket a line: RFC 3339 or ISO 8601 times (without zone
            they are taken as UTC), counts of 0 or more.

    Yields:
        `timestamp` as it was written, `value`, `expected`, `upper`, `score` (0..1) and `alarm`.

    Raises:
        InputError: With the number of the line, counted from 1.
    """
    previous: datetime | None = None
    width: timedelta | None = None
    stream: Stream | None = None
    first: float | None = None
    for number, written, at, value in _rows(lines):
        if previous is None or first is None:
            previous, first = at, value
            yield _line(written, value, Stream().peek(value))
            continue
        if stream is None or width is None:
            width = at.astimezone(UTC) - previous.astimezone(UTC)
            if width <= timedelta(0):
                raise InputError(f"line {number}: the time is not after the line before it")
            seconds = width.total_seconds()
            stream = Stream(Tuning.for_width(seconds), seconds / 86_400)
            stream.update(first)
        steps = _steps(previous, at, width)
        if steps <= 0:
            raise InputError(f"line {number}: the time is not after the line before it")
        if abs(steps - round(steps)) > _UNEVEN or round(steps) > _FILL_MOST:
            raise InputError(
                f"line {number}: buckets are not even: expected {width} after the line before, "
                f"got {at.astimezone(UTC) - previous.astimezone(UTC)}",
                fix="give one line for every bucket, also for those that counted nothing",
            )
        for _ in range(round(steps) - 1):
            stream.update(0.0)
        reading = stream.update(value)
        previous = at
        yield _line(written, value, reading)


def _steps(previous: datetime, at: datetime, width: timedelta) -> float:
    """Buckets from one time to the next, by the clock on the wall where that alone is even.

    Wide buckets follow local days, so that one is an hour shorter or longer when summer time begins or ends.
    """
    steps = (at.astimezone(UTC) - previous.astimezone(UTC)) / width
    if at.utcoffset() != previous.utcoffset() and abs(steps - round(steps)) > _UNEVEN:
        local = (at.replace(tzinfo=None) - previous.replace(tzinfo=None)) / width
        return local if abs(local - round(local)) <= _UNEVEN else steps
    return steps


def _line(written: str, value: float, reading: Reading) -> dict[str, object]:
    return {
        "timestamp": written,
        "value": int(value) if value == int(value) else value,
        "expected": round(reading.expected, 3),
        "upper": round(reading.upper, 3),
        "score": round(reading.score, 6),
        "alarm": reading.alarm,
    }


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, str, datetime, float]]:
    number = 0
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if number == 1:
            if [cell.strip().lower() for cell in text.split(",")] != _HEADER:
                raise InputError(
                    f"line 1: expected the header 'timestamp,value', got {_shown(text)}",
                )
            continue
        if text:
            yield (number, *_cells(number, text))
    if number == 0:
        raise InputError(
            "line 1: the file is empty", fix="give a header 'timestamp,value' and a line a bucket"
        )


def _cells(number: int, text: str) -> tuple[str, datetime, float]:
    try:
        cells = [cell.strip() for cell in next(csv.reader([text], strict=True))]
    except csv.Error:
        raise InputError(f"line {number}: not readable as CSV: {_shown(text)}") from None
    if len(cells) != 2:
        raise InputError(f"line {number}: expected two fields, got {len(cells)}: {_shown(text)}")
    try:
        at = datetime.fromisoformat(cells[0])
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"line {number}: not a time: {_shown(cells[0])}") from None
    try:
        value = float(cells[1])
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise InputError(f"line {number}: not a count of 0 or more: {_shown(cells[1])}")
    return str(one_line(cells[0])), at, value


def _shown(text: str) -> str:
    return repr(str(one_line(text[:_LONGEST])))
