"""What only asks whether there is something to say must say and learn what the whole telling does."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.detect import Stream, Tuning
from console.detect.tuning import WATCH
from tests.support.counts import DAY, calm_values

SHORT = Tuning.for_width(3600)
"""A day has 24 buckets, so that little data is enough for everything."""


def state(stream: Stream) -> str:
    parts = []
    for name in Stream.__slots__:
        part = getattr(stream, name)
        inner = getattr(part, "__slots__", ())
        parts.append([getattr(part, one) for one in inner] if inner else part)
    return repr(parts)


def same(values: list[float], lifts: list[float], tuning: Tuning) -> None:
    whole, brief = Stream(tuning), Stream(tuning)
    for value, lift in zip(values, lifts, strict=True):
        looked, glimpsed = whole.peek(value, lift), brief.heed(value, lift, False, False)
        assert glimpsed == (looked if looked.run else None)
        told, heeded = whole.update(value, lift), brief.heed(value, lift, True, False)
        assert heeded == (told if told.surprise >= WATCH or told.settled else None)
        assert (brief.run, brief.run_total) == (whole.run, whole.run_total)
        assert brief.enough is whole.enough
    assert state(whole) == state(brief)


@settings(max_examples=60, deadline=None)
@example(blocks=[(57, 0.0, 1.0), (60, 0.4, 1.0)], seed=61)
@given(
    blocks=st.lists(
        st.tuples(
            st.integers(1, 60),
            st.sampled_from([0.0, 0.4, 3.0, 50.0, 1e6]),
            st.sampled_from([1.0, 1.0, 1.0, 2.5]),
        ),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(0, 99),
)
def test_heeding_is_telling_with_less_said(blocks: list[tuple[int, float, float]], seed: int) -> None:
    chance = random.Random(seed)
    values, lifts = [], []
    for buckets, rate, lift in blocks:
        values += [float(round(rate * chance.expovariate(1.0))) for _ in range(buckets)]
        lifts += [lift] * buckets
    same(values, lifts, SHORT)


@pytest.mark.parametrize("after", [30.0, 200.0])
def test_heeding_takes_a_new_level_as_telling_does(after: float) -> None:
    values = (
        calm_values(6 * DAY, 10.0) + calm_values(4 * DAY, after, seed=2) + calm_values(2 * DAY, 10.0, seed=3)
    )
    same(values, [1.0] * len(values), Tuning())


def test_heeding_learns_the_hour_of_the_week_as_telling_does() -> None:
    chance = random.Random(3)
    values = [
        float(round(chance.gauss(100, 5) if bucket % 24 in range(8, 16) else chance.gauss(10, 2)))
        for bucket in range(8 * 7 * 24)
    ]
    same(values, [1.0] * len(values), SHORT)
