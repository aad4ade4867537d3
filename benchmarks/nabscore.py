"""Scoring as the Numenta Anomaly Benchmark does (Lavin and Ahmad 2015), for series in one folder.

An alarm inside a labelled window earns more the earlier it comes, only the first of a window counts, and an
alarm outside costs more the farther it is behind the window before it. 100 is perfect, 0 is a detector that
never speaks. The first 15 % of a series (at most 750 rows) are not scored.
"""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PROFILES = {"standard": (0.11, 1.0), "low-FP": (0.22, 1.0), "low-FN": (0.11, 2.0)}
"""Weights of a false alarm and of a missed window; a hit weighs 1."""
_PROBATION, _PROBATION_MOST = 0.15, 750


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    times: tuple[datetime, ...]
    values: tuple[float, ...]
    windows: tuple[tuple[int, int], ...]
    """First and last row of each labelled window that is scored."""

    @property
    def probation(self) -> int:
        return min(math.floor(_PROBATION * len(self.values)), _PROBATION_MOST)


@dataclass(frozen=True, slots=True)
class Outcome:
    scores: Mapping[str, float]
    windows: int
    hit: int
    false_alarms: int
    series_weeks: float

    @property
    def rate(self) -> float:
        """False alarms a series-week."""
        return self.false_alarms / self.series_weeks


def load(folder: Path) -> list[Series]:
    """Every `*.csv` of a folder that its `windows.json` knows."""
    windows = json.loads((folder / "windows.json").read_text(encoding="utf-8"))
    found = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in windows:
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        times = tuple(datetime.fromisoformat(row["timestamp"]) for row in rows)
        series = Series(path.name, times, tuple(float(row["value"]) for row in rows), ())
        spans = tuple(
            (first, last)
            for begin, end in windows[path.name]
            for first, last in [
                _rows_between(times, datetime.fromisoformat(begin), datetime.fromisoformat(end))
            ]
            if last >= series.probation
        )
        found.append(Series(series.name, times, series.values, spans))
    return found


def score(alarms: Mapping[str, Sequence[int]], data: Sequence[Series]) -> Outcome:
    """Score the rows at which a detector alarmed, by series name."""
    raw = dict.fromkeys(PROFILES, 0.0)
    windows = hit = false_alarms = 0
    weeks = 0.0
    for series in data:
        windows += len(series.windows)
        weeks += (len(series.values) - series.probation) / 2016
        first: dict[int, int] = {}
        outside: list[int] = []
        for row in (row for row in alarms[series.name] if row >= series.probation):
            place = next((n for n, (a, b) in enumerate(series.windows) if a <= row <= b), None)
            if place is None:
                outside.append(row)
            else:
                first.setdefault(place, row)
        hit += len(first)
        false_alarms += len(outside)
        earned = sum(_reward(series.windows[place], row) for place, row in first.items())
        lost = sum(_penalty(series.windows, row) for row in outside)
        for name, (false_weight, missed_weight) in PROFILES.items():
            missed = len(series.windows) - len(first)
            raw[name] += earned + false_weight * lost - missed_weight * missed
    scores = {
        name: 100 * (raw[name] + missed_weight * windows) / (windows + missed_weight * windows)
        for name, (_, missed_weight) in PROFILES.items()
    }
    return Outcome(scores, windows, hit, false_alarms, weeks)


def _sigmoid(position: float) -> float:
    return 2 / (1 + math.exp(5 * position)) - 1


def _reward(window: tuple[int, int], row: int) -> float:
    width = window[1] - window[0] + 1
    return _sigmoid(-(window[1] - row + 1) / width) / _sigmoid(-1.0)


def _penalty(windows: Sequence[tuple[int, int]], row: int) -> float:
    before = [window for window in windows if window[1] < row]
    if not before:
        return -1.0
    first, last = before[-1]
    position = (row - last) / (last - first)
    return _sigmoid(position) if position <= 3 else -1.0


def _rows_between(times: Sequence[datetime], begin: datetime, end: datetime) -> tuple[int, int]:
    inside = [row for row, at in enumerate(times) if begin <= at <= end]
    return inside[0], inside[-1]
