"""From a playbook file to a `Playbook`. Tolerant: what is wrong but bearable is the linter's to report."""

import hashlib
import re
from datetime import date, timedelta
from pathlib import PurePath
from typing import TypeVar

from console.model.playbook import Exit, Phase, Playbook, Step
from console.model.words import Role, Severity
from console.playbooks.draft import Draft, DraftPhase, DraftStep, read_draft
from console.playbooks.durations import parse_span
from console.playbooks.front import Entry
from console.playbooks.headings import slug_of
from console.playbooks.limits import PlaybookError
from console.text import clean, one_line

POSTURES = ("inform", "deny", "diminish", "rebuild", "bolster", "pause", "none")
"""After Coombs' situational crisis communication theory, with `pause` (say nothing of our own) and `none`."""

DEFAULT_SEVERITY = Severity.SEV2
"""Of a file that names none it can be read from: in doubt the higher."""

YES = ("true", "yes")
NO = ("false", "no")

_STATEMENT_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*){0,3}", re.ASCII)
_Word = TypeVar("_Word", Role, Severity)


def parse(source: str, path: str) -> Playbook:
    """Read a playbook.

    Args:
        source: The file's text.
        path: Where it lies; the file's name stands in for a missing id.

    Raises:
        PlaybookError: Nothing can be made of it: too big, no text, or no step in it.
    """
    return playbook_of(read_draft(source, path), source)


def playbook_of(draft: Draft, source: str) -> Playbook:
    """The playbook of a draft.

    Raises:
        PlaybookError: It has no step.
    """
    if not draft.steps:
        raise PlaybookError(
            "there is no step in this file",
            fix="write steps as '- [ ] What to do' under a '## Phase' heading",
        )
    front = draft.front.entries
    stem = slug_of(PurePath(path_name(draft.path)).stem) or "playbook"
    return Playbook(
        id=one_line(text_of(front.get("id"))) or stem,
        title=one_line(text_of(front.get("title")) or draft.title or stem),
        trigger=one_line(text_of(front.get("trigger"))),
        severity=word_of(Severity, text_of(front.get("severity")).upper()) or DEFAULT_SEVERITY,
        posture=one_line(text_of(front.get("posture"))).lower(),
        roles=tuple(role for name in names_of(front.get("roles")) if (role := word_of(Role, name.lower()))),
        owner=one_line(text_of(front.get("owner"))),
        reviewed=date_of(text_of(front.get("reviewed"))) or date.min,
        lang=one_line(text_of(front.get("lang"))).lower() or "en",
        phases=tuple(_phase(phase) for phase in draft.phases),
        source=source,
        content_hash=hashlib.sha256(source.encode()).hexdigest(),
        path=draft.path,
        about=clean("\n".join(draft.about)),
    )


def path_name(path: str) -> str:
    """The last part of a path of either kind of slash."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def statement_name(text: str) -> str | None:
    """A statement's name if it is one: it can lead nowhere outside the folder."""
    return text if len(text) <= 120 and _STATEMENT_NAME.fullmatch(text) else None


def text_of(entry: Entry | None) -> str:
    return "" if entry is None else entry.text.strip()


def names_of(entry: Entry | None) -> tuple[str, ...]:
    """A list, however it is written: `[lead, voice]` or `lead, voice`."""
    if entry is None:
        return ()
    parts = entry.items if entry.items is not None else tuple(entry.text.split(","))
    return tuple(part.strip() for part in parts if part.strip())


def date_of(text: str) -> date | None:
    """A date such as 2026-11-01."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def word_of(words: type[_Word], text: str) -> _Word | None:
    return next((word for word in words if word.value == text), None)


def _phase(phase: DraftPhase) -> Phase:
    steps = tuple(_step(phase, step, number) for number, step in enumerate(phase.steps, 1))
    return Phase(phase.slug, one_line(phase.title), phase.line, clean("\n".join(phase.prose)), steps)


def _step(phase: DraftPhase, step: DraftStep, number: int) -> Step:
    choose = step.get("choose")
    return Step(
        id=f"{phase.slug}/{number}",
        line=step.line,
        phase=phase.slug,
        title=one_line(step.title),
        who=word_of(Role, _value(step, "who").lower()),
        within=_span(step, "within"),
        every=_span(step, "every"),
        why=clean(_value(step, "why")),
        expect=clean(_value(step, "expect")),
        otherwise=clean(_value(step, "otherwise")),
        do=tuple(one_line(each.value) for each in step.fields if each.name == "do" and each.value),
        say=statement_name(_value(step, "say")),
        approve=_approver(step),
        choose=tuple(Exit(one_line(each.label), one_line(each.target)) for each in choose.exits)
        if choose
        else (),
        evidence=clean(_value(step, "evidence")),
        optional=_value(step, "optional").lower() in YES,
    )


def _approver(step: DraftStep) -> Role | None:
    """A misspelt approver does not make a step free of approval: the lead approves then."""
    text = _value(step, "approve").lower()
    return (word_of(Role, text) or Role.LEAD) if text else None


def _value(step: DraftStep, name: str) -> str:
    found = step.get(name)
    return found.value.strip() if found is not None else ""


def _span(step: DraftStep, name: str) -> timedelta | None:
    return parse_span(_value(step, name))
