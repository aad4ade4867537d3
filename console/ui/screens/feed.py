"""The queue as it is asked for, and what keeps it fresh."""

from collections.abc import Sequence

from console.errors import BeredtError
from console.model.item import ItemRow
from console.model.words import State
from console.query import Query, matches, parse
from console.ui.live import item_ids
from console.ui.pager import PAGE, Pager
from console.ui.render.line import Span
from console.ui.screens.base import Place
from console.ui.widgets.painted import Bar
from console.ui.widgets.queue import QueueView

HEAD = 200
"""Ids that are shown before the rest of the queue is known, and looked at again at each update."""
FILTER = "ui.filter"
CURSOR = "ui.cursor"
OPEN = (State.NEW, State.PENDING)
"""What a filter without `is:` shows."""


class Feed(Place):
    """Owns the question and keeps the `QueueView` in step with the store."""

    def __init__(self) -> None:
        super().__init__()
        self.query_text = ""
        self.asked = Query(())
        self.loads = 0
        """Counts the questions, so that answers to older ones are dropped."""
        self.stale: set[int] = set()
        """Items that no longer match and wait until the cursor leaves them."""

    @property
    def queue(self) -> QueueView:
        return self.query_one(QueueView)

    def read(self) -> None:
        """The item under the cursor changed, or is another one."""
        raise NotImplementedError

    async def fill(self) -> None:
        desk = self.desk
        self.queue.pager = Pager(desk.rows, self._arrived)
        text = await desk.get_setting(FILTER) or ""
        cursor = await desk.get_setting(CURSOR) or ""
        try:
            self.asked, self.query_text = parse(text), text
        except BeredtError as error:
            # A filter that an older version understood is no reason not to open.
            self.console_app.trouble(error)
        await self.load(int(cursor) if cursor.isdigit() else None)

    async def load(self, cursor: int | None = None) -> None:
        """Ask the queue anew: the first rows at once, the rest behind them."""
        self.loads += 1
        mine = self.loads
        queue, desk = self.queue, self.desk
        if queue.pager is not None:
            queue.pager.forget()
        head = await desk.queue_ids(self.asked, limit=HEAD)
        if mine != self.loads:
            return
        queue.roll.load(head, cursor)
        queue.note = (Span("  " + self._nothing(), "dim"),)
        self._settled()
        queue.refresh()
        if len(head) == HEAD:
            self.run_worker(self._load_rest(mine, cursor), group="spine", exit_on_error=False)

    async def _load_rest(self, mine: int, cursor: int | None) -> None:
        ids = await self.desk.queue_ids(self.asked)
        if mine != self.loads:
            return
        roll = self.queue.roll
        roll.spine.extend(ids)
        if cursor is not None and roll.following and cursor in roll.spine:
            roll.move((roll.spine.index_of(cursor) or 0) - roll.index)
        self._settled()

    def _nothing(self) -> str:
        return self.words("queue.no-match" if self.query_text else "queue.empty")

    # ── what changes ────────────────────────────────────────────────────────────────────────────────
    def _arrived(self, rows: Sequence[ItemRow]) -> None:
        self.queue.repaint_items([row.id for row in rows])

    def _settled(self) -> None:
        queue = self.queue
        queue.settle()
        count = len(queue.roll.waiting)
        text = self.words("queue.waiting", mark=self.console_app.marks["up"], count=count)
        self.query_one("#waiting", Bar).show([(Span(" " + text, "bar-key"),)] if count else [])
        self.show_head()

    async def changed(self, subjects: set[str]) -> None:
        await self.look_again(item_ids(subjects), mine=False)
        if any(subject.startswith("outbox:") for subject in subjects):
            self.read()
        await super().changed(subjects)

    async def look_again(self, ids: set[int], *, mine: bool) -> None:
        """Items changed: renew their rows, take out what no longer belongs, let arrivals in."""
        queue, roll = self.queue, self.queue.roll
        if queue.pager is None or not ids:
            return
        shown_first = [item_id for item_id in roll.visible() if item_id in ids]
        known = [item_id for item_id in ids if item_id in roll.spine and item_id not in shown_first]
        question = self.loads
        rows = await self.desk.rows([*shown_first, *known][:PAGE])
        head = await self.desk.queue_ids(self.asked, limit=HEAD)
        if question != self.loads:
            return
        queue.pager.put(rows)
        queue.pager.drop(known[PAGE:])
        gone = {row.id for row in rows if not self.fits(row)}
        if not mine and roll.cursor in gone:
            self.stale.add(roll.cursor)
            gone.discard(roll.cursor)
        roll.take_out(gone)
        roll.arrivals(head)
        queue.repaint_items([row.id for row in rows])
        if roll.cursor in ids:
            self.read()
        self._settled()

    async def answered(self, item_id: int) -> None:
        """The item moved to its new place; the cursor goes to what came after it."""
        onward = self.queue.roll.beyond(item_id)
        await self.look_again({item_id}, mine=True)
        self.queue.roll.choose(onward)
        self._settled()

    def fits(self, row: ItemRow) -> bool:
        """Whether a row belongs into the queue as it was asked for."""
        if row.state not in OPEN and not any(term.key == "is" for term in self.asked.terms):
            return False
        return matches(self.asked, row, me=self.desk.actor.name, now=self.desk.now())

    def on_queue_view_moved(self) -> None:
        left = {item_id for item_id in self.stale if item_id != self.queue.roll.cursor}
        if left:
            self.stale -= left
            self.queue.roll.take_out(left)
            self._settled()
        self.read()
        self.show_head()
