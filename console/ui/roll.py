"""Cursor, view and marks over the spine. The cursor is an item's identity, never a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from console.model.item import QueueKey
from console.model.queue import Stretch
from console.ui.spine import Spine


@dataclass
class Roll:
    """What the queue shows, without a screen.

    It holds a stretch of the queue, which grows where the cursor comes near its end; how many rows lie before
    and after it is told by whoever counts them.
    """

    spine: Spine = field(default_factory=Spine)
    first: QueueKey | None = None
    """Where the stretch begins; None if nothing comes before it."""
    last: QueueKey | None = None
    """Where the stretch ends; None if nothing comes after it."""
    before: int | None = 0
    """Rows before the stretch; None while they are not counted."""
    after: int | None = 0
    """Rows after it, likewise."""
    cursor: int | None = None
    top: int = 0
    """Index of the first visible row."""
    height: int = 20
    marks: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    """Arrivals that belong above the cursor and are held until asked for."""
    following: bool = True
    """The operator stands at the top and watches: arrivals come in while the cursor stays in sight."""
    anchor: int | None = None
    """Where a range of marks began."""
    _index: int = 0

    @property
    def index(self) -> int:
        found = self.spine.index_of(self.cursor, self._index)
        if found is not None:
            self._index = found
        return self._index

    def visible(self) -> Sequence[int]:
        return self.spine.slice(self.top, self.top + self.height)

    @property
    def place(self) -> int | None:
        """The cursor's place in the whole queue, from 0."""
        return None if self.before is None else self.before + self.index

    @property
    def total(self) -> int | None:
        """Rows of the whole queue."""
        return (
            None if self.before is None or self.after is None else self.before + len(self.spine) + self.after
        )

    def counted(self, before: int, total: int) -> None:
        """How many rows there are before the stretch, and in all."""
        self.before = 0 if self.first is None else before
        self.after = 0 if self.last is None else max(0, total - self.before - len(self.spine))

    def grow_down(self, more: Stretch) -> None:
        """What follows the stretch, to its new end."""
        known = len(self.spine)
        self.spine.extend(more.ids)
        self.last = more.last
        if self.last is None:
            self.after = 0
        elif self.after is not None:
            self.after = max(0, self.after - (len(self.spine) - known))

    def grow_up(self, more: Stretch) -> None:
        """What comes before the stretch, from its new beginning; the rows in sight stay where they are."""
        added = self.spine.prepend(more.ids)
        self.first = more.first
        self._index += added
        self.top += added
        if self.first is None:
            self.before = 0
        elif self.before is not None:
            self.before = max(0, self.before - added)

    def load(self, piece: Stretch, cursor: int | None = None) -> None:
        """Another stretch: start at its top, or at `cursor` if it is in there, at its height if it was it."""
        row = self.index - self.top if cursor == self.cursor else None
        self.spine = Spine(piece.ids)
        self.first, self.last = piece.first, piece.last
        self.before = 0 if piece.first is None else None
        self.after = 0 if piece.last is None else None
        self.waiting.clear()
        self.anchor = None
        self.following = cursor is None or cursor not in self.spine
        self.cursor = None
        self._index = self.top = 0
        if cursor is not None and cursor in self.spine:
            self._go(self.spine.index_of(cursor) or 0)
            if row is not None:
                self.hold(row)
        else:
            self._go(0)

    def move(self, count: int) -> None:
        self.following = False
        self._go(self.index + count)

    def page(self, halves: int) -> None:
        """Half pages up or down, the cursor staying at its height on the screen where it can."""
        self.following = False
        step = max(1, self.height // 2) * halves
        self.top = self._clamped(self.top + step)
        self._go(self.index + step)

    def beyond(self, item_id: int) -> int | None:
        """The item after this one, or before it at the end."""
        index = self.spine.index_of(item_id)
        if index is None or len(self.spine) < 2:
            return None
        return self.spine[index + 1 if index + 1 < len(self.spine) else index - 1]

    def choose(self, item_id: int | None) -> None:
        """Put the cursor on an item if it is there."""
        index = self.spine.index_of(item_id)
        if index is not None:
            self._go(index)

    def put(self, item_id: int) -> None:
        """Put an item that the stretch does not hold where the cursor is, and the cursor on it."""
        self.following = False
        at = self.index
        self.spine.insert(at, item_id)
        self._go(at)

    def to_first(self) -> None:
        self.following = True
        self._go(0)

    def to_last(self) -> None:
        self.following = False
        self._go(len(self.spine) - 1)

    def take_out(self, gone: Collection[int]) -> None:
        """Items left the queue. If the cursor's did, the next one takes its place on the screen."""
        index, gone = self.index, set(gone)
        if self.anchor in gone:
            # A range whose beginning left the queue begins at the next row.
            at = self.spine.index_of(self.anchor) or 0
            rest = (one for one in self.spine.slice(at, len(self.spine)) if one not in gone)
            self.anchor = next(rest, self.cursor)
        above = sum(1 for item_id in self.spine.slice(0, index) if item_id in gone)
        lost_cursor = self.cursor in gone
        self.spine.remove(gone)
        self.marks -= gone
        self.waiting -= gone
        self.top = max(0, self.top - above)
        if lost_cursor or self.cursor is None:
            self._go(index - above)
        else:
            self._go(self.index)

    def arrivals(self, head: Sequence[int], moved: Collection[int] = ()) -> None:
        """The first rows as they stand now; nothing above the cursor moves unless it is followed.

        `moved` are the items whose own place may have changed: if the cursor's is among them, its row stays.
        """
        if self.first is not None:
            self.waiting |= {item_id for item_id in head if item_id in moved and item_id not in self.spine}
            return
        self._merge(head, moved)

    def let_in(self, order: Sequence[int], own: Collection[int]) -> None:
        """Items that the operator put there go to their places at once; the cursor's row stays."""
        row = self.index - self.top
        self.spine.insert_like(order, own)
        self.waiting = {item_id for item_id in self.waiting if item_id not in self.spine}
        self.top = self._clamped(self.index - row)

    def renew(self, piece: Stretch) -> None:
        """The stretch as it stands now, between the same two places. The cursor stays, come what may."""
        self.take_out(set(self.spine).difference(piece.ids, () if self.cursor is None else (self.cursor,)))
        self._merge(piece.ids, ())
        self.first, self.last = piece.first, piece.last

    def _merge(self, head: Sequence[int], moved: Collection[int]) -> None:
        if self.cursor is None or self.cursor not in self.spine:
            self.spine.put_head(head)
            self._go(0)
            return
        row = self.index - self.top
        if (
            self.first is None
            and self.following
            and self.cursor in head
            and head.index(self.cursor) < max(1, self.height // 2)
        ):
            self.spine.put_head(head)
            self.waiting.clear()
            self.top = 0
            return
        self.waiting = self.spine.merge_below(head, self.cursor, moved) | (self.waiting - set(head))
        self.waiting = {item_id for item_id in self.waiting if item_id not in self.spine}
        self.top = self._clamped(self.index - row)

    def hold(self, row: int) -> None:
        """Put the cursor at this height on the screen, as far as the ends allow."""
        self.top = self._clamped(self.index - row)
        self._go(self.index)

    def resized(self, height: int) -> None:
        self.height = max(1, height)
        self._go(self.index)

    def mark(self) -> None:
        if self.cursor is not None:
            self.marks ^= {self.cursor}

    def mark_range(self) -> None:
        """The first call sets the anchor, the second marks what lies from there to the cursor."""
        if self.anchor is None or self.anchor not in self.spine:
            self.anchor = self.cursor
            return
        ends = sorted((self.spine.index_of(self.anchor) or 0, self.index))
        self.marks |= set(self.spine.slice(ends[0], ends[1] + 1))
        self.anchor = None

    def targets(self) -> list[int]:
        """What an act is for: the marked rows in order, else the one under the cursor.

        A range that was begun reaches to the cursor.
        """
        if self.anchor is not None and self.anchor in self.spine:
            self.mark_range()
        if self.marks:
            shown = [item_id for item_id in self.spine if item_id in self.marks]
            return [*shown, *sorted(self.marks.difference(shown))]
        return [] if self.cursor is None else [self.cursor]

    def _clamped(self, top: int) -> int:
        return max(0, min(top, len(self.spine) - self.height))

    def _go(self, index: int) -> None:
        if not len(self.spine):
            self.cursor, self._index, self.top = None, 0, 0
            return
        index = max(0, min(index, len(self.spine) - 1))
        self._index, self.cursor = index, self.spine[index]
        if not self.top <= index < self.top + self.height:
            # A jump of half a page costs one repaint for many rows; a line at a time costs one each.
            below = index >= self.top + self.height
            self.top = index - (self.height // 2 if below else (self.height - 1) // 2)
        self.top = self._clamped(self.top)
