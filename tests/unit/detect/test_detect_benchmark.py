"""The detector on real series by the Numenta benchmark's own scoring, and the scoring itself."""

import math
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.detector import alarms_of
from benchmarks.nabscore import Series, load, score

DATA = Path(__file__).parents[2] / "data" / "nab"
TIMES = tuple(datetime(2015, 1, 1) + timedelta(minutes=5 * row) for row in range(10_000))  # noqa: DTZ001 - NAB's have none
ONE = Series("one", TIMES, (0.0,) * len(TIMES), ((5000, 5399),))


def test_real_series_stay_above_the_published_detectors() -> None:
    data = load(DATA)
    outcome = score({series.name: alarms_of(series.values) for series in data}, data)
    assert outcome.scores["standard"] >= 83
    assert outcome.scores["low-FP"] >= 77.7
    assert outcome.scores["low-FN"] >= 86.7
    assert outcome.false_alarms / outcome.series_weeks <= 0.43


@pytest.mark.parametrize(
    ("rows", "standard"),
    [([5000], 100.0), ([], 0.0), ([5000, 5001, 5399], 100.0), ([5000, 1000], 94.5), ([700], -5.5)],
)
def test_the_scoring_is_numentas(rows: list[int], standard: float) -> None:
    expected = 0.0 if rows == [700] else standard
    assert score({"one": rows}, [ONE]).scores["standard"] == pytest.approx(expected, abs=0.01)


def test_a_false_alarm_costs_by_its_distance_as_published() -> None:
    def lost(row: int) -> float:
        with_it, without = (score({"one": rows}, [ONE]).scores["standard"] for rows in ([5000, row], [5000]))
        return (without - with_it) / 100 * 2 / 0.11

    assert lost(5399 + 399) == pytest.approx(1 - 2 / (1 + math.exp(5)))
    assert lost(5399 + 4 * 399) == lost(4000) == pytest.approx(1)


def test_the_middle_of_a_window_earns_as_published() -> None:
    earned = (2 / (1 + math.exp(-2.5)) - 1) / (2 / (1 + math.exp(-5)) - 1)
    assert score({"one": [5200]}, [ONE]).scores["standard"] == pytest.approx(100 * (earned + 1) / 2)


def test_a_late_hit_earns_less_and_a_near_miss_costs_less() -> None:
    def standard(rows: list[int]) -> float:
        return score({"one": rows}, [ONE]).scores["standard"]

    assert standard([5000]) > standard([5200]) > standard([5399]) > 0
    assert standard([5000, 5410]) > standard([5000, 9000])
