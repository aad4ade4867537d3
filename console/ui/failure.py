"""What becomes of an error that nobody foresaw: one sentence for the operator, the rest for the log."""

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from console.errors import BeredtError
from console.text import clean, one_line


def record(error: BaseException, log_file: Path | None) -> bool:
    """Append the traceback, without any local variable, to the log; False if that was not possible."""
    if log_file is None:
        return False
    said = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {clean(said)}\n")
    except OSError:
        return False
    return True


def sentence(error: BaseException, log_file: Path | None) -> str:
    """What happened, for stderr or the footer, after `record`."""
    if isinstance(error, BeredtError):
        return one_line(str(error))
    kept = record(error, log_file)
    where = f"; details are in {log_file}" if kept else ""
    return one_line(f"something went wrong that should not ({type(error).__name__}){where}")
