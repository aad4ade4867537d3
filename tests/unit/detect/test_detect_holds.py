"""What must hold of a stream whatever it is fed: slow burns, long storms, growth, lifts, seasons, memory."""

import copy
import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.detect import Stream
from tests.support.counts import DAY, calm_values, poisson

WEEK = 7 * DAY


def fed(values: list[float]) -> Stream:
    stream = Stream()
    for value in values:
        stream.update(value)
    return stream


def alarms(stream: Stream, values: list[float]) -> list[int]:
    return [row for row, value in enumerate(values) if stream.update(value).alarm]


def flat(buckets: int, rate: float, seed: int = 1) -> list[float]:
    chance = random.Random(seed)
    return [float(poisson(chance, rate)) for _ in range(buckets)]


def weekly(weeks: int, rate: float, seed: int = 1) -> list[float]:
    """Ten times as many in the office hours of five days."""
    chance = random.Random(seed)
    return [
        float(poisson(chance, rate * (10 if bucket // DAY % 7 < 5 and 96 <= bucket % DAY < 192 else 1)))
        for bucket in range(weeks * WEEK)
    ]


@pytest.mark.parametrize("times", [2.5, 3.0])
def test_a_slow_burn_is_found_within_the_day(times: float) -> None:
    stream = fed(flat(2 * WEEK, 4.0))
    burn = [value * times for value in flat(DAY, 4.0, seed=2)]
    assert len(alarms(stream, burn)) >= 1


def test_after_a_week_of_storm_the_next_one_is_found_and_its_end_is_no_alarm() -> None:
    stream = fed(calm_values(3 * WEEK, 10.0))
    assert alarms(stream, [300.0] * WEEK)[0] < 6
    assert alarms(stream, calm_values(2 * DAY, 10.0, seed=2)) == []
    assert alarms(stream, calm_values(DAY, 10.0, seed=3) + [200.0] * 24)


def test_a_level_that_rose_for_good_becomes_usual_within_a_week() -> None:
    stream = fed(calm_values(3 * WEEK, 10.0))
    assert alarms(stream, calm_values(WEEK, 30.0, seed=2))
    assert alarms(stream, calm_values(WEEK, 30.0, seed=3)) == []


@pytest.mark.parametrize("rate", [10.0, 100.0])
@pytest.mark.parametrize("times", [2.2, 3.0])
def test_a_level_that_rose_for_good_rings_once_and_is_the_usual_after_two_days(
    rate: float, times: float
) -> None:
    stream = fed(calm_values(2 * WEEK, rate))
    readings = [stream.update(value) for value in calm_values(WEEK, rate * times, seed=2)]
    (settled,) = [(row, reading) for row, reading in enumerate(readings) if reading.settled]
    assert sum(reading.alarm for reading in readings) == 1
    assert 2 * DAY <= settled[0] < 3 * DAY
    noon = readings[settled[0] + DAY].expected
    assert noon == pytest.approx(times * settled[1].before, rel=0.4)


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("an_hour", [2.0, 4.0, 8.0])
def test_a_stream_of_a_few_messages_an_hour_rings_once_at_a_new_level(an_hour: float, seed: int) -> None:
    stream = fed(calm_values(2 * WEEK, an_hour / 12))
    readings = [stream.update(value) for value in calm_values(WEEK, an_hour / 12 * 4, seed=seed)]
    settled = [row for row, reading in enumerate(readings) if reading.settled]
    assert len(settled) == 1
    assert 2 * DAY <= settled[0] < 4 * DAY
    assert sum(reading.alarm for reading in readings) == 1


@pytest.mark.parametrize("an_hour", [4.0, 24.0, 240.0])
def test_what_halves_within_half_a_day_is_no_new_level_however_few_it_is_of(an_hour: float) -> None:
    chance = random.Random(5)
    stream = fed(calm_values(2 * WEEK, an_hour / 12))
    fading = [1 + 9 * 0.5 ** (2 * row / DAY) for row in range(WEEK)]
    readings = [stream.update(float(poisson(chance, an_hour / 12 * times))) for times in fading]
    assert sum(reading.alarm for reading in readings) >= 1
    assert not any(reading.settled for reading in readings)


def test_a_storm_that_falls_is_no_new_level() -> None:
    stream = fed(calm_values(2 * WEEK, 10.0))
    usual = stream.peek(0).expected
    storm = [
        value * (1 + 7 * 0.5 ** (row / DAY)) for row, value in enumerate(calm_values(4 * DAY, 10.0, seed=2))
    ]
    assert not any(stream.update(value).settled for value in storm)
    assert stream.peek(0).expected < 1.6 * usual


def test_a_storm_that_was_taken_for_a_new_level_is_taken_back_after_half_a_day() -> None:
    stream = fed(calm_values(2 * WEEK, 10.0))
    usual = stream.peek(0).expected
    assert any(stream.update(value).settled for value in calm_values(4 * DAY, 60.0, seed=2))
    assert stream.peek(0).expected > 3 * usual
    assert alarms(stream, calm_values(DAY, 10.0, seed=3)) == []
    assert stream.peek(0).expected < 1.2 * usual
    assert alarms(stream, calm_values(DAY, 40.0, seed=4))


def test_a_storm_that_doubles_within_the_cooldown_alarms_again() -> None:
    stream = fed(calm_values(WEEK, 10.0))
    assert len(alarms(stream, [80.0] * 40)) == 1
    assert len(alarms(stream, [400.0] * 40)) == 1
    assert alarms(stream, [400.0] * 40) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=20, max_size=60), st.integers(0, 40))
def test_less_than_usual_never_alarms(values: list[int], level: int) -> None:
    usual = float(30 + level)
    stream = fed([usual] * (2 * DAY))
    assert alarms(stream, [float(value) for value in values]) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.sampled_from([1.0, 10.0, 100.0]))
