"""Doctor: backups, the audit's anchor, retention, room for the database, and who can read its files."""

import shutil
import stat
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

from console.cli.check import Check
from console.cli.shape import moment
from console.clock import SystemClock
from console.config import Settings
from console.errors import BeredtError
from console.store.anchor import Anchor, sentence
from console.store.sqlite import SqliteStore
from console.store.sqlite.backup import last_backup
from console.watch.retaining import LAST

OLD = timedelta(days=7)
"""From this age on a backup is too old, and a database without any too old to have none."""
LATE = timedelta(days=2)
TIMES = 2
"""How often the database must fit onto the free disk: a backup, and its copy when it is put in place."""


async def check_care(settings: Settings) -> AsyncIterator[Check]:
    for found in (*_files(settings), *_room(settings)):
        yield found
    path = settings.database
    if not path.is_file() or path.stat().st_size == 0:
        return
    store = SqliteStore(path, clock=SystemClock(), read_only=True)
    try:
        await store.open()
    except BeredtError:
        # What is wrong with the database itself is told where it is looked at.
        return
    try:
        yield _backup(settings, datetime.fromisoformat((await store.checks())["made_at"]))
        yield await _anchor(settings, store)
        yield await _retention(settings, store)
    finally:
        await store.close()


def _files(settings: Settings) -> Iterator[Check]:
    """The database holds what people wrote; so do its log, its copies, and our own log."""
    folder = settings.data_dir
    if not folder.is_dir():
        return
    open_to_others = [
        entry.name
        for entry in sorted(folder.iterdir())
        if entry.name.startswith((settings.database.name, settings.log.name, "receipts"))
        and not entry.is_symlink()
        and stat.S_IMODE(entry.stat().st_mode) & 0o077
    ]
    if open_to_others:
        named = ", ".join(open_to_others[:4])
        yield Check(
            "files",
            False,
            f"others can get at {named}",
            f"run: chmod go= {str(folder)!r}/{open_to_others[0]}",
        )
    else:
        yield Check("files", True, "the database, its log and its copies are their owner's alone")


def _room(settings: Settings) -> Iterator[Check]:
    path = settings.database
    if not path.is_file():
        return
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    enough = free >= TIMES * size
    fits = min(free // max(size, 1), 999)
    yield Check(
        "room",
        enough,
        f"the database has {size / 2**20:.1f} MB, and fits {fits} times onto the free disk",
        "" if enough else "make room: a backup, or putting one back, needs as much again",
    )


def _backup(settings: Settings, made_at: datetime) -> Check:
    told = last_backup(settings.database)
    if told is None:
        young = datetime.now(UTC) - made_at < OLD
        return Check("backup", young, "none was made yet", "" if young else "beredt backup FILE, once a day")
    seconds, place = told
    age = timedelta(seconds=max(0.0, time.time() - seconds))
    fresh = age < OLD
    return Check(
        "backup",
        fresh,
        f"the last one is {_span(age)} old: {place}",
        "" if fresh else "beredt backup FILE, once a day",
    )


async def _anchor(settings: Settings, store: SqliteStore) -> Check:
    audit, name = settings.audit, "audit anchor"
    if audit.anchor is None:
        where = (
            "the journal alone; beredt audit verify --anchor - reads its lines"
            if audit.journal
            else "none is set"
        )
        return Check(name, True, where + ("" if audit.journal else "; docs/care.md shows what it is for"))
    if audit.anchor.resolve().is_relative_to(settings.data_dir.resolve()):
        return Check(
            name,
            False,
            f"{audit.anchor} lies in the data folder, and goes back with it when an old copy is put there",
            "choose a place outside for audit.anchor, best one that belongs to somebody else",
        )
    if not audit.anchor.exists():
        there = audit.anchor.parent.is_dir()
        return Check(
            name,
            there,
            f"{audit.anchor} does not exist yet" + ("" if there else ", and neither does its folder"),
            "" if there else "make the folder, and let whoever runs Beredt write there",
        )
    try:
        verdict = await store.hold_against(Anchor(audit.anchor).lines())
    except BeredtError as error:
        return Check(name, False, error.what, error.fix)
    if not verdict.ok:
        from console.model.event import AuditReport

        return Check(
            name,
            False,
            sentence(AuditReport(0, True, None), verdict),
            "beredt audit verify, and find out who",
        )
    until = f"up to event {verdict.event} at {moment(verdict.at)}" if verdict.at else "nothing yet"
    same = audit.anchor.stat().st_uid == settings.database.stat().st_uid
    whose = "; it belongs to whoever owns the database, and is only as safe as they are" if same else ""
    return Check(name, True, f"{audit.anchor} fits, {until}{whose}")


async def _retention(settings: Settings, store: SqliteStore) -> Check:
    keeps = settings.retention
    if not keeps.rules:
        return Check("retention", True, "no rule is set: everything is kept for ever")
    due = await store.due(keeps.rules, datetime.now(UTC))
    told = "; ".join(f"{one.rule} after {one.days} days, {one.rows:,} due, {one.held:,} held" for one in due)
    last = await store.get_setting(LAST)
    late = keeps.daily and (last is None or datetime.now(UTC) - datetime.fromisoformat(last) > LATE)
    wrong = late and any(one.rows for one in due)
    return Check(
        "retention", not wrong, told, "start beredt watch, or run: beredt retention run" if wrong else ""
    )


def _span(age: timedelta) -> str:
    hours = age / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
