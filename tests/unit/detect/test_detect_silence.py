"""Silence: what is missing against the stream's own hours, honest with small numbers and nights."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from console.detect.silence import BUCKET, Silences, Silent

MONDAY = datetime.fromisoformat("2026-01-05T00:00:00+00:00")
WEEKS = 4


def office(at: datetime) -> float:
    """Sleeps at night and on Sundays."""
    return 1.0 if 7 <= at.hour < 22 and at.weekday() != 6 else 0.0


def always(at: datetime) -> float:
    return 1.0


def fed(a_day: float, hours=always, seed: int = 1, until: datetime | None = None) -> Silences:  # type: ignore[no-untyped-def]
    """A stream with that many messages on a usual day, up to `until`."""
    random, silences = Random(seed), Silences(UTC)
    open_buckets = sum(hours(MONDAY + step * BUCKET) for step in range(288)) or 1.0
    at = MONDAY
    while at < (until or MONDAY + timedelta(weeks=WEEKS)):
        mean = a_day / open_buckets * hours(at)
        count = sum(random.random() < mean / 10 for _ in range(10))
        silences.close(at, {"x/@y": float(count)} if count or at == MONDAY else {})
        at += BUCKET
    return silences


def first_silence(silences: Silences, start: datetime, longest: timedelta) -> Silent | None:
    at = start
    while at < start + longest:
        silences.close(at, {})
        at += BUCKET
        if found := silences.silent(at).get("x/@y"):
            return found
    return None


def test_a_busy_stream_is_silent_within_the_hour() -> None:
    start = MONDAY + timedelta(weeks=WEEKS, hours=9)
    found = first_silence(fed(2_000, until=start), start, timedelta(hours=3))
    assert found is not None
    assert found.minutes <= 60
    assert found.expected >= 10
    assert found.every_days >= 90


def test_three_messages_a_day_cannot_be_silent_in_an_hour_nor_in_a_day() -> None:
    start = MONDAY + timedelta(weeks=WEEKS)
    assert first_silence(fed(3, until=start), start, timedelta(hours=20)) is None
    found = first_silence(fed(3, until=start), start, timedelta(days=14))
    assert found is not None
    assert found.minutes > 2 * 24 * 60


def test_a_night_that_is_always_silent_is_none() -> None:
    start = MONDAY + timedelta(weeks=WEEKS, hours=22)
    assert first_silence(fed(400, office, until=start), start, timedelta(hours=8)) is None
    found = first_silence(fed(400, office, until=start), start, timedelta(hours=16))
    assert found is not None
    assert 8 <= (found.since + timedelta(minutes=found.minutes)).hour <= 13


@pytest.mark.parametrize("a_day", [3, 40, 400, 2_000])
def test_an_ordinary_month_has_no_silence(a_day: float) -> None:
    random, silences = Random(5), fed(a_day, office, seed=3)
    start = MONDAY + timedelta(weeks=WEEKS)
    for step in range(28 * 288):
        at = start + step * BUCKET
        mean = a_day / 180 * office(at)
        count = sum(random.random() < mean / 10 for _ in range(10))
        silences.close(at, {"x/@y": float(count)} if count else {})
        assert not silences.silent(at + BUCKET)


def test_too_little_history_says_nothing() -> None:
    start = MONDAY + timedelta(days=5)
    assert first_silence(fed(2_000, until=start), start, timedelta(hours=20)) is None


def test_a_message_ends_it_and_what_is_older_does_not() -> None:
    start = MONDAY + timedelta(weeks=WEEKS, hours=9)
    silences = fed(2_000, until=start)
    found = first_silence(silences, start, timedelta(hours=3))
    assert found is not None
    silences.open[found.stream] = found
    silences.heard("x/@y", found.since - timedelta(minutes=1))
    assert silences.over() == []
    silences.heard("x/@y", found.since + timedelta(minutes=30))
    assert silences.over() == [found]
    silences.forget(found)
    assert silences.over() == []
    assert not silences.silent(start + timedelta(hours=3))


def test_a_long_silence_does_not_become_usual() -> None:
    start = MONDAY + timedelta(weeks=WEEKS, hours=9)
    silences = fed(400, until=start)
    found = first_silence(silences, start, timedelta(hours=9))
    assert found is not None
    silences.open[found.stream] = found
    at = start + timedelta(minutes=found.minutes)
    for step in range(14 * 288):
        silences.close(at + step * BUCKET, {})
    later = silences.silent(at + timedelta(days=14))["x/@y"]
    assert later.episode == found.episode
    assert later.expected > 10 * found.expected


def test_a_message_that_came_late_begins_the_same_silence_as_in_a_replay() -> None:
    start = MONDAY + timedelta(weeks=WEEKS, hours=9)
    at = start + timedelta(minutes=2)
    live, replayed = fed(2_000, until=start), fed(2_000, until=start)
    live.close(start, {})
    live.close(start + BUCKET, {})
    live.heard("x/@y", at)
    replayed.close(start, {"x/@y": 1.0, "all": 1.0})
    replayed.close(start + BUCKET, {})
    later = start + timedelta(hours=3)
    for silences in (live, replayed):
        silences.close(later, {})
    seen = [silences.silent(later)["x/@y"].episode for silences in (live, replayed)]
    assert seen[0] == seen[1]
