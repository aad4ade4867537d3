"""Triggers: what they say, and when they hold."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.alert import Alert, Finding, Phrase, Signal
from console.model.explanation import Content
from console.model.safe import SafeText
from console.model.words import Flag, HealthState, Level
from console.playbooks import TriggerError, TriggerFacts, facts_of, parse_trigger, trigger_holds
from tests.support.explained import explained

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FACTS = TriggerFacts(
    flags=frozenset({Flag.OUTAGE}),
    spikes={"negatives": 4.0, "volume": 2.5},
    level=Level.WARNING,
    channels=frozenset({"mastodon/@nordbank"}),
    health=frozenset({HealthState.AUTH}),
    words=("Wrong  account again", "hacket"),
)


@pytest.mark.parametrize(
    ("trigger", "holds"),
    [
        ("flag:outage", True),
        ("flag:safety", False),
        ("spike:negative>=4", True),
        ("spike:negative>4", False),
        ("spike:volume>=2.5", True),
        ("spike:volume>=3", False),
        ("level:watch", True),
        ("level:warning", True),
        ("level:crisis", False),
        ("channel:mastodon/*", True),
        ("channel:bluesky/*", False),
        ("health:auth", True),
        ("health:silent", False),
        ('word:"wrong account"', True),
        ('word:"account wrong"', False),
        ('word:"ccount"', False),
        ("word:HACKET", True),
        ("manual", False),
        ("flag:safety or flag:outage", True),
        ("flag:safety and flag:outage", False),
        ("flag:safety and flag:data or flag:outage", True),
        ("flag:safety and (flag:data or flag:outage)", False),
        ("(flag:outage and ((spike:negative>=4)))", True),
        ("nonsense", False),
    ],
)
def test_when_a_trigger_holds(trigger: str, holds: bool) -> None:
    assert trigger_holds(trigger, FACTS) is holds


@pytest.mark.parametrize(
    ("trigger", "at"),
    [
        ("", 0),
        ("flag:outage or", 14),
        ("flag:outage flag:data", 12),
        ("flag:fire", 0),
        ("flag:outage and spike:sales>=4", 16),
        ("spike:negative>=0.5", 0),
        ("spike:negative=4", 0),
        ("(flag:outage", 0),
        ("flag:outage)", 11),
        ("sentiment:bad", 0),
        ("manual or flag:outage", 0),
        ("flag:", 0),
        ("(" * 50 + "flag:outage" + ")" * 50, 20),
        ("flag:outage or " * 200, 0),
    ],
)
def test_a_bad_trigger_says_where_and_what_instead(trigger: str, at: int) -> None:
    with pytest.raises(TriggerError) as caught:
        parse_trigger(trigger)
    assert caught.value.at == at
    assert caught.value.fix


@given(st.text(alphabet='()"flagspike:outagevolume>=4 andor', max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    at = -1
    try:
        parse_trigger(text)
    except TriggerError as error:
        at = error.at
        holds = False
    else:
        holds = trigger_holds(text, FACTS)
    assert at <= len(text)
    assert trigger_holds(text, FACTS) is holds


def signal(stream: str, measure: str, value: float, expected: float) -> Signal:
    return Signal(stream, measure, AT, value, expected, expected * 2, 5.0, 3.0, 10)


def test_flags_of_an_alert_rules_messages_and_of_raised_streams_are_facts_too() -> None:
    found = replace(explained(AT), flags=(), signals=(signal("flag:data", "volume", 9, 1),))
    assert found.explanation is not None
    content = Content({"safety": 2}, 0, 0, 1, None, None)
    found = replace(found, explanation=replace(found.explanation, content=content))
    facts = facts_of(Alert(1, found, AT, AT, None, None, None, None))
    assert facts.flags == {Flag.DATA, Flag.SAFETY}


def test_facts_of_an_alert() -> None:
    finding = Finding(
        episode="e",
        level=Level.CRISIS,
        at=AT,
        text=SafeText("many"),
        signals=(
            signal("all", "negatives", 30, 5),
            signal("bluesky/@a", "negatives", 20, 2),
            signal("all", "volume", 3, 0.1),
        ),
        phrases=(Phrase(SafeText("app is down"), 12, 0.5),),
        samples=(),
        flags=(Flag.OUTAGE,),
    )
    facts = facts_of(Alert(1, finding, AT, AT, None, None, None, None), health=[HealthState.SILENT])
    assert facts.spikes == {"negatives": 10.0, "volume": 3.0}
    assert facts.channels == {"bluesky/@a"}
    assert facts.level is Level.CRISIS
    assert facts.health == {HealthState.SILENT}
    assert trigger_holds('flag:outage and spike:negative>=10 and word:"is down"', facts)
