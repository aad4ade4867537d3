"""What people said of messages' sentiment: the list, and taking one back."""

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk


async def _revert(desk: Desk, context: Context, args: Args) -> Done:
    given = args.get("id")
    number = int(str(given)) if given else needs.need(context.correction, needs.NO_CORRECTION).id
    return await desk.revert_correction(number)


COMMANDS = (
    Command(
        "corrections",
        "What people said of messages' sentiment, and how right the judge is by it",
        keys=("Y",),
    ),
    Command(
        "corrections revert",
        "Take the correction back: the message is as before, and the judge forgets it",
        (Param("id", "int", required=False),),
        keys=("D",),
        where=frozenset({Where.CORRECTIONS}),
        undoable=True,
        run=_revert,
    ),
)
