"""Acts in plain words, and whether one can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from console.model.event import Event, NewEvent
from console.model.item import ItemRow

_Say = Callable[[Mapping[str, object], Mapping[str, object]], str]


def _join(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list | tuple) else str(values)


def named_tags(tags: object) -> str:
    return f"tags: {_join(tags) or 'none'}"


def _rule(values: Mapping[str, object]) -> Mapping[str, object]:
    rule = values.get("rule")
    return rule if isinstance(rule, Mapping) else {}


def _refused(values: Mapping[str, object]) -> str:
    if "more" in values:
        return f"refused {values['more']} times more"
    about = f" ({values['about']})" if values.get("about") else ""
    return f"refused: {values.get('act')}{about}"


def _clock(value: object) -> str:
    """A time from an event's values as the clock on this host's wall shows it."""
    at = when(value)
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else "?"


_PROMISED = {"first": "the first answer", "next": "the next answer", "resolution": "the resolution"}
_DESCRIPTIONS: Mapping[str, _Say] = {
    "item.claimed": lambda b, a: "claimed",
    "item.taken-over": lambda b, a: f"taken over from {b.get('holder')}",
    "item.released": lambda b, a: "released",
    "item.done": lambda b, a: "done" + (f" ({a['reason']})" if a.get("reason") else ""),
    "item.reopened": lambda b, a: "opened again",
    "item.snoozed": lambda b, a: (
        f"snoozed until {_clock(a.get('snoozed_until'))}"
        if a.get("snoozed_until")
        else "snoozed until they write"
    ),
    "item.waiting": lambda b, a: "waits for a third party; its clocks stand still",
    "item.resumed": lambda b, a: "waits no longer; its clocks run again",
    "item.split": lambda b, a: "split off from its wave",
    "item.corrected": lambda b, a: f"sentiment is {a.get('label')}",
    "item.rejudged": lambda b, a: f"judged anew: {a.get('label')}",
    "item.uncorrected": lambda b, a: f"correction {a.get('correction')} taken back",
    "clock.warned": lambda b, a: f"{_PROMISED.get(str(a.get('promised')), 'a promise')} is due soon",
    "clock.missed": lambda b, a: f"{_PROMISED.get(str(a.get('promised')), 'a promise')} is late",
    "item.tagged": lambda b, a: named_tags(a.get("tags")),
    "item.noted": lambda b, a: "noted",
    "many.done": lambda b, a: str(a.get("text")),
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
    "alert.rang": lambda b, a: f"rang {a.get('target')}",
    "alert.ring-failed": lambda b, a: f"could not ring {a.get('target')}",
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
    "incident.restricted": lambda b, a: (
        "incident restricted to leads and its roles" if a.get("restricted") else "incident open to all"
    ),
    "desk.refused": lambda b, a: _refused(a),
    "incident.held": lambda b, a: "incident held; its days are kept",
    "incident.let-go": lambda b, a: "incident no longer held",
    "person.erased": lambda b, a: "person erased",
    "retention.run": lambda b, a: "retention run",
    "store.restored": lambda b, a: "backup put in place",
    "view.saved": lambda b, a: "view saved" if a.get("owner") else "view saved for everybody",
    "view.dropped": lambda b, a: "view dropped" if a.get("owner") else "view dropped for everybody",
    "view.renamed": lambda b, a: f"view renamed to {a.get('name')}",
    "view.moved": lambda b, a: f"view moved to place {a.get('number')}",
    "item.assigned": lambda b, a: f"assigned to {a.get('assignee') or a.get('holder') or 'nobody'}",
    "colleague.away": lambda b, a: "you are away" if a.get("away") else "you are back",
    "item.prioritised": lambda b, a: f"priority {a.get('points')}",
    "item.muted": lambda b, a: "muted",
    "calendar.added": lambda b, a: (
        f"calendar entry added, {_clock(a.get('start'))} to {_clock(a.get('until'))}: {a.get('name')}"
    ),
    "calendar.dropped": lambda b, a: f"calendar entry dropped: {b.get('name')}",
    "alertrule.added": lambda b, a: f"alert rule {a.get('name')} added",
    "alertrule.changed": lambda b, a: f"alert rule {a.get('name')} changed, version {a.get('version')}",
    "alertrule.enabled": lambda b, a: f"alert rule {a.get('name')} is on",
    "alertrule.disabled": lambda b, a: f"alert rule {a.get('name')} is off",
    "alertrule.removed": lambda b, a: f"alert rule {a.get('name')} removed",
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
    """A time as an event's value, in UTC as rows have it: what still stands is compared by its text."""
    return at.astimezone(UTC).isoformat() if at else None


