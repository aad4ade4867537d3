"""Waves as one row: unfolding, and acts that are meant for all of a wave."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from console.commands import Args, Command
from console.model.item import ItemRow
from console.query import Query, Term
from console.ui.render.line import cut
from console.ui.screens import bulk
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.inbox import Inbox

FOLD = "ui.fold"
OFF = "off"
NAMED = 3
"""Authors that the question names."""
ALONE = frozenset({"item reply", "item split"})
"""Acts that are only ever for the one message that is read."""


def only(query: Query, wave: int) -> Query:
    """What a query finds of one wave, each item of it."""
    return replace(query, folded=False, terms=(*query.terms, Term("wave", "=", f"#{wave}", False, 0)))


def behind(query: Query, row: ItemRow) -> int:
    """Other items that wait behind a row."""
    hidden = query.folded and row.wave_id is not None and row.wave_id not in query.unfolded
    return max(0, row.wave_open - 1) if hidden else 0


async def toggle(place: "Inbox") -> None:
    """Show the wave under the cursor in full, or as one row again."""
    row = place.queue.current
    if row is None:
        return
    if row.wave_id is None or not place.asked.folded:
        text = "fold.alone" if row.wave_id is None else "fold.is-off"
        place.console_app.tell(place.words(text), "bar-key")
        return
    cursor = row.id
    if row.wave_id in place.asked.unfolded:
        place.asked = replace(place.asked, unfolded=place.asked.unfolded - {row.wave_id})
        first = await place.desk.queue_ids(only(place.asked, row.wave_id), limit=1)
        cursor = next(iter(first), cursor)
        said = place.words("fold.folded")
    else:
        place.asked = replace(place.asked, unfolded=place.asked.unfolded | {row.wave_id})
        said = place.words("fold.unfolded", count=row.wave_open)
    await place.load(cursor)
    place.console_app.tell(said, "bar-key")


async def toggle_all(place: "Inbox") -> None:
    """Each wave as one row, or each message as its own; kept for the next time."""
    folded = not place.asked.folded
    place.asked = replace(place.asked, folded=folded, unfolded=frozenset())
    await place.desk.set_setting(FOLD, "" if folded else OFF)
    await place.load(place.queue.roll.cursor)
    place.console_app.tell(place.words("fold.on" if folded else "fold.off"), "bar-key")


def concerns_wave(place: "Inbox", command: Command, targets: Sequence[int]) -> bool:
    """Whether an act on these rows could be meant for more than what is read."""
    if command.name in ALONE:
        return False
    rows = (place.queue.row(item_id) for item_id in targets)
    return any(row is not None and behind(place.asked, row) for row in rows)


async def ask(place: "Inbox", command: Command, args: Args, targets: Sequence[int]) -> None:
    """For the whole wave, or only for the row?"""
    desk, words = place.desk, place.words
    asked = await desk.point()
    every: dict[int, None] = {}
    for row in await desk.rows(targets):
        every[row.id] = None
        if behind(place.asked, row) and row.wave_id is not None:
            every.update(dict.fromkeys(await desk.queue_ids(only(place.asked, row.wave_id))))
    if len(every) == len(targets):
        # All of them are marked: there is nothing to choose.
        await bulk.ask(place, command, args, targets)
        return
    names = ", ".join(row.author_handle for row in await desk.rows(list(every)[:NAMED]))
    # With what was chosen, which the help of the command does not know.
    deed = command.deed and command.deed(desk, args)
    what = cut(bulk.named(place, deed) if deed else words.help(command.name, command.help), 60)
    text = words("fold.ask", count=len(every), what=what, names=f"{names}, …")

    def then(answer: str) -> None:
        if answer:
            bulk.perform_on(place, command, args, list(every) if answer == "all" else targets, asked)

    keys = {
        "y": (words("fold.all", count=len(every)), "all"),
        "o": (words("fold.one"), "one"),
        "n": (words("undo.no"), ""),
    }
    place.ask_if_free(Question(text, then, keys=keys))
