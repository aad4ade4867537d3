"""Since when an alert is over, from the counts of its stream."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.desk.answers import Band
from console.desk.over import ended
from console.model.explanation import Ending
from tests.support.fastclock import START

STEP = timedelta(minutes=5)
FROM = START + timedelta(hours=24)
"""The cool-down is over then."""
ENDING = Ending("all", "volume", 9.0, 60, FROM)


def counted(loud: dict[int, int], usual: int = 2, upper: float | None = None) -> list[Band]:
    """Two hours before the cool-down's end and ten after; `loud` is by bucket after its end."""
    return [
        Band(FROM + place * STEP, loud.get(place, usual), loud.get(place, 0), None, upper)
        for place in range(-24, 120)
    ]


@pytest.mark.parametrize(
    ("loud", "after"),
    [
        ({}, 0),
        ({-20: 40}, 0),
        ({-3: 40}, 10),
        ({-3: 40, 5: 40}, 18),
        # What comes when it was over for long is another alert's.
        ({-3: 40, 60: 40}, 10),
    ],
)
def test_it_is_over_when_nothing_was_raised_for_an_hour(loud: dict[int, int], after: int) -> None:
    over = FROM + after * STEP
    assert ended(ENDING, counted(loud), FROM + 100 * STEP) == over
    assert ended(ENDING, counted(loud), over - STEP) is None
    assert ended(replace(ENDING, measure="negatives"), counted(loud), FROM + 100 * STEP) == over


def test_what_is_usual_by_day_is_not_raised() -> None:
    assert ended(ENDING, counted({}, usual=20, upper=30.0), FROM) == FROM
    assert ended(ENDING, counted({}, usual=20), FROM) is None


def test_a_share_needs_some_messages() -> None:
    share = replace(ENDING, measure="share", below=0.4)
    assert ended(share, [replace(one, volume=0, negatives=0) for one in counted({})], FROM) == FROM
    assert ended(share, [replace(one, negatives=2) for one in counted({})], FROM) is None


def test_without_a_cool_down_nothing_tells() -> None:
    assert ended(replace(ENDING, not_before=None), counted({}), FROM) is None
