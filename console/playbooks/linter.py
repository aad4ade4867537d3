"""Finds every mistake in playbooks and statements that can be found without walking them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import ParamSpec, TypeVar

from console.model.playbook import Problem
from console.playbooks.check_front import check_front
from console.playbooks.check_paths import check_paths
from console.playbooks.check_statements import check_statements
from console.playbooks.check_steps import check_steps
from console.playbooks.draft import Draft, read_draft
from console.playbooks.limits import PlaybookError
from console.playbooks.parser import text_of
from console.playbooks.rules import problem
from console.playbooks.statements import Said, name_and_lang, split_statement

_Takes = ParamSpec("_Takes")
_Read = TypeVar("_Read")


def lint(
    files: Mapping[str, str],
    statements: Mapping[str, str],
    check_command: Callable[[str], str | None],
    *,
    today: date | None = None,
) -> list[Problem]:
    """Check playbooks and the texts that they name.

    Args:
        files: Playbooks, path to text.
        statements: Texts to publish, path below `statements/` (`holding/outage.nb.md`) to text.
        check_command: Says why a line is no command of the registry, or None when it is one.
        today: Lets dates of review be judged; without it only their form is.

    Returns:
        By path and line; empty when all is well. A problem's path is the one its file was given by.
    """
    drafts = {path: attempt(read_draft, source, path) for path, source in files.items()}
    said = {below: attempt(split_statement, source) for below, source in statements.items()}
    return lint_read(drafts, said, check_command, today=today)


def attempt(
    read: Callable[_Takes, _Read], *args: _Takes.args, **named: _Takes.kwargs
) -> _Read | PlaybookError:
    """What reading a file gives: the file taken apart, or why that cannot be done."""
    try:
        return read(*args, **named)
    except PlaybookError as error:
        return error


def lint_read(
    drafts: Mapping[str, Draft | PlaybookError],
    statements: Mapping[str, Said | PlaybookError],
    check_command: Callable[[str], str | None],
    *,
    today: date | None,
) -> list[Problem]:
    """`lint` for files that have been read already."""
    names = {name_and_lang(path)[0] for path in statements}
    found: list[Problem] = []
    ids: dict[str, str] = {}
    for path, draft in sorted(drafts.items(), key=lambda each: each[0]):
        if isinstance(draft, PlaybookError):
            found.append(problem(path, draft.line, "unreadable", draft.what, draft.fix))
            continue
        found += _check(draft, names, check_command, today)
        entry = draft.front.entries.get("id")
        if entry is not None and (own := text_of(entry)):
            if own in ids:
                found.append(
                    problem(path, entry.line, "duplicate-id", f"'{own}' is the id of {ids[own]} too")
                )
            ids.setdefault(own, path)
    found += check_statements(statements, today)
    return sorted(found, key=lambda each: (each.path, each.line))


def _check(
    draft: Draft, statements: set[str], check_command: Callable[[str], str | None], today: date | None
) -> Iterator[Problem]:
    for mark in draft.marks:
        yield problem(draft.path, mark.line, mark.rule, mark.text)
    if not draft.steps:
        yield problem(draft.path, 1, "unreadable", "there is no step in this file")
        return
    yield from check_front(draft, today)
    yield from check_steps(draft, statements, check_command)
    yield from check_paths(draft)
