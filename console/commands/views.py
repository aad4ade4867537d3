"""Saved views, and what a filter found."""

from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.protocol import Desk, Done

_QUEUE = frozenset({Where.QUEUE})
_ITEMS = frozenset({Where.QUEUE, Where.THREAD})


async def _save(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.save_view(str(args["name"]), str(args.get("query", "")))


async def _drop(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.drop_view(str(args["name"]))


COMMANDS = (
    Command("views", "Choose a saved view of the queue, each with its count", keys=("v",), where=_QUEUE),
    Command(
        "view save",
        "Save a filter as a view: the one that is shown, or the one given",
        (Param("name", "word"), Param("query", "text", required=False)),
        run=_save,
    ),
    Command("view drop", "Drop a saved view", (Param("name", "word"),), run=_drop),
    Command("hit next", "Next place in the thread that the filter's words found", keys=("f",), where=_ITEMS),
    Command("hit previous", "The place before that the filter's words found", keys=("F",), where=_ITEMS),
)
