"""Acts on items and replies."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.commands.until import until
from console.desk.answers import Done
from console.desk.deeds import (
    Assign,
    Claim,
    Close,
    Correct,
    Deed,
    Note,
    Release,
    Reopen,
    Snooze,
    Split,
    Tag,
    Wait,
)
from console.desk.protocol import Desk
from console.model.words import Label, Reason

_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
_OUTBOX = frozenset({Where.OUTBOX})
_UNDOING = _ITEMS | {
    Where.ALERT,
    Where.OUTBOX,
    Where.WARROOM,
    Where.RUN,
    Where.RULES,
    Where.CORRECTIONS,
    Where.ALERT_RULES,
    Where.ALERT_RULE,
    Where.CALENDAR,
    Where.ACTS,
}
_REASONS = tuple(reason.value for reason in Reason if reason is not Reason.MUTED)


def _id(context: Context) -> int:
    return needs.need(context.item, needs.NO_ITEM).id


def _out(context: Context) -> int:
    return needs.need(context.out, needs.NO_OUT).id


def _each(deed: Callable[[Desk, Args], Deed]) -> Callable[[Desk, Context, Args], Awaitable[Done]]:
    """Do it to the item under the cursor."""

    async def run(desk: Desk, context: Context, args: Args) -> Done:
        return await desk.one(_id(context), deed(desk, args))

    return run


def _claim(desk: Desk, args: Args) -> Deed:
    return Claim()


def _release(desk: Desk, args: Args) -> Deed:
    return Release()


def _assign(desk: Desk, args: Args) -> Deed:
    return Assign(str(args["to"]))


def _close(desk: Desk, args: Args) -> Deed:
    reason = args.get("reason")
    return Close(Reason(str(reason)) if reason else None)


def _reopen(desk: Desk, args: Args) -> Deed:
    return Reopen()


def _snooze(desk: Desk, args: Args) -> Deed:
    return Snooze(until(str(args["until"]), desk.now()))


def _wait(desk: Desk, args: Args) -> Deed:
    return Wait()


def _resume(desk: Desk, args: Args) -> Deed:
    return Wait(False)


def _split(desk: Desk, args: Args) -> Deed:
    return Split()


def _tag(desk: Desk, args: Args) -> Deed:
    return Tag(cast("tuple[str, ...]", args["tags"]))


def _note(desk: Desk, args: Args) -> Deed:
    return Note(str(args["text"]))


def _correct(desk: Desk, args: Args) -> Deed:
    message = args.get("message")
    return Correct(Label(str(args["label"])), message if isinstance(message, int) else None)


async def _reply(desk: Desk, context: Context, args: Args) -> Done:
    done, _out = await desk.reply(_id(context), str(args["text"]))
    return done


async def _take_over(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.take_over(_id(context), str(args["reason"]))


async def _away(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.set_away(args["state"] == "on")


async def _next(desk: Desk, context: Context, args: Args) -> Done:
    done, item_id = await desk.take_next()
    return replace(done, text=f"item {item_id}: {done.text}")


async def _undo(desk: Desk, context: Context, args: Args) -> Done:
    act = args.get("act")
    return await desk.undo(act if isinstance(act, int) else None)


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
        deed=_claim,
        run=_each(_claim),
        why_not=needs.item,
    ),
    Command(
        "item release",
        "Give the item back to the queue",
        keys=("A",),
        where=_ITEMS,
        undoable=True,
        deed=_release,
        run=_each(_release),
        why_not=needs.item,
    ),
    Command(
        "item takeover",
        "Take what a colleague holds, and say why; they see it at once, and their draft stays",
        (Param("reason", "text"),),
        keys=("T",),
        where=_ITEMS,
        run=_take_over,
        why_not=needs.held_item,
    ),
    Command(
        "next",
        "Claim the first new item that nobody else has",
        keys=("N",),
        where=_ITEMS,
        undoable=True,
        run=_next,
    ),
    Command(
        "away",
        "Be given nothing by `assign auto` for now, or again",
        (Param("state", "choice", choices=("on", "off")),),
        where=_ITEMS,
        run=_away,
        back="away",
    ),
    Command(
        "item assign",
        "Say who is to look after it: a name, me, a role as @operator, auto for the freest, or none",
        (Param("to", "word"),),
        keys=("o",),
        where=_ITEMS,
        undoable=True,
        deed=_assign,
        run=_each(_assign),
        why_not=needs.item,
    ),
    Command(
        "item done",
        "Close the item; with a reason if it gets no answer",
        (Param("reason", "choice", required=False, choices=_REASONS),),
        keys=("e",),
        where=_ITEMS,
        undoable=True,
        deed=_close,
        run=_each(_close),
        why_not=needs.item,
    ),
    Command(
        "item reopen",
        "Put the item back into the queue",
        keys=("E",),
        where=_ITEMS,
        undoable=True,
        deed=_reopen,
        run=_each(_reopen),
        why_not=needs.closed_item,
    ),
    Command(
        "item snooze",
        "Hide the item until 2h, tomorrow 9 or monday; it comes back sooner if they write again",
        (Param("until", "text"),),
        keys=("s",),
        where=_ITEMS,
        undoable=True,
        deed=_snooze,
        run=_each(_snooze),
        why_not=needs.item,
    ),
    Command(
        "item wait",
        "Wait for a third party: the clocks stand still, until they write again",
        keys=("z",),
        where=_ITEMS,
        undoable=True,
        deed=_wait,
        run=_each(_wait),
        why_not=needs.item,
    ),
    Command(
        "item resume",
        "The third party answered: the clocks run again",
        keys=("Z",),
        where=_ITEMS,
        undoable=True,
        deed=_resume,
        run=_each(_resume),
        why_not=needs.waiting_item,
    ),
    Command(
        "item split",
        "Take the item out of its wave: it says something else after all",
        keys=("X",),
        where=_ITEMS,
        undoable=True,
        deed=_split,
        run=_each(_split),
        why_not=needs.wave,
    ),
    Command(
        "item tag",
        "Add tags; one that begins with - is taken away",
        (Param("tags", "words"),),
        keys=("t",),
        where=_ITEMS,
        undoable=True,
        deed=_tag,
        run=_each(_tag),
        why_not=needs.item,
    ),
    Command(
        "item sentiment",
        "Say whether the message is negative, neutral or positive: the judge learns it",
        (
            Param("label", "choice", choices=tuple(label.value for label in Label)),
            Param("message", "int", required=False, option=True),
        ),
        keys=("h",),
        where=_ITEMS,
        undoable=True,
        deed=_correct,
        run=_each(_correct),
        why_not=needs.item,
    ),
    Command(
        "item note",
        "Write a note that only colleagues see",
        (Param("text", "text"),),
        keys=("n",),
        where=_ITEMS,
        undoable=True,
        deed=_note,
        run=_each(_note),
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
        "Take back your last act, or the one with this number",
        (Param("act", "int", required=False),),
        keys=("u",),
        where=_UNDOING,
        run=_undo,
    ),
    Command(
        "outbox cancel",
        "Stop a reply that is held or failed; its text becomes the draft again",
        keys=("c",),
        where=_OUTBOX,
        back="item reply",
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
