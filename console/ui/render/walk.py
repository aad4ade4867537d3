"""The walk through a playbook: its steps at the left, the chosen one at the right."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.model.incident import Incident, Run, RunStep
from console.model.playbook import Playbook, Step
from console.model.words import StepState
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock, countdown

STATE_STYLE = {
    StepState.TODO: "dim",
    StepState.DOING: "accent",
    StepState.DONE: "good",
    StepState.SKIPPED: "faint",
    StepState.BLOCKED: "bad",
}


def step_list(
    book: Playbook,
    run: Run,
    dues: Mapping[str, datetime],
    off: Sequence[str],
    chosen: str | None,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> tuple[list[Line], dict[str, int]]:
    """Phases and steps with their marks; and the line of each step."""
    lines: list[Line] = []
    at: dict[str, int] = {}
    for phase in book.phases:
        if lines:
            lines.append(EMPTY)
        lines.append((Span(f" {phase.title}", "title"),))
        for step in phase.steps:
            state = StepState(run.steps[step.id].state) if step.id in run.steps else StepState.TODO
            at[step.id] = len(lines)
            here = step.id == run.current
            due = _due(dues.get(step.id), state, now)
            style = "faint" if step.id in off else "strong" if here else STATE_STYLE[state]
            room = width - 5 - (len(due[0]) + 2 if due else 0)
            spans = [
                Span(marks["cursor"] if step.id == chosen else " ", "accent"),
                Span(f"{marks['here'] if here else ' '} ", "accent"),
                Span(marks.step(state.value), STATE_STYLE[state]),
                Span(" " + pad(step.title, room), style),
            ]
            if due:
                spans.append(Span(f" {due[0]} ", due[1]))
            lines.append(tuple(spans))
    return lines, at


def _due(due: datetime | None, state: StepState, now: datetime) -> tuple[str, str] | None:
    if due is None or state is StepState.SKIPPED:
        return None
    left, over = countdown(due, now)
    return left.split(" ")[0], "bad" if over else "warn" if (due - now).total_seconds() < 300 else "faint"


def step_detail(
    step: Step,
    state: RunStep | None,
    incident: Incident | None,
    due: datetime | None,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> list[Line]:
    """Who does it, until when, why, and what there is to run, say and choose."""
    standing = StepState(state.state) if state else StepState.TODO
    lines: list[Line] = [
        *wrapped(step.title, width - 1, "strong", 1),
        (
            Span(f" {marks.step(standing.value)} {words.of('step', standing.value)}", STATE_STYLE[standing]),
            *(
                (Span(f"  {state.actor or ''} {clock(state.at, now) if state.at else ''}", "dim"),)
                if state
                else ()
            ),
            *((Span("  " + words("run.optional"), "faint"),) if step.optional else ()),
        ),
    ]
    if state and state.note:
        lines += wrapped(state.note, width - 2, "note", 2)
    if state and state.approved_by:
        lines.append((Span(" " + words("run.approved", name=state.approved_by), "good"),))
    lines.append(EMPTY)
    if step.who is not None:
        holder = (
            next((one.holder for one in incident.roles if one.role is step.who), None) if incident else None
        )
        shown = words.of("role", step.who.value) + (f": {holder}" if holder else f" ({words('run.vacant')})")
        lines.append(_field(words("run.who"), shown, "ours"))
    if due is not None:
        left, over = countdown(due, now)
        key = "run.late" if over else "run.left"
        text = words(key, time=left.lstrip("-"), at=clock(due, now))
        lines.append(_field(words("run.due"), text, "bad" if over else "strong"))
    for key in ("why", "expect", "otherwise", "evidence"):
        text = getattr(step, key)
        if text:
            lines += _wrapped_field(words(f"run.{key}"), text, width)
    if step.do:
        lines += [EMPTY, (Span(" " + words("run.do"), "title"), Span("  d", "key"))]
        lines += [part for line in step.do for part in wrapped(line, width - 4, "accent", 3)]
    if step.say:
        lines += [
            EMPTY,
            (Span(" " + words("run.say"), "title"), Span("  o", "key"), Span(f"  {step.say}", "accent")),
        ]
    if step.approve is not None:
        approve = words("run.approve", role=words.of("role", step.approve.value))
        lines += [EMPTY, (Span(" " + approve, "warn"), Span("  y", "key"))]
    if step.choose:
        lines += [EMPTY, (Span(" " + words("run.choose"), "title"),)]
        for place, way in enumerate(step.choose, 1):
            taken = state is not None and state.chosen == way.label
            lines.append(
                (
                    Span(f"  {place} ", "key"),
                    Span(way.label, "good" if taken else ""),
                    Span(f" {marks['arrow']} {way.target}", "faint"),
                )
            )
    return lines


def _field(name: str, text: str, style: str = "") -> Line:
    return (Span(" " + pad(name, 11), "dim"), Span(text, style))


def _wrapped_field(name: str, text: str, width: int) -> list[Line]:
    parts = wrapped(text, width - 13)
    first = (Span(" " + pad(name, 11), "dim"), *parts[0])
    return [first, *((Span(" " * 12), *part) for part in parts[1:])]
