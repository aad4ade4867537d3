"""Saved views, and what a filter found."""

from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk

_QUEUE = frozenset({Where.QUEUE})
_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
_NAME = Param("name", "word")
_SHARED = Param("shared", "flag", required=False, option=True)


async def _save(desk: Desk, context: Context, args: Args) -> Done:
    query = str(args.get("query", ""))
    return await desk.save_view(str(args["name"]), query, shared="shared" in args)


async def _drop(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.drop_view(str(args["name"]), shared="shared" in args)


async def _rename(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.rename_view(str(args["name"]), str(args["to"]), shared="shared" in args)


async def _move(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.move_view(str(args["name"]), int(str(args["place"])), shared="shared" in args)


COMMANDS = (
    Command(
        "views",
        "Choose a saved view of the queue, each with its count; with a count that view",
        keys=("v",),
        where=_QUEUE,
    ),
    Command("view next", "The next saved view", keys=("J",), where=_QUEUE),
    Command("view previous", "The saved view before", keys=("K",), where=_QUEUE),
    Command("view open", "Open a saved view by its name", (_NAME,), where=_QUEUE),
    Command(
        "view save",
        "Save a filter as a view of yours, or for everybody: the one that is shown, or the one given",
        (_NAME, Param("query", "filter", required=False), _SHARED),
        undoable=True,
        run=_save,
    ),
    Command("view drop", "Drop a saved view", (_NAME, _SHARED), undoable=True, run=_drop),
    Command(
        "view rename",
        "Give a saved view another name",
        (_NAME, Param("to", "word"), _SHARED),
        undoable=True,
        run=_rename,
    ),
    Command(
        "view move",
        "Put a saved view at another place in the list",
        (_NAME, Param("place", "int"), _SHARED),
        undoable=True,
        run=_move,
    ),
    Command("hit next", "Next place in the thread that the filter's words found", keys=("l",), where=_ITEMS),
    Command("hit previous", "The place before that the filter's words found", keys=("L",), where=_ITEMS),
)
