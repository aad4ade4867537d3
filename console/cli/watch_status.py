"""`beredt watch status`: whether the daemon runs, and how it is."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, say
from console.cli.session import ask
from console.config import Settings
from console.daemon import status as telling
from console.errors import BeredtError
from console.store.sqlite import Holder, holder

DAEMON = "beredt watch"
NOTHING: telling.Told = {}


@click.command("status")
@options
@pass_call
def status(call: Call) -> int:
    """Whether the watch runs, since when, and how each channel is; exit code 1 when it does not or hangs."""
    found = look(call.settings)
    if not found["running"]:
        found = {**found, "outbox": _waiting(call)}
    if call.json:
        emit(found)
    else:
        _tell(found)
    return 0 if found["running"] and found["answering"] else 1


def look(settings: Settings, runtime: Path = telling.RUNTIME) -> telling.Told:
    """What can be known from the lock and the status files, for whoever may read them."""
    told = _told(settings, runtime)
    try:
        owner = holder(settings.database)
    except OSError:
        # Not ours to look into: its own word counts, as long as that process lives.
        owner = _speaker(told)
    else:
        if owner is None and told.get("database") != str(settings.database):
            owner = _speaker(told)
    running = owner is not None and owner.what == DAEMON
    if owner is None or told.get("pid") != owner.pid:
        # A dead process's word, or the living one has not spoken yet.
        told = NOTHING
    return {
        "running": running,
        "answering": running and _age(told) < telling.STALE,
        "pid": owner.pid if owner else None,
        "owner": owner.what if owner else "",
        "since": told.get("since"),
        "version": told.get("version"),
        "at": told.get("at"),
        "database": told.get("database", str(settings.database)),
        "channels": told.get("channels", []),
        "arrivals_per_minute": told.get("arrivals_per_minute"),
        "outbox": told.get("outbox", {}),
        "last_error": told.get("last_error"),
    }


def _told(settings: Settings, runtime: Path) -> telling.Told:
    for folder in (settings.data_dir, runtime):
        try:
            found = telling.read(folder)
        except PermissionError:
            continue
        if found is not None:
            return found
    return NOTHING


def _speaker(told: telling.Told) -> Holder | None:
    pid = told.get("pid")
    if not isinstance(pid, int) or pid <= 0 or _age(told) >= telling.STALE:
        return None
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass
    except (OSError, OverflowError):
        return None
    return Holder(pid, DAEMON)


def _age(told: telling.Told) -> float:
    """Seconds since the status was true; a clock that was set back makes none older."""
    try:
        at = datetime.fromisoformat(str(told.get("at")))
        return (datetime.now(UTC) - at).total_seconds()
    except (ValueError, TypeError):
        return float("inf")


def _waiting(call: Call) -> Mapping[str, int]:
    """Replies by state, from the database itself; nothing if it can't be read."""
    if not call.settings.database.is_file():
        return {}
    try:
        return ask(call, lambda service: service.desk.counts()).outbox
    except BeredtError:
        return {}


def _tell(found: telling.Told) -> None:
    if not found["running"]:
        beside = f"; {found['owner']} (process {found['pid']}) has its database" if found["owner"] else ""
        say(f"the watch does not run{beside}")
    elif not found["answering"]:
        spoke = f"has said nothing since {found['at']}" if found["at"] else "is starting, or hangs"
        say(f"the watch runs as process {found['pid']} but {spoke}")
    else:
        say(f"the watch runs as process {found['pid']}, version {found['version']}, since {found['since']}")
    lines = found["channels"]
    if isinstance(lines, list):
        columns(
            [
                [str(line.get(name, "")) for name in ("channel", "state", "since", "detail")]
                for line in lines
                if isinstance(line, dict)
            ],
            ("channel", "state", "since", "detail"),
        )
    if found["arrivals_per_minute"] is not None:
        say(f"{found['arrivals_per_minute']} new messages in the last minute")
    outbox = found["outbox"]
    if isinstance(outbox, Mapping) and any(outbox.values()):
        say("outbox: " + ", ".join(f"{count} {state}" for state, count in outbox.items() if count))
    error = found["last_error"]
    if isinstance(error, dict):
        say(f"last error, {error.get('at')}: {error.get('text')}")
