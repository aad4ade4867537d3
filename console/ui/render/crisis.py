"""The alert's head, and the war room."""

from collections.abc import Sequence
from datetime import datetime

from console.detect.sentences import told
from console.model.actor import WATCH
from console.model.alert import Alert
from console.model.incident import Incident, Pause, Run, TimelineEntry
from console.model.words import IncidentStatus, Role, StepState
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, cut, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock, countdown, long, short


def said(alert: Alert, words: Words) -> str:
    """The alert's sentence in the language of the screen, whoever's session raised it."""
    finding = alert.finding
    return words.said(finding.text) if finding.of_rule else words.written(told(finding, words.lang))


def alert_head(
    alert: Alert, width: int, now: datetime, words: Words, marks: Marks, over: datetime | None = None
) -> list[Line]:
    """Level, times, who took it up, and its sentence; `over` is since when it is over (UTC)."""
    began = clock(alert.opened_at, now)
    went = (
        words("alert.ran", start=began, end=clock(over, now))
        if over
        else words("alert.since", time=began, age=short(now - alert.opened_at))
    )
    level = alert.finding.level.value
    seen_at = clock(alert.acknowledged_at or now, now)
    if alert.acknowledged_by is None:
        state = words("alert.open")
    elif alert.acknowledged_by == WATCH.name:
        state = words("alert.over", time=seen_at)
    else:
        state = words("alert.seen", name=alert.acknowledged_by, time=seen_at)
    lines: list[Line] = [
        (
            Span(f" {marks['up']} {words.of('level', level).upper()} ", level),
            Span(f" {went}", "dim"),
            Span(f"  {state}", "dim"),
            *((Span(f"  {words.of('verdict', alert.verdict)}", "note"),) if alert.verdict else ()),
        ),
        *wrapped(said(alert, words), width - 1, "strong", 1),
    ]
    if alert.finding.flags:
        flags = [Span(f" {words.of('flag', flag.value).upper()}", "flag") for flag in alert.finding.flags]
        lines.append(tuple(flags))
    return lines


def incident_facts(
    incident: Incident,
    run: Run | None,
    pause: Pause | None,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> list[Line]:
    """What was declared, the promise to the public, who does what."""
    severe = incident.severity.value <= "SEV-2"
    status = words.of("incident", incident.status.value)
    restricted = " · " + words("war.restricted") if incident.restricted else ""
    lines: list[Line] = [
        (
            Span(f" {incident.severity.value} ", "crisis" if severe else "warning"),
            Span(" " + words.of("severity", incident.severity.value), "strong"),
            Span(f"  {status}", "bad" if incident.status is IncidentStatus.ACTIVE else "good"),
            Span(restricted, "warn"),
        ),
        *wrapped(incident.title, width - 1, "strong", 1),
        *wrapped(
            words("war.declared", name=incident.declared_by, time=clock(incident.declared_at, now))
            + f" ({long(now - incident.declared_at)}), {incident.type}",
            width - 1,
            "dim",
            1,
        ),
        EMPTY,
    ]
    lines += _promise(incident, width, now, words)
    if pause is not None:
        lines.append((Span(" " + words("head.paused") + " ", "paused"),))
        since = words("war.pause", name=pause.actor, time=clock(pause.since, now))
        lines += wrapped(f"{since} {pause.reason}", width - 1, "", 1)
    held = {one.role: one for one in incident.roles}
    lines += [EMPTY, (Span(" " + words("war.roles"), "title"),)]
    for role in Role:
        if role in held:
            who = held[role]
            text = f"{who.holder} ({clock(who.taken_at, now)})"
            lines.append((Span(" " + pad(words.of("role", role.value), 14), "dim"), Span(text, "ours")))
    empty = [words.of("role", role.value) for role in Role if role not in held]
    lines += wrapped(words("war.nobody", roles=", ".join(empty)), width - 1, "faint", 1) if empty else []
    if run is not None:
        done, skipped = (
            sum(1 for step in run.steps.values() if step.state == state)
            for state in (StepState.DONE, StepState.SKIPPED)
        )
        text = words("war.run", id=run.playbook_id, done=done, skipped=skipped, holder=run.holder)
        lines += [EMPTY, *wrapped(f"{marks['arrow']} {text}", width - 1, "accent", 1)]
    return lines


def _promise(incident: Incident, width: int, now: datetime, words: Words) -> list[Line]:
    if incident.next_word_at is None:
        return wrapped(words("war.no-promise"), width - 1, "dim", 1)
    left, over = countdown(incident.next_word_at, now)
    at = clock(incident.next_word_at, now)
    soon = (incident.next_word_at - now).total_seconds() < 300
    style = "crisis" if over else "warning" if soon else "strong"
    return wrapped(
        words("war.late" if over else "war.promise", time=left.lstrip("-"), at=at), width - 1, style, 1
    )


def timeline_lines(entries: Sequence[TimelineEntry], width: int, now: datetime, words: Words) -> list[Line]:
    """Newest first: when, who, what."""
    lines: list[Line] = [(Span(" " + words("war.timeline"), "title"),)]
    for entry in entries:
        who = entry.actor.removeprefix("beredt:") if entry.actor.startswith("beredt:") else entry.actor
        head = f" {clock(entry.at, now)} "
        # What a person wrote into the log stays as they wrote it.
        told: str = entry.text if entry.verb == "incident.logged" else words.said(entry.text)
        if entry.promised_at is not None:
            told += " (" + words("war.by", time=clock(entry.promised_at, now)) + ")"
        text = wrapped(told, max(10, width - len(head) - 12), "")
        for place, part in enumerate(text or [EMPTY]):
            lead = (
                (Span(head, "dim"), Span(pad(cut(who, 10), 11), "ours"))
                if not place
                else (Span(" " * (len(head) + 11)),)
            )
            lines.append((*lead, *part))
    if not entries:
        lines.append((Span(" " + words("war.no-timeline"), "dim"),))
    return lines
