"""The queue as it is asked for, and what keeps it fresh."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from functools import cached_property

from textual.timer import Timer

from console.errors import BeredtError
from console.model.event import EVERYTHING
from console.model.item import ItemRow, QueueKey
from console.model.queue import Stretch
from console.query import Query, parse
from console.ui.live import item_ids
from console.ui.pager import PAGE, Pager
from console.ui.render.line import Span
from console.ui.screens.base import Place
from console.ui.screens.folds import FOLD, OFF, behind
from console.ui.widgets.painted import Bar
from console.ui.widgets.queue import QueueView

HEAD = 200
"""Ids that are shown before more of the queue is known, and looked at again at each update."""
STRETCH = 4_000
"""Ids that are asked for at once. A shorter queue is known as a whole; of a longer one a stretch is."""
ASKED = 5_000
"""Changed items that are looked at in one update; what is beyond is found when the stretch is read again."""
MARGIN = 1_000
"""Rows between the cursor and the end of the stretch from which on more is asked for."""
FILTER = "ui.filter"
CURSOR = "ui.cursor"
REST = 5.0
"""Seconds at least between two readings of the whole order."""
SHARE = 20.0
"""So many times as long as a reading took we wait until the next: a twentieth of one core at most."""


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
        self._aside: set[int] = set()
        """Marked under the question before."""
        self._own: set[int] = set()
        """Items that the operator put back and that are not in their places yet."""
        self.landed = asyncio.Event()
        """Not set while the cursor is on its way to rows that are not read yet: an act waits for it."""
        self.landed.set()
        self._ways = 0
        self._growing = False
        self._head: set[int] = set()
        self._rest_after = 0.0
        self._resting: Timer | None = None

    @cached_property
    def queue(self) -> QueueView:
        """Kept: what is under way when the place closes still asks for it."""
        return self.query_one(QueueView)

    def read(self) -> None:
        """The item under the cursor changed, or is another one."""
        raise NotImplementedError

    async def fill(self) -> None:
        desk = self.desk
        self.queue.pager = Pager(desk.rows, self._arrived)
        self.queue.behind = lambda row: behind(self.asked, row)
        self.queue.moved = self._moved
        text = await desk.get_setting(FILTER) or ""
        self.asked = replace(self.asked, folded=await desk.get_setting(FOLD) != OFF)
        carried = self.console_app.settings.carried
        cursor = str(carried.cursor or "") if carried else await desk.get_setting(CURSOR) or ""
        try:
            self.asked, self.query_text = self.shown(parse(text)), text
        except BeredtError as error:
            # A filter that an older version understood is no reason not to open.
            self.console_app.trouble(error)
        await self.load(int(cursor) if cursor.isdigit() else None)

    def shown(self, query: Query) -> Query:
        """A filter with the waves folded as the operator wants them."""
        return replace(query, folded=self.asked.folded, unfolded=self.asked.unfolded)

    async def load(self, cursor: int | None = None) -> None:
        """Ask the queue anew: the first rows at once, more behind them."""
        mine, head = await self._piece(limit=HEAD)
        if mine != self.loads:
            return
        self._head = set(head.ids)
        self._show(head, cursor)
        await self._keep_marks(mine)
        if head.last is not None:
            self.aside(self._load_more(mine, cursor), "spine")

    def travel(self, way: Coroutine[object, object, object]) -> None:
        """Go somewhere that may have to be read first."""
        self._ways += 1
        self.landed.clear()
        self.aside(self._travelled(way), "load")

    async def _travelled(self, way: Coroutine[object, object, object]) -> None:
        try:
            await way
        finally:
            self._ways -= 1
            if not self._ways:
                self.landed.set()

    async def load_end(self) -> None:
        """The last rows of the queue, wherever the first ones are."""
        total = self.queue.roll.total
        mine, tail = await self._piece(limit=HEAD, backwards=True)
        if mine != self.loads or not tail.ids:
            return
        self._show(tail, tail.ids[-1])
        if total is not None:
            self.queue.roll.counted(total - len(tail.ids), total)
            self.show_head()
        self.aside(self._count(mine), "spine")

    async def load_around(self, item_id: int) -> bool:
        """What stands before and after an item; False if the queue does not hold it."""
        if not await self.desk.queue_among(self.asked, [item_id]):
            return False
        [row] = await self.desk.rows([item_id])
        mine, above = await self._piece(end=row.key, limit=HEAD, backwards=True)
        below = await self.desk.queue_stretch(self.asked, start=row.key, limit=HEAD)
        if mine != self.loads:
            return False
        ids = list(dict.fromkeys([*above.ids, *below.ids]))
        self._show(Stretch(ids, above.first, below.last), item_id)
        await self._count(mine)
        return True

    async def keep(self, item_id: int) -> None:
        """Go to an item; one that the queue does not hold stays until the cursor leaves it."""
        roll = self.queue.roll
        if roll.cursor == item_id or await self.load_around(item_id):
            return
        if item_id not in roll.spine:
            roll.put(item_id)
            self.stale.add(item_id)
        roll.choose(item_id)
        self._settled()
        self.queue.repaint_changed()

    async def _piece(
        self, *, end: QueueKey | None = None, limit: int, backwards: bool = False
    ) -> tuple[int, Stretch]:
        self.loads += 1
        self.owed = False
        self._own.clear()
        mine = self.loads
        if self.queue.pager is not None:
            self.queue.pager.forget()
        return mine, await self.desk.queue_stretch(self.asked, end=end, limit=limit, backwards=backwards)

    def _show(self, piece: Stretch, cursor: int | None) -> None:
        queue = self.queue
        queue.roll.load(piece, cursor)
        queue.note = (Span("  " + self._nothing(), "dim"),)
        self._settled()
        queue.repaint_changed()

    def set_aside(self) -> None:
        """Another question is asked: until it is known which marked items it finds, nothing is marked."""
        roll = self.queue.roll
        self._aside |= roll.marks
        roll.marks = set()
        roll.anchor = None

    async def _keep_marks(self, mine: int) -> None:
        """Marks on what the question does not find are gone: nobody acts on what they can't see.

        What stands behind a folded row is found as well.
        """
        roll, kept = self.queue.roll, set[int]()
        marked = sorted(roll.marks | self._aside)
        asked = replace(self.asked, folded=False)
        for start in range(0, len(marked), PAGE):
            kept.update(await self.desk.queue_among(asked, marked[start : start + PAGE]))
        if mine == self.loads and marked:
            roll.marks = (roll.marks - (set(marked) - kept)) | kept
            self._aside.clear()
            self.queue.repaint_changed()

    async def _load_more(self, mine: int, cursor: int | None) -> None:
        piece = await self.desk.queue_stretch(self.asked, limit=STRETCH)
        if mine != self.loads:
            return
        roll = self.queue.roll
        roll.grow_down(piece)
        if cursor is not None and roll.following:
            if cursor in roll.spine:
                roll.move((roll.spine.index_of(cursor) or 0) - roll.index)
            elif piece.last is not None and await self.load_around(cursor):
                return
        self._settled()
        await self._count(mine)

    async def _count(self, mine: int) -> None:
        """How many rows lie outside of the stretch; takes the longer the more they are."""
        roll = self.queue.roll
        while mine == self.loads and (roll.first is not None or roll.last is not None):
            first = roll.first
            before = 0 if first is None else await self.desk.queue_count(self.asked, before=first)
            total = await self.desk.queue_count(self.asked)
            if mine == self.loads and roll.first == first:
                roll.counted(before, total)
                self.show_head()
                return

    def _grow(self) -> None:
        """Ask for more where the cursor comes near an end of the stretch."""
        roll = self.queue.roll
        low = roll.last is not None and len(roll.spine) - roll.index < MARGIN
        high = roll.first is not None and roll.index < MARGIN
        if (low or high) and not self._growing:
            self._growing = True
            self.aside(self._grown(low), "spine")

    async def _grown(self, low: bool) -> None:
        mine, roll = self.loads, self.queue.roll
        edge = roll.last if low else roll.first
        try:
            if low:
                piece = await self.desk.queue_stretch(self.asked, start=edge, limit=STRETCH)
            else:
                piece = await self.desk.queue_stretch(self.asked, end=edge, limit=STRETCH, backwards=True)
        finally:
            self._growing = False
        if mine == self.loads and edge == (roll.last if low else roll.first):
            (roll.grow_down if low else roll.grow_up)(piece)
            self._settled()

    def _nothing(self) -> str:
        return self.words("queue.no-match" if self.query_text else "queue.empty")

    # ── what changes ────────────────────────────────────────────────────────────────────────────────
    def _arrived(self, rows: Sequence[ItemRow]) -> None:
        self.queue.repaint_items([row.id for row in rows])

    def _settled(self) -> None:
        queue = self.queue
        queue.settle()
        self._grow()
        count = len(queue.roll.waiting)
        text = self.words("queue.waiting", mark=self.console_app.marks["up"], count=count)
        self.query_one("#waiting", Bar).show([(Span(" " + text, "bar-key"),)] if count else [])
        self.show_head()

    async def changed(self, subjects: set[str]) -> None:
        ids = item_ids(subjects)
        if EVERYTHING in subjects:
            look = await self.desk.queue_look(self.asked, limit=HEAD, rows=(), ids=())
            ids |= {*self.queue.roll.spine, *look.head}
        await self.look_again(ids, mine=False)
        if any(subject.startswith(("outbox:", "person:")) for subject in subjects):
            self.read()
        await super().changed(subjects)

    async def look_again(self, ids: set[int], *, mine: bool) -> None:
        """Items changed: renew their rows, take out what no longer belongs, let arrivals in."""
        queue, roll = self.queue, self.queue.roll
        if queue.pager is None or not ids:
            return
        self.looks += 1
        question = self.loads
        sight = list(roll.visible())
        shown = [item_id for item_id in sight if item_id in ids or self._in_wave(item_id)]
        # Of what is out of sight only its belonging is asked; its row is read when it is looked at.
        looked = list(dict.fromkeys([*sight, *ids]))[:ASKED]
        look = await self.desk.queue_look(self.asked, limit=HEAD, rows=shown, ids=looked)
        if question != self.loads:
            return
        head, first = look.head, set(look.head)
        stayed = self._stayed(look.rows)
        queue.pager.drop(list(ids.difference(row.id for row in look.rows)))
        queue.pager.put(look.rows)
        gone = set(looked) - look.belong
        if not mine and roll.cursor in gone:
            self.stale.add(roll.cursor)
            gone.discard(roll.cursor)
        roll.take_out(gone)
        if mine:
            self._own |= ids & look.belong
            if roll.first is None:
                roll.let_in(head, self._own)
            self._own = {item_id for item_id in self._own if item_id not in roll.spine}
        roll.arrivals(head, ids if roll.first is None else self._risen(ids, first, mine=mine))
        self._head = first
        queue.repaint_items([row.id for row in look.rows])
        if roll.cursor in ids:
            self.read()
        self._settled()
        if self._own or (len(head) == HEAD and ids & look.belong - first - stayed):
            self._owe_rest(mine=mine)

    def _stayed(self, rows: Sequence[ItemRow]) -> set[int]:
        """Which of these, read anew, stand where they stood."""
        known = ((row, self.queue.row(row.id)) for row in rows)
        return {row.id for row, before in known if before is not None and before.key == row.key}

    def _risen(self, ids: set[int], head: set[int], *, mine: bool) -> set[int]:
        """Items that came to the head of the queue by themselves, told to somebody who stands elsewhere."""
        return set() if mine else (ids & head) - self._head

    def _in_wave(self, item_id: int) -> bool:
        row = self.queue.row(item_id)
        return row is not None and row.wave > 1

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
        self.aside(self._renew_rest(), "spine")

    async def _renew_rest(self) -> None:
        question, looks, began = self.loads, self.looks, time.monotonic()
        roll = self.queue.roll
        edges = roll.first, roll.last
        piece = await self.desk.queue_stretch(
            self.asked, start=roll.first, end=roll.last, limit=max(STRETCH, len(roll.spine) + HEAD)
        )
        self._rest_from(began)
        if question != self.loads or not self.owed or edges != (roll.first, roll.last):
            return
        if looks != self.looks:
            # Overtaken by another change: what was read may be from before it.
            self._owe_rest()
            return
        # Else what is owed waits until the cursor leaves an item that the queue no longer holds.
        if roll.cursor in piece.ids:
            self.owed = False
            roll.let_in(piece.ids, self._own)
            self._own.clear()
            roll.renew(piece)
            self._settled()
        await self._count(question)
        self._rest_from(began)

    def _rest_from(self, began: float) -> None:
        now = time.monotonic()
        self._rest_after = now + max(REST, SHARE * (now - began))

    async def answered(self, item_id: int) -> None:
        """The item moved to its new place; the cursor goes to what came after it, and the list stays."""
        roll = self.queue.roll
        if roll.cursor == item_id:
            roll.choose(roll.beyond(item_id))
        roll.take_out({item_id})
        await self.look_again({item_id}, mine=True)

    def _moved(self) -> None:
        left = {item_id for item_id in self.stale if item_id != self.queue.roll.cursor}
        if left:
            self.stale -= left
            self.queue.roll.take_out(left)
            self._settled()
            if self.owed:
                self._owe_rest()
        self._grow()
        self.read()
        self.show_head()
