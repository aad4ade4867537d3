"""The log file: for what a person can't be told in one sentence. No secrets, no terminal controls."""

import logging
import os
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler, SysLogHandler
from pathlib import Path

from console.config import Settings, find_settings, log_path, mask_handlers, restricted
from console.errors import ConfigError, StoreError
from console.text import clean

MOST = 5 << 20
"""Bytes of one log file; two older ones are kept."""
STDERR = 2
SYSLOG = "/dev/log"
"""The system log's socket, which the journal serves."""


class SafeFormatter(logging.Formatter):
    """Keeps tracebacks on lines of their own and lets nothing else through that isn't text."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 logging's
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class PrivateFile(RotatingFileHandler):
    """A log that only its owner reads: texts of customers may stand in it."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")


def log_as_host_wants(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """Log to the journal where that is meant, else to a file; says where, empty for nowhere.

    It is meant where standard error is the journal's, and in a restricted session, which writes no files.
    The file is the data folder's; whoever is a client of another user's folder has one of their own, or none.

    Raises:
        StoreError: the data folder is nobody else's, and it or the log can't be written.
    """
    from console.daemon.journal import JournalFormatter, under_journal

    if under_journal(environment, STDERR):
        handler: logging.Handler = logging.StreamHandler()
        handler.setFormatter(JournalFormatter())
    elif restricted(environment):
        handler = _syslog()
    else:
        place = log_path(settings)
        try:
            log_to_file(place)
        except StoreError:
            if place == settings.log:
                raise
            handler = logging.NullHandler()
        else:
            return str(place)
    _log_to(handler, logging.INFO)
    return "" if isinstance(handler, logging.NullHandler) else "the journal"


def _syslog() -> logging.Handler:
    from console.daemon.journal import JournalFormatter

    try:
        handler = SysLogHandler(SYSLOG)
    except OSError:
        # A host without a system log keeps nothing of a session that writes no files.
        return logging.NullHandler()
    handler.ident = "beredt: "
    handler.setFormatter(JournalFormatter(prefixed=False))
    return handler


def log_to_file(place: Path, level: int = logging.INFO) -> None:
    """Send all logging of this process to that file, and nothing to the screen.

    Raises:
        StoreError: the folder or the log can't be written.
    """
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = PrivateFile(place, maxBytes=MOST, backupCount=2, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"the log {place} can't be written ({error.strerror})", fix="choose another --data-dir"
        ) from None
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _log_to(handler, level)


def _log_to(handler: logging.Handler, level: int) -> None:
    mask_handlers([handler])
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # A full disk must not make logging print its own tracebacks over the screen, nor a thread that dies.
    logging.raiseExceptions = False
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable
    # These tell each request with its full address, which may hold what nobody else should read.
    for chatty in ("httpx", "httpcore", "websockets", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger("beredt").error("a thread failed", exc_info=failed.exc_value)


def _log_unraisable(failed: "sys.UnraisableHookArgs") -> None:
    logging.getLogger("beredt").error("%s", failed.err_msg or "ignored", exc_info=failed.exc_value)


def record_crash(error: BaseException) -> str:
    """Write down where something was raised; returns the log's path or name, if any. Raises StoreError."""
    settings = _settings()
    place = log_as_host_wants(settings)
    logging.getLogger("beredt").error("unexpected", exc_info=error)
    logging.shutdown()
    return place


def _settings() -> Settings:
    from console.cli.call import given

    config, data_dir = given()
    try:
        return find_settings(config, data_dir)
    except ConfigError:
        return find_settings(os.devnull, data_dir)
