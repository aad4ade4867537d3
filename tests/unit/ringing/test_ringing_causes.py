"""One cause rings once: which alerts are one, and which are not."""

from dataclasses import replace

from console.model.alert import Signal
from console.model.words import Flag, Level
from console.ringing import causes
from tests.support.fastclock import START
from tests.support.ringing import alert, minutes


def grouped(*alerts: object) -> list[list[int]]:
    return [[one.id for one in cause.alerts] for cause in causes(alerts)]  # type: ignore[arg-type]


def test_each_episode_of_the_detector_is_a_cause() -> None:
    assert grouped(alert(2, "20261123T0930"), alert(1)) == [[1], [2]]


def test_a_rule_that_fires_during_an_episode_is_of_its_cause() -> None:
    during = alert(2, "rule:7:100", Level.WATCH, opened=START + minutes(20))
    before = alert(3, "rule:8:100", Level.WATCH, opened=START - minutes(30))
    assert grouped(alert(1), during, before) == [[1, 2, 3]]
    assert causes([alert(1), during])[0].level is Level.WARNING


def test_a_rule_that_fires_long_after_or_alone_is_a_cause_of_its_own() -> None:
    later = alert(2, "rule:7:100", opened=START + minutes(61))
    assert grouped(alert(1), later) == [[1], [2]]
    assert grouped(later, alert(3, "rule:8:5", opened=START + minutes(62))) == [[2], [3]]


def test_what_else_raises_alerts_is_neither_a_rule_nor_an_episode() -> None:
    silence = alert(1, "silence:mastodon/@us")
    rule = alert(2, "rule:7:100", opened=START + minutes(5))
    assert grouped(silence, rule) == [[1], [2]]
    assert grouped(silence, rule, alert(3)) == [[1], [3, 2]]


def test_a_rule_that_was_open_for_days_does_not_swallow_the_next_storm() -> None:
    old = alert(1, "rule:7:100", opened=START - minutes(4000), updated=START + minutes(1))
    assert grouped(old, alert(2)) == [[1], [2]]


def test_a_flag_that_the_episode_does_not_carry_stands_for_itself() -> None:
    storm = alert(1, flags=[Flag.OUTAGE])
    threat = alert(2, "rule:7:100", opened=START + minutes(3), flags=[Flag.THREAT])
    outage = alert(3, "rule:8:100", opened=START + minutes(3), flags=[Flag.OUTAGE])
    assert grouped(storm, threat, outage) == [[1, 3], [2]]


def test_a_flag_whose_stream_is_raised_is_carried_too() -> None:
    raised = Signal("flag:outage", "volume", START, 12, 0.2, 0.6, 5.0, 4.0, 10)
    plain = alert(1)
    storm = replace(plain, finding=replace(plain.finding, signals=(raised,)))
    outage = alert(3, "rule:8:100", opened=START + minutes(3), flags=[Flag.OUTAGE])
    threat = alert(4, "rule:9:100", opened=START + minutes(3), flags=[Flag.THREAT])
    assert grouped(storm, outage, threat) == [[1, 3], [4]]


def test_of_two_episodes_a_rule_belongs_to_the_later_one_that_fits() -> None:
    second = alert(2, "20261123T0840", opened=START + minutes(40))
    rule = alert(3, "rule:7:1", opened=START + minutes(50))
    assert grouped(alert(1), second, rule) == [[1], [2, 3]]
