"""Arithmetic in open hours: what a promise of "one hour" means on a Friday at half past four."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.errors import InputError
from console.sla.calendar import Calendar, Stretch, open_on

NOTHING = timedelta(0)
_DAY = timedelta(days=1)
LONGEST_CLOSED = 800
"""Days without an open minute after which a search ends; `year_without_hours` refuses such calendars."""


def open_from(calendar: Calendar, start: datetime) -> Iterator[Stretch]:
    """Open stretches from an instant on, the first one clipped to it, without end.

    A stretch that ends at that very instant comes too, as an empty one: the office is just closing.

    Raises:
        InputError: the office stays closed for more than two years.
    """
    # A day earlier than the zone's: at midnight the block that ends there belongs to the day before.
    day = start.astimezone(calendar.zone).date() - _DAY
    # Two times of one zone are compared by their wall clocks, which is wrong twice a year.
    start = start.astimezone(UTC)
    shut = 0
    while shut < LONGEST_CLOSED:
        stretches = open_on(calendar, day)
        for begins, ends in stretches:
            if ends >= start:
                yield max(begins, start), ends
        shut = 0 if stretches else shut + 1
        day += _DAY
    raise InputError(f"the calendar {calendar.name!r} has no open hour for more than two years")


def add_business_time(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """When `span` of open time has passed since `start`.

    The answer lies in an open stretch or at its end: an hour that is used up at closing time ends then, and
    not the next morning.

    Args:
        start: Timezone-aware; open or not.
        span: Not negative.
        calendar: Whose hours count.

    Returns:
        Timezone-aware UTC.

    Raises:
        InputError: the office stays closed for more than two years.
        ValueError: a negative span.
    """
    if span < NOTHING:
        raise ValueError("a span of open time cannot be negative")
    left = span
    for begins, ends in open_from(calendar, start):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise AssertionError("open stretches have no end")


def business_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much open time lies between two instants, both timezone-aware; negative if `end` is the earlier.

    Raises:
        InputError: the office stays closed for more than two years.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end < start:
        return -business_time_between(end, start, calendar)
    found = NOTHING
    for begins, ends in open_from(calendar, start):
        if begins >= end:
            break
        found += min(ends, end) - begins
    return found
