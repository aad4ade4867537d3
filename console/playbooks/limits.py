"""How much of a file we read before we say that it is no playbook.

The bounds are some ten times what a playbook needs that people can walk under pressure; they keep a hostile
or mistaken file from holding up the console.
"""

from console.errors import InputError

MAX_CHARS = 60_000
MAX_LINES = 2_000
MAX_FRONT_CHARS = 4_000
MAX_INLINE_CHARS = 2_000
"""Longest paragraph, title or field."""
MAX_BRACKETS = 40
"""Most opening brackets in one of those; the search for links in more of them can be made slow on purpose."""
MAX_STEPS = 100
MAX_LIST_DEPTH = 3
"""Steps, their fields, the exits of a decision."""
MAX_TABLE_ROWS = 20
"""Without the header row."""
MAX_TABLE_COLUMNS = 6
MAX_STATEMENT_CHARS = 5_000
MAX_TRIGGER_CHARS = 1_000
MAX_TRIGGER_DEPTH = 20


class PlaybookError(InputError):
    """Nothing can be made of a file.

    Args:
        what: What is wrong, one sentence without a full stop.
        line: Line of the file, from 1.
        fix: What would be right.
    """

    def __init__(self, what: str, *, line: int = 1, fix: str = "") -> None:
        super().__init__(what, fix=fix)
        self.line = line


def normal_lines(source: str) -> list[str]:
    """Split a file into lines, whatever its line ends, and refuse what is no text of sensible size.

    Raises:
        PlaybookError: Too big, or bytes that are no text.
    """
    if len(source) > MAX_CHARS:
        raise PlaybookError(
            f"the file has {len(source):,} characters, more than the {MAX_CHARS:,} that a playbook may have",
            fix="split it into several playbooks",
        )
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PlaybookError(
            "the file is not text: it holds a NUL character", line=line, fix="save it as UTF-8"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise PlaybookError("the file is not valid UTF-8", line=line, fix="save it as UTF-8") from None
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise PlaybookError(
            f"the file has {len(lines):,} lines, more than the {MAX_LINES:,} that a playbook may have",
            line=MAX_LINES + 1,
            fix="split it into several playbooks",
        )
    return lines
