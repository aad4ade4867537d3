"""Streams joined into one episode: it opens, grows, is told once a level, survives a restart."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from console.detect import Alarms, Episode, Tuning
from console.detect.alarms import STREAMS
from console.detect.watched import Watched
from console.model.alert import SeriesPoint
from console.model.words import Flag, Level
from tests.support.counts import DAY, START, STEP, calm_points, calm_values, points

DAYS = 7
NOW = START + timedelta(days=DAYS)
ANGRY = {f"net/{number}": (20, 14) for number in range(3)}
CALM_STORM = {f"net/{number}": (20, 2) for number in range(3)}


def learned(rate: float = 3.0) -> Alarms:
    alarms = Alarms()
    alarms.replay(calm_points(DAYS, rate), NOW)
    return alarms


def storm(
    alarms: Alarms, counts: dict[str, tuple[int, int]], buckets: int, flags: dict[Flag, int] | None = None
) -> list[Episode]:
    found: list[Episode] = []
    for bucket in range(buckets):
        at = NOW + bucket * STEP
        found += alarms.close(at, points(at, counts), flags)
    return found


def test_history_of_a_quiet_week_leaves_nothing_open() -> None:
    assert learned().episode is None


def test_an_angry_storm_is_one_episode_that_grows_to_a_crisis() -> None:
    found = storm(learned(), ANGRY, 24)
    assert found[-1].level is Level.CRISIS
    assert len({episode.id for episode in found}) == 1
    levels = [episode.level for episode in found]
    assert levels == sorted(set(levels), key=[Level.WATCH, Level.WARNING, Level.CRISIS].index)
    assert [episode.grown for episode in found] == [False] + [True] * (len(found) - 1)
    assert sorted(found[-1].channels) == ["net/0", "net/1", "net/2"]
    assert found[-1].angry
    assert found[-1].share == pytest.approx(0.7, abs=0.1)
    assert found[-1].usual_share == pytest.approx(0.12, abs=0.05)
    assert found[-1].at - NOW < timedelta(hours=1)


def test_a_storm_that_doubles_is_told_again_with_its_new_numbers() -> None:
    alarms = learned()
    before = storm(alarms, ANGRY, 24)
    later: list[Episode] = []
    for bucket, size in enumerate([60, 60, 130, 130, 60, 270]):
        at = NOW + (24 + bucket) * STEP
        later += alarms.close(at, points(at, {"net/0": (size, size // 2)}))
    assert [episode.signals[0].value for episode in later] == [130, 270]
    assert {episode.level for episode in later} == {Level.CRISIS}
    assert {episode.id for episode in later} == {before[0].id}


def test_a_level_does_not_rise_on_an_empty_bucket() -> None:
    alarms = learned(0.05)
    told = list(alarms.close(NOW, points(NOW, {"net/0": (12, 12)}), {Flag.OUTAGE: 12}))
    for bucket in range(1, 12):
        told += alarms.close(NOW + bucket * STEP, {})
    assert [(episode.level, episode.signals[0].value) for episode in told] == [(Level.WATCH, 12)]


def test_a_level_that_rises_on_a_smaller_bucket_keeps_the_numbers() -> None:
    alarms = learned(0.05)
    (first,) = alarms.close(NOW, points(NOW, {"net/0": (12, 12)}), {Flag.OUTAGE: 12})
    told: list[Episode] = []
    for bucket in range(1, 4):
        at = NOW + bucket * STEP
        told += alarms.close(at, points(at, {"net/0": (1, 1)}), {Flag.OUTAGE: 1})
    (grown,) = told
    assert (grown.level, grown.grown) == (Level.CRISIS, True)
    assert grown.at > first.at
    assert grown.signals == first.signals
    assert (grown.share, grown.flags) == (first.share, first.flags)


def test_volume_alone_is_a_warning_and_no_crisis() -> None:
    found = storm(learned(), CALM_STORM, 24)
    assert found[-1].level is Level.WARNING
    assert not found[-1].angry


def test_content_flags_make_it_a_crisis() -> None:
    found = storm(learned(), CALM_STORM, 24, {Flag.SAFETY: 2, Flag.PRESS: 1})
    assert found[-1].level is Level.CRISIS
    assert found[-1].flags[0] is Flag.SAFETY


def test_a_lone_flag_in_a_storm_is_no_crisis() -> None:
    alarms = learned()
    found = storm(alarms, CALM_STORM, 1, {Flag.SAFETY: 1})
    for bucket in range(1, 24):
        at = NOW + bucket * STEP
        found += alarms.close(at, points(at, CALM_STORM))
    assert found[-1].level is Level.WARNING


def test_the_strongest_evidence_comes_first() -> None:
    episode = storm(learned(), ANGRY, 24)[-1]
    assert (episode.signals[0].stream, episode.signals[0].measure) == ("all", "volume")
    assert episode.signals[0].value == 60
    assert episode.signals[0].minutes >= 5
    assert episode.raised_since <= episode.at


def test_the_running_bucket_is_told_at_once_and_only_once() -> None:
    alarms = learned()
    huge = {f"net/{number}": (400, 280) for number in range(3)}
    told: list[Episode] = []
    for bucket in range(6):
        at = NOW + bucket * STEP
        told += alarms.peek(at, points(at, huge))
        told += alarms.peek(at, points(at, huge))
        told += alarms.close(at, points(at, huge))
    levels = [episode.level for episode in told]
    assert len(levels) == len(set(levels))
    assert levels[-1] is Level.CRISIS


def test_a_look_teaches_nothing() -> None:
    looked, blind = learned(), learned()
    for _ in range(50):
        looked.peek(NOW, points(NOW, {"net/0": (9, 1)}))
    assert looked.close(NOW, points(NOW, ANGRY)) == blind.close(NOW, points(NOW, ANGRY))
    assert looked.band() == blind.band()


def test_a_restart_that_replays_the_storm_knows_its_episode() -> None:
    alarms = learned()
    found = storm(alarms, ANGRY, 12)
    history: list[SeriesPoint] = list(calm_points(DAYS, 3.0))
    for bucket in range(12):
        history += points(NOW + bucket * STEP, ANGRY).values()
    again = Alarms()
    again.replay(history, NOW + 12 * STEP)
    assert again.episode == alarms.episode
    assert again.episode is not None
    assert again.episode.id == found[0].id
    at = NOW + 12 * STEP
    assert again.close(at, points(at, ANGRY)) == ()


def test_an_episode_ends_after_its_cool_down_and_the_next_storm_is_another() -> None:
    alarms = learned()
    first = storm(alarms, ANGRY, 12)
    later = NOW + timedelta(hours=30)
    calm = [
        SeriesPoint(point.stream, point.bucket_at + timedelta(days=DAYS), point.volume, point.negatives)
        for point in calm_points(2, 3.0, seed=9)
        if point.bucket_at + timedelta(days=DAYS) < later
    ]
    alarms.replay((point for point in calm if point.bucket_at >= NOW + 12 * STEP), later)
    assert alarms.episode is None
    second: list[Episode] = []
    for bucket in range(24):
        second += alarms.close(later + bucket * STEP, points(later + bucket * STEP, ANGRY))
    assert second
    assert second[0].id != first[0].id


def test_a_bucket_that_is_not_newer_is_ignored() -> None:
    alarms = learned()
    storm(alarms, {"net/0": (3, 0)}, 2)
    before = alarms.band()
    assert alarms.close(NOW, points(NOW, ANGRY)) == ()
    assert alarms.peek(NOW, points(NOW, ANGRY)) == ()
    assert alarms.band() == before


def test_skipped_buckets_count_nothing() -> None:
    alarms, gap = learned(), learned()
    for bucket in range(3):
        alarms.close(NOW + bucket * STEP, {})
    alarms.close(NOW + 3 * STEP, points(NOW, ANGRY))
    gap.close(NOW + 3 * STEP, points(NOW, ANGRY))
    assert alarms.band() == gap.band()


def test_the_band_covers_a_day_and_says_nothing_while_learning() -> None:
    alarms = Alarms()
    alarms.replay(calm_points(1, 3.0), START + timedelta(hours=23))
    assert all(expected is None and upper is None for _, expected, upper in alarms.band())
    assert alarms.expected() == (None, None)
    assert timedelta(0) < alarms.needed() <= timedelta(hours=2)
    full = learned()
    assert len(full.band()) == 288
    assert all(
        expected is not None and upper is not None and expected <= upper for _, expected, upper in full.band()
    )
    assert full.needed() == timedelta(0)
    assert full.band("net/1")
    assert full.band("nowhere") == ()


def test_a_new_channel_alarms_by_itself_only_when_it_has_a_past() -> None:
    found = storm(learned(), {"new/0": (60, 40)}, 24)
    streams: Sequence[str] = [signal.stream for signal in found[-1].signals]
    assert "all" in streams
    assert "new/0" not in streams


def quiet(streams: dict[str, int], days: int = DAYS) -> Alarms:
    """Some streams that count the same in each bucket; what is not named is quiet."""
    alarms = Alarms()
    for bucket in range(days * 288):
        at = START + bucket * STEP
        alarms.close(at, {name: SeriesPoint(name, at, size, 0) for name, size in streams.items()})
    return alarms


def test_a_new_tag_needs_no_day_of_its_own_when_the_rest_has_one() -> None:
    alarms = learned()
    found: list[Episode] = []
    for bucket in range(6):
        at = NOW + bucket * STEP
        found += alarms.close(
            at, {"all": SeriesPoint("all", at, 6, 0), "topic:recall": SeriesPoint("topic:recall", at, 5, 0)}
        )
    assert {signal.stream for episode in found for signal in episode.signals} == {"topic:recall"}
    assert {episode.level for episode in found} == {Level.WATCH}


def test_a_new_word_has_too_little_data_for_a_day() -> None:
    alarms = learned()
    for bucket in range(6):
        at = NOW + bucket * STEP
        points = {name: SeriesPoint(name, at, 5, 0) for name in ("all", "watch:boycott")}
        assert alarms.close(at, points) == ()
    assert alarms.expected("watch:boycott") == (None, None)


def test_the_quiet_streams_are_forgotten_first_and_channels_last() -> None:
    alarms = quiet({"all": 9, "net/0": 9}, days=1)
    for number in range(3 * STREAMS):
        at = START + timedelta(days=1) + number * STEP
        alarms.close(at, {name: SeriesPoint(name, at, 1, 0) for name in ("all", f"wave:{number}")})
    watched = [f"wave:{number}" for number in range(3 * STREAMS) if alarms.band(f"wave:{number}")]
    assert watched == [f"wave:{number}" for number in range(2 * STREAMS + 2, 3 * STREAMS)]
    assert alarms.band("net/0")


def test_more_streams_need_rarer_runs_to_open_an_episode() -> None:
    def opened(others: int) -> bool:
        names = ["net/0", *(f"net/{number}" for number in range(1, others))]
        alarms = quiet({"all": 400, **dict.fromkeys(names, 6)}, days=2)
        at = START + timedelta(days=2)
        points = {name: SeriesPoint(name, at, 6, 0) for name in names}
        points |= {"all": SeriesPoint("all", at, 400, 0), "net/0": SeriesPoint("net/0", at, 60, 0)}
        return bool(alarms.close(at, points))

    assert opened(1)
    assert not opened(15)


def test_more_anger_without_more_messages_is_one_to_watch() -> None:
    alarms = learned(30.0)
    found: list[Episode] = []
    for bucket in range(60):
        at = NOW + bucket * STEP
        found += alarms.close(at, points(at, {"net/0": (9, 2)}))
    assert found
    assert {episode.level for episode in found} == {Level.WATCH}
    shares = [signal for signal in found[-1].signals if signal.measure == "share"]
    assert shares
    assert shares[0].value > 1.5 * shares[0].expected
    first = found[0].signals[0]
    assert (first.measure, first.value, found[0].share_of) == ("share", 2 / 9, 9)


def test_negatives_with_more_reach_are_told_by_their_weight() -> None:
    alarms = learned()
    for bucket in range(4):
        at = NOW + bucket * STEP
        point = SeriesPoint("all", at, 8, 8, reach_negatives=40.0)
        found = alarms.close(at, {"all": point})
        if found:
            break
    (episode,) = found
    weights = [signal.value for signal in episode.signals if signal.measure == "reach_negatives"]
    assert weights == [40.0]


def test_a_raised_flag_is_content_evidence() -> None:
    alarms = quiet({"all": 6})
    found: list[Episode] = []
    for bucket in range(24):
        at = NOW + bucket * STEP
        sizes = {"all": 60, "flag:safety": 6}
        found += alarms.close(at, {name: SeriesPoint(name, at, size, 0) for name, size in sizes.items()})
    assert found[-1].level is Level.CRISIS
    assert found[-1].channels == ()


def test_what_the_calendar_knows_raises_nothing_and_what_exceeds_it_does() -> None:
    for times, lift, rings in ((4, 1.0, True), (4, 4.0, False), (16, 4.0, True)):
        alarms = quiet({"all": 6, "net/0": 6})
        found: list[Episode] = []
        for bucket in range(24):
            at = NOW + bucket * STEP
            one = {name: SeriesPoint(name, at, 6 * times, 0) for name in ("all", "net/0")}
            found += alarms.peek(at, one, lift=lift)
            found += alarms.close(at, one, lift=lambda _stream, lift=lift: lift)
        assert bool(found) is rings
    expected, upper = alarms.expected(lift=4.0)
    assert expected is not None
    assert upper is not None
    assert 20 < expected < 40


@pytest.mark.parametrize("rate", [0.4, 12.0])
def test_a_level_that_rose_for_good_is_one_episode_and_ends_by_saying_so(rate: float) -> None:
    alarms = Alarms()
    history = (point for point in calm_points(14, rate) if point.stream == "all")
    alarms.replay(history, START + timedelta(days=14))
    found: list[Episode] = []
    for point in calm_points(6, 3 * rate, seed=2):
        if point.stream == "all":
            at = point.bucket_at + timedelta(days=14)
            found += alarms.close(at, {"all": SeriesPoint("all", at, point.volume, point.negatives)})
    assert len({episode.id for episode in found}) == 1
    last = found[-1].signals[0]
    assert last.measure == "level"
    assert last.value > 2 * last.expected
    assert 2 * 24 * 60 <= last.minutes < 3 * 24 * 60
    assert alarms.episode is None


@pytest.mark.parametrize("angry", [False, True])
def test_with_a_new_level_as_many_times_more_negatives_are_usual_unless_the_share_rose(angry: bool) -> None:
    watched = Watched(Tuning())

    def feed(values: list[float], every: int) -> bool:
        for number, value in enumerate(values):
            at = START + number * STEP
            point = SeriesPoint("all", at, int(value), int(value > 0 and number % every == 0))
            look = watched.close("all", at, point, 1.0)
            if look and look.volume and look.volume.settled:
                return True
        return False

    feed(calm_values(14 * DAY, 4.0), every=72)
    before = watched.negatives.peek(0).expected
    assert feed(calm_values(4 * DAY, 12.0, seed=2), every=72)
    if angry:
        watched.share.evidence = 10.0
    watched.settle()
    after = watched.negatives.peek(0).expected
    assert after == pytest.approx(before, rel=0.2) if angry else after > 2 * before


def test_a_flag_that_is_usual_is_no_content_evidence() -> None:
    alarms = quiet({"all": 60, "flag:press": 6})
    found: list[Episode] = []
    for bucket in range(24):
        at = NOW + bucket * STEP
        sizes = {"all": 300, "flag:press": 30}
        found += alarms.close(
            at, {name: SeriesPoint(name, at, size, 0) for name, size in sizes.items()}, {Flag.PRESS: 30}
        )
    assert found[-1].level is Level.WARNING


def test_one_of_many_small_streams_needs_more_than_a_conversation() -> None:
    def opened(size: int) -> bool:
        alarms = quiet({"all": 200, **{f"net/{number}": 1 for number in range(20)}}, days=3)
        found: list[Episode] = []
        for bucket in range(3):
            at = START + timedelta(days=3) + bucket * STEP
            counts = {"all": 200, **{f"net/{number}": 1 for number in range(20)}, "net/0": size}
            found += alarms.close(at, {name: SeriesPoint(name, at, n, 0) for name, n in counts.items()})
        return bool(found)

    assert not opened(6)
    assert opened(40)
