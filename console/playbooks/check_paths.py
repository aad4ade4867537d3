"""The linter's eye for the ways through a playbook: links, reach, order of times."""

from collections.abc import Iterator
from datetime import timedelta
from difflib import get_close_matches
from heapq import heappop, heappush

from console.model.playbook import Problem
from console.playbooks.draft import Draft, DraftPhase, DraftStep
from console.playbooks.durations import parse_span, span_text
from console.playbooks.limits import MAX_TABLE_COLUMNS, MAX_TABLE_ROWS
from console.playbooks.parser import YES
from console.playbooks.rules import problem


def check_paths(draft: Draft) -> Iterator[Problem]:
    """Everything that is wrong with phases, decisions and the order of things."""
    yield from _check_phases(draft)
    links = [found for phase in draft.phases for found in _check_exits(draft, phase)]
    yield from links
    starts = {phase.slug: number for number, phase in reversed(list(enumerate(draft.phases)))}
    reached, late = _walk(draft, starts)
    yield from late
    # A wrong link often is the way that is missed: one finding is enough.
    if not any(found.rule in ("dead-link", "exit-without-link", "no-exits") for found in links):
        for number, phase in enumerate(draft.phases):
            if number not in reached and phase.steps:
                text = f"no way leads to '{phase.title}'"
                yield problem(draft.path, phase.line, "unreachable-phase", text)


def _check_phases(draft: Draft) -> Iterator[Problem]:
    path = draft.path
    if not draft.title and draft.phases:
        yield problem(path, draft.front.length + 1, "title-missing", "the file has no '# Title' heading")
    seen: dict[str, int] = {}
    for phase in draft.phases:
        if phase.level != 2:
            text = f"'{phase.title}' is a heading of level {phase.level}"
            yield problem(path, phase.line, "heading-level", text)
        words = phase.title.casefold()
        if words in seen:
            text = f"'{phase.title}' is the heading at line {seen[words]} too"
            yield problem(path, phase.line, "duplicate-heading", text)
        seen.setdefault(words, phase.line)
        if not phase.steps and not any(line.strip() for line in phase.prose):
            yield problem(path, phase.line, "empty-phase", f"'{phase.title}' has no steps and no words")
    for line, rows, columns in draft.tables:
        if rows > MAX_TABLE_ROWS or columns > MAX_TABLE_COLUMNS:
            yield problem(path, line, "table-too-big", f"the table has {rows} rows and {columns} columns")


def _check_exits(draft: Draft, phase: DraftPhase) -> Iterator[Problem]:
    path, slugs = draft.path, [each.slug for each in draft.phases]
    for number, step in enumerate(phase.steps):
        choose = step.get("choose")
        if choose is None:
            continue
        if not choose.exits:
            yield problem(path, choose.line, "no-exits", "the decision has no exits")
        labels: set[str] = set()
        for each in choose.exits:
            if not each.linked:
                text = f"the exit '{each.label}' is no link to a heading of this file"
                yield problem(path, each.line, "exit-without-link", text)
            elif each.target not in slugs:
                near = get_close_matches(each.target, slugs, 1)
                fix = f"did you mean #{near[0]}?" if near else ""
                yield problem(path, each.line, "dead-link", f"there is no heading '#{each.target}'", fix)
            if not each.label:
                yield problem(path, each.line, "exit-without-label", "the exit has no answer")
            elif each.label.casefold() in labels:
                yield problem(path, each.line, "exit-twice", f"'{each.label}' is an answer twice")
            labels.add(each.label.casefold())
        if not _optional(step) and choose.exits and number < len(phase.steps) - 1:
            text = f"the decision at line {step.line} leads away before this step"
            yield problem(path, phase.steps[number + 1].line, "decision-not-last", text)
            return


def _walk(draft: Draft, starts: dict[str, int]) -> tuple[set[int], list[Problem]]:
    """Phases that are reached, and steps due before one that on every way to them comes first.

    Each phase is taken up with the earliest of the latest deadlines that ways to it have passed (a shortest
    path with the maximum in place of the sum), so a step is late only if no way lets it be in time.
    """
    reached: set[int] = set()
    late: list[Problem] = []
    queue: list[tuple[timedelta, int, int]] = [(timedelta(), 0, 0)] if draft.phases else []
    while queue:
        passed, line, number = heappop(queue)
        if number in reached or number >= len(draft.phases):
            continue
        reached.add(number)
        leads_on = True
        for step in draft.phases[number].steps:
            within = step.get("within")
            due = parse_span(within.value) if within is not None else None
            if within is not None and due is not None and not _optional(step):
                if due < passed:
                    before = f"the step before it, at line {line}, has {span_text(passed)}"
                    text = f"due after {span_text(due)}, but {before}"
                    late.append(problem(draft.path, within.line, "time-out-of-order", text))
                elif due > passed:
                    passed, line = due, step.line
            choose = step.get("choose")
            exits = choose.exits if choose is not None else ()
            for each in exits:
                if each.target in starts:
                    heappush(queue, (passed, line, starts[each.target]))
            if exits and not _optional(step):
                leads_on = False
                break
        if leads_on:
            heappush(queue, (passed, line, number + 1))
    return reached, late


def _optional(step: DraftStep) -> bool:
    found = step.get("optional")
    return found is not None and found.value.lower() in YES
