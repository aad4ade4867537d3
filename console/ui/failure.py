"""What becomes of an error that nobody foresaw: one sentence for the operator, the rest for the log."""

import logging
from pathlib import Path

from console.errors import BeredtError
from console.text import one_line

_log = logging.getLogger("beredt.ui")


def sentence(error: BaseException, log_file: Path | None) -> str:
    """What happened, for stderr or the footer. The traceback goes to the log, if there is one."""
    if isinstance(error, BeredtError):
        return one_line(str(error))
    where = ""
    if log_file is not None:
        # The log's own formatter masks secrets and controls; no local variable is ever formatted.
        _log.error("unexpected", exc_info=error)
        where = f"; details are in {log_file}"
    return one_line(f"something went wrong that should not ({type(error).__name__}){where}")
