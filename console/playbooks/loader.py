"""Reads the folder of playbooks and statements: the one module of this room that touches files."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from console.model.playbook import Library, Playbook, Problem, Statement
from console.playbooks.draft import Draft, read_draft
from console.playbooks.limits import MAX_CHARS, PlaybookError
from console.playbooks.linter import attempt, lint_read
from console.playbooks.parser import playbook_of, statement_name
from console.playbooks.rules import problem
from console.playbooks.statements import Said, split_statement, statement_of
from console.text import one_line

MAX_FILES = 500
MAX_DEPTH = 4
"""Of folders below `statements/`."""


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    source: str
    draft: Draft | PlaybookError
    playbook: Playbook | None


def shipped() -> Path:
    """The folder of the playbooks that come with Beredt: in the installed package, or in the checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "shipped"
    return installed if installed.is_dir() else here.parent.parent / "playbooks"


def load(
    folder: Path,
    own: Path | None = None,
    *,
    check_command: Callable[[str], str | None] = lambda line: None,
    today: date | None = None,
) -> Library:
    """Read a folder of playbooks and, over it, the user's own.

    Playbooks are the `*.md` files in the folder itself (a README is left alone), statements the `*.md` files
    below `statements/`. The user's own replace those with the same id, or the same name and language. A file
    that cannot be used is a problem in the answer, never an exception.

    Args:
        folder: Usually `shipped()`.
        own: The user's folder; it may be missing.
        check_command: For the linter.
        today: For the linter.
    """
    files: dict[str, _File] = {}
    texts: dict[str, str] = {}
    statements: dict[tuple[str, str], Statement] = {}
    said: dict[str, Said | PlaybookError] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for base in (folder, own):
        if base is None or not base.is_dir():
            continue
        mine: dict[str, _File] = {}
        for path, source in _read_all(base, base, 0, problems):
            file = _read_playbook(path, source)
            key = file.playbook.id if file.playbook is not None else path
            mine[path if key in mine else key] = file
        files.update(mine)
        below_statements = base / "statements"
        if not below_statements.is_dir():
            continue
        for path, source in _read_all(below_statements, base, MAX_DEPTH, problems):
            below = Path(path).relative_to(below_statements).as_posix()
            texts[below], said[below], places[below] = source, attempt(split_statement, source), path
            text = _read_statement(said[below], below)
            if text is not None:
                statements[text.name, text.lang] = text
    drafts = {file.path: file.draft for file in files.values()}
    found = lint_read(drafts, said, check_command, today=today)
    problems += [replace(each, path=one_line(places.get(each.path, each.path))) for each in found]
    readable = {file.path: file.source for file in files.values()}
    playbooks = [file.playbook for key, file in files.items() if file.playbook and file.playbook.id == key]
    by_title = tuple(sorted(playbooks, key=lambda each: (each.title.casefold(), each.id)))
    return Library(by_title, statements, tuple(problems), readable, texts)


def read_text(path: Path) -> str:
    """The text of one file, whatever it turns out to be, read no further than a playbook can be long.

    Raises:
        PlaybookError: It is missing, unreadable, no ordinary file, too big, or not UTF-8.
    """
    try:
        # Non-blocking, so that a pipe or a device in the folder cannot make us wait.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PlaybookError("this is no ordinary file", fix="take it out of the folder")
            data = file.read(MAX_CHARS * 4 + 1)
    except OSError as error:
        raise PlaybookError(
            f"the file cannot be read: {error.strerror}", fix="check its permissions"
        ) from None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if len(data) > MAX_CHARS * 4:
            what = f"the file is bigger than the {MAX_CHARS:,} characters that a playbook may have"
            raise PlaybookError(what, fix="split it into several playbooks") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise PlaybookError("the file is not valid UTF-8", line=line, fix="save it as UTF-8") from None


def _read_playbook(path: str, source: str) -> _File:
    draft = attempt(read_draft, source, path)
    found = draft if isinstance(draft, PlaybookError) else attempt(playbook_of, draft, source)
    return _File(path, source, draft, None if isinstance(found, PlaybookError) else found)


def _read_statement(said: Said | PlaybookError, below: str) -> Statement | None:
    found = said if isinstance(said, PlaybookError) else attempt(statement_of, said, below)
    return None if isinstance(found, PlaybookError) or statement_name(found.name) is None else found


def _read_all(folder: Path, base: Path, depth: int, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Path and text of the markdown files of a folder; what cannot be read goes to `problems`."""
    root = base.resolve()
    for number, path in enumerate(_markdown_in(folder, depth)):
        if number >= MAX_FILES:
            problems.append(problem(str(folder), 1, "unreadable", f"more than {MAX_FILES} files", "tidy up"))
            return
        try:
            if not path.resolve().is_relative_to(root):
                raise PlaybookError("the file is a link that leads out of the folder", fix="copy it here")
            yield str(path), read_text(path)
        except PlaybookError as error:
            problems.append(problem(str(path), error.line, "unreadable", error.what, error.fix))
        except (OSError, RuntimeError):
            problems.append(
                problem(str(path), 1, "unreadable", "the file's path leads in a circle", "take it out")
            )


def _markdown_in(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth > 0:
                yield from _markdown_in(Path(entry.path), depth - 1)
        elif entry.name.endswith(".md") and entry.name.lower() != "readme.md":
            yield Path(entry.path)
