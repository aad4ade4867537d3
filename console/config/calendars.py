"""The `[[calendar]]` tables: the hours of one office each."""

import re
from collections.abc import Mapping
from datetime import date, timedelta, tzinfo
from zoneinfo import ZoneInfo

from console.config.table import Table
from console.sla.calendar import AROUND_THE_CLOCK, Block, Blocks, Calendar, year_without_hours
from console.sla.publicdays import country_problem

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_RANGE = 366
_BLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_HOURS = 'write blocks such as ["09:00-12:00", "12:30-17:00"], or [] for a closed day'


def read_calendars(root: Table) -> Mapping[str, Calendar]:
    """The calendars that can be read, by name, with `always`; what is wrong is left in the source."""
    found = {AROUND_THE_CLOCK.name: AROUND_THE_CLOCK}
    for table in root.tables("calendar"):
        name = table.text("name", "", longest=60)
        if not name:
            table.reject("name", "is missing", "choose one such as office")
        elif name in found:
            table.reject("name", f"there is already a calendar {name!r}")
        calendar = _calendar(table, name)
        found.setdefault(name, calendar)
    return found


def office_zone(calendars: Mapping[str, Calendar]) -> tzinfo | None:
    """Whose clock the office lives by: that of the first calendar that was written; None if none was."""
    return next((one.zone for one in calendars.values() if one is not AROUND_THE_CLOCK), None)


def _calendar(table: Table, name: str) -> Calendar:
    before = len(table.source.wrong)
    calendar = read_hours(table, name)
    table.done()
    # Looked at only when it could be read: hours that were not understood are no closed year.
    if len(table.source.wrong) == before and (year := year_without_hours(calendar)):
        table.reject("hours", f"the office has no open hour in {year}, so no promise would come due")
    return calendar


def read_hours(table: Table, name: str) -> Calendar:
    """A week in a place, with holidays, closed and special days: an office's hours, or a person's shifts."""
    if not table.has("zone"):
        table.reject("zone", "is missing", "name the place whose clock counts, such as Europe/Oslo")
    return Calendar(
        name=name,
        zone=ZoneInfo(table.text("zone", "UTC", check=zone_problem)),
        week=read_week(table),
        country=table.text("holidays", "", check=country_problem),
        closed=_closed(table),
        special=_special(table.table("special")),
    )


def zone_problem(text: str) -> str | None:
    """What is wrong with a time zone's name, or None."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        return f"{text!r} is no time zone, such as Europe/Oslo"
    return None


def read_week(table: Table) -> tuple[Blocks, ...]:
    """The blocks of seven days, Monday first, from a table's `hours`."""
    hours = table.table("hours")
    if not table.has("hours"):
        table.reject("hours", "is missing", 'write such as mon-fri = ["09:00-17:00"] under [calendar.hours]')
    week: dict[int, Blocks] = {}
    for key, value in hours.items().items():
        blocks = _blocks(hours, key, value)
        days = _days(key)
        if not days:
            hours.reject(key, "is no day of the week", "write such as mon, mon-fri or sat")
        for day in days:
            if day in week:
                hours.reject(key, f"{DAYS[day]} has its hours already")
            week[day] = blocks
    return tuple(week.get(day, ()) for day in range(7))


def _days(key: str) -> range:
    first, _, last = key.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        return range(0)
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _blocks(table: Table, key: str, value: object) -> Blocks:
    """The open blocks of a day, such as `["09:00-12:00", "12:30-17:00"]`."""
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        table.reject(key, "must be a list of texts", _HOURS)
        return ()
    blocks: list[Block] = []
    for entry in value:
        read = _BLOCK.fullmatch(entry.replace(" ", ""))
        if read is None:
            table.reject(key, f"{entry!r} is no time from and to", _HOURS)
            continue
        start, end = int(read[1]) * 60 + int(read[2]), int(read[3]) * 60 + int(read[4])
        if end > 24 * 60 or start >= end:
            fix = "end it at 24:00 and begin the next day at 00:00 to go over midnight"
            table.reject(key, f"{entry!r} does not end later on the same day", fix)
        elif blocks and start < blocks[-1].end:
            table.reject(key, f"{entry!r} begins before the block before it ends")
        else:
            blocks.append(Block(start, end))
    return tuple(blocks)


def _closed(table: Table) -> frozenset[date]:
    days: set[date] = set()
    for entry in table.texts("closed"):
        first, _, last = entry.partition("..")
        start, end = _date(first), _date(last or first)
        if start is None or end is None:
            table.reject("closed", f"{entry!r} is no day", "write 2026-12-24, or 2026-07-13..2026-07-17")
        elif not timedelta(0) <= end - start < timedelta(days=LONGEST_RANGE):
            table.reject("closed", f"{entry!r} must go forward, and over no more than a year")
        else:
            days.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    return frozenset(days)


def _special(table: Table) -> Mapping[date, Blocks]:
    found: dict[date, Blocks] = {}
    for key, value in table.items().items():
        day = _date(key)
        if day is None:
            table.reject(key, "is no day", "write it like 2026-12-23")
        else:
            found[day] = _blocks(table, key, value)
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
