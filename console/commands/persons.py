"""Acts on the person who wrote: of the item under the cursor, or of a handle that was named."""

from typing import cast

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.model.person import Handle
from console.model.words import PersonMark

_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
NO_MARK = "none"


async def _handle(desk: Desk, context: Context) -> Handle:
    if context.handle is not None:
        return context.handle
    return await desk.find_handle(str(needs.need(context.item, needs.NO_ITEM).id))


async def _link(desk: Desk, context: Context, args: Args) -> Done:
    other = await desk.find_handle(str(args["other"]))
    return await desk.link((await _handle(desk, context)).person_id, other.person_id)


async def _unlink(desk: Desk, context: Context, args: Args) -> Done:
    other = args.get("handle")
    return await desk.unlink((await (desk.find_handle(str(other)) if other else _handle(desk, context))).id)


async def _note(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.note_person((await _handle(desk, context)).person_id, str(args["text"]))


async def _tag(desk: Desk, context: Context, args: Args) -> Done:
    tags = cast("tuple[str, ...]", args["tags"])
    return await desk.tag_person((await _handle(desk, context)).person_id, tags)


async def _mark(desk: Desk, context: Context, args: Args) -> Done:
    word = str(args["mark"])
    mark = None if word == NO_MARK else PersonMark(word)
    return await desk.mark_person((await _handle(desk, context)).person_id, mark)


COMMANDS = (
    Command(
        "person",
        "Mark, tag or link the person who wrote, or write a note about them",
        keys=("I",),
        where=_ITEMS,
        why_not=needs.item,
    ),
    Command(
        "person mark",
        "Mark the person as VIP or known troll, or take the mark away",
        (Param("mark", "choice", choices=(*PersonMark, NO_MARK)),),
        where=_ITEMS,
        undoable=True,
        run=_mark,
        why_not=needs.person,
    ),
    Command(
        "person tag",
        "Add tags to the person; one that begins with - is taken away",
        (Param("tags", "words"),),
        where=_ITEMS,
        undoable=True,
        run=_tag,
        why_not=needs.person,
    ),
    Command(
        "person note",
        "Write a note about the person that only colleagues see",
        (Param("text", "text"),),
        where=_ITEMS,
        undoable=True,
        run=_note,
        why_not=needs.person,
    ),
    Command(
        "person link",
        "Another handle is the same person: p12, @name, network/@name or an item's number",
        (Param("other", "word"),),
        where=_ITEMS,
        undoable=True,
        run=_link,
        why_not=needs.person,
    ),
    Command(
        "person unlink",
        "The handle, or the one given, is a person of its own again",
        (Param("handle", "word", required=False),),
        where=_ITEMS,
        undoable=True,
        run=_unlink,
        why_not=needs.person,
    ),
)
