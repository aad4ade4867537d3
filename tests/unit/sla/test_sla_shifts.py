"""Who is on shift, on the wall clock of their place."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.config import Settings, load
from console.errors import ConfigError
from console.model.team import Colleague
from console.sla import Block, Calendar, Roster

OSLO = ZoneInfo("Europe/Oslo")
DAY = (Block(8 * 60, 12 * 60), Block(12 * 60 + 30, 16 * 60))
NIGHT = (Block(0, 6 * 60), Block(22 * 60, 24 * 60))


def at(text: str, zone: ZoneInfo = OSLO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def roster(*week: tuple[Block, ...], **more: object) -> Roster:
    days = (*week, *((),) * 7)[:7]
    return Roster({"kari": Calendar("kari", OSLO, days, **more)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "works"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T12:30", True),
        ("2026-11-23T16:00", False),
        ("2026-11-24T09:00", False),
        ("2027-03-29T09:00", True),
        ("2026-06-22T09:00", True),
    ],
)
def test_blocks_of_a_day_on_the_wall_clock_of_summer_and_winter(when: str, works: bool) -> None:
    assert roster(DAY).works("kari", at(when)) is works
    assert roster(DAY).off(at(when)) == (frozenset() if works else {"kari"})


def test_a_night_is_one_shift() -> None:
    nights = roster(*(NIGHT,) * 7)
    assert nights.works("kari", at("2026-11-23T23:59:59"))
    assert nights.works("kari", at("2026-11-24T00:00"))
    assert not nights.works("kari", at("2026-11-24T06:00"))


def test_the_hour_that_comes_twice_is_worked_twice_and_the_one_that_is_left_out_ends_nothing() -> None:
    back = roster((), (), (), (), (), (), (Block(0, 3 * 60),))
    # On 25 October 2026 the clock goes from 3 to 2.
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert all(back.works("kari", first + timedelta(hours=hours)) for hours in (0, 1))
    assert not back.works("kari", first + timedelta(hours=2))
    # On 28 March 2027 it goes from 2 to 3.
    gap = roster((), (), (), (), (), (), (Block(60, 2 * 60 + 30),))
    assert gap.works("kari", datetime(2027, 3, 28, 0, 59, tzinfo=UTC))
    assert not gap.works("kari", datetime(2027, 3, 28, 1, 0, tzinfo=UTC))


def test_holidays_closed_days_and_days_of_ones_own() -> None:
    closed, special = frozenset({date(2026, 11, 24)}), {date(2026, 12, 25): DAY[:1]}
    kari = roster(*(DAY,) * 7, country="NO", closed=closed, special=special)
    assert not kari.works("kari", at("2026-11-24T09:00"))
    assert kari.works("kari", at("2026-12-25T09:00"))
    assert not kari.works("kari", at("2026-12-25T13:00"))
    assert not kari.works("kari", at("2026-12-26T09:00"))


@given(st.datetimes(timezones=st.just(UTC)))
def test_who_has_no_shifts_always_works(moment: datetime) -> None:
    assert roster(DAY).works("ola", moment)
    assert Roster().off(moment) == frozenset()


def read(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text)
    return load(file, folder)


def test_shifts_are_read_beside_the_rest_of_a_colleague(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '[[colleague]]\nname = "kari"\nmost = 3\nzone = "Europe/Oslo"\nholidays = "NO"\n'
        'closed = ["2027-07-12..2027-07-30"]\n[colleague.hours]\nmon-fri = ["08:00-12:00", "12:30-16:00"]\n'
        '[[colleague]]\nname = "ola"\n',
    )
    assert found.team == (Colleague("kari", most=3), Colleague("ola"))
    assert found.roster.shifts.keys() == {"kari"}
    assert found.roster.works("kari", at("2026-11-23T15:59"))
    assert not found.roster.works("kari", at("2027-07-13T10:00"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[colleague.hours]\nmon = []", "zone: is missing"),
        ('zone = "Europe/Oslo"', "colleague[1].zone: stands here without hours"),
        ('zone = "Mars"\n[colleague.hours]\nmon = []', "'Mars' is no time zone"),
        ('zone = "UTC"\n[colleague.hours]\nmoon = []', "is no day of the week"),
        ('zone = "UTC"\n[colleague.hours]\nmon = ["9-17"]', "is no time from and to"),
        ('closed = ["2026-12-24"]', "there is no such setting"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, f'[[colleague]]\nname = "kari"\n{text}\n')
    assert any(wrong in problem for problem in refused.value.problems), refused.value.problems
