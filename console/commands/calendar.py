"""What is known to lift the usual: a launch, a match day, a campaign."""

import re
from datetime import datetime

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.commands.until import moment
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import InputError

_CALENDAR = frozenset({Where.CALENDAR})
_LIFT = re.compile(r"[x×]?\s*(\d{1,3}(?:[.,]\d{1,2})?)")
_CHANNEL = re.compile(r"[\w.*-]+(?:/[@\w.*-]+)?")


def read_lift(text: str) -> float:
    """`x3`, `3` or `1,5`. Raises InputError."""
    found = _LIFT.fullmatch(text.strip().casefold())
    if found is None:
        raise InputError(f"{text!r} says not by how much the usual is lifted", fix="write it like x3")
    return float(found[1].replace(",", "."))


def read_stretch(start: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """From and until: `4h` and `18` are counted from the beginning, but "tomorrow 18" is tomorrow.

    Raises:
        InputError: one of them is no moment.
    """
    begins = moment(start, now)
    return begins, moment(until, now, begins)


def read_channels(text: str) -> tuple[str, ...]:
    """`mastodon, bluesky/@nordbank`: half a name stands for all accounts of a network. Raises InputError."""
    names = [name for name in re.split(r"[,\s]+", text.strip()) if name]
    for name in names:
        if not _CHANNEL.fullmatch(name):
            raise InputError(f"{name!r} is no channel", fix="write it like mastodon or bluesky/@nordbank")
    return tuple(name if "/" in name else f"{name}/*" for name in names)


async def _add(desk: Desk, context: Context, args: Args) -> Done:
    start, until = read_stretch(str(args["from"]), str(args["until"]), desk.now())
    lift, channels = read_lift(str(args["lift"])), read_channels(str(args.get("on", "")))
    return await desk.add_entry(str(args["name"]), start, until, lift, channels)


async def _drop(desk: Desk, context: Context, args: Args) -> Done:
    given = args.get("id")
    entry_id = int(str(given)) if given else needs.need(context.entry, needs.NO_ENTRY).id
    return await desk.drop_entry(entry_id)


COMMANDS = (
    Command("calendar", "What is known to lift the usual: launches, match days, campaigns", keys=("f10",)),
    Command(
        "calendar add",
        "Say what will lift the usual, from when until when, and by how much; nothing is muted by it",
        (
            Param("name", "word"),
            Param("from", "word", option=True),
            Param("until", "word", option=True),
            Param("lift", "word", option=True),
            Param("on", "word", required=False, option=True),
        ),
        keys=("a",),
        where=_CALENDAR,
        undoable=True,
        run=_add,
    ),
    Command(
        "calendar drop",
        "Drop the entry; what is expected is the usual again",
        (Param("id", "int", required=False),),
        keys=("D",),
        where=_CALENDAR,
        undoable=True,
        run=_drop,
    ),
)
