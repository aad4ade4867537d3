"""`beredt erase`: all that a person wrote and what is about them, with a receipt."""

import json
import os
import sys
from pathlib import Path

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import amount, columns, emit, remark, say
from console.cli.session import act, ask
from console.cli.shape import Json, moment, shape
from console.desk.protocol import Desk, Session
from console.errors import InputError, NotAllowed, StoreError
from console.model.care import Erasure, Receipt
from console.text import one_line

RECEIPTS = "receipts"
"""The folder in the data folder."""
LEFT = (
    "backups, and copies made before a schema changed, are not touched: remove them, or let them grow old",
    "the network keeps what it has, and who writes again is stored as a new contact",
)


@click.command()
@click.argument("person", metavar="PERSON")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Don't ask for the name to be typed.")
@click.option("--receipt", metavar="FILE", type=click.Path(path_type=Path), help="Where the receipt goes.")
@options
@pass_call
def erase(call: Call, person: str, dry_run: bool, yes: bool, receipt: Path | None) -> int:
    """Erase a person: what they wrote under all their handles, our answers, and what is about them.

    PERSON is an item's number, @name, network/@name, or a number such as p12. It can't be undone. Afterwards
    the database's own files are searched, and a receipt that names nobody is written.
    """
    planned, name = ask(call, lambda session: _plan(session, person))
    if dry_run:
        if call.json:
            emit(shape(planned))
        else:
            _show(planned)
        return 0
    if not yes:
        _ask(planned, name)
    place = receipt or call.settings.data_dir / RECEIPTS / f"erased-p{planned.person_id}.json"
    _refuse_existing(place)
    done = act(call, lambda session: session.desk.erase(planned.person_id))
    shown = _receipt(done)
    _write(place, shown)
    if call.json:
        emit(shown | {"receipt": str(place)})
    else:
        _tell(done, place)
    return 0 if done.found == 0 else 1


async def _plan(session: Session, person: str) -> tuple[Erasure, str]:
    desk: Desk = session.desk
    handle = await desk.find_handle(person)
    return await desk.erasure(handle.person_id), str(handle.handle)


def _ask(planned: Erasure, name: str) -> None:
    """Raises InputError or NotAllowed."""
    if not sys.stdin.isatty():
        raise InputError("erasing asks for the name to be typed", fix="use a terminal, or give --yes")
    _show(planned)
    say(f"this can't be undone; type {name} to erase")
    typed = sys.stdin.readline().strip()
    if typed != name:
        raise NotAllowed("that is not the name", kept="nothing was erased")


def _show(planned: Erasure) -> None:
    say(f"p{planned.person_id}: {', '.join(planned.handles)}")
    columns((f"{count:,}", kind) for kind, count in planned.rows.items())
    for left in planned.named:
        say(f"names them and stays, because it is yours to change: {left}")


def _receipt(done: Receipt) -> dict[str, Json]:
    shaped = shape(done)
    assert isinstance(shaped, dict)
    erasure = shaped.pop("erasure")
    assert isinstance(erasure, dict)
    return {
        "person": f"p{done.erasure.person_id}",
        **shaped,
        "rows": erasure["rows"],
        "named": erasure["named"],
        "left": list(LEFT),
    }


def _refuse_existing(place: Path) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {place.parent} can't be made ({error.strerror})") from error
    if place.exists():
        raise InputError(f"{place} is there already", fix="name another place with --receipt")


def _write(place: Path, shown: dict[str, Json]) -> None:
    try:
        fd = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(json.dumps(shown, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # What is done is done, and the event log has it.
        remark(
            f"the receipt {place} can't be written ({error.strerror}); event {shown['event']} says the same"
        )


def _tell(done: Receipt, place: Path) -> None:
    say(f"erased p{done.erasure.person_id} at {moment(done.at)}, event {done.event}")
    columns((f"{count:,}", kind) for kind, count in done.erasure.rows.items())
    searched = amount(done.searched, "text or id", "texts and ids")
    if done.found:
        be = "is" if done.found == 1 else "are"
        say(
            f"of {searched} that the files were searched for, {done.found} {be} still"
            " there: something came anew meanwhile, or a reader kept a copy; run it again"
        )
    else:
        also = f", but for {done.shared} that stand in what others wrote" if done.shared else ""
        say(f"the database's files were searched for {searched}: none is there{also}")
    for left in (*done.erasure.named, *LEFT):
        say(one_line(left), lead="left: ")
    say(f"the receipt is {place}")
