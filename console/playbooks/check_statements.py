"""The linter's eye for texts to publish."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from console.model.playbook import Problem
from console.playbooks.check_front import check_date, unknown
from console.playbooks.limits import PlaybookError
from console.playbooks.parser import statement_name, text_of
from console.playbooks.rules import problem
from console.playbooks.statements import BLANK, Said, name_and_lang, statement_of

KNOWN = ("title", "blanks", "reviewed")

_BRACES = re.compile(r"\{[^{}\n]*\}?|\}")


def check_statements(statements: Mapping[str, Said | PlaybookError], today: date | None) -> Iterator[Problem]:
    """Everything that is wrong with statements, given by their paths below the folder."""
    blanks: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for path, said in statements.items():
        name, lang = name_and_lang(path)
        if statement_name(name) is None:
            yield problem(path, 1, "statement-name", f"'{path}' is no name of a statement")
        try:
            if isinstance(said, PlaybookError):
                raise said
            yield from _check_one(path, said, today)
            blanks[name, lang] = (path, statement_of(said, path).blanks)
        except PlaybookError as error:
            yield problem(path, error.line, "statement-unreadable", error.what, error.fix)
    for (name, lang), (path, found) in blanks.items():
        original = blanks.get((name, "en"))
        if lang != "en" and original is not None and set(original[1]) != set(found):
            differ = ", ".join(sorted(set(original[1]) ^ set(found)))
            yield problem(path, 1, "blanks-differ", f"the English text and this one do not share: {differ}")


def _check_one(path: str, said: Said, today: date | None) -> Iterator[Problem]:
    front = said.front
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
    blanks = front.entries.get("blanks")
    yield from _check_blanks(path, said, (blanks.named if blanks is not None else None) or {})


def _check_blanks(path: str, said: Said, told: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, line in enumerate(said.text.split("\n"), said.line):
        for match in _BRACES.finditer(line):
            blank = BLANK.fullmatch(match.group())
            if blank is None:
                yield problem(path, number, "bad-blank", f"'{match.group()}' is no blank")
            elif blank.group(1) not in seen:
                seen.add(blank.group(1))
                if not told.get(blank.group(1), (0, ""))[1].strip():
                    text = f"nobody says what goes into {{{blank.group(1)}}}"
                    yield problem(path, number, "blank-unexplained", text)
    for name, (line_number, _) in told.items():
        if name not in seen:
            yield problem(path, line_number, "blank-unused", f"the text has no {{{name}}}")
