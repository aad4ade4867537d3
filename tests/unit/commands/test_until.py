"""Moments in a person's words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.commands import until as read
from console.commands.calendar import read_stretch
from console.errors import InputError

NOW = datetime(2026, 11, 25, 10, 30).astimezone()
"""A Wednesday, local time."""
YEARS = (datetime(2020, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001  # the zone is put to them below


def until(text: str, now: datetime) -> datetime:
    found = read(text, now)
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["reply", "until they write", "a reply", "svar", "til de svarer"])
def test_until_they_write_has_no_moment(text: str) -> None:
    assert read(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("2h", 25, "12:30"),
        ("1d 30m", 26, "11:00"),
        ("tomorrow", 26, "08:00"),
        ("Tomorrow at 9", 26, "09:00"),
        ("i morgen kl. 9", 26, "09:00"),
        ("i morgen", 26, "08:00"),
        ("today 14:15", 25, "14:15"),
        ("i dag kl 14.15", 25, "14:15"),
        ("tonight", 25, "18:00"),
        ("i kveld", 25, "18:00"),
        ("i kveld 21", 25, "21:00"),
        ("monday", 30, "08:00"),
        ("mandag", 30, "08:00"),
        ("på mandag kl 14:30", 30, "14:30"),
        ("fri noon", 27, "12:00"),
        ("Lørdag", 28, "08:00"),
        ("søn 10", 29, "10:00"),
        ("wednesday 11", 25, "11:00"),
        ("next week", 30, "08:00"),
        ("neste uke", 30, "08:00"),
        ("neste mandag kl 9", 30, "09:00"),
        ("next monday", 30, "08:00"),
        ("17", 25, "17:00"),
        ("5pm", 25, "17:00"),
        ("9", 26, "09:00"),
        ("12 am", 26, "00:00"),
        ("30 nov", 30, "08:00"),
        ("30. november 16", 30, "16:00"),
        ("2026-11-30 09:00", 30, "09:00"),
        ("in 3 days", 28, "10:30"),
        ("in 90 minutes", 25, "12:00"),
        ("in 1 day 2 hours", 26, "12:30"),
        ("in 2h", 25, "12:30"),
        ("om 2 timer", 25, "12:30"),
        ("om 3 dager", 28, "10:30"),
        ("3 days", 28, "10:30"),
        ("30.11", 30, "08:00"),
        ("30.11.", 30, "08:00"),
        ("30/11", 30, "08:00"),
        ("30/11 16:00", 30, "16:00"),
        ("30.11. kl. 16", 30, "16:00"),
        ("14.30", 25, "14:30"),
        ("kl. 11.05", 25, "11:05"),
        ("mandag morgen", 30, "08:00"),
        ("monday morning", 30, "08:00"),
        ("fredag kveld", 27, "18:00"),
        ("fredag ettermiddag", 27, "15:00"),
        ("i morgen kveld", 26, "18:00"),
        ("tomorrow evening", 26, "18:00"),
        ("tonight 21", 25, "21:00"),
    ],
)
def test_what_people_say(text: str, day: int, at: str) -> None:
    found = until(text, NOW)
    assert (found.day, f"{found:%H:%M}", found.month) == (day, at, 11)
    assert found.tzinfo is not None


def test_a_weekday_whose_time_has_passed_is_next_week() -> None:
    assert until("wednesday 9", NOW).date() == (NOW + timedelta(days=7)).date()
    assert until("onsdag", NOW).date() == (NOW + timedelta(days=7)).date()


def test_a_day_of_the_year_that_has_passed_is_next_year() -> None:
    assert until("1 mai", NOW).year == 2027
    assert until("1. des", NOW).month == 12


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "tomorrow never",
        "25:00",
        "13pm",
        "31 feb",
        "2026-02-30",
        "today 9",
        "2020-01-01",
        "400d",
        "in 0 days",
        "in 400 days",
        "om litt",
        "31.11.",
        "32/12",
        "0m",
        "1 xyz",
    ],
)
def test_what_is_no_moment_ahead_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        until(text, NOW)


@given(st.text(max_size=40), st.datetimes(*YEARS))
def test_whatever_is_typed_it_is_later_or_refused(text: str, now: datetime) -> None:
    aware = now.replace(tzinfo=UTC)
    try:
        found = until(text, aware)
    except InputError:
        return
    if found is None:
        # "THEY WRITE" is as good as "they write".
        return
    assert aware < found <= aware + timedelta(days=367)


def test_next_friday_is_not_the_one_of_this_week() -> None:
    assert until("neste fredag", NOW).date() == (NOW + timedelta(days=9)).date()
    assert until("fredag", NOW).date() == (NOW + timedelta(days=2)).date()


@pytest.mark.parametrize(
    ("start", "end", "day", "at"),
    [
        ("tomorrow 9", "tomorrow 18", 26, "18:00"),
        ("i morgen 9", "i morgen 18", 26, "18:00"),
        ("tomorrow 9", "18", 26, "18:00"),
        ("tomorrow 9", "18:30", 26, "18:30"),
        ("tomorrow 20", "2", 27, "02:00"),
        ("tomorrow 9", "4h", 26, "13:00"),
        ("friday 9", "friday 18", 27, "18:00"),
        ("wednesday 9", "wednesday 18", 2, "18:00"),
        ("fredag 18", "mandag", 30, "08:00"),
        ("tomorrow 9", "friday 9", 27, "09:00"),
        ("now", "tonight", 25, "18:00"),
        ("28 nov", "2 dec 12", 2, "12:00"),
        ("now", "in 2 days", 27, "10:30"),
        ("tomorrow 9", "in 2 days", 27, "10:30"),
    ],
)
def test_an_end_with_a_day_is_that_day_and_one_without_is_counted_from_the_beginning(
    start: str, end: str, day: int, at: str
) -> None:
    begins, ends = read_stretch(start, end, NOW)
    assert begins < ends < begins + timedelta(days=7)
    assert (ends.day, f"{ends:%H:%M}") == (day, at)


def test_an_end_before_the_beginning_stays_where_it_was_said() -> None:
    begins, ends = read_stretch("saturday 9", "tomorrow 18", NOW)
    assert ends < begins


def test_a_date_with_full_stops_is_day_and_month() -> None:
    assert until("31.12", NOW).date() == until("31/12", NOW).date() == until("31. des", NOW).date()
    assert (until("10.12", NOW).day, until("kl. 10.12", NOW).hour) == (10, 10)
    assert until("1.2.", NOW).date() == datetime(2027, 2, 1).date()  # noqa: DTZ001  # a day
