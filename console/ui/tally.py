"""How many items each view holds, kept fresh while somebody looks at it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from console.desk.protocol import Desk
from console.model.view import Counted, View
from console.query import Query, parse
from console.ui.latest import Latest

MOST = 9_999
"""Items that are counted; where there are more, that is what a person needs to know."""
REST = 1.0
"""Seconds in which changes are gathered before they are counted."""
PART = 256
"""Changed items that are asked about at once."""
RENEWED = 15.0
"""Seconds after which a view is counted anew at the earliest: time alone moves items into one and out."""
SHARE = 40.0
"""So many times as long as the counting took we wait until the next: less than a fortieth of one core."""


@dataclass
class _Held:
    query: Query
    ids: set[int] = field(default_factory=set)
    counted: bool = False
    owed: bool = True
    next_at: float = 0.0
    since: set[int] | None = None
    """Items that changed while all are being counted: what was read may be from before."""

    @property
    def more(self) -> bool:
        return len(self.ids) > MOST

    @property
    def followed(self) -> bool:
        """Whether changes are counted one by one: what holds more than is counted stays that way for long."""
        return self.counted and not self.more


class Tally:
    """Counts are whole once, by a scan that holds nobody up, and then follow what changes item by item.

    Args:
        desk: Asked for ids.
        changed: Told when a count is another one.
        trouble: Told what went wrong.
        rest: Seconds in which changes are gathered.
    """

    def __init__(
        self,
        desk: Desk,
        changed: Callable[[], None],
        trouble: Callable[[Exception], None],
        *,
        rest: float = REST,
    ) -> None:
        self._desk = desk
        self._changed = changed
        self._held: dict[View, _Held] = {}
        self._touched: set[int] = set()
        self._whole: Latest[None] = Latest(self._count, trouble)
        self._parts: Latest[None] = Latest(self._follow, trouble, rest)

    def show(self, views: Sequence[View]) -> None:
        """These are looked at, and no others."""
        self._held = {view: self._held.get(view) or _Held(parse(view.query)) for view in views}
        self.beat()

    def touched(self, ids: set[int]) -> None:
        if self._held and ids:
            self._touched |= ids
            for held in self._held.values():
                if held.since is not None:
                    held.since |= ids
            self._parts.wish(None)

    def beat(self) -> None:
        """Called again and again: what was not counted for long is counted anew."""
        now = time.monotonic()
        for held in self._held.values():
            held.owed = held.owed or now >= held.next_at
        if any(held.owed for held in self._held.values()):
            self._whole.wish(None)

    def of(self, view: View) -> Counted | None:
        """None while it is not known yet."""
        held = self._held.get(view)
        if held is None or not held.counted:
            return None
        return Counted(view, min(len(held.ids), MOST), held.more)

    @property
    def counts(self) -> Mapping[View, Counted | None]:
        return {view: self.of(view) for view in self._held}

    async def idle(self) -> None:
        await self._parts.idle()
        await self._whole.idle()

    def close(self) -> None:
        self._held.clear()
        self._whole.close()
        self._parts.close()

    async def _count(self, _wish: None) -> None:
        while owed := next(((view, held) for view, held in self._held.items() if held.owed), None):
            view, held = owed
            held.owed, held.since = False, set()
            before, began = self.of(view), time.monotonic()
            ids = await self._desk.queue_some(view.query, MOST + 1)
            now = time.monotonic()
            held.next_at = now + max(RENEWED, SHARE * (now - began))
            held.ids, held.counted = set(ids), True
            since, held.since = held.since, None
            self.touched(since)
            if self.of(view) != before:
                self._changed()

    async def _follow(self, _wish: None) -> None:
        ids, self._touched = sorted(self._touched), set()
        before = self.counts
        for start in range(0, len(ids), PART):
            part = ids[start : start + PART]
            for held in tuple(self._held.values()):
                if held.followed:
                    found = set(await self._desk.queue_among(held.query, part))
                    held.ids = (held.ids - set(part)) | found
        if self.counts != before:
            self._changed()
