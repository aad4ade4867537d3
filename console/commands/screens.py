"""What only a screen can do: moving, opening, asking. The screens look these up by name."""

from console.commands import needs
from console.commands.spec import Command, Param, Where

_QUEUE = frozenset({Where.QUEUE})
_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
_RUN = frozenset({Where.RUN})
_ACTS = frozenset({Where.ACTS})
_LISTS = frozenset(Where) - {Where.ANYWHERE}
_SAY = frozenset({Where.STATEMENT})
_COUNT = (Param("count", "int", required=False),)
_ROW = (Param("row", "int", required=False),)

COMMANDS = (
    Command("down", "Next row", _COUNT, keys=("j", "down"), where=_LISTS),
    Command("up", "Row before", _COUNT, keys=("k", "up"), where=_LISTS),
    Command(
        "top",
        "First row, and let new arrivals in; with a count that row",
        _ROW,
        keys=("g g", "home"),
        where=_LISTS,
    ),
    Command("bottom", "Last row; with a count that row", _ROW, keys=("G", "end"), where=_LISTS),
    Command("half-down", "Half a page down", keys=("ctrl+d", "pagedown"), where=_LISTS),
    Command("half-up", "Half a page up", keys=("ctrl+u", "pageup"), where=_LISTS),
    Command("open", "Open the thread", keys=("enter",), where=_QUEUE, why_not=needs.item),
    Command(
        "author",
        "The person: handles, mood, notes, and everything they wrote",
        keys=("i",),
        where=_ITEMS,
        why_not=needs.item,
    ),
    Command("why", "Why this score, these flags, this place", keys=("w",), where=_ITEMS, why_not=needs.item),
    Command(
        "versions", "All versions of edited messages, or only the last change", keys=("d",), where=_ITEMS
    ),
    Command(
        "wave",
        "The wave that the message is part of: how many, where, how it grows",
        keys=("c",),
        where=_ITEMS,
        why_not=needs.wave,
    ),
    Command(
        "fold",
        "Show the wave under the cursor in full, or as one row again",
        keys=("f",),
        where=_QUEUE,
        why_not=needs.item,
    ),
    Command("fold all", "Show each wave as one row, or each message as its own", keys=("F",), where=_QUEUE),
    Command("mark", "Mark or unmark the row", keys=("x",), where=_QUEUE, why_not=needs.item),
    Command(
        "mark all", "Mark everything that the filter shows; again to unmark", keys=("asterisk",), where=_QUEUE
    ),
    Command("mark range", "Mark from here to where you move", keys=("V",), where=_QUEUE, why_not=needs.item),
    Command(
        "queue filter",
        "Show only what matches",
        (Param("query", "filter", required=False),),
        keys=("slash",),
        where=_QUEUE,
    ),
    Command("line", "Give a command by name", keys=("colon",)),
    Command("help", "Keys and commands of this place", keys=("question_mark", "f1")),
    Command("palette", "Search all commands", keys=("ctrl+p",)),
    Command("quiet", "Hide from colleagues what you look at, or show it again", where=_QUEUE),
    Command("alert", "Open the newest alert", keys=("exclamation_mark",)),
    Command("queue", "Open the queue", keys=("f2",)),
    Command("warroom", "Open the war room", keys=("f3", "W")),
    Command("playbook", "Walk the playbook", keys=("f4", "P")),
    Command("outbox", "Replies on their way out", keys=("f5", "O")),
    Command(
        "undo list",
        "What you did, and what of it can be taken back",
        keys=("U",),
        where=_LISTS - {Where.RUN},
    ),
    Command("undo chosen", "Take back the chosen act", keys=("enter",), where=_ACTS),
    Command("channels", "How each channel is, and what to do about it", keys=("f6", "H")),
    Command("back", "Close this view", keys=("q", "escape")),
    Command("quit", "Leave Beredt; everything is kept", keys=("ctrl+q",)),
    Command(
        "step next",
        "What the step asks for next: its commands, its statement, whether it is done",
        keys=("enter",),
        where=_RUN,
        why_not=needs.step,
    ),
    Command(
        "step run",
        "Look at the step's commands one by one, and run them",
        keys=("d",),
        where=_RUN,
        why_not=needs.step,
    ),
    Command(
        "step say",
        "Open the step's statement and fill its blanks",
        keys=("o",),
        where=_RUN,
        why_not=needs.step,
    ),
    Command("say fill", "Fill the statement's next blank", keys=("enter",), where=_SAY),
    Command("say reply", "Answer the chosen item with the statement", keys=("r",), where=_SAY),
    Command("say copy", "Copy the statement", keys=("y",), where=_SAY),
    Command("say language", "The same statement in the other language", keys=("l",), where=_SAY),
    Command(
        "theme",
        "Change the colours, and keep them; auto is what the configuration says",
        (Param("name", "choice", choices=("dark", "light", "contrast", "colour-blind", "mono", "auto")),),
    ),
    Command("mouse", "Turn the mouse on or off"),
    Command("redraw", "Paint the whole screen anew", keys=("ctrl+l",)),
)
