"""The log as the journal wants it: one line an entry, its level in front, nothing that anybody could forge.

A service's standard error is the journal, and `<3>` before a line is its level (sd-daemon(3)). What is logged
may quote what a stranger wrote or a server answered, so each entry is cleaned, cut, and kept on one line: no
line of it can pose as an entry of its own.
"""

import logging
import os
import traceback
from collections.abc import Mapping
from types import TracebackType

from console.config import MASK
from console.text import one_line

LONGEST = 2_000
"""Characters of one entry; a journal's line may be longer, but no reader is glad of it."""
FRAMES = 8
"""Innermost places of a traceback that are named."""
_LEVELS = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))


def under_journal(environment: Mapping[str, str], stream: int) -> bool:
    """Whether a stream is the journal's, as `JOURNAL_STREAM` has it (device and inode)."""
    device, _, inode = environment.get("JOURNAL_STREAM", "").partition(":")
    try:
        facts = os.fstat(stream)
    except OSError:
        return False
    return (device, inode) == (str(facts.st_dev), str(facts.st_ino))


class JournalFormatter(logging.Formatter):
    """`<level>name: message`, with where it happened behind it when something was raised.

    Args:
        prefixed: False where the level travels otherwise, as syslog's does.
    """

    def __init__(self, *, prefixed: bool = True) -> None:
        super().__init__()
        self._prefixed = prefixed

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += f" ({_raised(record.exc_info[1])})"
        # Masked once more: what was raised is put into words only here.
        line = one_line(MASK.apply(f"{record.name}: {text}"), LONGEST)
        level = next((number for least, number in _LEVELS if record.levelno >= least), 7)
        return f"<{level}>{line}" if self._prefixed else line


def _raised(error: BaseException) -> str:
    places = _places(error.__traceback__)
    return f"{type(error).__name__}: {error}" + (f"; at {places}" if places else "")


def _places(trace: TracebackType | None) -> str:
    """File, line and function of each call, the innermost first; never a variable's value, nor the source."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return ", ".join(f"{os.path.basename(one.filename)}:{one.lineno} {one.name}" for one in reversed(frames))
