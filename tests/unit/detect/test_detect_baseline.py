"""One stream: learns, alarms on a sustained excess, stays honest about small numbers, and is not poisoned."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.detect import Stream, Tuning
from tests.support.counts import DAY, calm_values


def fed(values: list[float]) -> Stream:
    stream = Stream()
    for value in values:
        stream.update(value)
    return stream


def alarms(values: list[float]) -> list[int]:
    stream = Stream()
    return [row for row, value in enumerate(values) if stream.update(value).alarm]


@pytest.mark.parametrize("rate", [0.1, 1.0, 5.0, 50.0])
def test_a_calm_fortnight_is_calm(rate: float) -> None:
    assert len(alarms(calm_values(14 * DAY, rate))) <= 1


@pytest.mark.parametrize("rate", [1.0, 10.0, 100.0])
def test_a_storm_alarms_once_within_the_hour_at_any_scale(rate: float) -> None:
    calm = calm_values(7 * DAY, rate)
    storm = [12 * rate] * 24
    found = [row - len(calm) for row in alarms(calm + storm) if row >= len(calm)]
    assert len(found) == 1
    assert found[0] < 12


def test_nothing_alarms_before_there_is_enough() -> None:
    stream = Stream()
    first = stream.update(0)
    assert (first.enough, first.needed) == (False, DAY)
    for _ in range(DAY - 2):
        stream.update(0)
    reading = stream.update(10_000)
    assert (reading.enough, reading.needed, reading.alarm, reading.surprise) == (False, 1, False, 0.0)
    assert stream.peek(0).enough


def test_a_single_freak_bucket_is_no_storm() -> None:
    calm = calm_values(14 * DAY, 20.0)
    assert alarms([*calm, 150.0, 8.0, 8.0]) == alarms(calm)


def test_four_messages_are_no_storm_for_a_quiet_brand() -> None:
    quiet = [0.0] * (7 * DAY)
    assert alarms([*quiet, 4.0]) == alarms([*quiet, 2.0, 2.0]) == []
    assert alarms([*quiet, 2.0, 2.0, 2.0, 2.0]) == [len(quiet) + 2]


def test_a_run_below_the_floor_never_alarms() -> None:
    stream = Stream(Tuning(floor=100))
    assert not any(stream.update(value).alarm for value in [0.0] * DAY + [9.0] * 11)
    assert stream.update(9.0).alarm


def test_a_storm_does_not_poison_the_level() -> None:
    stream = fed(calm_values(10 * DAY, 10.0))
    before = stream.peek(10)
    for _ in range(DAY // 2):
        stream.update(400)
    after = stream.peek(10)
    assert after.expected < 1.6 * before.expected
    for value in calm_values(3 * DAY, 10.0, seed=2):
        stream.update(value)
    again = [stream.update(120.0).alarm for _ in range(24)]
    assert any(again)


def test_the_run_ends_soon_after_the_storm() -> None:
    stream = fed(calm_values(10 * DAY, 10.0) + [400.0] * DAY)
    calm = [stream.update(value).run for value in calm_values(DAY // 4, 10.0, seed=2)]
    assert calm[-1] == 0


def test_falling_silent_never_alarms() -> None:
    assert alarms(calm_values(3 * DAY, 100.0) + [0.0] * DAY) == alarms(calm_values(3 * DAY, 100.0))


def test_a_look_changes_nothing_and_tells_what_the_close_will() -> None:
    stream = fed(calm_values(3 * DAY, 10.0))
    other = copy.copy(stream)
    looks = [stream.peek(value) for value in (0.0, 10.0, 500.0, 90.0)]
    assert looks[-1] == other.update(90.0)
    assert stream.update(90.0) == looks[-1]


def test_no_second_alarm_within_the_cooldown() -> None:
    calm = calm_values(7 * DAY, 10.0)
    found = [row for row in alarms(calm + [200.0] * (DAY + 40)) if row >= len(calm)]
    assert len(found) == 2
    assert found[1] - found[0] == DAY


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e12, allow_nan=False), min_size=1, max_size=80), st.integers(0, 400))
def test_readings_are_always_sane(values: list[float], zeros: int) -> None:
    stream = fed([0.0] * zeros)
    for value in values:
        reading = stream.update(value)
        assert 0 <= reading.expected <= reading.upper
        assert 0 <= reading.score < 1
        assert (reading.score >= 0.5) == reading.alarm
        assert reading.surprise >= 0
