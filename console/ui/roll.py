"""Cursor, view and marks over the spine. The cursor is an item's identity, never a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from console.ui.spine import Spine


@dataclass
class Roll:
    """What the queue shows, without a screen."""

    spine: Spine = field(default_factory=Spine)
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

    def load(self, ids: Sequence[int], cursor: int | None = None) -> None:
        """A new question was asked: start at the top, or at `cursor` if it is among the answers."""
        self.spine = Spine(ids)
        self.waiting.clear()
        self.marks &= set(ids)
        self.anchor = None
        self.following = cursor is None or cursor not in self.spine
        self.cursor = None
        self._index = self.top = 0
        if cursor is not None and cursor in self.spine:
            self._go(self.spine.index_of(cursor) or 0)
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

    def first(self) -> None:
        self.following = True
        self._go(0)

    def last(self) -> None:
        self.following = False
        self._go(len(self.spine) - 1)

    def take_out(self, gone: Collection[int]) -> None:
        """Items left the queue. If the cursor's did, the next one takes its place on the screen."""
        index = self.index
        above = sum(1 for item_id in self.spine.slice(0, index) if item_id in gone) if len(gone) < 64 else 0
        lost_cursor = self.cursor in gone
        self.spine.remove(gone)
        self.marks -= set(gone)
        self.waiting -= set(gone)
        self.top = max(0, self.top - above)
        if lost_cursor or self.cursor is None:
            self._go(index - above)
        else:
            self._go(self.index)

    def arrivals(self, head: Sequence[int], moved: Collection[int] = ()) -> None:
        """The first rows as they stand now; nothing above the cursor moves unless it is followed.

        `moved` are the items whose own place may have changed: if the cursor's is among them, its row stays.
        """
        if self.cursor is None or self.cursor not in self.spine:
            self.spine.put_head(head)
            self._go(0)
            return
        row = self.index - self.top
        if self.following and self.cursor in head and head.index(self.cursor) < max(1, self.height // 2):
            self.spine.put_head(head)
            self.waiting.clear()
            self.top = 0
            return
        self.waiting = self.spine.merge_below(head, self.cursor, moved) | (self.waiting - set(head))
        self.waiting = {item_id for item_id in self.waiting if item_id not in self.spine}
        self.top = self._clamped(self.index - row)

    def resized(self, height: int) -> None:
        self.height = max(1, height)
        self._go(self.index)

    def mark(self) -> None:
        if self.cursor is not None:
            self.marks ^= {self.cursor}

    def mark_range(self) -> None:
        """From the anchor to the cursor; the first call sets the anchor."""
        if self.anchor is None or self.anchor not in self.spine:
            self.anchor = self.cursor
            if self.cursor is not None:
                self.marks.add(self.cursor)
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
