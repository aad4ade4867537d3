"""Header, banner and footer: the state of things in a few lines."""

from collections.abc import Sequence
from datetime import datetime

from console.desk.answers import Band
from console.model.alert import Alert
from console.model.channel import Health
from console.model.incident import Incident, Pause, Run
from console.model.item import Counts, Reordering
from console.model.words import HealthState, IncidentStatus, State
from console.ui.locales import Words
from console.ui.render.crisis import said
from console.ui.render.line import Line, Span, cut, fit, spread, width_of
from console.ui.render.marks import Marks
from console.ui.render.when import clock, countdown, short

_WORST = (
    HealthState.AUTH,
    HealthState.BROKEN,
    HealthState.UNREACHABLE,
    HealthState.STOPPED,
    HealthState.SILENT,
    HealthState.BEHIND,
    HealthState.LIMITED,
)
ROOMY = 120
"""Columns from which the header says it at length."""
_BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII_BLOCKS = "_.:-=+*#"


def worst(health: Sequence[Health]) -> Health | None:
    """The channel that needs a person most, or None if all are well."""
    sick = [one for one in health if one.state in _WORST]
    return min(sick, key=lambda one: _WORST.index(one.state), default=None)


def header(
    width: int,
    now: datetime,
    words: Words,
    *,
    place: str,
    demo: bool,
    counts: Counts | None,
    health: Sequence[Health],
    pause: Pause | None,
    linear: bool = False,
    reordering: Reordering | None = None,
) -> Line:
    """Who we are, where we are, how much there is, how the channels are, what time it is."""
    left = [Span(" BEREDT ", "brand")]
    if demo:
        left += [Span(" DEMO ", "demo")]
    if pause is not None:
        left += [Span(" " + words("head.paused") + " ", "paused")]
    if reordering is not None:
        left += [Span(f" {_reordering(reordering, width, words)} ", "bar-key")]
    firm = width_of(left)
    left += [Span(f" {place} ", "bar-strong")]
    right: list[Span] = []
    if counts is not None:
        for state in (State.NEW, State.PENDING, State.SNOOZED):
            number, _, word = words(f"head.{state.value}", count=counts.by_state.get(state, 0)).partition(" ")
            right += [Span(number, "bar-strong"), Span(f" {word}  ", "bar-dim")]
        failed = counts.outbox.get("failed", 0) + counts.outbox.get("unknown", 0)
        if failed:
            right += [Span(words("head.failed", count=failed) + "  ", "bar-bad")]
        if counts.quarantined and width >= ROOMY:
            right += [Span(words("head.parked", count=counts.quarantined) + "  ", "bar-dim")]
    if health:
        sick = sum(1 for one in health if one.state in _WORST)
        text = words("head.channels", well=len(health) - sick, all=len(health))
        right += [Span(text + "  ", "bar-bad" if sick else "bar-good")]
    if not linear:
        # Read aloud, a clock would interrupt once a minute.
        right += [Span(f"{now.astimezone():%H:%M} ", "bar-strong")]
    while right and width_of(right) + firm + 12 > width:
        right = right[2:] if len(right) > 2 else right[1:]
    return tuple(Span(text, style or "bar") for text, style in spread(left, right, width))


def _reordering(reordering: Reordering, width: int, words: Words) -> str:
    """In numbers where there is room, else in per cent."""
    if width >= ROOMY:
        done, of = words.number(reordering.done), words.number(reordering.of)
        return words("head.reordering", done=done, of=of)
    return words("head.reordering-short", percent=100 * reordering.done // max(1, reordering.of))


def sick_line(one: Health, width: int, now: datetime, words: Words) -> Line:
    """The worst channel with its reason and its remedy."""
    spans = [
        Span(f" {words.of('health', one.state.value).upper()} ", "watch"),
        Span(f" {one.channel} ", "bar-strong"),
        Span(f"{words.said(one.detail)} ({clock(one.since, now)})", "bar"),
    ]
    if one.fix:
        spans.append(Span(f" → {words.said(one.fix)}", "bar-key"))
    return fit(spans, width)


def alert_line(
    alert: Alert,
    band: Sequence[Band],
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
    over: datetime | None = None,
) -> Line:
    """The alert in one line, its graph, and the key that opens it; `over` is since when it is over (UTC)."""
    level = alert.finding.level
    age = words("banner.over", time=clock(over, now)) if over else short(now - alert.opened_at)
    left = [
        Span(f" {marks['up']} {words.of('level', level.value).upper()} ", level.value),
        Span(f" {age} ", "alert-dim"),
    ]
    right = [
        Span(" " + spark([one.negatives for one in band][-24:], marks) + " ", "alert-key"),
        Span(" " + words("banner.open") + " ", "alert-key"),
    ]
    text = said(alert, words).replace("\n", " ")
    room = width - width_of(left) - width_of(right)
    if room < 24:
        right = right[1:]
        room = width - width_of(left) - width_of(right)
    shown = cut(text, room)
    gap = " " * max(0, room - width_of((Span(shown),)))
    return (*left, Span(shown + gap, "alert-bar"), *right)


def incident_line(incident: Incident, run: Run | None, width: int, now: datetime, words: Words) -> Line:
    left = [
        Span(f" {incident.severity.value} ", "crisis" if incident.severity.value <= "SEV-2" else "warning"),
        Span(f" {incident.title} ", "bar-strong"),
    ]
    right: list[Span] = []
    if incident.status is not IncidentStatus.ACTIVE:
        right.append(Span(words.of("incident", incident.status.value) + "  ", "bar-dim"))
    if incident.next_word_at is not None:
        left_time, over = countdown(incident.next_word_at, now)
        text = words("banner.word-late" if over else "banner.word", time=left_time.lstrip("-"))
        right.append(Span(text + "  ", "bar-bad" if over else "bar"))
    right.append(
        Span(words("banner.warroom") + ("  " + words("banner.playbook") if run else "") + " ", "bar-key")
    )
    return tuple(Span(text, style or "bar") for text, style in spread(left, right, width))


def spark(values: Sequence[float], marks: Marks) -> str:
    """A row of bars, each as high as its value against the highest."""
    if marks.linear:
        return ""
    signs = _ASCII_BLOCKS if marks.ascii else _BLOCKS
    top = max(values, default=0)
    if top <= 0:
        return signs[0] * len(values)
    return "".join(signs[min(len(signs) - 1, int(value / top * (len(signs) - 1) + 0.5))] for value in values)


def footer(said: tuple[str, str] | None, hints: Sequence[tuple[str, str]], pending: str, width: int) -> Line:
    """What was done, else which keys there are; what is half typed at the right."""
    right = [Span(f" {pending} ", "bar-key")] if pending else []
    if said is not None:
        right = right or [Span(" ? ", "bar-key")]
        left = [Span(" " + said[0], said[1])]
    else:
        left = [Span(" ", "bar")]
        for key, text in hints:
            more = [Span(key, "bar-key"), Span(f" {text}  ", "bar-dim")]
            if width_of(left) + width_of(more) + width_of(right) > width:
                break
            left += more
    return tuple(Span(text, style or "bar") for text, style in spread(left, right, width))
