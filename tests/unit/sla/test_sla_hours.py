"""Open hours: the worked cases, both ends of summer time, holidays, and what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import InputError
from console.sla import (
    AROUND_THE_CLOCK,
    Block,
    Calendar,
    add_business_time,
    business_time_between,
    open_on,
)
from console.sla.calendar import ALL_DAY, Blocks, blocks_of, year_without_hours
from console.sla.publicdays import country_problem, public_days

OSLO = ZoneInfo("Europe/Oslo")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NINE_TO_FIVE = (Block(9 * 60, 17 * 60),)
OFFICE = Calendar("office", OSLO, (NINE_TO_FIVE,) * 5 + ((), ()))
WITH_LUNCH = Calendar("lunch", OSLO, ((Block(9 * 60, 12 * 60), Block(12 * 60 + 30, 17 * 60)),) * 5 + ((), ()))
ALWAYS_OSLO = Calendar("oslo", OSLO, (ALL_DAY,) * 7)
NORWAY = Calendar("norway", OSLO, OFFICE.week, country="NO")


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("calendar", "start", "span", "due"),
    [
        pytest.param(OFFICE, "2026-11-20 16:30", HOUR, "2026-11-23 09:30", id="Friday to Monday"),
        pytest.param(OFFICE, "2026-11-20 16:00", HOUR, "2026-11-20 17:00", id="used up at closing time"),
        pytest.param(OFFICE, "2026-11-21 12:00", HOUR, "2026-11-23 10:00", id="from a closed day"),
        pytest.param(OFFICE, "2026-11-20 17:00", HOUR, "2026-11-23 10:00", id="from closing time"),
        pytest.param(OFFICE, "2026-11-23 08:00", timedelta(0), "2026-11-23 09:00", id="nothing"),
        pytest.param(OFFICE, "2026-11-23 10:00", 20 * HOUR, "2026-11-25 14:00", id="over three days"),
        pytest.param(WITH_LUNCH, "2026-11-23 11:45", HOUR, "2026-11-23 13:15", id="over lunch"),
        pytest.param(NORWAY, "2026-05-15 16:30", HOUR, "2026-05-18 09:30", id="17 May on a Sunday"),
        pytest.param(NORWAY, "2026-04-01 16:30", HOUR, "2026-04-07 09:30", id="Easter"),
        pytest.param(NORWAY, "2026-04-30 16:30", HOUR, "2026-05-04 09:30", id="1 May on a Friday"),
        # The Saturday before the clocks change: 30 hours of a day that has 23 or 25.
        pytest.param(ALWAYS_OSLO, "2026-03-28 12:00", 24 * HOUR, "2026-03-29 13:00", id="put forward"),
        pytest.param(ALWAYS_OSLO, "2026-10-24 12:00", 24 * HOUR, "2026-10-25 11:00", id="put back"),
        pytest.param(OFFICE, "2026-03-27 16:30", HOUR, "2026-03-30 09:30", id="a weekend put forward"),
        pytest.param(OFFICE, "2026-10-23 16:30", HOUR, "2026-10-26 09:30", id="a weekend put back"),
        pytest.param(
            AROUND_THE_CLOCK, "2026-11-20 16:30", 48 * HOUR, "2026-11-22 16:30", id="around the clock"
        ),
    ],
)
def test_when_a_span_of_open_time_ends(calendar: Calendar, start: str, span: timedelta, due: str) -> None:
    found = add_business_time(oslo(start), span, calendar)
    assert found == oslo(due)
    assert found.utcoffset() == timedelta(0)
    assert business_time_between(oslo(start), found, calendar) == span


def open_minutes(calendar: Calendar, day: date) -> float:
    return sum((end - start) / MINUTE for start, end in open_on(calendar, day))


@pytest.mark.parametrize(
    ("day", "blocks", "minutes"),
    [
        ("2026-03-29", ALL_DAY, 23 * 60),
        ("2026-10-25", ALL_DAY, 25 * 60),
        ("2026-11-23", ALL_DAY, 24 * 60),
        # Between 2 and 3 nothing passes on the wall on the day the clocks are put forward.
        ("2026-03-29", (Block(150, 240),), 60),
        ("2026-03-29", (Block(120, 180),), 0),
        ("2026-03-29", (Block(60, 150),), 60),
        # And everything twice when they are put back.
        ("2026-10-25", (Block(120, 180),), 120),
        ("2026-10-25", (Block(60, 150),), 120),
        ("2026-10-25", (Block(150, 240),), 120),
    ],
)
def test_how_long_a_day_is_when_the_clocks_change(day: str, blocks: Blocks, minutes: int) -> None:
    assert open_minutes(Calendar("night", OSLO, (blocks,) * 7), date.fromisoformat(day)) == minutes


def test_a_day_that_an_island_skipped_has_no_hours() -> None:
    samoa = Calendar("apia", ZoneInfo("Pacific/Apia"), (ALL_DAY,) * 7)
    assert open_on(samoa, date(2011, 12, 30)) == []
    assert open_minutes(samoa, date(2011, 12, 29)) == open_minutes(samoa, date(2011, 12, 31)) == 24 * 60


def test_special_hours_win_over_closed_days_and_holidays() -> None:
    short = (Block(540, 720),)
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    calendar = Calendar(
        "c", OSLO, OFFICE.week, country="NO", closed=frozenset({eve}), special={christmas: short}
    )
    assert blocks_of(calendar, eve) == ()
    assert blocks_of(calendar, christmas) == short
    assert blocks_of(calendar, date(2026, 12, 28)) == NINE_TO_FIVE


def test_holidays_of_several_countries() -> None:
    assert {date(2026, 5, 17), date(2026, 12, 26), date(2026, 4, 2)} <= public_days("NO", 2026)
    assert date(2026, 6, 6) in public_days("SE", 2026)
    assert date(2026, 11, 1) in public_days("DE-BY", 2026)
    assert date(2026, 11, 1) not in public_days("DE-BE", 2026)
    assert public_days("", 2026) == frozenset()


def test_a_country_that_is_none_is_told() -> None:
    assert country_problem("NO") is None
    assert country_problem("DE-BY") is None
    assert "no country" in str(country_problem("XX"))
    assert "no part 'ZZ'" in str(country_problem("DE-ZZ"))


def test_a_year_without_an_open_hour_is_found() -> None:
    never = Calendar("never", OSLO, ((),) * 7)
    assert year_without_hours(never) is not None
    mondays = (NINE_TO_FIVE, *(((),) * 6))
    closed = frozenset(date(2027, 1, 4) + timedelta(weeks=week) for week in range(52))
    assert year_without_hours(Calendar("mondays", OSLO, mondays, closed=closed)) == 2027
    assert year_without_hours(Calendar("mondays", OSLO, mondays)) is None
    with pytest.raises(InputError, match="no open hour for more than two years"):
        add_business_time(oslo("2026-11-23 10:00"), HOUR, never)


def test_a_negative_span_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_business_time(oslo("2026-11-23 10:00"), -HOUR, OFFICE)


ZONES = st.sampled_from(
    ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo"]
)


@st.composite
def days(draw: st.DrawFn) -> Blocks:
    """Up to three blocks of one day, in order."""
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=6)))
    return tuple(
        Block(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False) if start < end
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(days()) for _ in range(7))
    if not any(week):
        week = (NINE_TO_FIVE, *week[1:])
    around = st.dates(date(2026, 3, 20), date(2026, 4, 10))
    return Calendar(
        "drawn",
        ZoneInfo(draw(ZONES)),
        week,
        country=draw(st.sampled_from(["", "NO", "US"])),
        closed=draw(st.frozensets(around, max_size=3)),
        special=draw(st.dictionaries(around, days(), max_size=2)),
    )


# Around every change of clocks of those zones, and around Easter.
instants = st.one_of(
    *(
        st.integers(0, 6 * 24 * 60).map(lambda minutes, day=day: day + minutes * MINUTE)
        for day in (
            datetime(2026, 3, 6, tzinfo=UTC),
            datetime(2026, 3, 27, tzinfo=UTC),
            datetime(2026, 4, 3, tzinfo=UTC),
            datetime(2026, 4, 22, tzinfo=UTC),
            datetime(2026, 10, 23, tzinfo=UTC),
            datetime(2026, 10, 29, tzinfo=UTC),
        )
    )
)
spans = st.integers(0, 3 * 24 * 60).map(lambda minutes: minutes * MINUTE)


def shows_open(calendar: Calendar, at: datetime) -> bool:
    """What somebody sees who looks at the wall clock and then at the sign on the door."""
    wall = at.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    return any(block.start <= minute < block.end for block in blocks_of(calendar, wall.date()))


@given(calendars(), instants, st.integers(0, 2000))
def test_the_time_between_is_what_the_wall_clock_shows(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    seen = sum(shows_open(calendar, start + number * MINUTE) for number in range(minutes))
    assert business_time_between(start, start + minutes * MINUTE, calendar) == seen * MINUTE


@given(calendars(), instants, spans)
def test_adding_and_measuring_are_each_other_s_inverse(
    calendar: Calendar, start: datetime, span: timedelta
) -> None:
    end = add_business_time(start, span, calendar)
    assert end >= start
    assert business_time_between(start, end, calendar) == span
    assert business_time_between(end, start, calendar) == -span


@given(calendars(), instants, spans, spans)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: datetime, one: timedelta, two: timedelta
) -> None:
    halfway = add_business_time(start, one, calendar)
    assert add_business_time(halfway, two, calendar) == add_business_time(start, one + two, calendar)


@given(calendars(), instants, instants, instants)
def test_measuring_is_additive(calendar: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    parts = business_time_between(one, two, calendar) + business_time_between(two, three, calendar)
    assert parts == business_time_between(one, three, calendar)


@given(calendars(), instants, instants, spans, spans)
def test_later_or_longer_never_ends_earlier(
    calendar: Calendar, one: datetime, two: datetime, short: timedelta, long: timedelta
) -> None:
    one, two = sorted((one, two))
    short, long = sorted((short, long))
    assert add_business_time(one, short, calendar) <= add_business_time(two, long, calendar)


@given(calendars(), instants, spans)
def test_no_promise_ends_in_closed_time(calendar: Calendar, start: datetime, span: timedelta) -> None:
    end = add_business_time(start, span, calendar)
    # Open then, or closing at that very moment.
    assert shows_open(calendar, end) or shows_open(calendar, end - MINUTE)
