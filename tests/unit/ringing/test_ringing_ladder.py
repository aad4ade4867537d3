"""Who is to be rung now: steps, acknowledgement, growth, retries, quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.model.ringing import BELL, Begun, Ring, RingState, Rung
from console.model.words import Level
from console.ringing import Cause, Quiet, begins, causes, coming, due, next_try, running
from console.ringing.retry import MOST_ATTEMPTS
from console.sla.calendar import Block, Calendar
from tests.support.fastclock import START
from tests.support.ringing import CHAT, LADDER, PHONE, alert, minutes, plan

BEGUN = Begun(1, Level.WARNING, START)
NIGHT = Quiet(Calendar("loud", ZoneInfo("Europe/Oslo"), ((Block(7 * 60, 22 * 60),),) * 7))


def rang(after: float, target: str, state: RingState = RingState.RANG, **values: object) -> Ring:
    rung = Rung(1, Level.WARNING, minutes(after), target)
    return replace(Ring(rung, state, 1, START + minutes(after)), **values)  # type: ignore[arg-type]


def rung_at(at: datetime, *rings: Ring, quiet: Quiet | None = None) -> list[tuple[str, float]]:
    found = due(BEGUN, rings, plan(quiet), at)
    return [(rung.target, rung.after / minutes(1)) for rung in found]


def cause(*alerts: object) -> Cause:
    (found,) = causes(alerts)  # type: ignore[arg-type]
    return found


def test_a_step_rings_when_its_time_has_come_and_once() -> None:
    assert rung_at(START) == [(BELL, 0), (CHAT, 0)]
    first = (rang(0, BELL), rang(0, CHAT))
    assert rung_at(START + minutes(4.9), *first) == []
    assert rung_at(START + minutes(5), *first) == [(PHONE, 5)]
    assert rung_at(START + minutes(10), *first, rang(5, PHONE)) == [(CHAT, 10), (PHONE, 10)]
    assert rung_at(START + minutes(600), *first, rang(10, PHONE), rang(10, CHAT)) == []


def test_an_hour_without_anybody_running_is_one_ring_a_target() -> None:
    assert rung_at(START + minutes(60)) == [(BELL, 0), (CHAT, 10), (PHONE, 10)]


def test_what_is_on_its_way_or_given_up_is_left_alone_and_what_failed_is_tried_again() -> None:
    on_its_way = rang(0, CHAT, RingState.RINGING)
    given_up = rang(0, BELL, RingState.FAILED)
    assert rung_at(START + minutes(1), on_its_way, given_up) == []
    failed = rang(0, CHAT, RingState.FAILED, next_at=START + minutes(1))
    assert rung_at(START + minutes(0.9), failed, given_up) == []
    assert rung_at(START + minutes(1), failed, given_up) == [(CHAT, 0)]


def test_retries_back_off_and_end() -> None:
    waits = []
    for attempts in range(1, MOST_ATTEMPTS):
        again = next_try(attempts, START)
        assert again is not None
        waits.append((again - START).total_seconds())
    assert waits == [15, 30, 60, 120, 240, 300, 300]
    assert next_try(MOST_ATTEMPTS, START) is None


def test_a_cause_begins_a_ladder_once_a_level() -> None:
    one = cause(alert(1))
    assert begins(one, [], plan(), START) == BEGUN
    assert begins(one, [BEGUN], plan(), START + minutes(1)) is None
    grown = cause(alert(1, level=Level.CRISIS, updated=START + minutes(9)))
    assert begins(grown, [BEGUN], plan(), START + minutes(9)) == Begun(1, Level.CRISIS, START + minutes(9))


def test_a_rule_of_the_same_level_does_not_ring_again_whoever_came_first() -> None:
    watch = Begun(2, Level.WATCH, START)
    both = cause(alert(1, level=Level.WATCH), alert(2, "rule:7:1", Level.WATCH))
    assert begins(both, [watch], plan(), START) is None
    louder = cause(alert(1, level=Level.WARNING), alert(2, "rule:7:1", Level.WATCH))
    assert begins(louder, [watch], plan(), START) == BEGUN


def test_what_was_seen_declared_or_old_begins_none() -> None:
    assert begins(cause(alert(1, acknowledged=START)), [], plan(), START) is None
    assert begins(cause(alert(1, incident=3)), [], plan(), START) is None
    assert begins(cause(alert(1)), [], plan(), START + timedelta(hours=13)) is None


def test_acknowledging_any_alert_of_the_cause_stops_all_of_it() -> None:
    rule = alert(2, "rule:7:1", Level.WATCH, acknowledged=START + minutes(3))
    assert running(cause(alert(1)), [BEGUN]) == BEGUN
    assert running(cause(alert(1), rule), [BEGUN]) is None
    assert running(cause(alert(1, incident=3)), [BEGUN]) is None


def test_a_higher_level_rings_after_a_lower_one_was_acknowledged() -> None:
    crisis = Begun(1, Level.CRISIS, START + minutes(9))
    rule = alert(2, "rule:7:1", Level.WATCH, acknowledged=START + minutes(3))
    grown = cause(alert(1, level=Level.CRISIS, updated=START + minutes(9)), rule)
    assert running(grown, [BEGUN, crisis]) == crisis


def test_the_next_ring_is_told() -> None:
    told = coming(BEGUN, [rang(0, BELL), rang(0, CHAT)], plan(), START + minutes(1))
    assert told is not None
    assert (told.target, told.at, told.held) == (PHONE, START + minutes(5), False)
    every = [rang(step.after / minutes(1), target) for step in LADDER for target in step.targets]
    assert coming(BEGUN, every, plan(), START + minutes(20)) is None


def test_quiet_hours_hold_a_warning_until_they_end_and_climb_from_its_foot() -> None:
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Oslo
    night = Begun(1, Level.WARNING, at)
    held = plan(NIGHT)
    assert due(night, [], held, at + minutes(300)) == []
    told = coming(night, [], held, at + minutes(1))
    seven = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert told is not None
    assert (told.at, told.held) == (seven, True)
    assert {rung.target for rung in due(night, [], held, seven)} == {BELL, CHAT}
    assert {rung.target for rung in due(night, [], held, seven + minutes(5))} == {BELL, CHAT, PHONE}


def test_a_crisis_rings_in_quiet_hours_all_the_same() -> None:
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert due(Begun(1, Level.CRISIS, at), [], plan(NIGHT), at)
    lower = replace(NIGHT, rings_from=Level.WARNING)
    assert due(Begun(1, Level.WARNING, at), [], plan(lower), at)
    assert not due(Begun(1, Level.WATCH, at), [], plan(lower), at)


def test_a_retry_waits_for_the_end_of_quiet_hours_too() -> None:
    at = datetime(2026, 11, 23, 20, 59, tzinfo=UTC)
    begun = Begun(1, Level.WARNING, at)
    failed = replace(rang(0, CHAT, RingState.FAILED), next_at=at + minutes(2))
    assert due(begun, [failed, rang(0, BELL)], plan(NIGHT), at + minutes(2)) == []


def test_seven_in_the_morning_is_on_the_wall_when_the_clocks_change() -> None:
    at = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    told = coming(Begun(1, Level.WARNING, at), [], plan(NIGHT), at)
    assert told is not None
    assert told.at == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 40), max_size=60), st.sampled_from([None, NIGHT]))
def test_whenever_it_is_looked_at_no_rung_rings_twice(gaps: list[int], quiet: Quiet | None) -> None:
    now, rings = START, [rang(0, BELL)]
    seen: set[Rung] = set()
    for gap in gaps:
        now += minutes(gap)
        for rung in due(BEGUN, rings, plan(quiet), now):
            assert rung not in seen
            seen.add(rung)
            rings.append(Ring(rung, RingState.RANG, 1, now))
