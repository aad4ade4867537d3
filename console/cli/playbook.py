"""`beredt playbook`: list, check and show playbooks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from console.cli.acts import DefaultList
from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, paragraph, remark, say
from console.commands import check_line
from console.errors import InputError, NotFound
from console.model.playbook import Problem
from console.playbooks import RULES, Library, PlaybookError, lint, load, read_text, shipped
from console.playbooks.rules import problem

STATEMENTS = "statements"


@click.group(cls=DefaultList)
@options
def playbook() -> None:
    """List, check and show playbooks."""


def _today() -> date:
    return datetime.now(UTC).date()


def _library(call: Call) -> Library:
    return load(shipped(), call.settings.desk.playbooks, check_command=check_line, today=_today())


@playbook.command("list")
@options
@pass_call
def list_playbooks(call: Call) -> int:
    """All playbooks by title, yours before those that come with Beredt."""
    found = _library(call).playbooks
    if call.json:
        for one in found:
            emit(
                {
                    "id": one.id,
                    "title": one.title,
                    "trigger": one.trigger,
                    "severity": one.severity,
                    "posture": one.posture,
                    "roles": one.roles,
                    "owner": one.owner,
                    "reviewed": one.reviewed,
                    "lang": one.lang,
                    "path": one.path,
                    "content_hash": one.content_hash,
                }
            )
        return 0
    columns(
        ((one.id, one.severity, one.title, one.trigger[:60]) for one in found),
        ("id", "severity", "title", "trigger"),
    )
    return 0


@playbook.command("show")
@click.argument("playbook_id", metavar="ID")
@options
@pass_call
def show(call: Call, playbook_id: str) -> int:
    """One playbook as it is written."""
    library = _library(call)
    found = library.playbook(playbook_id)
    if found is None:
        known = ", ".join(one.id for one in library.playbooks)
        raise NotFound(f"there is no playbook {playbook_id!r}", fix=f"there are {known}" if known else "")
    if call.json:
        emit(found)
    else:
        paragraph(found.source)
    return 0


@playbook.command("lint")
@click.argument("paths", nargs=-1, metavar="[FILE…]")
@options
@pass_call
def lint_playbooks(call: Call, paths: tuple[str, ...]) -> int:
    """Check playbooks, or all that Beredt would load; exit code 1 when one has a mistake."""
    problems = _lint_files(call, [Path(path) for path in paths]) if paths else list(_library(call).problems)
    for found in problems:
        level = _level(found)
        if call.json:
            emit(
                {
                    "path": found.path,
                    "line": found.line,
                    "rule": found.rule,
                    "level": level,
                    "text": found.text,
                    "fix": found.fix,
                }
            )
        else:
            fix = f"; {found.fix}" if found.fix else ""
            say(f"{found.path}:{found.line}: {level} {found.rule}: {found.text}{fix}")
    errors = sum(_level(found) == "error" for found in problems)
    if not call.json and not problems:
        remark("no mistakes")
    return 1 if errors else 0


def _level(found: Problem) -> str:
    rule = RULES.get(found.rule)
    return rule.level if rule else "error"


def _lint_files(call: Call, paths: Sequence[Path]) -> list[Problem]:
    """Problems of these files and folders alone. Raises InputError for what can't be read at all."""
    problems: list[Problem] = []
    files: dict[str, str] = {}
    statements = dict(_library(call).statement_files)
    asked: set[str] = set()
    for path in paths:
        if path.is_dir():
            problems += load(path, check_command=check_line, today=_today()).problems
            continue
        try:
            source = read_text(path)
        except PlaybookError as error:
            if not path.exists():
                raise InputError(f"there is no file {str(path)!r}") from None
            # What is wrong with one file must not keep silent what is wrong with the others.
            problems.append(problem(str(path), error.line, "unreadable", error.what, error.fix))
            continue
        below = _below_statements(path)
        if below is not None:
            statements[below] = source
            asked.add(below)
            continue
        files[str(path)] = source
        asked.add(str(path))
        beside = path.absolute().parent / STATEMENTS
        if beside.is_dir():
            statements |= load(path.absolute().parent).statement_files
    found = lint(files, statements, check_line, today=_today())
    return problems + [one for one in found if one.path in asked]


def _below_statements(path: Path) -> str | None:
    """A statement's path below its `statements/`; None if it is no statement."""
    parts = path.absolute().parts[:-1]
    if STATEMENTS not in parts:
        return None
    place = len(parts) - 1 - parts[::-1].index(STATEMENTS)
    return Path(*path.absolute().parts[place + 1 :]).as_posix()
