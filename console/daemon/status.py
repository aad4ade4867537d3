"""How the daemon is, written down for whoever asks: `beredt watch status`, a monitor, an administrator.

A small file beside the database, and under systemd a second one in the service's runtime folder for people
who may not look into the data folder. It is put in place whole, so that no reader finds half of it.
"""

import contextlib
import json
import logging
import os
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.model.channel import Health
from console.text import one_line

NAME = "watch-status.json"
RUNTIME = Path("/run/beredt")
"""The service's runtime folder, as its unit names it."""
EVERY = 5.0
"""Seconds between two writings."""
STALE = 30.0
"""Seconds after which a status that was not written anew tells of a daemon that hangs."""
MINUTE = 60.0
MOST = 1 << 20
"""Bytes: longer is no status of ours."""

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last entry of the log that was a warning or worse."""

    at: datetime
    text: str


class LastTrouble(logging.Handler):
    """Keeps the newest warning or error of the whole process."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last: Trouble | None = None

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = record.getMessage() + (f" ({type(error).__name__})" if error is not None else "")
        self.last = Trouble(datetime.fromtimestamp(record.created, UTC), one_line(text, 300))


@dataclass(frozen=True, slots=True)
class Status:
    pid: int
    version: str
    since: datetime
    at: datetime
    """When this was true."""
    database: str
    channels: Sequence[Health]
    arrivals_per_minute: int
    """New messages in the last sixty seconds."""
    outbox: Mapping[str, int]
    """Replies by state."""
    last_error: Trouble | None

    def told(self) -> Told:
        """As JSON has it; times in RFC 3339."""
        error = self.last_error
        return {
            "pid": self.pid,
            "version": self.version,
            "since": _moment(self.since),
            "at": _moment(self.at),
            "database": self.database,
            "channels": [
                {
                    "channel": one_line(one.channel),
                    "state": one.state.value,
                    "since": _moment(one.since),
                    "detail": one.detail,
                    "fix": one.fix,
                }
                for one in self.channels
            ],
            "arrivals_per_minute": self.arrivals_per_minute,
            "outbox": dict(self.outbox),
            "last_error": {"at": _moment(error.at), "text": error.text} if error else None,
        }

    def line(self) -> str:
        """One line for the service manager."""
        states: dict[str, int] = {}
        for one in self.channels:
            states[one.state.value] = states.get(one.state.value, 0) + 1
        how = ", ".join(f"{count} {state}" for state, count in states.items()) or "none configured"
        unwell = ", ".join(one.channel for one in self.channels if one.state.value not in ("ok", "starting"))
        return (
            f"channels: {how}{f' ({unwell})' if unwell else ''};"
            f" {self.arrivals_per_minute} new messages in the last minute"
        )


class Arrivals:
    """How many came in the last minute, from a count that only grows."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque()

    def look(self, count: int, now: float | None = None) -> int:
        """Note the count now (monotonic seconds); returns how much it grew within the last minute."""
        at = time.monotonic() if now is None else now
        self._looks.append((at, count))
        # One look that is a minute old stays: what came after it came in the last minute.
        while len(self._looks) > 1 and self._looks[1][0] <= at - MINUTE:
            self._looks.popleft()
        return count - self._looks[0][1]


def folders(data_dir: Path, environment: Mapping[str, str]) -> Sequence[Path]:
    """Where the daemon writes its status."""
    runtime = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return (data_dir, Path(runtime)) if runtime.startswith("/") else (data_dir,)


def write(status: Told, places: Sequence[Path]) -> None:
    """Put the status into each folder. Raises the last OSError; a place that failed keeps its older one."""
    data = (json.dumps(status, ensure_ascii=True) + "\n").encode()
    failed: OSError | None = None
    for number, folder in enumerate(places):
        try:
            # Who may look into the runtime folder is for its unit to say.
            _put(folder, data, 0o600 if number == 0 else 0o644)
        except OSError as error:
            failed = error
    if failed is not None:
        raise failed


def _put(folder: Path, data: bytes, mode: int) -> None:
    fresh = folder / f".{NAME}.{os.getpid()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        with open(handle, "wb") as file:
            # The unit's UMask takes from a new file what others are meant to have.
            os.fchmod(handle, mode)
            file.write(data)
        fresh.replace(folder / NAME)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def remove(places: Sequence[Path]) -> None:
    """A daemon that ended well leaves no status behind."""
    for folder in places:
        with contextlib.suppress(OSError):
            (folder / NAME).unlink()


def read(folder: Path) -> Told | None:
    """What the daemon told there last; None if there is nothing that makes sense. Raises PermissionError."""
    try:
        with (folder / NAME).open("rb") as file:
            data = file.read(MOST + 1)
    except PermissionError:
        raise
    except OSError:
        return None
    try:
        found = json.loads(data) if len(data) <= MOST else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("pid"), int) else None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
