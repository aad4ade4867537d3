"""Alert rules on counts: when one holds, once an episode, and from what was before alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.model.alertrule import Above, AlertRule, FilterPoint, Labelled, Measure
from console.model.calendar import CalendarEntry
from console.rules.levels import BUCKET, REVISED, WEEK, Level, evaluate, judge, lead
from console.text import one_line

START = datetime(2026, 9, 7, tzinfo=UTC)
RULE = AlertRule(
    name="down",
    filter="down",
    measure=Measure.VOLUME,
    window=timedelta(minutes=15),
    above=Above.NUMBER,
    threshold=10,
    least=5,
    cooldown=timedelta(hours=1),
)


def point(bucket: int, volume: int, negatives: int = 0) -> FilterPoint:
    return FilterPoint(START + bucket * BUCKET, volume, negatives)


def fired(points: list[FilterPoint], rule: AlertRule = RULE, until: datetime | None = None):  # type: ignore[no-untyped-def]
    end = until or points[-1].bucket_at + WEEK
    return evaluate(points, rule, known_since=START, until=end)


def test_it_fires_at_the_end_of_the_bucket_that_fills_the_window() -> None:
    (one,), undecided = fired([point(0, 4), point(1, 4), point(2, 2)])
    assert (one.at, one.until, one.value, one.expected) == (START + 3 * BUCKET, START + 3 * BUCKET, 10, None)
    assert undecided == 0
    assert fired([point(0, 4), point(1, 4), point(3, 2)]) == ([], 0)


def test_one_episode_fires_once_until_it_cooled_down() -> None:
    storm = [point(bucket, 10) for bucket in (0, 5, 10)]
    (one,), _ = fired(storm)
    assert one.until == START + 13 * BUCKET
    assert len(fired([*storm, point(40, 10)])[0]) == 2
    (lasting,), _ = fired(storm, until=START + 14 * BUCKET)
    assert lasting.until is None


def test_a_multiple_of_the_usual_needs_two_weeks_and_says_so() -> None:
    rule = replace(RULE, above=Above.USUAL, threshold=3)
    week = int(WEEK / BUCKET)
    steady = [point(bucket, 2) for bucket in range(3 * week)]
    storm = [point(3 * week + bucket, 10) for bucket in range(3)]
    (one,), undecided = fired([*steady, *storm], rule)
    assert (one.at, one.value, one.expected) == (START + 3 * WEEK + 2 * BUCKET, 22, 6)
    assert undecided > week
    early, undecided = fired([point(100, 50)], rule)
    assert (early, undecided) == ([], 3)


def test_a_share_counts_only_with_enough_messages() -> None:
    rule = replace(RULE, measure=Measure.SHARE, threshold=0.5)
    assert fired([point(0, 4, 4)], rule)[0] == []
    (one,), _ = fired([point(0, 6, 3)], rule)
    assert one.value == 0.5


def test_precision_is_of_labelled_firings_alone() -> None:
    points = [point(bucket, 10) for bucket in (0, 100, 200, 300)]

    def alert(bucket: int, verdict: str) -> Labelled:
        return Labelled(START + bucket * BUCKET, START + (bucket + 1) * BUCKET, verdict)

    def tested(*alerts: Labelled):  # type: ignore[no-untyped-def]
        return judge(points, RULE, alerts, known_since=START, since=START, until=START + 2 * WEEK)

    assert tested().precision is None
    found = tested(alert(1, "real"), alert(101, "false"), alert(201, "useful"), alert(250, "false"))
    assert [one.label for one in found.fired] == ["real", "false", "useful", None]
    assert (found.real, found.false, found.useful, found.precision) == (1, 1, 1, 2 / 3)
    assert (found.per_week, found.matched) == (2.0, 40)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=60),
    st.integers(0, 4_000),
)
def test_what_comes_later_changes_no_firing(steps: list[tuple[int, int, int]], cut: int) -> None:
    bucket, points = 0, []
    for gap, volume, negatives in steps:
        bucket += gap
        points.append(point(bucket, volume, min(volume, negatives)))
    whole, _ = fired(points)
    now = START + cut * BUCKET
    known, _ = evaluate([one for one in points if one.bucket_at < now], RULE, known_since=START, until=now)
    assert [(one.at, one.value) for one in known] == [(one.at, one.value) for one in whole if one.at <= now]


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 9), st.integers(0, 9)), min_size=2, max_size=40),
    st.data(),
)
def test_what_comes_late_is_decided_as_if_it_had_come_in_time(
    steps: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    bucket, points = 0, {}
    for gap, volume, negatives in steps:
        bucket += gap
        points[bucket] = point(bucket, volume, min(volume, negatives))
    late = data.draw(st.sets(st.sampled_from(sorted(points)), min_size=1))
    level = Level(RULE, START)
    for number in range(bucket + 20):
        level.close(START + number * BUCKET, None if number in late else points.get(number))
    told = level.revise([points[number] for number in sorted(late)], START)
    whole, _ = fired(list(points.values()), until=START + (bucket + 20) * BUCKET)
    assert [(one.at, one.value) for one in told] == [(one.at, one.value) for one in whole]


def test_memory_is_bounded_by_what_it_must_look_back_to() -> None:
    for rule in (RULE, replace(RULE, above=Above.USUAL, threshold=3)):
        level = Level(rule, START)
        for number in range(30_000):
            level.close(START + number * BUCKET, point(number, 1))
        assert len(level._sums.buckets) <= 2 * (lead(rule) + REVISED) / BUCKET + 3


def test_a_label_is_of_the_rules_own_alert_or_else_of_the_detectors() -> None:
    points = [point(bucket, 10) for bucket in (0, 100, 200)]

    def alert(bucket: int, verdict: str, rule_id: int | None) -> Labelled:
        return Labelled(START + bucket * BUCKET, START + (bucket + 1) * BUCKET, verdict, rule_id)

    alerts = [
        *(alert(1, "false", 7), alert(1, "real", 8), alert(1, "useful", None)),
        *(alert(101, "real", 8), alert(101, "false", None)),
        alert(201, "real", 8),
    ]

    def labels(rule_id: int | None) -> list[str | None]:
        until = START + 2 * WEEK
        found = judge(points, RULE, alerts, rule_id=rule_id, known_since=START, since=START, until=until)
        return [one.label for one in found.fired]

    assert labels(7) == ["false", "false", None]
    assert labels(8) == ["real", "real", "real"]
    assert labels(None) == ["useful", "false", None]


def test_the_calendar_lifts_the_usual_for_the_part_of_a_window_that_it_covers() -> None:
    rule = replace(RULE, above=Above.USUAL, threshold=2, window=timedelta(hours=1), cooldown=timedelta(0))
    begin = START + 3 * WEEK
    week = int(WEEK / BUCKET)
    # Ten times as many for two hours, which the calendar knows.
    counts = dict.fromkeys(range(5 * week), 1) | {3 * week + bucket: 10 for bucket in range(24)}
    points = [point(bucket, count) for bucket, count in counts.items()]
    entry = CalendarEntry(one_line("Sale"), begin, begin + timedelta(hours=2), 10)

    def fires(*entries: CalendarEntry, rule: AlertRule = rule) -> int:
        until = START + 5 * WEEK
        return len(evaluate(points, rule, known_since=START, until=until, calendar=entries)[0])

    assert fires() > 0
    assert fires(entry) == 0
    assert fires(replace(entry, channels=("bluesky/*",))) == 0
    here = replace(rule, filter="channel:mastodon/*")
    assert fires(replace(entry, channels=("bluesky/*",)), rule=here) > 0
    assert fires(replace(entry, channels=("*/@fjord",)), rule=here) == 0
    # A lift that was too small fires within; the same hour of the week after is as usual as ever.
    assert fires(replace(entry, lift=3.0)) > 0
