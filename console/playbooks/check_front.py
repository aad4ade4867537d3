"""The linter's eye for front matter."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from console.model.playbook import Problem
from console.model.words import Role, Severity
from console.playbooks.draft import Draft
from console.playbooks.front import Entry
from console.playbooks.parser import POSTURES, date_of, names_of, text_of, word_of
from console.playbooks.rules import problem
from console.playbooks.trigger import TriggerError, parse_trigger

REQUIRED = ("id", "title", "trigger", "severity", "posture", "roles", "owner", "reviewed")
KNOWN = (*REQUIRED, "lang")
YEAR_DAYS = 366

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LANG = re.compile(r"[a-z]{2,3}", re.ASCII)


def check_front(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Everything that is wrong with a playbook's front matter."""
    path, front = draft.path, draft.front
    if not front.found:
        yield problem(path, 1, "front-missing", "the file does not begin with front matter")
        return
    if front.broken is not None:
        yield problem(path, front.broken[0], "front-broken", front.broken[1])
    for line, name in front.twice:
        yield problem(path, line, "front-field-twice", f"'{name}' stands in the front matter twice")
    for name, entry in front.entries.items():
        if name not in KNOWN:
            yield unknown(path, entry.line, "front-field-unknown", name, KNOWN)
    guessed = {
        close for name in front.entries if name not in KNOWN for close in get_close_matches(name, KNOWN)
    }
    for name in REQUIRED:
        found = front.entries.get(name)
        if found is None and front.broken is None and name not in guessed:
            yield problem(
                path, 1, "front-field-missing", f"the front matter has no '{name}'", f"add '{name}:'"
            )
        elif found is not None and not names_of(found):
            text = f"'{name}' is empty"
            yield problem(path, found.line, "front-field-missing", text, f"say what '{name}' is")
        elif found is not None:
            yield from _check_value(path, name, found, today)
    lang = front.entries.get("lang")
    if lang is not None and not _LANG.fullmatch(text_of(lang)):
        yield problem(path, lang.line, "bad-language", f"'{text_of(lang)}' is no code of a language")


def unknown(path: str, line: int, rule: str, name: str, known: tuple[str, ...]) -> Problem:
    """An unknown name, with the nearest known one as the remedy."""
    near = get_close_matches(name, known, 1)
    fix = f"did you mean '{near[0]}'?" if near else "one of " + ", ".join(known)
    return problem(path, line, rule, f"there is no field '{name}'", fix)


def _check_value(path: str, name: str, entry: Entry, today: date | None) -> Iterator[Problem]:
    text, line = text_of(entry), entry.line
    if name != "roles" and (entry.items is not None or entry.named is not None):
        yield problem(path, line, "front-broken", f"'{name}' takes one value and no list", f"'{name}: value'")
    elif name == "id" and not (_ID.fullmatch(text) and len(text) <= 60):
        yield problem(path, line, "bad-id", f"'{text}' is no id")
    elif name == "trigger":
        yield from _check_trigger(path, line, text)
    elif name == "severity" and word_of(Severity, text.upper()) is None:
        yield problem(path, line, "bad-severity", f"there is no severity '{text}'")
    elif name == "posture" and text.lower() not in POSTURES:
        yield problem(path, line, "bad-posture", f"there is no posture '{text}'")
    elif name == "owner" and not _MAIL.search(text):
        yield problem(path, line, "bad-owner", f"nobody can write to '{text}'")
    elif name == "roles":
        for role in names_of(entry):
            if word_of(Role, role.lower()) is None:
                yield problem(
                    path, line, "bad-role", f"there is no role '{role}'", "one of " + ", ".join(Role)
                )
    elif name == "reviewed":
        yield from check_date(path, line, text, today)


def _check_trigger(path: str, line: int, text: str) -> Iterator[Problem]:
    try:
        parse_trigger(text)
    except TriggerError as error:
        yield problem(path, line, "bad-trigger", f"{error.what} (at character {error.at + 1})", error.fix)


def check_date(path: str, line: int, text: str, today: date | None) -> Iterator[Problem]:
    """A date of review; without knowing today's date only its form is checked."""
    day = date_of(text)
    if day is None:
        yield problem(path, line, "bad-date", f"'{text}' is no date")
    elif today is not None and day > today:
        yield problem(path, line, "reviewed-in-future", f"{day} is still to come")
    elif today is not None and (today - day).days > YEAR_DAYS:
        yield problem(path, line, "reviewed-long-ago", f"last reviewed on {day}, more than a year ago")
