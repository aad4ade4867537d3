"""Acts in plain words, and what taking one back restores."""

from collections.abc import Callable, Mapping
from datetime import datetime

from console.model.event import Event, NewEvent

_Say = Callable[[Mapping[str, object], Mapping[str, object]], str]


def _join(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list | tuple) else str(values)


def _rule(values: Mapping[str, object]) -> Mapping[str, object]:
    rule = values.get("rule")
    return rule if isinstance(rule, Mapping) else {}


_PROMISED = {"first": "the first answer", "next": "the next answer", "resolution": "the resolution"}
_DESCRIPTIONS: Mapping[str, _Say] = {
    "item.claimed": lambda b, a: "claimed",
    "item.released": lambda b, a: "released",
    "item.done": lambda b, a: "done" + (f" ({a['reason']})" if a.get("reason") else ""),
    "item.reopened": lambda b, a: "opened again",
    "item.snoozed": lambda b, a: "snoozed",
    "item.waiting": lambda b, a: "waits for a third party; its clocks stand still",
    "item.resumed": lambda b, a: "waits no longer; its clocks run again",
    "item.split": lambda b, a: "split off from its wave",
    "clock.warned": lambda b, a: f"{_PROMISED.get(str(a.get('promised')), 'a promise')} is due soon",
    "clock.missed": lambda b, a: f"{_PROMISED.get(str(a.get('promised')), 'a promise')} is late",
    "item.tagged": lambda b, a: f"tags: {_join(a.get('tags')) or 'none'}",
    "item.noted": lambda b, a: "noted",
    "person.linked": lambda b, a: f"linked with p{a.get('other')}",
    "person.unlinked": lambda b, a: f"p{a.get('other')} is a person of its own",
    "person.noted": lambda b, a: "noted about the person",
    "person.tagged": lambda b, a: f"the person's tags: {_join(a.get('all')) or 'none'}",
    "person.marked": lambda b, a: f"the person is marked {a.get('mark') or 'none'}",
    "outbox.held": lambda b, a: f"reply held for {a.get('hold_seconds')} s, then sent",
    "outbox.cancelled": lambda b, a: "reply stopped; its text is the draft again",
    "outbox.retried": lambda b, a: "reply will be tried again",
    "outbox.settled": lambda b, a: (
        "reply marked as sent" if a.get("state") == "sent" else "reply is sent again"
    ),
    "alert.acknowledged": lambda b, a: "alert acknowledged",
    "alert.labelled": lambda b, a: f"alert labelled {a.get('verdict')}",
    "incident.declared": lambda b, a: f"incident declared, {a.get('severity')}; you lead it",
    "incident.severity": lambda b, a: f"severity is {a.get('severity')}",
    "incident.role": lambda b, a: f"you are {a.get('role')}",
    "incident.logged": lambda b, a: "written into the timeline",
    "incident.word": lambda b, a: (
        "word given" + ("; the next one is promised" if a.get("next_word_at") else "")
    ),
    "incident.stable": lambda b, a: "incident is stable",
    "incident.closed": lambda b, a: "incident closed",
    "view.saved": lambda b, a: "view saved" if a.get("owner") else "view saved for everybody",
    "view.dropped": lambda b, a: "view dropped" if a.get("owner") else "view dropped for everybody",
    "view.renamed": lambda b, a: f"view renamed to {a.get('name')}",
    "view.moved": lambda b, a: f"view moved to place {a.get('number')}",
    "item.assigned": lambda b, a: f"given to {a.get('holder')}",
    "item.prioritised": lambda b, a: f"priority {a.get('points')}",
    "item.muted": lambda b, a: "muted",
    "rule.added": lambda b, a: "rule added",
    "rule.changed": lambda b, a: "rule changed",
    "rule.moved": lambda b, a: f"rule moved to place {_rule(a).get('place')}",
    "rule.enabled": lambda b, a: "rule is on",
    "rule.disabled": lambda b, a: "rule is off",
    "rule.removed": lambda b, a: "rule removed",
    "publishing.paused": lambda b, a: "publishing is paused",
    "publishing.resumed": lambda b, a: "publishing goes on",
    "run.started": lambda b, a: f"playbook {a.get('playbook')} begun",
    "run.handed-over": lambda b, a: f"handed over to {a.get('holder')}",
    "step.doing": lambda b, a: "step begun",
    "step.done": lambda b, a: "step done",
    "step.skipped": lambda b, a: "step skipped",
    "step.blocked": lambda b, a: "step blocked",
    "step.todo": lambda b, a: "step taken up again",
    "step.approved": lambda b, a: "step approved",
    "step.chosen": lambda b, a: f"decided: {a.get('chosen')}",
}


def describe(event: Event | NewEvent) -> str:
    """The act in a few plain words, such as `done (spam)`."""
    say = _DESCRIPTIONS.get(event.verb)
    return say(event.before, event.after) if say else event.verb.replace(".", " ")


def when(value: object) -> datetime | None:
    """A time from an event's values, where it stands as RFC 3339 text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def stamp(at: datetime | None) -> str | None:
    """A time as an event's value."""
    return at.isoformat() if at else None
