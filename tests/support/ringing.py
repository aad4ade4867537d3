"""Alerts and ladders for tests of ringing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.model.alert import Alert, Finding
from console.model.ringing import BELL
from console.model.words import Flag, Level
from console.ringing import Plan, Quiet, Step
from console.text import clean
from tests.support.fastclock import START

CHAT, PHONE = "ops-chat", "on-call"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


LADDER = (Step(minutes(0), (BELL, CHAT)), Step(minutes(5), (PHONE,)), Step(minutes(10), (PHONE, CHAT)))


def plan(quiet: Quiet | None = None, samples: bool = False) -> Plan:
    return Plan(dict.fromkeys(Level, LADDER), quiet, samples)


def finding(
    episode: str = "20261123T0800",
    level: Level = Level.WARNING,
    at: datetime = START,
    flags: Sequence[Flag] = (),
    text: str = "80 mentions in 5 min against a usual 3",
) -> Finding:
    return Finding(episode, level, at, clean(text), (), (), (), tuple(flags))


def alert(
    alert_id: int = 1,
    episode: str = "20261123T0800",
    level: Level = Level.WARNING,
    *,
    opened: datetime = START,
    updated: datetime | None = None,
    acknowledged: datetime | None = None,
    flags: Sequence[Flag] = (),
    incident: int | None = None,
    text: str = "80 mentions in 5 min against a usual 3",
) -> Alert:
    return Alert(
        id=alert_id,
        finding=finding(episode, level, opened, flags, text),
        opened_at=opened,
        updated_at=updated or opened,
        acknowledged_by="kari" if acknowledged else None,
        acknowledged_at=acknowledged,
        verdict=None,
        incident_id=incident,
    )
