"""`beredt detect`: even buckets of any width, one line at a time, errors with their line."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.detect.csvfile import run
from console.errors import InputError
from tests.support.counts import DAY, START, STEP, calm_values


def file_of(values: list[float], step: int = 1) -> list[str]:
    return [
        "timestamp,value\n",
        *(f"{(START + n * step * STEP).isoformat()},{v:g}\n" for n, v in enumerate(values)),
    ]


def test_fields_and_order_are_the_contracts() -> None:
    lines = list(run(file_of([3, 4, 5.5])))
    assert [list(line) for line in lines] == [
        ["timestamp", "value", "expected", "upper", "score", "alarm"]
    ] * 3
    assert [line["value"] for line in lines] == [3, 4, 5.5]
    assert lines[0]["timestamp"] == START.isoformat()
    assert lines[0]["alarm"] is False


def test_a_storm_in_a_file_alarms_once() -> None:
    values = calm_values(7 * DAY, 5.0) + [80.0] * 24
    found = [row for row, line in enumerate(run(file_of(values))) if line["alarm"]]
    assert len([row for row in found if row >= 7 * DAY]) == 1


def test_hours_work_like_minutes() -> None:
    values = [float(40 + n % 7) for n in range(24 * 14)] + [400.0] * 6
    found = [row for row, line in enumerate(run(file_of(values, step=12))) if line["alarm"]]
    assert found
    assert found[0] >= 24 * 14


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.integers(1, 60))
def test_a_line_depends_only_on_the_lines_before_it(values: list[int], cut: int) -> None:
    lines = file_of([float(value) for value in values])
    assert list(run(lines[: cut + 1])) == list(run(lines))[:cut]


def test_lines_come_out_as_they_come_in() -> None:
    pulled = []

    def source():
        for line in file_of([1, 2, 3]):
            pulled.append(line)
            yield line

    results = run(source())
    next(results)
    assert len(pulled) == 2


def test_missing_buckets_count_as_zero() -> None:
    lines = file_of([5.0] * 10)
    assert len(list(run([*lines[:4], *lines[6:]]))) == 8


def test_summer_time_begins_and_ends_without_a_gap() -> None:
    days = ["2026-03-28T00:00+01:00", "2026-03-28T12:00+01:00", "2026-03-29T00:00+01:00"]
    spring = [*days, "2026-03-29T12:00+02:00", "2026-03-30T00:00+02:00"]
    autumn = ["2026-10-24T12:00+02:00", "2026-10-25T00:00+02:00", "2026-10-25T12:00+01:00"]
    minutes = ["2026-10-25T02:50+02:00", "2026-10-25T02:55+02:00", "2026-10-25T02:00+01:00"]
    for times in (spring, autumn, minutes):
        found = list(run(["timestamp,value", *(f"{at},5" for at in times)]))
        assert len(found) == len(times)
        assert found[-1]["expected"] == pytest.approx(5)


def test_a_mark_at_the_start_and_blank_lines_are_harmless() -> None:
    lines = file_of([1, 2])
    assert len(list(run(["\ufeff" + lines[0], lines[1], "\n", lines[2]]))) == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "line 1: the file is empty"),
        (["time;value"], "line 1: expected the header 'timestamp,value', got 'time;value'"),
        (["timestamp,value", "yesterday,3"], "line 2: not a time: 'yesterday'"),
        (["timestamp,value", "2026-01-01T00:00:00Z,many"], "line 2: not a count of 0 or more: 'many'"),
        (["timestamp,value", "2026-01-01T00:00:00Z,-1"], "line 2: not a count"),
        (["timestamp,value", "2026-01-01T00:00:00Z,nan"], "line 2: not a count"),
        (["timestamp,value", "2026-01-01T00:00:00Z"], "line 2: expected two fields, got 1"),
        (["timestamp,value", "2026-01-01T00:00:00Z,1,2"], "line 2: expected two fields, got 3"),
        (["timestamp,value", "2026-01-01T00:00Z,1", "2026-01-01T00:00Z,1"], "line 3: the time is not after"),
        (
            ["timestamp,value", "2026-01-01T00:00Z,1", "2026-01-01T00:05Z,1", "2026-01-01T00:12Z,1"],
            "line 4: buckets are not even: expected 0:05:00",
        ),
        (
            ["timestamp,value", "2026-01-01T00:00Z,1", "2026-01-01T00:05Z,1", "2026-01-01T00:00Z,1"],
            "line 4: the time is not after",
        ),
        (["timestamp,value", "2026-01-01T00:00:00Z,\x1b[31m"], "line 2: not a count"),
    ],
)
def test_errors_name_their_line(lines: list[str], words: str) -> None:
    with pytest.raises(InputError) as caught:
        list(run(lines))
    assert words in str(caught.value)
    assert "\x1b" not in str(caught.value)


def series(values: list[str], step: timedelta = timedelta(minutes=5), zone: str = "") -> list[str]:
    begin = START.replace(tzinfo=None)
    times = ((begin + number * step).isoformat() + zone for number in range(len(values)))
    return ["timestamp,value", *(f"{at},{value}" for at, value in zip(times, values, strict=True))]


@pytest.mark.parametrize("step", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)])
def test_zeros_and_constants_are_calm_at_any_width(step: timedelta) -> None:
    for value in ("0", "7", "2.5"):
        lines = list(run(series([value] * 600, step)))
        assert not any(line["alarm"] for line in lines)
        assert lines[-1]["expected"] == pytest.approx(float(value), abs=0.01)


def test_one_huge_spike_rings_once_at_most_and_leaves_the_numbers_sane() -> None:
    lines = list(run(series(["5"] * 600 + ["1e300"] + ["5"] * 600)))
    assert sum(bool(line["alarm"]) for line in lines) <= 1
    assert lines[-1]["expected"] == pytest.approx(5, rel=0.2)


def test_weeks_of_zeros_hide_no_storm() -> None:
    lines = list(run(series(["0"] * 6000 + ["12"] * 24)))
    assert [number for number, line in enumerate(lines) if line["alarm"]] == [6001]


def test_a_zone_changes_no_answer() -> None:
    values = [str(number % 7) for number in range(400)]
    answers = [
        [{key: value for key, value in line.items() if key != "timestamp"} for line in run(lines)]
        for lines in (series(values), series(values, zone="Z"), series(values, zone="+02:00"))
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("value", ["-1", "-0.5", "nan", "inf", "", "many"])
def test_what_is_no_count_is_said_with_its_line(value: str) -> None:
    with pytest.raises(InputError, match=r"line 4: not a count of 0 or more"):
        list(run(series(["1", "2", value])))


@pytest.mark.parametrize(("times", "at"), [(2, None), (3, 6), (5, 3), (10, 2)])
def test_an_hour_above_the_band_is_no_alarm_until_the_run_is_rare(times: int, at: int | None) -> None:
    quiet = 240
    steady = [float(14 + 7 * number % 13) for number in range(quiet)]
    told = list(run(file_of([*steady, *[20.0 * times] * 10], step=12)))
    storm = told[quiet:]
    assert float(str(storm[0]["value"])) > float(str(storm[0]["upper"]))
    assert not any(line["alarm"] for line in told[:quiet])
    assert [n for n, line in enumerate(storm, 1) if line["alarm"]] == ([at] if at else [])
