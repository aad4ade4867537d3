"""Counts of views: whole once, then by what changes, and never older than what was told."""

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest

from console.desk.protocol import Desk
from console.model.view import View
from console.query import Query
from console.ui import tally as module
from console.ui.tally import MOST, Tally


class Half:
    """Answers for a queue of ids in memory; a count waits until it is let go."""

    def __init__(self) -> None:
        self.ids: dict[str, set[int]] = {"tag:a": {1, 2, 3}, "tag:b": set(range(MOST + 5))}
        self.scans: list[str] = []
        self.asked: list[Sequence[int]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def queue_some(self, query: str, limit: int) -> Sequence[int]:
        self.scans.append(query)
        read = sorted(self.ids[query])[:limit]
        await self.free.wait()
        return read

    async def queue_among(self, query: Query, ids: Sequence[int]) -> Sequence[int]:
        self.asked.append(ids)
        return [item for item in ids if item in self.ids[query.source]]


A, B = View("a", "tag:a"), View("b", "tag:b")


def shown(tally: Tally, view: View) -> tuple[int, bool] | None:
    counted = tally.of(view)
    return (counted.count, counted.more) if counted else None


def made(half: Half) -> tuple[Tally, list[int], list[Exception]]:
    told: list[int] = []
    trouble: list[Exception] = []
    return Tally(cast("Desk", half), lambda: told.append(1), trouble.append, rest=0), told, trouble


async def test_a_count_follows_changes_without_another_scan_and_is_bounded() -> None:
    half = Half()
    tally, told, trouble = made(half)
    tally.show((A, B))
    assert shown(tally, A) is None
    await tally.idle()
    assert (shown(tally, A), shown(tally, B)) == ((3, False), (MOST, True))
    before = len(told)
    half.ids["tag:a"] = {2, 3, 4, 5}
    tally.touched({1, 4, 5})
    await tally.idle()
    assert shown(tally, A) == (4, False)
    assert len(told) == before + 1
    tally.touched({9})
    await tally.idle()
    assert len(told) == before + 1
    for _ in range(20):
        tally.beat()
    await tally.idle()
    assert half.scans == ["tag:a", "tag:b"]
    assert not trouble


async def test_what_changes_while_all_are_counted_is_not_lost() -> None:
    half = Half()
    tally, _told, _trouble = made(half)
    half.free.clear()
    tally.show((A,))
    await asyncio.sleep(0)
    half.ids["tag:a"] = {2}
    tally.touched({1, 3})
    half.free.set()
    await tally.idle()
    await tally.idle()
    assert shown(tally, A) == (1, False)


async def test_nothing_is_asked_for_views_that_nobody_sees() -> None:
    half = Half()
    tally, _told, _trouble = made(half)
    tally.touched({1})
    tally.show((A,))
    await tally.idle()
    tally.show(())
    tally.touched({1})
    tally.beat()
    await tally.idle()
    assert half.scans == ["tag:a"]
    assert half.asked == []


async def test_time_alone_has_a_view_counted_anew_but_never_for_more_than_a_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half = Half()
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    tally, _told, _trouble = made(half)
    tally.show((A,))
    await tally.idle()
    half.ids["tag:a"] = {1}
    now[0] = 14.0
    tally.beat()
    await tally.idle()
    assert shown(tally, A) == (3, False)
    now[0] = 15.0
    tally.beat()
    await tally.idle()
    assert shown(tally, A) == (1, False)
