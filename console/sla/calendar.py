"""When an office is open.

A calendar speaks of the wall clock: the office is open at an instant if the clock on its wall then shows a
time within one of that day's blocks. So a block of a whole day lasts 23 hours when the clock is put forward
and 25 when it is put back; a block that begins in the hour that is left out begins when that hour would have;
and a time that comes twice counts both times.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from console.sla.publicdays import MOST, public_days

DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Block:
    """Open from `start` up to `end`: minutes since midnight on the wall clock, at most 1440."""

    start: int
    end: int


Blocks = tuple[Block, ...]
ALL_DAY: Blocks = (Block(0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of one office. Blocks of a day are in order and do not overlap."""

    name: str
    zone: tzinfo
    week: tuple[Blocks, ...]
    """Seven days, Monday first."""
    country: str = ""
    """Whose public holidays are closed, such as `NO` or `DE-BY`; empty for nobody's."""
    closed: frozenset[date] = frozenset()
    special: Mapping[date, Blocks] = field(default_factory=dict)
    """Days with hours of their own; they win over `closed` and over holidays."""


AROUND_THE_CLOCK = Calendar("always", UTC, (ALL_DAY,) * 7)

Stretch = tuple[datetime, datetime]
"""From and up to, UTC."""


def blocks_of(calendar: Calendar, day: date) -> Blocks:
    """When the office is open on a day of its own zone."""
    special = calendar.special.get(day)
    if special is not None:
        return special
    if day in calendar.closed:
        return ()
    usual = calendar.week[day.weekday()]
    return () if usual and day in public_days(calendar.country, day.year) else usual


def open_on(calendar: Calendar, day: date) -> list[Stretch]:
    """The stretches of a day of the calendar's zone in which it is open, in order, none touching the next."""
    blocks = blocks_of(calendar, day)
    if not blocks:
        return []
    # The wall clock's midnight read as if it were UTC; every zone's day lies within a day of it.
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found: list[Stretch] = []
    for offset, begins, ends in _offsets(calendar.zone, midnight - _DAY, midnight + 2 * _DAY):
        for block in blocks:
            start = max(midnight + timedelta(minutes=block.start) - offset, begins)
            end = min(midnight + timedelta(minutes=block.end) - offset, ends)
            if start < end:
                found.append((start, end))
    return _joined(sorted(found))


def _offsets(zone: tzinfo, start: datetime, end: datetime) -> Iterator[tuple[timedelta, datetime, datetime]]:
    """The zone's offsets from UTC in a window of three days, in which no zone changes its clocks twice."""
    first, last = _offset(zone, start), _offset(zone, end)
    if first == last:
        yield first, start, end
        return
    low, high = 0, round((end - start).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, start + timedelta(seconds=middle)) == first:
            low = middle
        else:
            high = middle
    change = start + timedelta(seconds=high)
    yield first, start, change
    yield last, change, end


def _offset(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def year_without_hours(calendar: Calendar) -> int | None:
    """A year in which the office never opens, of those that its own days speak of and a usual one; or None.

    A promise that is counted in such a calendar would never come due.
    """
    if not any(calendar.week):
        # Days of its own alone are over one day.
        return max((day.year for day in calendar.special), default=2025) + 1
    spoken = {day.year for day in (*calendar.closed, *calendar.special)}
    for year in sorted(spoken | {2026}):
        closed = sum(day.year == year for day in calendar.closed)
        weekly = 52 * sum(bool(blocks) for blocks in calendar.week)
        # Most calendars open so often that no list of holidays has to be looked at.
        if weekly - closed > MOST:
            continue
        first = date(year, 1, 1)
        days = ((first + timedelta(days=number)) for number in range(365))
        if not any(open_on(calendar, day) for day in days):
            return year
    return None