def test_more_is_never_less_surprising(values: list[int], rate: float) -> None:
    stream = fed(calm_values(2 * DAY, rate))
    more = copy.copy(stream)
    for value in values:
        assert more.update(value + 5.0).z >= stream.peek(value).z
        more = copy.copy(stream)
        stream.update(value)


def test_what_was_announced_is_no_alarm_and_what_goes_beyond_it_is() -> None:
    calm = flat(2 * WEEK, 6.0)
    launch = [value * 4 for value in flat(DAY, 6.0, seed=2)]
    unknown, known, beyond = fed(calm), fed(calm), fed(calm)
    assert any(unknown.update(value).alarm for value in launch)
    assert not any(known.update(value, 4.0).alarm for value in launch)
    assert any(beyond.update(5 * value, 4.0).alarm for value in launch)


def test_the_usual_is_learned_without_the_lift() -> None:
    stream = fed(flat(2 * WEEK, 6.0))
    before = stream.peek(0).expected
    for value in flat(DAY, 24.0, seed=2):
        stream.update(value, 4.0)
    assert stream.peek(0).expected == pytest.approx(before, rel=0.15)
    assert stream.peek(0, 4.0).expected == pytest.approx(4 * stream.peek(0).expected)


def test_the_hour_of_the_week_counts_only_where_it_proves_itself() -> None:
    noon, night = 3 * DAY + 144, 3 * DAY + 40
    seasonal, plain = Stream(), Stream()
    expected = []
    for bucket, value in enumerate(weekly(7, 2.0)):
        reading = seasonal.update(value)
        if bucket >= 6 * WEEK and bucket % WEEK in (noon, night):
            expected.append(reading.expected)
    assert len(expected) == 2
    assert max(expected) > 3 * min(expected)
    steady = [plain.update(value).expected for value in flat(7 * WEEK, 6.0)][-WEEK:]
    assert max(steady) < 1.2 * min(steady)


def test_a_season_needs_four_weeks() -> None:
    stream = Stream()
    expected = [stream.update(value).expected for value in weekly(4, 2.0)]
    last = expected[3 * WEEK + DAY : 3 * WEEK + 4 * DAY]
    assert max(last) < 2 * min(last)


def test_a_storm_at_night_is_found_though_it_is_no_more_than_noon() -> None:
    stream = fed(weekly(8, 2.0))
    night = [stream.update(value).alarm for value in weekly(1, 2.0, seed=2)[:60]]
    assert not any(night)
    assert any(stream.update(20.0).alarm for _ in range(12))


def test_memory_does_not_grow() -> None:
    stream = fed(calm_values(3 * DAY, 5.0))
    before = len(pickle.dumps(stream))
    for value in calm_values(9 * DAY, 5.0, seed=2):
        stream.update(value)
    assert len(pickle.dumps(stream)) < before + 2000
