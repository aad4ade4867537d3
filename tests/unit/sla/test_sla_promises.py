"""When an item's promises fall due: a table of histories, and what must hold for any."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.words import Kind, Promised
from console.sla import (
    AROUND_THE_CLOCK,
    Block,
    Calendar,
    Heard,
    History,
    Promise,
    Promises,
    Rest,
    business_time_between,
    running,
)

OSLO = ZoneInfo("Europe/Oslo")
OFFICE = Calendar("office", OSLO, ((Block(540, 720), Block(750, 1020)),) * 5 + ((), ()))
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
CHANNEL = "mastodon/@nordbank"
SPANS = {Promised.FIRST: HOUR, Promised.NEXT: 2 * HOUR, Promised.RESOLUTION: 8 * HOUR}
PROMISES = Promises(
    (
        Promise({Promised.FIRST: 10 * MINUTE}, kinds=frozenset({Kind.DM}), channel="*/@vip", calendar=OFFICE),
        Promise(SPANS, kinds=frozenset({Kind.DM, Kind.MENTION}), calendar=OFFICE),
    )
)


def monday(clock: str) -> datetime:
    """A time in Oslo on Monday 23 November 2026, or `Tue 09:30` on a day after it."""
    day, _, time = clock.rpartition(" ")
    number = {"": 23, "Tue": 24, "Wed": 25, "Fri": 27}[day]
    return datetime.fromisoformat(f"2026-11-{number} {time}").replace(tzinfo=OSLO)


def heard(number: int, clock: str, kind: Kind = Kind.MENTION) -> Heard:
    return Heard(number, kind, monday(clock))


def rest(since: str, until: str | None = None) -> Rest:
    return Rest(monday(since), None if until is None else monday(until))


ONE = heard(1, "10:00")


@pytest.mark.parametrize(
    ("history", "due"),
    [
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=ONE),
            [("first", 1, "11:00", "10:45"), ("resolution", 1, "Tue 10:30", "Tue 10:15")],
            id="a new message",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=heard(2, "11:30"), answered=True),
            [("next", 2, "14:00", "13:45"), ("resolution", 1, "Tue 10:30", "Tue 10:15")],
            id="they wrote again after our answer, over lunch",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=heard(2, "11:30"), rests=[rest("10:30", "11:30")]),
            [("first", 2, "13:00", "12:45"), ("resolution", 1, "Tue 11:30", "Tue 11:15")],
            id="what was dismissed and came again is still to be answered first",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, rests=[rest("10:30")]),
            [("resolution", 1, None, None)],
            id="pending: nobody waits for us",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=ONE, rests=[rest("10:30")]),
            [("first", 1, None, None), ("resolution", 1, None, None)],
            id="waiting for a third party",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=ONE, rests=[rest("10:30", "Tue 09:30")]),
            [("first", 1, "Tue 10:00", "Tue 09:45"), ("resolution", 1, "Wed 09:30", "Wed 09:15")],
            id="the third party answered the next day",
        ),
        pytest.param(
            History(CHANNEL, opened=ONE, waiting=ONE, rests=[rest("11:10", "12:00")]),
            [("first", 1, "11:00", "10:45"), ("resolution", 1, "Tue 11:20", "Tue 11:05")],
            id="what was missed before it rested stays missed",
        ),
        pytest.param(
            History(
                CHANNEL,
                opened=ONE,
                waiting=ONE,
                rests=[rest("10:40", "10:55"), rest("09:00", "09:30"), rest("10:30", "10:50")],
            ),
            [("first", 1, "11:25", "11:10"), ("resolution", 1, "Tue 10:55", "Tue 10:40")],
            id="rests overlap, and one was before",
        ),
        pytest.param(History(CHANNEL, opened=None), [], id="done"),
        pytest.param(
            History(CHANNEL, opened=None, waiting=heard(1, "Fri 16:50")),
            [("first", 1, "2026-11-30 09:50", "2026-11-30 09:35")],
            id="over the weekend",
        ),
        pytest.param(
            History(CHANNEL, opened=heard(1, "10:00", Kind.COMMENT), waiting=heard(1, "10:00", Kind.COMMENT)),
            [],
            id="nothing is promised to comments",
        ),
        pytest.param(
            History("bluesky/@vip", opened=heard(1, "10:00", Kind.DM), waiting=heard(1, "10:00", Kind.DM)),
            # Warned at half of the time, since that is less than a quarter of an hour.
            [("first", 1, "10:10", "10:05")],
            id="the first promise that fits counts, and says nothing of resolution",
        ),
    ],
)
def test_what_is_due_when(history: History, due: list[tuple[str, int, str | None, str | None]]) -> None:
    def told(clock: str | None) -> datetime | None:
        if clock is None:
            return None
        if clock.startswith("2026"):
            return datetime.fromisoformat(clock).replace(tzinfo=OSLO)
        return monday(clock)

    found = running(history, PROMISES)
    assert [(clock.promised, clock.message_id, clock.due_at, clock.warn_at) for clock in found] == [
        (promised, message, told(at), told(warned)) for promised, message, at, warned in due
    ]


def test_nothing_is_due_where_nothing_is_promised() -> None:
    assert running(History(CHANNEL, opened=ONE, waiting=ONE), Promises()) == []


START = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
moments = st.integers(0, 5 * 24 * 60).map(lambda minutes: START + minutes * MINUTE)
rests = st.lists(
    st.tuples(moments, moments).map(lambda pair: Rest(min(pair), max(pair))), max_size=5, unique_by=id
)
calendars = st.sampled_from([OFFICE, AROUND_THE_CLOCK])


def due(calendar: Calendar, span: timedelta, found: list[Rest]) -> tuple[datetime, datetime]:
    first = Heard(1, Kind.DM, START)
    promises = Promises((Promise({Promised.FIRST: span}, calendar=calendar),))
    [clock] = running(History(CHANNEL, opened=None, waiting=first, rests=found), promises)
    assert clock.due_at is not None
    assert clock.warn_at is not None
    return clock.due_at, clock.warn_at


@given(calendars, st.integers(1, 30), rests)
def test_exactly_what_was_promised_runs_outside_of_all_rests(
    calendar: Calendar, hours: int, found: list[Rest]
) -> None:
    end, warned = due(calendar, hours * HOUR, found)
    edges = sorted({START, end, *(at for one in found for at in (one.since, one.until or one.since))})
    ran = timedelta(0)
    for begins, ends in pairwise(edges):
        covered = any(one.since <= begins and ends <= (one.until or one.since) for one in found)
        if begins >= START and ends <= end and not covered:
            ran += business_time_between(begins, ends, calendar)
    assert ran == hours * HOUR
    assert START < warned < end


@given(calendars, st.integers(1, 30), rests, st.tuples(moments, moments))
def test_one_more_rest_never_makes_it_due_earlier(
    calendar: Calendar, hours: int, found: list[Rest], more: tuple[datetime, datetime]
) -> None:
    before, _ = due(calendar, hours * HOUR, found)
    after, _ = due(calendar, hours * HOUR, [*found, Rest(min(more), max(more))])
    assert after >= before


@given(rests)
def test_while_it_rests_nothing_is_due(found: list[Rest]) -> None:
    history = History(CHANNEL, opened=ONE, waiting=ONE, rests=found)
    still = replace(history, rests=[*found, Rest(START)])
    assert all(clock.due_at is None for clock in running(still, PROMISES))
    assert all(clock.due_at is not None for clock in running(history, PROMISES))
