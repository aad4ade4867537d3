"""The order in which a conversation is read."""

from collections.abc import Sequence
from itertools import groupby

from console.model.item import StoredMessage


def in_order(page: Sequence[StoredMessage]) -> list[StoredMessage]:
    """By the network's time; of those at one moment what is answered stands before its answer."""
    ordered = sorted(page, key=lambda stored: stored.key)
    found: list[StoredMessage] = []
    for _, moment in groupby(ordered, key=lambda stored: stored.message.created_at):
        found += _answers_last(list(moment))
    return found


def _answers_last(moment: list[StoredMessage]) -> list[StoredMessage]:
    here = {stored.id: stored for stored in moment}
    if len(here) == 1 or not any(stored.parent is not None and stored.parent.id in here for stored in moment):
        return moment
    depths: dict[int, int] = {}
    for stored in moment:
        chain = [stored]
        # A loop is nonsense, and a network may send it all the same.
        while (parent := chain[-1].parent) is not None and parent.id in here and parent.id not in depths:
            if any(one.id == parent.id for one in chain):
                break
            chain.append(here[parent.id])
        above = chain[-1].parent
        depth = depths.get(above.id, -1) if above is not None else -1
        for place, one in enumerate(reversed(chain), depth + 1):
            depths.setdefault(one.id, place)
    return sorted(moment, key=lambda stored: (depths[stored.id], stored.id))
