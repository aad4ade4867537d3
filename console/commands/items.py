"""Acts on items and replies."""

from typing import cast

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.commands.until import until
from console.desk.protocol import Desk, Done
from console.model.words import Reason

_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
_OUTBOX = frozenset({Where.OUTBOX})
_REASONS = tuple(reason.value for reason in Reason if reason is not Reason.MUTED)


def _id(context: Context) -> int:
    return needs.need(context.item, needs.NO_ITEM).id


def _out(context: Context) -> int:
    return needs.need(context.out, needs.NO_OUT).id


async def _claim(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.claim(_id(context))


async def _release(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.release(_id(context))


async def _done(desk: Desk, context: Context, args: Args) -> Done:
    reason = args.get("reason")
    return await desk.done(_id(context), Reason(str(reason)) if reason else None)


async def _reopen(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.reopen(_id(context))


async def _snooze(desk: Desk, context: Context, args: Args) -> Done:
    now = desk.now()
    return await desk.snooze(_id(context), until(str(args["until"]), now) - now)


async def _wait(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.wait(_id(context))


async def _resume(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.resume(_id(context))


async def _split(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.split(_id(context))


async def _tag(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.tag(_id(context), cast("tuple[str, ...]", args["tags"]))


async def _note(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.note(_id(context), str(args["text"]))


async def _reply(desk: Desk, context: Context, args: Args) -> Done:
    done, _out = await desk.reply(_id(context), str(args["text"]))
    return done


async def _undo(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.undo()


async def _cancel(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.cancel(_out(context))


async def _retry(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.retry(_out(context))


async def _was_sent(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.settle(_out(context), was_sent=True)


async def _send_again(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.settle(_out(context), was_sent=False)


COMMANDS = (
    Command(
        "item claim",
        "Take the item, so that only you can answer it",
        keys=("a",),
        where=_ITEMS,
        undoable=True,
        run=_claim,
        why_not=needs.item,
    ),
    Command(
        "item release",
        "Give the item back to the queue",
        keys=("A",),
        where=_ITEMS,
        undoable=True,
        run=_release,
        why_not=needs.item,
    ),
    Command(
        "item done",
        "Close the item; with a reason if it gets no answer",
        (Param("reason", "choice", required=False, choices=_REASONS),),
        keys=("e",),
        where=_ITEMS,
        undoable=True,
        run=_done,
        why_not=needs.item,
    ),
    Command(
        "item reopen",
        "Put the item back into the queue",
        keys=("E",),
        where=_ITEMS,
        undoable=True,
        run=_reopen,
        why_not=needs.closed_item,
    ),
    Command(
        "item snooze",
        "Hide the item until 2h, tomorrow 9 or monday; it comes back sooner if they write again",
        (Param("until", "text"),),
        keys=("s",),
        where=_ITEMS,
        undoable=True,
        run=_snooze,
        why_not=needs.item,
    ),
    Command(
        "item wait",
        "Wait for a third party: the clocks stand still, until they write again",
        keys=("z",),
        where=_ITEMS,
        undoable=True,
        run=_wait,
        why_not=needs.item,
    ),
    Command(
        "item resume",
        "The third party answered: the clocks run again",
        keys=("Z",),
        where=_ITEMS,
        undoable=True,
        run=_resume,
        why_not=needs.waiting_item,
    ),
    Command(
        "item split",
        "Take the item out of its wave: it says something else after all",
        keys=("X",),
        where=_ITEMS,
        undoable=True,
        run=_split,
        why_not=needs.wave,
    ),
    Command(
        "item tag",
        "Add tags; one that begins with - is taken away",
        (Param("tags", "words"),),
        keys=("t",),
        where=_ITEMS,
        undoable=True,
        run=_tag,
        why_not=needs.item,
    ),
    Command(
        "item note",
        "Write a note that only colleagues see",
        (Param("text", "text"),),
        keys=("n",),
        where=_ITEMS,
        undoable=True,
        run=_note,
        why_not=needs.item,
    ),
    Command(
        "item reply",
        "Answer; it waits in the outbox before it leaves",
        (Param("text", "text"),),
        keys=("r",),
        where=_ITEMS,
        sends=True,
        run=_reply,
        why_not=needs.item,
    ),
    Command(
        "undo",
        "Take back your last act",
        keys=("u",),
        where=_ITEMS | {Where.OUTBOX, Where.WARROOM, Where.RUN, Where.RULES},
        run=_undo,
    ),
    Command(
        "outbox cancel",
        "Stop a reply that is held or failed; its text becomes the draft again",
        keys=("c",),
        where=_OUTBOX,
        run=_cancel,
        why_not=needs.unpublished,
    ),
    Command(
        "outbox retry",
        "Try a failed reply again",
        keys=("r",),
        where=_OUTBOX,
        sends=True,
        run=_retry,
        why_not=needs.failed,
    ),
    Command(
        "outbox sent",
        "You looked: the reply was published",
        keys=("y",),
        where=_OUTBOX,
        run=_was_sent,
        why_not=needs.unknown,
    ),
    Command(
        "outbox again",
        "You looked: the reply was not published; send it again",
        keys=("n",),
        where=_OUTBOX,
        sends=True,
        run=_send_again,
        why_not=needs.unknown,
    ),
)
