"""The hours of the week are those of the clock on the office's wall, also when it is put forward or back."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from console.detect.silence import BUCKET, Silences, Silent, hour_of

OSLO = ZoneInfo("Europe/Oslo")
FORWARD = datetime(2026, 3, 29, 1, tzinfo=UTC)
"""From 2 to 3 in the morning."""
BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""From 3 to 2."""
CHANGES = pytest.mark.parametrize("change", [FORWARD, BACK])


def office(change: datetime, until: datetime, zone: ZoneInfo | None = OSLO, weeks: int = 6) -> Silences:
    """Messages from 7 to 22 on the wall in Oslo, ten an hour, from some weeks before the change on."""
    chance, silences = Random(1), Silences(zone)
    at = change.replace(hour=0) - timedelta(weeks=weeks)
    while at < until:
        wanted = 7 <= at.astimezone(OSLO).hour < 22
        silences.close(at, {"x/@y": float(sum(chance.random() < 10 / 120 for _ in range(10)) * wanted)})
        at += BUCKET
    return silences


def morning(day: datetime) -> datetime:
    """The Monday after a Sunday, at 6 on the wall."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=OSLO) + timedelta(days=1)


def silent_from(start: datetime, silences: Silences, hours: int) -> Silent | None:
    at = start.astimezone(UTC)
    for step in range(12 * hours):
        silences.close(at + step * BUCKET, {})
    return silences.silent(at + timedelta(hours=hours)).get("x/@y")


@CHANGES
def test_the_morning_after_the_change_expects_what_the_morning_a_week_before_did(change: datetime) -> None:
    after, before = morning(change), morning(change - timedelta(weeks=1))
    missing = [silent_from(start, office(change, start.astimezone(UTC)), 5) for start in (before, after)]
    assert all(found is not None and found.expected > 15 for found in missing)
    assert missing[0] is not None
    assert missing[1] is not None
    assert missing[1].expected == pytest.approx(missing[0].expected, rel=0.25)


@CHANGES
def test_by_another_clock_the_same_morning_expects_something_else(change: datetime) -> None:
    start = morning(change)
    here = silent_from(start, office(change, start.astimezone(UTC)), 5)
    there = silent_from(start, office(change, start.astimezone(UTC), UTC), 5)  # type: ignore[arg-type]
    assert here is not None
    assert there is None or abs(there.expected - here.expected) > 5


@CHANGES
def test_the_night_of_the_change_is_no_silence(change: datetime) -> None:
    silences = office(change, morning(change).astimezone(UTC))
    assert not silences.silent(morning(change))


@CHANGES
def test_a_night_owl_of_a_channel_is_no_more_silent_when_an_hour_comes_twice_or_never(
    change: datetime,
) -> None:
    silences = Silences(OSLO)
    at = change - timedelta(weeks=4)
    while at < change + timedelta(days=1):
        silences.close(at, {"x/@y": 2.0})
        assert not silences.silent(at)
        at += BUCKET


def hours_between(since: datetime, until: datetime) -> Iterator[int]:
    at, last = since, None
    while at < until:
        hour = hour_of(at, OSLO)
        if hour != last:
            yield hour.of_week % 24
        last = hour
        at += BUCKET


def test_the_hour_left_out_is_none_and_the_hour_that_comes_twice_is_two() -> None:
    def day(change: datetime) -> Counter[int]:
        start = datetime(change.year, change.month, change.day, tzinfo=OSLO)
        return Counter(hours_between(start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)))

    assert day(FORWARD) == Counter(hour for hour in range(24) if hour != 2)
    assert day(BACK) == Counter([*range(24), 2])


def test_a_week_begins_on_monday_and_half_hours_of_a_zone_are_kept() -> None:
    assert hour_of(datetime(2026, 1, 4, 23, tzinfo=UTC), OSLO).of_week == 0
    assert hour_of(datetime(2026, 1, 4, 22, 55, tzinfo=UTC), OSLO).of_week == 167
    kolkata = ZoneInfo("Asia/Kolkata")
    assert hour_of(datetime(2026, 1, 4, 18, 30, tzinfo=UTC), kolkata).of_week == 0
    assert hour_of(datetime(2026, 1, 4, 19, 25, tzinfo=UTC), kolkata).of_week == 0


@CHANGES
def test_without_a_calendar_it_is_the_clock_of_the_host(
    change: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        for minutes in range(-180, 180, 5):
            at = change + timedelta(minutes=minutes)
            assert hour_of(at, None) == hour_of(at, OSLO)
    finally:
        monkeypatch.undo()
        time.tzset()
