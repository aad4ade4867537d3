"""The detector's streams are bounded, and a new wave finds room again."""

from datetime import datetime, timedelta

from console.detect.alarms import STREAMS
from console.model.alert import SeriesPoint
from console.watch.feeding import MOST, Feed, packed
from tests.support.fastclock import START


def points(prefix: str, count: int, at: datetime = START, volume: int = 5) -> list[SeriesPoint]:
    return [SeriesPoint(f"{prefix}{number}", at, volume + number, 0) for number in range(count)]


def test_those_with_most_messages_are_watched_and_all_is_never_left_out() -> None:
    feed = Feed()
    many = [
        SeriesPoint("all", START, 900, 0),
        *points("topic:t", 100),
        *points("x/@", 500),
        *points("wave:", 40),
    ]
    chosen = {point.stream for point in feed.choose(many)}
    assert "all" in chosen
    assert len(chosen) == 1 + MOST["topic:"] + MOST[""] + MOST["wave:"]
    assert "topic:t99" in chosen
    assert "topic:t0" not in chosen


def test_what_comes_later_is_watched_while_there_is_room() -> None:
    feed = Feed()
    feed.choose(points("wave:", 3))
    assert "wave:99" in feed.admit([SeriesPoint("wave:99", START, 12, 0)])[START]
    assert not feed.refused
    found = feed.admit(points("wave:1", 40))[START]
    assert len(found) == MOST["wave:"] - 4
    assert feed.refused


def test_a_wave_that_is_over_makes_room_at_the_next_choice() -> None:
    feed = Feed()
    old = points("wave:", 30, START - timedelta(days=20), 500)
    chosen = {point.stream for point in feed.choose([*old, *points("wave:n", 2)])}
    assert chosen == {"wave:n0", "wave:n1"}


def test_the_detector_has_room_for_all_that_is_fed_to_it() -> None:
    assert 1 + sum(MOST.values()) <= STREAMS


def test_a_packed_history_is_what_it_was() -> None:
    points = [SeriesPoint("all", START, 5, 2, 4.5), SeriesPoint("kind:dm", START, 1, 0, 0.0)]
    assert list(packed(points).points()) == points
    assert list(packed([]).points()) == []
