"""The queue as it is asked for, and what keeps it fresh."""

import time
from collections.abc import Sequence

from textual.timer import Timer

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
REST = 5.0
"""Seconds at least between two readings of the whole order."""
SHARE = 20.0
"""So many times as long as a reading took we wait until the next: a twentieth of one core at most."""
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
        self.looks = 0
        """Counts the updates, so that an order read before one of them is not taken for the newest."""
        self.owed = False
        """The order below the head is older than what is known."""
        self._rest_after = 0.0
        self._resting: Timer | None = None

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
        self.owed = False
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
        self.looks += 1
        question = self.loads
        head = await self.desk.queue_ids(self.asked, limit=HEAD)
        first = set(head)
        shown_first = [item_id for item_id in roll.visible() if item_id in ids]
        rest = ids.difference(shown_first)
        known = [item_id for item_id in rest if item_id in roll.spine]
        # Whether what is neither shown nor at the head belongs into the queue, its row tells.
        others = [item_id for item_id in rest if item_id not in roll.spine and item_id not in first]
        rows = await self.desk.rows([*shown_first, *known, *others][:PAGE])
        if question != self.loads:
            return
        # What was not read is read when it is looked at: its row may have been shown in another state.
        queue.pager.drop(list(ids.difference(row.id for row in rows)))
        queue.pager.put(rows)
        gone = {row.id for row in rows if not self.fits(row)}
        if not mine and roll.cursor in gone:
            self.stale.add(roll.cursor)
            gone.discard(roll.cursor)
        roll.take_out(gone)
        roll.arrivals(head, ids)
        queue.repaint_items(list(ids))
        if roll.cursor in ids:
            self.read()
        self._settled()
        if len(head) == HEAD and any(row.id not in first and row.id not in gone for row in rows):
            self._owe_rest(mine=mine)

    def _owe_rest(self, *, mine: bool = False) -> None:
        """Something changed its place below the head: ask for the whole order, but not all the time."""
        self.owed = True
        wait = self._rest_after - time.monotonic()
        if mine or wait <= 0:
            self._ask_rest()
        elif self._resting is None:
            self._resting = self.set_timer(wait, self._ask_rest)

    def _ask_rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        self.run_worker(self._renew_rest(), group="spine", exit_on_error=False)

    async def _renew_rest(self) -> None:
        question, looks, began = self.loads, self.looks, time.monotonic()
        ids = await self.desk.queue_ids(self.asked)
        now = time.monotonic()
        self._rest_after = now + max(REST, SHARE * (now - began))
        if question != self.loads or not self.owed:
            return
        if looks != self.looks:
            # Overtaken by another change: what was read may be from before it.
            self._owe_rest()
            return
        self.owed = False
        roll = self.queue.roll
        if roll.cursor in ids:
            roll.arrivals(ids)
            self._settled()

    async def answered(self, item_id: int) -> None:
        """The item moved to its new place; the cursor goes to what came after it, and the list stays."""
        roll = self.queue.roll
        if roll.cursor == item_id:
            roll.choose(roll.beyond(item_id))
        roll.take_out({item_id})
        await self.look_again({item_id}, mine=True)

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
