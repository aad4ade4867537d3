"""`beredt backup` and `beredt restore`."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import amount, emit, remark, say
from console.cli.shape import moment
from console.desk.origin import origin
from console.errors import BeredtError, InputError, NotAllowed
from console.model.actor import Actor
from console.store.anchor import Anchor
from console.store.sqlite.backup import back_up
from console.store.sqlite.restore import Newer, restore

WHERE = click.Path(path_type=Path)
STEP = 100 << 20
"""Bytes between two lines of progress where nobody looks at a terminal."""


class _Told:
    """One line that is written over on a terminal; else a line now and then."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._next = STEP

    def __call__(self, done: int, total: int) -> None:
        if self._quiet:
            return
        text = f"{done / 2**20:,.0f} of {total / 2**20:,.0f} MB"
        if self._live:
            print(f"\r\x1b[K{text}", end="" if done < total else "\r\x1b[K", file=sys.stderr, flush=True)
        elif self._next <= done < total:
            self._next = done + STEP
            remark(text)


@click.command()
@click.argument("to", type=WHERE)
@options
@pass_call
def backup(call: Call, to: Path) -> int:
    """Copy the database to the file TO, beside whatever uses it.

    The copy is checked before it gets its name: every page, and the whole event log. Nothing is overwritten.
    """
    facts = back_up(call.settings.database, to, _Told(call.json))
    if call.json:
        emit({"backup": str(to.absolute())} | _shown(facts))
        return 0
    held = f"{amount(facts.messages, 'message')}, {amount(facts.events, 'event')}"
    say(f"{to}: {facts.bytes / 2**20:.1f} MB, {held}, checked")
    say(f"sha256 {facts.sha256}")
    return 0


@click.command("restore")
@click.argument("source", metavar="FROM", type=WHERE)
@click.option("--yes", is_flag=True, help="Don't ask, whatever the backup lacks.")
@options
@pass_call
def restore_command(call: Call, source: Path, yes: bool) -> int:
    """Put the backup FROM in the database's place; the old one is kept beside it.

    Refused while anything uses the database. What the old one holds that the backup does not is said, also
    whom it had erased, and where there is any it is asked first.
    """
    settings, now = call.settings, datetime.now(UTC)
    who = Actor(settings.desk.operator or getpass.getuser(), origin=origin("command line"))
    done = restore(source, settings.database, who, now, _no_question if yes else _ask)
    if settings.audit.anchor is not None:
        try:
            Anchor(settings.audit.anchor).add(now, done.head, restored=True)
        except BeredtError as error:
            remark(f"{error}; `beredt audit verify` will call this an old copy until its line stands there")
    if call.json:
        emit(
            {"restored": str(source), "kept": None if done.kept is None else str(done.kept)}
            | _shown(done.facts)
            | {"newer": done.newer, "erase_again": _again(done.newer)}
        )
        return 0
    facts = done.facts
    say(f"restored {amount(facts.messages, 'message')} and {amount(facts.events, 'event')}, checked")
    if done.kept is not None:
        say(f"the database that was here is kept as {done.kept}")
    if done.newer is not None:
        for sentence in _sentences(done.newer):
            say(sentence)
    return 0


def _no_question(_newer: Newer) -> None:
    """Whoever said --yes has answered already."""


def _ask(newer: Newer) -> None:
    """Raises InputError or NotAllowed."""
    if not newer.anything:
        return
    if not sys.stdin.isatty():
        raise InputError(
            f"restoring asks first where the backup lacks something: {'; '.join(_sentences(newer))}",
            kept="the database is as it was",
            fix="use a terminal, or give --yes",
        )
    for sentence in _sentences(newer):
        remark(f"the database that is here: {sentence}")
    remark("type yes to put the backup in its place")
    if sys.stdin.readline().strip() != "yes":
        raise NotAllowed("that is not yes", kept="the database is as it was")


def _again(newer: Newer | None) -> list[str]:
    return [] if newer is None else [f"beredt erase p{person}" for person in newer.erased]


def _sentences(newer: Newer) -> list[str]:
    if not newer.readable:
        return ["it is too damaged to tell what it held that the backup does not"]
    told = []
    if newer.parted_at is not None:
        told.append(f"it has another past than the backup: event {newer.parted_at} is not the same in both")
    if newer.events:
        until = f", the last at {moment(newer.last_event_at)}" if newer.last_event_at else ""
        told.append(f"it holds {amount(newer.events, 'later event')}{until}")
    if newer.messages:
        until = f", the last at {moment(newer.newest_message_at)}" if newer.newest_message_at else ""
        told.append(f"it holds {amount(newer.messages, 'message')} received later{until}")
    if newer.erased:
        who = ", ".join(f"p{person}" for person in newer.erased)
        told.append(
            f"it had erased {who}, whom the backup brings back; erase again: {', '.join(_again(newer))}"
        )
    elif newer.erasures and newer.parted_at is not None:
        told.append(
            f"it knows {newer.erasures:,} erasures of persons that the backup does not; their numbers are not"
            " the backup's: look who they were, and erase them again"
        )
    return told or ["it holds nothing newer than the backup"]


def _shown(facts: object) -> dict[str, object]:
    from console.cli.shape import shape

    shaped = shape(facts)
    assert isinstance(shaped, dict)
    return dict(shaped)
