"""Doctor: the configuration, the data folder, the database, the playbooks."""

import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from console.cli.check import Check
from console.clock import SystemClock
from console.commands import check_line
from console.config import Settings
from console.errors import BeredtError
from console.playbooks import RULES, load, shipped
from console.store.sqlite import SqliteStore

LOW = 500 << 20
"""Bytes of free disk below which a busy week may fill it."""


def check_folder(settings: Settings) -> Iterator[Check]:
    """Who can read it, whether we can write it, and how much room there is."""
    folder = settings.data_dir
    if not folder.exists():
        yield Check("data folder", True, f"{folder} does not exist yet; the first start makes it")
    elif not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield Check("data folder", False, f"{folder} can't be written", "choose another --data-dir")
    else:
        mode = stat.S_IMODE(folder.stat().st_mode)
        private = not mode & 0o077
        yield Check(
            "data folder",
            private,
            f"{folder} (mode {mode:04o})" + ("" if private else " can be looked into by others"),
            "" if private else f"run: chmod 700 {str(folder)!r}",
        )
    yield _room(_existing(folder))


def check_anothers(settings: Settings, *, served: bool) -> Check:
    """For whoever is a client of the watch that owns it."""
    folder = settings.data_dir
    return Check(
        "data folder",
        served,
        f"{folder} is its owner's alone; what lies in it was not looked at",
        ""
        if served
        else "no watch serves it to you: choose another --data-dir, or ask whoever runs the watch",
    )


def _existing(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.is_dir()), Path("/"))


def _room(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    enough = free >= LOW
    return Check(
        "disk",
        enough,
        f"{free / 2**30:.1f} GB free",
        "" if enough else "make room, or choose a --data-dir on a bigger disk",
    )


async def check_database(settings: Settings) -> AsyncIterator[Check]:
    """Every page of it, read beside whoever owns it."""
    path = settings.database
    if not path.is_file() or path.stat().st_size == 0:
        yield Check("database", True, f"{path} does not exist yet; the first start makes it")
        return
    store = SqliteStore(path, clock=SystemClock(), read_only=True)
    try:
        await store.open()
        try:
            facts = await store.checks()
        finally:
            await store.close()
    except BeredtError as error:
        yield Check(
            "database", False, "; ".join(part for part in (error.what, error.kept) if part), error.fix
        )
        return
    sound = facts["integrity"] == "ok"
    yield Check(
        "database",
        sound,
        f"{path}, {int(facts['size']) / 2**20:.1f} MB, schema {facts['schema']},"
        f" integrity {facts['integrity']}",
        "" if sound else "restore the newest copy beside it, and keep the damaged file for inspection",
    )
    yield Check("sqlite", True, f"version {facts['sqlite']}, known faults: {facts['faults']}")
    folded = facts["wal"] == "ok"
    yield Check(
        "write-ahead log",
        folded,
        f"{int(facts['wal_bytes']) / 2**20:.1f} MB",
        "" if folded else "end whatever else reads the database, or start Beredt again",
    )


def check_playbooks(settings: Settings) -> Check:
    own = settings.desk.playbooks
    if own is not None and not own.is_dir():
        return Check(
            "playbooks", False, f"the folder {own} does not exist", "make it, or correct desk.playbooks"
        )
    library = load(shipped(), own, check_command=check_line)
    errors = [
        problem
        for problem in library.problems
        if problem.rule not in RULES or RULES[problem.rule].level == "error"
    ]
    return Check(
        "playbooks",
        not errors,
        f"{len(library.playbooks)} playbooks, {len(errors)} {'mistake' if len(errors) == 1 else 'mistakes'}",
        "beredt playbook lint" if errors else "",
    )
