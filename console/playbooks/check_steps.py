"""The linter's eye for steps and their fields."""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from console.model.playbook import Problem
from console.model.words import Role
from console.playbooks.check_front import unknown
from console.playbooks.draft import FIELDS, Draft, DraftField, DraftStep
from console.playbooks.durations import parse_span
from console.playbooks.limits import MAX_STEPS
from console.playbooks.parser import NO, YES, names_of, statement_name, word_of
from console.playbooks.rules import problem

LONGEST = timedelta(days=30)
SHORTEST_ROUND = timedelta(minutes=5)


def check_steps(
    draft: Draft, statements: Collection[str], check_command: Callable[[str], str | None]
) -> Iterator[Problem]:
    """Everything that is wrong with single steps.

    Args:
        draft: The file.
        statements: Names of the texts that there are.
        check_command: Says why a line is no command, or None when it is one.
    """
    path = draft.path
    if len(draft.steps) > MAX_STEPS:
        line = draft.steps[MAX_STEPS].line
        yield problem(path, line, "too-many-steps", f"{len(draft.steps)} steps, more than {MAX_STEPS}")
    entry = draft.front.entries.get("roles")
    listed = frozenset(name.lower() for name in names_of(entry))
    if not listed or any(word_of(Role, name) is None for name in listed):
        listed = frozenset(Role)
    for phase in draft.phases:
        seen: dict[str, int] = {}
        for step in phase.steps:
            words = " ".join(step.title.casefold().split())
            if words in seen:
                text = f"'{step.title}' stands at line {seen[words]} already"
                yield problem(path, step.line, "duplicate-step", text)
            elif words:
                seen[words] = step.line
            yield from _check_step(path, step, listed, check_command)
            yield from _check_say(path, step, statements)


def _check_step(
    path: str, step: DraftStep, listed: frozenset[str], check_command: Callable[[str], str | None]
) -> Iterator[Problem]:
    if not step.title.strip():
        yield problem(path, step.line, "empty-step", "the step has no words")
    if step.ticked:
        yield problem(path, step.line, "ticked-step", "the box is ticked")
    names = [each.name for each in step.fields]
    for number, each in enumerate(step.fields):
        if each.name not in FIELDS:
            yield unknown(path, each.line, "unknown-field", each.name, FIELDS)
        elif each.name in names[:number] and each.name != "do":
            yield problem(path, each.line, "field-twice", f"the step has '{each.name}' twice")
        elif not each.value and each.name != "choose":
            yield problem(path, each.line, "empty-field", f"'{each.name}' is empty")
        elif each.name in ("who", "approve"):
            yield from _check_role(path, each, listed)
        elif each.name in ("within", "every"):
            yield from _check_time(path, each)
        elif each.name == "do" and (reason := check_command(each.value)):
            yield problem(path, each.line, "bad-command", f"'{each.value}' is no command: {reason}")
        elif each.name == "optional" and each.value.lower() not in YES + NO:
            yield problem(path, each.line, "bad-optional", f"'{each.value}' is neither yes nor no")
    who, approve = step.get("who"), step.get("approve")
    if who is None and all(name in FIELDS for name in names):
        yield problem(path, step.line, "who-missing", "the step names nobody to do it", "add '- who: lead'")
    elif who is not None and approve is not None and who.value and who.value.lower() == approve.value.lower():
        text = f"{who.value} does the step and approves it"
        yield problem(path, approve.line, "self-approval", text)


def _check_role(path: str, found: DraftField, listed: frozenset[str]) -> Iterator[Problem]:
    role = found.value.lower()
    if word_of(Role, role) is None:
        text = f"there is no role '{found.value}'"
        yield problem(path, found.line, "unknown-role", text, "one of " + ", ".join(Role))
    elif role not in listed:
        text = f"'{role}' is not among the roles of the front matter"
        yield problem(path, found.line, "role-not-listed", text, f"add {role} to 'roles:'")


def _check_time(path: str, found: DraftField) -> Iterator[Problem]:
    span = parse_span(found.value)
    if span is None:
        yield problem(path, found.line, "bad-time", f"'{found.value}' is no time")
    elif span > LONGEST:
        yield problem(path, found.line, "time-too-long", f"{found.value} is longer than thirty days")
    elif found.name == "every" and span < SHORTEST_ROUND:
        yield problem(path, found.line, "every-too-short", f"nobody can do this every {found.value}")


def _check_say(path: str, step: DraftStep, statements: Collection[str]) -> Iterator[Problem]:
    say = step.get("say")
    if say is None or not say.value:
        return
    if statement_name(say.value) is None:
        yield problem(path, say.line, "bad-statement-name", f"'{say.value}' is no name of a statement")
    elif say.value not in statements:
        text = f"there is no statement '{say.value}'"
        yield problem(path, say.line, "statement-missing", text, f"write statements/{say.value}.md")
    elif step.get("approve") is None:
        yield problem(path, say.line, "say-without-approval", f"nobody approves '{say.value}'")
