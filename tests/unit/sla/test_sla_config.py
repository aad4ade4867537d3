"""Calendars and promises in the configuration: what is accepted, and that each mistake names line and key."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.config.load import load
from console.errors import ConfigError
from console.model.words import Kind, Promised
from console.sla import Block, Promises

HOURS = 'name="c"\nzone="Europe/Oslo"\n[calendar.hours]\n'
OFFICE = "[[calendar]]\n" + HOURS + 'mon-fri=["09:00-17:00"]\n'
PROMISE = "[[promise]]\nfirst='1h'\n"


def read(folder: Path, text: str) -> Promises:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, folder).promises


def test_nothing_is_promised_by_default(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Promises()
    assert read(tmp_path, OFFICE) == Promises()


def test_a_whole_promise(tmp_path: Path) -> None:
    [line] = read(
        tmp_path,
        """
        [[calendar]]
        name = "office"
        zone = "Europe/Oslo"
        holidays = "NO"
        closed = ["2026-12-24", "2026-07-13..2026-07-15"]
        [calendar.hours]
        mon-thu = ["08:00-11:30", "12:00-24:00"]
        fri = []
        [calendar.special]
        2026-12-23 = ["08:00-12:00"]
        [[promise]]
        channel = "mastodon"
        kinds = ["dm", "review"]
        first = "1h30m"
        resolution = "16h"
        warn = "20m"
        calendar = "office"
        """,
    ).lines
    assert (line.channel, line.kinds, line.warn) == (
        "mastodon/*",
        {Kind.DM, Kind.REVIEW},
        timedelta(minutes=20),
    )
    assert line.spans == {Promised.FIRST: timedelta(minutes=90), Promised.RESOLUTION: timedelta(hours=16)}
    calendar = line.calendar
    two = (Block(480, 690), Block(720, 1440))
    assert calendar.week == (two, two, two, two, (), (), ())
    assert calendar.closed == {date(2026, 12, 24), *(date(2026, 7, day) for day in (13, 14, 15))}
    assert calendar.special == {date(2026, 12, 23): (Block(480, 720),)}
    assert (str(calendar.zone), calendar.country) == ("Europe/Oslo", "NO")


def test_the_first_promise_that_fits_counts(tmp_path: Path) -> None:
    promises = read(
        tmp_path,
        "[[promise]]\nchannel='@nordbank'\nkinds=['dm']\nfirst='10m'\n[[promise]]\nfirst='4h'\n",
    )
    assert promises.of("Mastodon/@Nordbank", Kind.DM) is promises.lines[0]
    assert promises.of("mastodon/@nordbank", Kind.REPLY) is promises.lines[1]
    assert promises.of("mastodon/@other", Kind.DM) is promises.lines[1]
    assert Promises().of("mastodon/@other", Kind.DM) is None


def test_other_promises_have_another_fingerprint(tmp_path: Path) -> None:
    texts = ("", PROMISE, PROMISE + "warn='5m'", OFFICE + PROMISE + "calendar='c'", PROMISE + "channel='a/*'")
    found = {read(tmp_path, text).fingerprint() for text in texts}
    assert len(found) == len(texts)
    assert read(tmp_path, texts[3]).fingerprint() in found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[promise]]\nkinds=['dm']", "line 1: promise[1].first: is missing; a promise names at least one"),
        (PROMISE + "next='1d'", "line 3: promise[1].next: '1d' leaves open how many hours a day has"),
        (PROMISE + "next='0m'", "line 3: promise[1].next: '0m' is no span of hours and minutes"),
        (PROMISE + "next='9999h'", "line 3: promise[1].next: '9999h' is no span"),
        (PROMISE + "next=4", "line 3: promise[1].next: must be a text"),
        (PROMISE + "kinds=['tweet']", "line 3: promise[1].kinds: 'tweet' is no kind of message"),
        (PROMISE + "calender='c'", "line 3: promise[1].calender: there is no such setting; did you mean"),
        (OFFICE + PROMISE + "calendar='d'", "line 8: promise[1].calendar: 'd' is not known"),
        (PROMISE + PROMISE, "line 3: promise[2].channel: never counts: the first promise takes all"),
        (
            PROMISE + "kinds=['dm','reply']\n" + PROMISE + "channel='a/*'\nkinds=['dm']",
            "line 7: promise[2].kinds: never counts: the first promise takes all these messages",
        ),
        ('[[calendar]]\nzone="Europe/Oslo"', "line 1: calendar[1].name: is missing"),
        (OFFICE + OFFICE, "line 7: calendar[2].name: there is already a calendar 'c'"),
        ('[[calendar]]\nname="always"', "line 2: calendar[1].name: there is already a calendar 'always'"),
        ('[[calendar]]\nname="c"\nzone="Oslo"', "line 3: calendar[1].zone: 'Oslo' is no time zone"),
        ('[[calendar]]\nname="c"\nzone="../etc"', "line 3: calendar[1].zone: '../etc' is no time zone"),
        ('[[calendar]]\nname="c"', "line 1: calendar[1].zone: is missing"),
        ('[[calendar]]\nholidays="XX"\n' + HOURS, "line 2: calendar[1].holidays: 'XX' is no country"),
        ('[[calendar]]\nholidays="NO-BY"\n' + HOURS, "line 2: calendar[1].holidays: NO has no part 'BY'"),
        ('[[calendar]]\nclosed=["24.12."]\n' + HOURS, "line 2: calendar[1].closed: '24.12.' is no day"),
        (
            '[[calendar]]\nclosed=["2026-12-24..2026-12-23"]\n' + HOURS,
            "line 2: calendar[1].closed: '2026-12-24..2026-12-23' must go forward",
        ),
        (
            "[[calendar]]\n" + HOURS + 'funday=["09:00-17:00"]',
            "line 5: calendar[1].hours.funday: is no day of",
        ),
        (
            "[[calendar]]\n" + HOURS + 'fri-mon=["09:00-17:00"]',
            "line 5: calendar[1].hours.fri-mon: is no day of",
        ),
        (OFFICE + 'tue=["09:00-17:00"]', "line 6: calendar[1].hours.tue: tue has its hours already"),
        ("[[calendar]]\n" + HOURS + 'mon="09:00"', "line 5: calendar[1].hours.mon: must be a list of texts"),
        (
            "[[calendar]]\n" + HOURS + 'mon=["9-17"]',
            "line 5: calendar[1].hours.mon: '9-17' is no time from and",
        ),
        (
            "[[calendar]]\n" + HOURS + 'mon=["22:00-02:00"]',
            "line 5: calendar[1].hours.mon: '22:00-02:00' does not end later on the same day; end it at",
        ),
        (
            "[[calendar]]\n" + HOURS + 'mon=["09:00-12:00", "11:00-17:00"]',
            "line 5: calendar[1].hours.mon: '11:00-17:00' begins before the block before it ends",
        ),
        ("[[calendar]]\n" + HOURS + "mon=[]", "calendar[1].hours: the office has no open hour in 2026"),
        (
            '[[calendar]]\nclosed=["2027-01-01..2027-12-31"]\n' + HOURS + 'mon-fri=["09:00-17:00"]',
            "line 5: calendar[1].hours: the office has no open hour in 2027, so no promise would come due",
        ),
        (OFFICE + '[calendar.special]\nxmas=["09:00-12:00"]', "line 7: calendar[1].special.xmas: is no day"),
        ('[[calendar]]\nname="c"\nzone="Europe/Oslo"', "line 1: calendar[1].hours: is missing"),
    ],
)
def test_each_mistake_names_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert told in "\n".join(caught.value.problems)


def test_the_offices_clock_is_that_of_the_first_calendar(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(OFFICE + OFFICE.replace('"c"', '"d"').replace("Oslo", "London"), encoding="utf-8")
    assert load(path, tmp_path).zone == ZoneInfo("Europe/Oslo")
    path.write_text("", encoding="utf-8")
    assert load(path, tmp_path).zone is None
