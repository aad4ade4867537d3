"""What becomes of an error that nobody foresaw: one sentence for the operator, the rest for the log."""

import logging
from pathlib import Path

from console.errors import BeredtError
from console.text import one_line
from console.ui.locales import Words

_log = logging.getLogger("beredt.ui")


def sentence(error: BaseException, log_file: Path | None, words: Words) -> str:
    """What happened, for stderr or the footer, in the language of the screen.

    The traceback goes to the log; `log_file` is the one that the operator can read.
    """
    if isinstance(error, BeredtError):
        return one_line(words.said(str(error)))
    said = words("failure.unexpected", kind=type(error).__name__)
    # The log's own formatter masks secrets and controls; no local variable is ever formatted.
    _log.error("unexpected", exc_info=error)
    if log_file is not None:
        said += words("failure.details", path=log_file)
    return one_line(said)
