"""Every question and every act of the desk, with arguments that fit: for tests that go over all of them."""

import inspect
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from console.desk.deeds import Claim
from console.desk.guarded import names
from console.desk.local import LocalDesk
from console.model.alertrule import Above, AlertRule, Measure
from console.model.rule import Action, Rule, Verb
from console.model.words import Label, Role, Severity
from console.query import parse
from tests.support.fastclock import START

RULE = Rule("noisy", "lang:en", (Action(Verb.TAG, "seen"),))
ALERT_RULE = AlertRule(
    "many",
    "sentiment:negative",
    Measure.VOLUME,
    timedelta(minutes=30),
    Above.NUMBER,
    5,
    5,
    timedelta(hours=1),
)
USUAL: Mapping[str, Any] = {
    "query": parse(""),
    "label": Label.NEGATIVE,
    "ids": (1, 2, 3),
    "rows": (1, 2, 3),
    "limit": 200,
    "name": "noisy",
    "to": "ola",
    "there": True,
    "text": "hello",
    "tags": ("seen",),
    "span": timedelta(hours=1),
    "channel": "mastodon/@nordbank",
    "author_id": "kari@fjord.example",
    "ref": "1",
    "after_id": 0,
    "since": START - timedelta(days=2),
    "alerts": (),
    "alert": None,
    "stream": "all",
    "verdict": "real",
    "title": "All is lost",
    "severity": Severity.SEV3,
    "role": Role.SCRIBE,
    "reason": None,
    "playbook_id": "service-outage",
    "step_id": "1",
    "verb": "done",
    "deed": Claim(),
    "mark": None,
    "was_sent": True,
    "place": 1,
    "on": True,
    "rule": RULE,
    "start": START,
    "until": START + timedelta(hours=2),
    "lift": 3.0,
    "key": "ui.theme",
    "value": "dark",
    "lines": (),
    "away": True,
    "listener": lambda change: None,
    "wave": 1,
    "run": None,
}
OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    "back_test": {"rule": ALERT_RULE},
    "add_alert_rule": {"rule": ALERT_RULE},
    "change_alert_rule": {"rule": ALERT_RULE},
    "hold_incident": {"reason": "a regulator asks"},
    "pause_publishing": {"reason": "outage"},
    "queue_some": {"query": ""},
    "save_view": {"name": "loud", "query": "sentiment:negative"},
    "rule_counts": {"days": 7},
    "move_rule": {"name": "noisy"},
    "add_entry": {"name": "launch"},
}
"""What some take under a name that means something else elsewhere."""


def given(name: str) -> dict[str, Any]:
    """Arguments for a method: all that it requires, and what belongs to its question."""
    found: dict[str, Any] = {}
    for parameter in list(inspect.signature(getattr(LocalDesk, name)).parameters.values())[1:]:
        special = OTHERWISE.get(name, {})
        if parameter.name in special:
            found[parameter.name] = special[parameter.name]
        elif parameter.default is inspect.Parameter.empty:
            found[parameter.name] = 1 if parameter.name.endswith("_id") else USUAL[parameter.name]
    if "author_id" in found:
        found["author_id"] = USUAL["author_id"]
    for key in ("playbook_id", "step_id"):
        if key in found:
            found[key] = USUAL[key]
    return found


async def call(desk: LocalDesk, name: str, arguments: Mapping[str, Any]) -> Any:
    """The answer; of what comes in parts, all of them."""
    answer = getattr(desk, name)(**arguments)
    if inspect.isasyncgen(answer):
        return [part async for part in answer]
    return await answer if inspect.isawaitable(answer) else answer


__all__ = ["call", "given", "names"]
