"""The incident's timeline: events as lines for people."""

from collections.abc import Callable, Mapping
from datetime import datetime

from console.model.event import Event

_Say = Callable[[Event], str]


def _get(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value)


_LINES: Mapping[str, _Say] = {
    "incident.declared": lambda e: f"declared {_get(e.after, 'severity')}: {_get(e.after, 'title')}",
    "incident.severity": lambda e: f"severity {_get(e.before, 'severity')} → {_get(e.after, 'severity')}",
    "incident.role": lambda e: f"took the role {_get(e.after, 'role')}",
    "incident.logged": lambda e: e.note,
    "incident.word": lambda e: (
        "told the public; " + ("promised the next word" if promised_at(e) else "promised no next word")
    ),
    "incident.stable": lambda e: "stood down: the incident is stable",
    "incident.closed": lambda e: "closed the incident",
    "incident.restricted": lambda e: (
        "restricted the incident to leads and its roles"
        if e.after.get("restricted")
        else "opened the incident to all"
    ),
    "publishing.paused": lambda e: f"paused publishing: {e.note}",
    "publishing.resumed": lambda e: "resumed publishing",
    "run.started": lambda e: f"began the playbook {_get(e.after, 'playbook')}",
    "run.handed-over": lambda e: f"handed the playbook over to {_get(e.after, 'holder')}",
    "run.finished": lambda e: "walked the playbook to its end",
    "step.doing": lambda e: f"began: {_get(e.after, 'title')}",
    "step.done": lambda e: f"done: {_get(e.after, 'title')}" + (f" ({e.note})" if e.note else ""),
    "step.skipped": lambda e: f"skipped: {_get(e.after, 'title')} ({e.note})",
    "step.blocked": lambda e: f"blocked: {_get(e.after, 'title')} ({e.note})",
    "step.todo": lambda e: f"taken up again: {_get(e.after, 'title')}",
    "step.approved": lambda e: f"approved: {_get(e.after, 'title')}",
    "step.chosen": lambda e: f"decided: {_get(e.after, 'title')} → {_get(e.after, 'chosen')}",
    "alert.raised": lambda e: f"alert: {e.note}",
    "alert.grown": lambda e: f"alert grew, now {_get(e.after, 'level')}: {e.note}",
    "alert.rang": lambda e: f"rang {_get(e.after, 'target')}",
    "alert.ring-failed": lambda e: f"could not ring {_get(e.after, 'target')}: {e.note}",
    "alert.labelled": lambda e: f"labelled the alert: {_get(e.after, 'verdict')}",
    "alert.acknowledged": lambda e: "acknowledged the alert",
}


def promised_at(event: Event) -> datetime | None:
    """When the public was promised the next word by this act; a line leaves times to who shows it."""
    due = event.after.get("next_word_at") if event.verb == "incident.word" else None
    return datetime.fromisoformat(due) if isinstance(due, str) else None


def line(event: Event) -> str:
    """One line of the timeline. Verbs that have no line of their own show as they are."""
    say = _LINES.get(event.verb)
    return say(event) if say else f"{event.verb} {event.note}".strip()
