"""A stretch of the queue's order as plain ids."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence

NEAR = 64
"""Rows behind a changed stretch that are looked at with it."""
FEW = 32
"""So many ids are looked for one by one; for more, one pass over all is cheaper."""


class Spine:
    """Ids in the order they are shown, without doubles."""

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._ids: array[int] = array("q")
        self._known: set[int] = set()
        self.extend(ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, item_id: int) -> bool:
        return item_id in self._known

    def __getitem__(self, index: int) -> int:
        return self._ids[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def slice(self, start: int, stop: int) -> Sequence[int]:
        return self._ids[max(0, start) : max(0, stop)]

    def index_of(self, item_id: int | None, hint: int = 0) -> int | None:
        """Where an id stands; `hint` is where it stood last and is looked at first."""
        if item_id is None or item_id not in self._known:
            return None
        for index in (hint, hint - 1, hint + 1):
            if 0 <= index < len(self._ids) and self._ids[index] == item_id:
                return index
        return self._ids.index(item_id)

    def extend(self, ids: Iterable[int]) -> None:
        """Append what is not there yet."""
        for item_id in ids:
            if item_id not in self._known:
                self._known.add(item_id)
                self._ids.append(item_id)

    def prepend(self, ids: Iterable[int]) -> int:
        """Put before all others what is not there yet; returns how many that were."""
        fresh = [item_id for item_id in dict.fromkeys(ids) if item_id not in self._known]
        self._ids[0:0] = array("q", fresh)
        self._known.update(fresh)
        return len(fresh)

    def insert(self, at: int, item_id: int) -> None:
        """Put an id that is not there yet at this place."""
        self._known.add(item_id)
        self._ids.insert(at, item_id)

    def remove(self, gone: Collection[int]) -> None:
        wanted = self._known.intersection(gone)
        self._known -= wanted
        self._drop(wanted, 0)

    def insert_like(self, order: Sequence[int], wanted: Collection[int]) -> None:
        """Put what is wanted and not there yet behind the one that it follows in `order`."""
        at = 0
        for item_id in order:
            if item_id in self._known:
                at = (self.index_of(item_id, at) or 0) + 1
            elif item_id in wanted:
                self.insert(at, item_id)
                at += 1

    def put_head(self, head: Sequence[int]) -> None:
        """The first ids become `head`; what else there was follows in its old order."""
        self._splice(0, list(dict.fromkeys(head)), set())

    def merge_below(self, head: Sequence[int], keep: int, moved: Collection[int] = ()) -> set[int]:
        """Take the order of `head` below `keep`, and leave alone what stands above it.

        Returns the ids that belong above `keep` and are not shown there: they wait until asked for. What
        is shown below `keep` and did not move itself stays there even so: then it was `keep` that moved.
        A `keep` that is not in `head` leaves everything as it is.

        Args:
            head: The first ids as they stand now.
            keep: The id whose place on the screen is not to change.
            moved: Ids whose own place may have changed.
        """
        if keep not in self._known or keep not in head:
            return {item_id for item_id in head if item_id not in self._known}
        place = head.index(keep)
        at = self._ids.index(keep) + 1
        shown = set(self._ids[:at])
        waiting = {
            item_id
            for item_id in head[:place]
            if item_id not in shown and (item_id in moved or item_id not in self._known)
        }
        below = [
            item_id for item_id in dict.fromkeys(head) if item_id not in shown and item_id not in waiting
        ]
        self._splice(at, below, waiting)
        return waiting

    def _splice(self, start: int, ids: list[int], dropped: set[int]) -> None:
        """Put `ids` at `start`, let what stood there follow, and take out `dropped`.

        Works on the few rows that can have moved: the hundred thousand below are not touched by a loop of
        ours, which would cost a frame at each update.
        """
        wanted = set(ids)
        end = start + len(ids) + NEAR
        window = self._ids[start:end]
        follow = [item_id for item_id in window if item_id not in wanted and item_id not in dropped]
        far = ((wanted | dropped) & self._known).difference(window)
        self._ids[start:end] = array("q", [*ids, *follow])
        self._drop(far, start + len(ids) + len(follow))
        self._known |= wanted
        self._known -= dropped

    def _drop(self, gone: set[int], start: int) -> None:
        """Take out ids that stand at `start` or below."""
        if len(gone) > FEW:
            rest = self._ids[start:]
            self._ids[start:] = array("q", (item_id for item_id in rest if item_id not in gone))
            return
        for item_id in gone:
            del self._ids[self._ids.index(item_id, start)]
