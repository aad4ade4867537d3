"""The queue's order as plain ids: a million of them fit into eight megabytes."""

from array import array
from collections.abc import Collection, Iterable, Sequence


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

    def remove(self, gone: Collection[int]) -> None:
        wanted = self._known.intersection(gone)
        if len(wanted) == 1:
            self._ids.remove(next(iter(wanted)))
        elif wanted:
            self._ids = array("q", (item_id for item_id in self._ids if item_id not in wanted))
        self._known -= wanted

    def put_head(self, head: Sequence[int]) -> None:
        """The first ids become `head`; what else there was follows in its old order."""
        first = set(head)
        rest = (item_id for item_id in self._ids if item_id not in first)
        self._ids = array("q", [*dict.fromkeys(head), *rest])
        self._known |= first

    def merge_below(self, head: Sequence[int], keep: int) -> set[int]:
        """Take the order of `head` below `keep`, and leave alone what stands above it.

        Returns the ids that belong above `keep` and are not shown there: they wait until asked for. An
        empty `keep` in `head` leaves everything as it is.
        """
        if keep not in self._known or keep not in head:
            return {item_id for item_id in head if item_id not in self._known}
        place = head.index(keep)
        at = self._ids.index(keep)
        above = self._ids[:at]
        shown = set(above)
        shown.add(keep)
        waiting = set(head[:place]) - shown
        below = [item_id for item_id in head[place + 1 :] if item_id not in shown]
        skip = shown | waiting | set(below)
        tail = [item_id for item_id in self._ids[at + 1 :] if item_id not in skip]
        self._ids = array("q", [*above, keep, *below, *tail])
        self._known = set(self._ids)
        return waiting
