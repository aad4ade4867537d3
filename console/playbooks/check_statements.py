"""The linter's eye for texts to publish."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from console.model.playbook import Problem
from console.playbooks.check_front import check_date, unknown
from console.playbooks.limits import MAX_STATEMENT_CHARS, PlaybookError
from console.playbooks.parser import statement_name, text_of
from console.playbooks.rules import problem
from console.playbooks.statements import BLANK, name_and_lang, open_blanks, split_statement

KNOWN = ("title", "blanks", "reviewed")
FOLDER = "statements/"

_BRACES = re.compile(r"\{[^{}\n]*\}?|\}")


def check_statements(statements: Mapping[str, str], today: date | None) -> Iterator[Problem]:
    """Everything that is wrong with statements, given by their paths below the folder."""
    blanks: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for below, source in statements.items():
        path = FOLDER + below
        name, lang = name_and_lang(below)
        if statement_name(name) is None:
            yield problem(path, 1, "statement-name", f"'{below}' is no name of a statement")
        try:
            yield from _check_one(path, source, today)
            blanks[name, lang] = (path, open_blanks(split_statement(source)[1]))
        except PlaybookError as error:
            yield problem(path, error.line, "statement-unreadable", error.what, error.fix)
    for (name, lang), (path, found) in blanks.items():
        original = blanks.get((name, "en"))
        if lang != "en" and original is not None and set(original[1]) != set(found):
            differ = ", ".join(sorted(set(original[1]) ^ set(found)))
            yield problem(path, 1, "blanks-differ", f"the English text and this one do not share: {differ}")


def _check_one(path: str, source: str, today: date | None) -> Iterator[Problem]:
    front, text, start = split_statement(source)
    if not text:
        yield problem(path, start, "statement-unreadable", "the statement is empty")
    elif len(text) > MAX_STATEMENT_CHARS:
        text_says = f"the statement has {len(text):,} characters, more than {MAX_STATEMENT_CHARS:,}"
        yield problem(
            path, start, "statement-unreadable", text_says, "no network takes so long a post; cut it"
        )
    if front.broken is not None:
        yield problem(path, front.broken[0], "statement-front", front.broken[1])
    for line, name in front.twice:
        yield problem(path, line, "statement-front", f"'{name}' stands in the front matter twice", "keep one")
    for name, entry in front.entries.items():
        if name not in KNOWN:
            yield unknown(path, entry.line, "statement-front", name, KNOWN)
    reviewed = front.entries.get("reviewed")
    if reviewed is not None:
        yield from check_date(path, reviewed.line, text_of(reviewed), today)
    yield from _check_blanks(
        path, text, start, front.entries["blanks"].named if "blanks" in front.entries else None
    )


def _check_blanks(
    path: str, text: str, start: int, explained: Mapping[str, tuple[int, str]] | None
) -> Iterator[Problem]:
    told = explained or {}
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start):
        for match in _BRACES.finditer(line):
            blank = BLANK.fullmatch(match.group())
            if blank is None:
                yield problem(path, number, "bad-blank", f"'{match.group()}' is no blank")
            elif blank.group(1) not in seen:
                seen.add(blank.group(1))
                if not told.get(blank.group(1), (0, ""))[1].strip():
                    text_says = f"nobody says what goes into {{{blank.group(1)}}}"
                    yield problem(path, number, "blank-unexplained", text_says)
    for name, (line_number, _) in told.items():
        if name not in seen:
            yield problem(path, line_number, "blank-unused", f"the text has no {{{name}}}")