ASPECTS: Mapping[str, str] = {
    "item.done": "state",
    "item.reopened": "state",
    "item.snoozed": "state",
    "item.woke": "state",
    "item.claimed": "holder",
    "item.released": "holder",
    "item.lease-ended": "holder",
    "item.assigned": "assignee",
    "item.tagged": "tags",
    "item.waiting": "waits",
    "item.resumed": "waits",
    "item.split": "wave",
    "item.corrected": "sentiment",
    "item.uncorrected": "sentiment",
    "item.muted": "state",
    "person.linked": "leads",
    "person.unlinked": "leads",
    "person.marked": "marks",
    "person.tagged": "tags",
    "alert.labelled": "verdict",
    "incident.restricted": "restricted",
}
"""What of an item or person an act is about: only the same stands between an act and taking it back."""

CHANGED = "it has changed since"
NEVER = "that can't be undone"
BACK: Mapping[str, str] = {
    "incident.declared": "incident close",
    "incident.severity": "incident severity",
    "publishing.paused": "publishing resume",
    "publishing.resumed": "publishing pause",
    "run.handed-over": "run hand-over",
    "step.doing": "step reopen",
    "step.done": "step reopen",
    "step.skipped": "step reopen",
    "step.blocked": "step reopen",
}
"""The command that turns back what `undo` does not."""


def done_by(command: str) -> str:
    return f"undo does not do that; `{command}` does"


_LEFT: Mapping[str, str] = {
    "outbox.sending": "the reply is on its way out",
    "outbox.unknown": "nobody knows whether the reply was published",
}


def why_not(event: Event, news: Sequence[Event], row: ItemRow | None, me: str, now: datetime) -> str:
    """Why an act can't be taken back; empty where it can.

    Args:
        event: The act.
        news: What happened to the same thing later, oldest first.
        row: The item, if the act was about one and it is known.
        me: Whose act it was.
        now: The desk's time, for how long ago a reply was sent.
    """
    if not event.undoable:
        return done_by(BACK[event.verb]) if event.verb in BACK else NEVER
    if event.subject.startswith("outbox:"):
        return _why_left(news, now)
    since = [later for later in news if _still_said(later) and _about_the_same(later, event)]
    if since:
        return changed_by(since[-1].actor, me)
    return CHANGED if row is not None and not stands(event, row) else ""


def changed_by(actor: str, me: str) -> str:
    if actor == me:
        return "you have changed it since"
    return CHANGED if _by_itself(actor) else f"{actor} has changed it since"


def _by_itself(actor: str) -> bool:
    return actor.startswith("beredt:")


def _about_the_same(later: Event, event: Event) -> bool:
    if not event.subject.startswith(("item:", "person:", "alert:", "incident:")):
        return True
    if later.after.get("message") != event.after.get("message"):
        # Two messages of one thread.
        return False
    return event.verb in ASPECTS and ASPECTS.get(later.verb) == ASPECTS[event.verb]


def _still_said(event: Event) -> bool:
    """Neither taken back nor a taking back. One that was once refused names itself."""
    return event.undone_by in (None, event.id) and not event.verb.endswith(".undone")


def decided(news: Sequence[Event], aspect: str, me: str) -> str:
    """Which colleague decided on this aspect of the item meanwhile; empty for none."""
    found = [
        later.actor
        for later in news
        if later.actor != me
        and not _by_itself(later.actor)
        and _still_said(later)
        and ASPECTS.get(later.verb) == aspect
    ]
    return found[-1] if found else ""


def _why_left(news: Sequence[Event], now: datetime) -> str:
    last = news[-1] if news else None
    if last is None:
        return ""
    if last.verb == "outbox.sent" or (last.verb == "outbox.settled" and last.after.get("state") == "sent"):
        return f"the reply was sent {ago(now - last.at)} ago"
    return _LEFT.get(last.verb, "")


def ago(span: timedelta) -> str:
    """`40 s`, `4 min`, `3 h`, `2 d`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def stands(event: Event, row: ItemRow) -> bool:
    """Whether the item is as the act left it."""
    after = event.after
    match ASPECTS.get(event.verb):
        case "holder":
            return row.holder == after.get("holder")
        case "assignee":
            return row.assignee == after.get("assignee")
        case "tags":
            return list(row.tags) == after.get("tags")
        case "wave":
            return row.wave_id is None
        case "waits":
            return (row.waits_since is not None) == after.get("waits")
        case "state":
            now = {
                "state": row.state.value,
                "reason": row.reason.value if row.reason else None,
                "snoozed_until": stamp(row.snoozed_until),
            }
            return all(now[name] == after.get(name) for name in now)
        case _:
            return True
