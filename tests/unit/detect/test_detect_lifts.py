"""Calendar entries raise what is expected: by stream, and without a storm being hidden."""

from datetime import timedelta

from console.detect import Alarms
from console.detect.lifts import during, lift_at, running
from console.model.alert import SeriesPoint
from console.model.calendar import CalendarEntry
from console.text import one_line
from tests.support.fastclock import START

BUCKET = timedelta(minutes=5)
HOUR = timedelta(hours=1)
OURS, OTHER = "mastodon/@nordbank", "bluesky/@nordbank.example"


def entry(name: str = "Match day", lift: float = 3, *channels: str, hours: float = 4) -> CalendarEntry:
    return CalendarEntry(one_line(name), START, START + hours * HOUR, lift, channels)


def test_it_holds_from_its_start_up_to_its_end() -> None:
    entries = [entry()]
    assert lift_at(entries, START - BUCKET) == 1
    assert lift_at(entries, START) == 3
    assert lift_at(entries, START + 4 * HOUR - BUCKET) == 3
    assert lift_at(entries, START + 4 * HOUR) == 1


def test_of_two_the_stronger_counts_and_is_named() -> None:
    entries = [entry("Campaign", 1.5, hours=48), entry()]
    assert lift_at(entries, START) == 3
    assert [one.name for one in running(entries, START)] == ["Match day", "Campaign"]
    assert [one.name for one in running(entries, START, "all")][:1] == ["Match day"]
    assert running(entries, START - BUCKET, "all") == []
    assert during("Match day", 3.0) == "during 'Match day', expected x3"
    assert during("Campaign", 1.5, "nb") == "under «Campaign», ventet x1,5"


def test_a_channel_that_it_does_not_name_is_not_lifted() -> None:
    entries = [entry("Launch", 3, "mastodon/*")]
    assert lift_at(entries, START, OURS) == 3
    assert lift_at(entries, START, OTHER) == 1
    assert lift_at(entries, START, "all") == 3


def counted(alarms: Alarms, factor: int, lift: float, channel_lift: float | None = None) -> list[str]:
    """Two quiet weeks, then an hour of so many times as many; the levels that were raised."""
    levels = []
    for number in range(14 * 288 + 12):
        volume = (4 + number % 3) * (factor if number >= 14 * 288 else 1)
        at = START - 14 * timedelta(days=1) + number * BUCKET
        points = {name: SeriesPoint(name, at, volume, 0) for name in ("all", OURS)}
        known = at >= START

        def of(stream: str, known: bool = known) -> float:
            if not known:
                return 1.0
            return channel_lift if channel_lift is not None and stream == OURS else lift

        levels += [episode.level.value for episode in alarms.close(at, points, {}, of)]
    return levels


def test_what_was_announced_raises_nothing_and_what_goes_beyond_it_does() -> None:
    assert counted(Alarms(), 3, 1)
    assert counted(Alarms(), 3, 3) == []
    assert counted(Alarms(), 12, 3)


def test_a_storm_in_a_channel_that_was_not_announced_is_raised() -> None:
    assert counted(Alarms(), 3, 3, channel_lift=1)


def test_the_band_shows_it_and_the_usual_is_learned_without_it() -> None:
    alarms = Alarms()
    counted(alarms, 3, 3)
    band = alarms.band("all")
    before, during_it = band[-13][1], band[-1][1]
    assert before is not None
    assert during_it is not None
    assert 2.8 < during_it / before < 3.2
    usual, _ = alarms.expected("all")
    assert usual is not None
    assert 0.9 < usual / before < 1.1
