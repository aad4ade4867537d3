"""One act on many items: asked for with its count and the first of them, done in parts, undone as one."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from console.commands import Args, Command, Context, perform
from console.desk.answers import PART, Done, Progress
from console.desk.deeds import Deed, Snooze
from console.errors import NotFound
from console.model.event import Point
from console.model.item import ItemRow
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.line import Line, Span, cut, pad
from console.ui.render.when import clock
from console.ui.screens import aiming
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place
    from console.ui.screens.inbox import Inbox

ASKED_FROM = 20
"""From so many items on, the count is asked back before anything is done."""
PREVIEW = 4
"""Items that the question shows, of which there are at least so many lines on any screen."""


async def ask(place: "Inbox", command: Command, args: Args, targets: Sequence[int]) -> None:
    """Say how many, show the first of them, and do it on `y` to those and no others."""
    if refused(place, command, targets) or command.deed is None:
        return
    desk, words = place.desk, place.words
    asked, deed = await desk.point(), command.deed(desk, args)
    rows = await desk.rows(targets[:PREVIEW])

    def then(answer: str) -> None:
        if answer:
            perform_on(place, command, args, targets, asked)

    keys = {"y": (words("run.yes"), "y"), "n": (words("undo.no"), "")}
    text = words("bulk.ask", count=words.number(len(targets)), what=named(place, deed))
    preview = preview_lines(rows, len(targets), place.size.width - 2, words)
    place.ask_if_free(Question(text, then, keys=keys, above=preview))


def named(place: "Place", deed: Deed) -> str:
    """What is done, with the time until when it is."""
    said = place.words.said(deed.text)
    if isinstance(deed, Snooze):
        words, now = place.words, place.console_app.now()
        said += " " + (
            words("thread.until-reply")
            if deed.until is None
            else words("thread.until", time=clock(deed.until, now))
        )
    return said


def preview_lines(rows: Sequence[ItemRow], total: int, width: int, words: Words) -> list[Line]:
    lines: list[Line] = [
        (
            Span(" " + pad(row.author_handle, 16), "bar-strong"),
            Span(cut(" " + row.text.replace("\n", " "), max(1, width - 18)), "bar"),
        )
        for row in rows
    ]
    if total > len(rows):
        lines.append((Span(" " + words("bulk.more", count=words.number(total - len(rows))), "bar-dim"),))
    return lines


def refused(place: "Inbox", command: Command, targets: Sequence[int]) -> bool:
    """True, and said so, for what can be done to one item only, or not now."""
    app, words = place.console_app, place.words
    if len(targets) > 1 and command.deed is None:
        app.tell(words("bulk.one", name=command.name), "bar-key")
        return True
    if len(targets) > PART and app.long.running:
        app.tell(words("bulk.busy"), "bar-key")
        return True
    return False


def perform_on(
    place: "Inbox", command: Command, args: Args, targets: Sequence[int], asked: Point | None = None
) -> None:
    """Do it to these; to many as one act, and if it takes a while beside whatever else is done."""
    if refused(place, command, targets):
        return
    base, app, deed = place.context(), place.console_app, command.deed
    long = len(targets) > PART

    async def work() -> Done | None:
        try:
            return await performed()
        finally:
            if long:
                app.long.end()

    async def performed() -> Done | None:
        place.undo_steps = 1
        if len(targets) <= 1 or deed is None:
            done = await perform(command, place.desk, await pinned(place, base, targets), args)
            what = deed(place.desk, args) if deed is not None else None
            if isinstance(what, Snooze):
                # In the screen's own way to tell a time.
                done = replace(done, text=named(place, what))
            aiming.let_go(place)
        else:
            aiming.let_go(place)
            what = deed(place.desk, args)
            steps = place.desk.many(targets, what, asked=asked)
            progress, stopped = await app.long.follow(steps, lambda now: tell(place, now), long=long)
            if isinstance(what, Snooze):
                progress = replace(progress, text=named(place, what))
            done = Done(sentence(place.words, progress, stopped=stopped), progress.act is not None)
        await seen(place, targets)
        return done

    if long:
        app.long.begin()
    app.act(work, apart=long)


async def pinned(place: "Inbox", base: Context, targets: Sequence[int]) -> Context:
    """The context with the item that was aimed at, wherever the cursor is by now."""
    if not targets or (base.item is not None and base.item.id == targets[0]):
        return base
    rows = await place.desk.rows(targets)
    if not rows:
        raise NotFound("the item is gone")
    return replace(base, item=rows[0])


async def seen(place: "Inbox", ids: Collection[int]) -> None:
    """Show what became of these items; of many the queue is asked anew, the cursor where it was."""
    if len(ids) <= PART:
        await place.look_again(set(ids), mine=True)
        return
    cursor = place.queue.roll.cursor
    if cursor is None or not await place.load_around(cursor):
        await place.load()


def tell(place: "Place", progress: Progress) -> None:
    """How far it is, in the footer of whatever is on top."""
    words = place.words
    if progress.total > PART:
        text = words("bulk.progress", done=words.number(progress.seen), all=words.number(progress.total))
        place.console_app.tell(text, "bar-key")


def sentence(words: Words, progress: Progress, *, stopped: bool = False) -> str:
    """What became of it: how many, what was left alone and mostly why, and what was not come to."""
    text = words("foot.many", count=words.number(progress.done), text=words.said(progress.text))
    if progress.left:
        why = max(progress.left, key=lambda why: progress.left[why])
        left = words.number(sum(progress.left.values()))
        text += " " + words("bulk.left", count=left, why=words.said(why))
    if stopped:
        text += " " + words("bulk.stopped", left=words.number(progress.total - progress.seen))
    return one_line(text)
