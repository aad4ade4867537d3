"""One act on many items: asked for with its count, done in parts, stopped by Esc, taken back as one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.commands import Args, Command, Context, perform
from console.desk.protocol import Done
from console.errors import NotAllowed, NotFound
from console.model.item import ItemRow
from console.text import one_line
from console.ui.render.line import cut
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.inbox import Inbox

ASKED_FROM = 20
"""From so many items on, the count is asked back before anything is done."""
PART = 50
"""Items between two looks at the screen and at Esc."""
NAMED = 3
"""Authors that the question names."""


class Bulk:
    """What is under way. One at a time: acts wait for each other."""

    def __init__(self, place: "Inbox") -> None:
        self.place = place
        self.running = False
        self._stopped = False

    def stop(self) -> bool:
        """End after the item that is being worked on; False if nothing is under way."""
        if self.running:
            self._stopped = True
        return self.running

    async def ask(self, command: Command, args: Args, targets: Sequence[int]) -> None:
        """Say how many and whose they are, and do it on `y`."""
        place, words = self.place, self.place.words
        rows = await place.desk.rows(targets[:NAMED])
        names = ", ".join(row.author_handle for row in rows)
        text = words(
            "bulk.ask",
            count=len(targets),
            what=cut(words.help(command.name, command.help), 60),
            names=names if len(rows) == len(targets) else f"{names}, …",
        )

        def then(answer: str) -> None:
            if answer:
                place.perform_on(command, args, targets)

        keys = {"y": (words("run.yes"), "y"), "n": (words("undo.no"), "")}
        place.ask_if_free(Question(text, then, keys=keys))

    async def run(self, command: Command, args: Args, targets: Sequence[int]) -> tuple[Done, int]:
        """Do it item by item; what may not be done is left alone and counted.

        Returns what to say, and how many acts `undo` has to take back.
        """
        place, words = self.place, self.place.words
        count, left, why = 0, 0, ""
        done = Done("", False)
        self.running, self._stopped = True, False
        try:
            for start in range(0, len(targets), PART):
                part = targets[start : start + PART]
                rows = {row.id: row for row in await place.desk.rows(part)}
                for item_id in part:
                    if self._stopped:
                        break
                    try:
                        done = await self._one(command, args, rows.get(item_id))
                        count += 1
                    except (NotAllowed, NotFound) as error:
                        left, why = left + 1, error.what
                if self._stopped:
                    break
                if len(targets) > PART:
                    place.console_app.tell(
                        words(
                            "bulk.progress",
                            done=words.number(start + len(part)),
                            all=words.number(len(targets)),
                        ),
                        "bar-key",
                    )
        finally:
            self.running = False
        text = words("foot.many", count=count, text=words.said(done.text))
        if left:
            text += " " + words("bulk.left", count=left, why=words.said(why))
        if self._stopped:
            text += " " + words("bulk.stopped", left=words.number(len(targets) - count - left))
        return Done(one_line(text), done.undoable), count

    async def _one(self, command: Command, args: Args, row: ItemRow | None) -> Done:
        if row is None:
            raise NotFound("the item is gone")
        context = Context(item=row)
        reason = command.why_not(context)
        if reason:
            raise NotAllowed(reason)
        return await perform(command, self.place.desk, context, args)
