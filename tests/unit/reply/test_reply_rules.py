"""Preflight and the waiting between attempts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.reply.preflight import prepare
from console.reply.retry import LONGEST_WAIT, MOST_ATTEMPTS, next_attempt
from tests.support.fastclock import START


@given(st.text())
def test_what_leaves_holds_no_control_character(text: str) -> None:
    ready = prepare(text)
    assert not [char for char in ready if (char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f"]
    ready.encode()
    assert prepare(ready) == ready


def test_waits_double_up_to_five_minutes_and_end_with_a_person() -> None:
    waits = [next_attempt(tries, START) for tries in range(1, MOST_ATTEMPTS)]
    seconds = [(wait - START).total_seconds() for wait in waits if wait]
    assert seconds == [10, 20, 40, 80, 160]
    assert next_attempt(MOST_ATTEMPTS, START) is None
    assert timedelta(seconds=seconds[-1]) <= LONGEST_WAIT


@pytest.mark.parametrize(("told", "waited"), [(90.0, 90.0), (0.0, 1.0), (3600.0, 3600.0)])
def test_what_the_network_asks_for_goes_first(told: float, waited: float) -> None:
    at = next_attempt(1, START, told)
    assert at is not None
    assert (at - START).total_seconds() == waited
