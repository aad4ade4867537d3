"""Texts to publish, with `{blanks}` to fill."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from console.model.playbook import Statement
from console.model.safe import SafeText
from console.playbooks.front import Front, read_front
from console.playbooks.limits import MAX_STATEMENT_CHARS, PlaybookError, normal_lines
from console.text import clean, one_line

BLANK = re.compile(r"\{([^\W\d_][\w -]{0,39})\}")
"""`{service}`, `{next word}`: a letter, then letters, digits, spaces, hyphens."""

_SUFFIX = re.compile(r"(?P<name>.+?)(?:\.(?P<lang>[a-z]{2,3}))?\.md")


def name_and_lang(path: str) -> tuple[str, str]:
    """`holding/outage.nb.md` is `holding/outage` in `nb`; without a language it is `en`."""
    match = _SUFFIX.fullmatch(path.replace("\\", "/"))
    if match is None:
        return path, "en"
    return match.group("name"), match.group("lang") or "en"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement's file, taken apart."""

    front: Front
    text: str
    """The words, without blank lines around them."""
    line: int
    """Where they begin."""


def parse_statement(source: str, path: str) -> Statement:
    """Read a statement.

    Args:
        source: The file's text: front matter with a `blanks` block that explains them, then the words.
        path: Below `statements/`, such as `holding/outage.nb.md`.

    Raises:
        PlaybookError: Too big, no text, or empty.
    """
    return statement_of(split_statement(source), path)


def statement_of(said: Said, path: str) -> Statement:
    """The statement in a file.

    Raises:
        PlaybookError: Too long to publish, or empty.
    """
    if not said.text:
        raise PlaybookError("the statement is empty", line=said.line, fix="write the words to publish")
    if len(said.text) > MAX_STATEMENT_CHARS:
        what = f"the statement has {len(said.text):,} characters, more than {MAX_STATEMENT_CHARS:,}"
        raise PlaybookError(what, line=said.line, fix="no network takes so long a post; cut it")
    name, lang = name_and_lang(path)
    safe = clean(said.text)
    named = said.front.entries["blanks"].named if "blanks" in said.front.entries else None
    hints = tuple((one_line(blank), one_line(hint)) for blank, (_, hint) in (named or {}).items())
    return Statement(one_line(name), safe, open_blanks(safe), lang, hints)


def split_statement(source: str) -> Said:
    """Take a file apart.

    Raises:
        PlaybookError: Too big or no text.
    """
    lines = normal_lines(source)
    front = read_front(lines)
    body = lines[front.length :]
    skipped = next((number for number, line in enumerate(body) if line.strip()), len(body))
    return Said(front, "\n".join(body).strip(), min(front.length + skipped + 1, len(lines)))


def open_blanks(text: str) -> tuple[str, ...]:
    """The blanks that are still to fill, each once, in order of appearance."""
    return tuple(dict.fromkeys(match.group(1) for match in BLANK.finditer(text)))


def fill(statement: Statement, values: Mapping[str, str]) -> SafeText:
    """The text with the blanks that have a value filled; the others stay for `open_blanks` to find.

    Braces in a value are not filled in their turn.
    """

    def value(match: re.Match[str]) -> str:
        return one_line(values.get(match.group(1), "").strip()) or match.group(0)

    return clean(BLANK.sub(value, statement.text))
