"""Stored messages judged anew by what people have taught since: open items', part by part."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from console.desk.answers import Rejudged
from console.desk.base import DeskBase
from console.errors import NotFound
from console.model.event import NewEvent
from console.model.item import StoredMessage
from console.model.message import Judgement
from console.model.words import State
from console.store.tx import Tx

PART = 50
"""Messages in one transaction at most; fewer when a person waits for their turn to write."""
MOVED = "it changed meanwhile"
TONGUE = "alone it reads as another language"


class Rejudging(DeskBase):
    async def rejudge(
        self, since: datetime, *, then: datetime | None = None, dry: bool = False
    ) -> AsyncIterator[Rejudged]:
        """Judge the messages of open items anew, a part at a time, each durable when it is told.

        Args:
            since: Messages of this time and later, by the network's clock.
            then: By what had been taught at that time instead of by what is taught now.
            dry: Only tell what would change.
        """
        lessons = await self.store.lessons(then)
        wanted = await self.store.rejudgeable(since)
        progress = Rejudged(len(wanted), len(lessons))
        yield progress
        async with self.anew(lessons) as judge:
            while progress.seen < progress.total:
                part = wanted[progress.seen : progress.seen + PART]
                found = await self.store.to_rejudge(part)
                said = await judge([(one.message.text, one.lang) for one in found])
                fresh = {one.id: (one, judged) for one, judged in zip(found, said, strict=True)}
                if dry:
                    for message_id in part:
                        progress = _counted(progress, *fresh.get(message_id, (None, None)))
                else:
                    progress = await self._take_part(part, fresh, progress)
                yield progress

    async def _take_part(
        self, part: Sequence[int], fresh: dict[int, tuple[StoredMessage, Judgement]], progress: Rejudged
    ) -> Rejudged:
        async with self.store.act(self.actor, self.now(), patient=True) as tx:
            for message_id in part:
                one, judged = fresh.get(message_id, (None, None))
                if one is not None and not await _stands(tx, one):
                    one = None
                progress = _counted(progress, one, judged)
                if one is not None and judged is not None and _differs(one, judged):
                    await tx.rejudge(one.id, judged)
                    before, after = _values(one), _values(judged) | {"message": one.id}
                    await tx.append(NewEvent("item.rejudged", f"item:{one.item_id}", before, after))
                if tx.wanted:
                    break
        return progress


async def _stands(tx: Tx, read: StoredMessage) -> bool:
    """Whether the message is still what was judged: nobody said what it is, edited it, or closed its item."""
    try:
        one = await tx.message(read.id)
        row = await tx.item(one.item_id)
    except NotFound:
        return False
    same = (one.message.text, one.message.deleted, one.scorer) == (read.message.text, False, read.scorer)
    return same and one.item_id == read.item_id and row.state is not State.DONE


def _differs(one: StoredMessage, now: Judgement) -> bool:
    return now.lang == one.lang and _values(one, version=False) != _values(now, version=False)


def _counted(progress: Rejudged, one: StoredMessage | None, now: Judgement | None) -> Rejudged:
    """With one more message."""
    seen, left = progress.seen + 1, Counter(progress.left)
    if one is None or now is None:
        left[MOVED] += 1
    elif now.lang != one.lang:
        left[TONGUE] += 1
    elif _differs(one, now):
        labels = Counter(progress.labels)
        if one.label is not now.label:
            labels[f"{one.label.value} to {now.label.value}"] += 1
        return replace(progress, seen=seen, changed=progress.changed + 1, labels=labels)
    return replace(progress, seen=seen, left=left)


def _values(one: StoredMessage | Judgement, *, version: bool = True) -> dict[str, object]:
    found: dict[str, object] = {
        "label": one.label.value,
        "compound": one.compound,
        "unsure": one.unsure,
        "flags": [flag.value for flag in one.flags],
    }
    return found | {"scorer": one.scorer} if version else found
