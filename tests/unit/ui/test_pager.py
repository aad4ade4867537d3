"""Rows by id: what is on the screen comes first, and stale answers are dropped."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from console.model.item import ItemRow
from console.model.safe import SafeText
from console.model.words import Kind, Label, State
from console.ui.latest import Latest
from console.ui.pager import KEPT, PAGE, Pager

ROW = ItemRow(
    id=1, revision=1, channel="c", network="n", kind=Kind.COMMENT, author_id="a", author_handle=SafeText("a"),
    author_name=SafeText("a"), text=SafeText("t"), waiting_since=datetime(2026, 1, 1, tzinfo=UTC),
    last_at=datetime(2026, 1, 1, tzinfo=UTC), state=State.NEW, holder=None, tags=(), rank=900,
    label=Label.NEUTRAL, compound=0.0, unsure=False, lang=None, flags=(), messages=1, unread=1,
    has_draft=False, snoozed_until=None, reason=None, deleted=False,
)  # fmt: skip


class Source:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gone: set[int] = set()

    async def fetch(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        self.asked.append(list(ids))
        await self.gate.wait()
        return [replace(ROW, id=one) for one in ids if one not in self.gone]


async def finished(pager: Pager) -> None:
    assert pager._task is not None
    await asyncio.wait([pager._task])


async def test_what_is_shown_goes_before_what_is_near() -> None:
    source, arrived = Source(), []
    pager = Pager(source.fetch, lambda rows: arrived.append([row.id for row in rows]))
    source.gate.set()
    pager.want([5, 6], [4, 5, 6, 7])
    await finished(pager)
    assert source.asked == [[5, 6], [4, 7]]
    assert arrived == [[5, 6], [4, 7]]
    assert pager.get(7) is not None


async def test_only_the_newest_wish_is_asked_for_after_a_slow_answer() -> None:
    source = Source()
    pager = Pager(source.fetch, lambda rows: None)
    pager.want([1])
    await asyncio.sleep(0)
    for place in range(100, 900, 100):
        pager.want([place])
    source.gate.set()
    await finished(pager)
    assert source.asked == [[1], [800]]


async def test_an_answer_to_an_older_question_is_dropped() -> None:
    source, arrived = Source(), []
    pager = Pager(source.fetch, arrived.append)
    pager.want([1])
    await asyncio.sleep(0)
    pager.forget()
    source.gate.set()
    await finished(pager)
    assert arrived == []
    assert pager.get(1) is None


async def test_rows_that_are_gone_are_not_asked_for_for_ever() -> None:
    source = Source()
    source.gate.set()
    source.gone = {2}
    pager = Pager(source.fetch, lambda rows: None)
    pager.want([1, 2])
    await finished(pager)
    assert source.asked == [[1, 2]]


async def test_memory_is_bounded() -> None:
    pager = Pager(Source().fetch, lambda rows: None)
    for start in range(0, KEPT * 2, PAGE):
        pager.put([replace(ROW, id=one) for one in range(start, start + PAGE)])
    assert len(pager._rows) == KEPT
    assert pager.get(0) is None
    assert pager.get(KEPT * 2 - 1) is not None


async def test_latest_skips_what_was_overtaken_and_reports_what_failed() -> None:
    done: list[int] = []
    troubles: list[Exception] = []

    async def work(wish: int) -> None:
        await asyncio.sleep(0)
        if wish == 9:
            raise ValueError("nine")
        done.append(wish)

    latest: Latest[int] = Latest(work, troubles.append)
    for wish in (1, 2, 3):
        latest.wish(wish)
    await latest.idle()
    assert done == [3]
    latest.wish(9)
    await latest.idle()
    assert [str(error) for error in troubles] == ["nine"]


async def test_a_closed_latest_takes_no_wish_and_complains_to_nobody() -> None:
    troubles: list[Exception] = []
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def work(wish: int) -> None:
        begun.set()
        await go_on.wait()
        raise ValueError(wish)

    latest: Latest[int] = Latest(work, troubles.append)
    latest.wish(1)
    await begun.wait()
    latest.close()
    go_on.set()
    await latest.idle()
    latest.wish(2)
    await latest.idle()
    assert troubles == []
