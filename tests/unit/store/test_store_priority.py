"""The parts of a place in the store: repeated contact, VIPs, and weights that changed."""

import asyncio
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from console.judge import Judge, JudgeSettings
from console.model.actor import Actor
from console.model.event import Change
from console.model.item import Reordering
from console.model.message import Author, Judged, Message
from console.model.words import Flag, Kind, State
from console.priority import PriorityWeights
from console.query.ast import Query
from console.store.sqlite import SqliteStore, reordering
from console.text import clean, one_line
from console.watch.reorder import reorder
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, deleted, judged
from tests.support.soundness import faults

KARI = Actor("kari")
H = 3600.0
OTHER = PriorityWeights(
    flags={Flag.OUTAGE: 10}, negative=400, question=90, again=5, reach=40, vips=frozenset({"@per"}), vip=70
)
TEXTS = (
    "The app is down again, nobody can log in",
    "When do you open on Saturday?",
    "I hate this bank, it is the worst!",
    "Thank you, that was quick",
    "My lawyer will write to you about the fees",
)


async def take(store: SqliteStore, *messages: Judged) -> None:
    await store.ingest(messages, [], channel=CHANNEL, cursor=None, at=T0)


async def points(store: SqliteStore, item: int) -> int:
    return 1000 - (await store.item(item)).row.rank


async def parts(store: SqliteStore, item: int) -> dict[str, float]:
    return {part.text: part.weight for part in (await store.item(item)).row.parts}


async def opened(database: Path, weights: PriorityWeights | None = None) -> SqliteStore:
    store = SqliteStore(database, clock=FastClock(), weights=weights)
    await store.open()
    return store


async def test_who_wrote_before_without_an_answer_comes_sooner(store: SqliteStore, database: Path) -> None:
    await take(
        store, judged("a", 0), judged("b", 1 * H), judged("c", 2 * H), judged("x", 2 * H, handle="@liv")
    )
    assert [await points(store, item) for item in (1, 2, 3, 4)] == [100, 130, 160, 100]
    assert "2 earlier messages without an answer" in await parts(store, 3)
    await take(store, *(judged(f"d{number}", 3 * H + number) for number in range(4)))
    assert await points(store, 8) == 190
    assert faults(database) == []


async def test_what_lies_too_far_back_is_another_matter(store: SqliteStore) -> None:
    await take(store, judged("a", 0), judged("b", 24 * H), judged("c", 48 * H + 1))
    assert [await points(store, item) for item in (2, 3)] == [130, 100]


async def test_our_answer_begins_anew(store: SqliteStore) -> None:
    await take(store, judged("a", 0), judged("b", 60))
    await take(store, judged("ours", 120, parent_id="a", ours=True))
    # "b" was not answered by name, but its author was answered after it.
    await take(store, judged("c", 180), judged("d", 240, thread_id="c"))
    assert [await points(store, item) for item in (2, 3)] == [130, 130]


async def test_an_answer_in_the_thread_counts_without_a_name(store: SqliteStore) -> None:
    await take(store, judged("a", 0, thread_id="t"), judged("ours", 60, thread_id="t", ours=True))
    await take(store, judged("b", 120, thread_id="t"))
    assert await points(store, 1) == 100


async def test_what_comes_late_or_goes_changes_those_after_it(store: SqliteStore, database: Path) -> None:
    await take(store, judged("b", 60), judged("c", 120))
    await take(store, judged("a", 0))
    assert [await points(store, item) for item in (1, 2, 3)] == [130, 160, 100]
    await take(store, judged("ours", 30, parent_id="a", ours=True))
    assert [await points(store, item) for item in (1, 2, 3)] == [100, 130, 0]
    await take(store, deleted(judged("b", 60)))
    assert await points(store, 2) == 100
    assert faults(database) == []


async def test_nothing_that_waits_has_no_parts(store: SqliteStore) -> None:
    await take(store, judged("a", 0), judged("b", 60))
    async with store.act(KARI, T0) as tx:
        await tx.set_state(2, State.PENDING)
    row = (await store.item(2)).row
    assert (row.rank, row.parts, row.urgent) == (1000, (), None)


async def test_the_most_urgent_message_counts_and_not_the_newest(store: SqliteStore) -> None:
    await take(store, judged("a", 0, priority=500, handle="@per"), judged("b", 60, parent_id="a"))
    row = (await store.item(1)).row
    assert (row.rank, row.urgent) == (500, 1)


async def test_a_vip_anywhere_in_what_waits(database: Path) -> None:
    store = await opened(database, OTHER)
    await take(store, judged("a", 0, handle="@per"), judged("b", 60, parent_id="a", handle="@liv"))
    assert "a VIP" in await parts(store, 1)
    await take(store, judged("ours", 30, parent_id="a", ours=True))
    assert "a VIP" not in await parts(store, 1)
    await store.close()


def history(weights: PriorityWeights, count: int = 400) -> list[Judged]:
    """Messages with everything that is weighed in them, judged by these weights."""
    judge = Judge(JudgeSettings(priority=weights))
    random_ = random.Random(3)
    found = []
    for number in range(count):
        handle = random_.choice(("@per", "@liv", "@ola", "@kari", "@siri"))
        message = Message(
            network="mastodon",
            channel=CHANNEL,
            remote_id=f"m{number}",
            kind=random_.choice(tuple(Kind)),
            author=Author(
                f"id-{handle}", one_line(handle), one_line(handle), random_.choice((None, 10, 90_000))
            ),
            text=clean(random_.choice(TEXTS)),
            created_at=at(number * 600),
            received_at=at(number * 600),
            parent_id=f"m{random_.randrange(number)}" if number and random_.random() < 0.3 else None,
            reach=random_.choice((None, 5, 700_000)),
            ours=random_.random() < 0.1,
        )
        found.append(Judged(message, replace(judge.judge(message), repeats=None)))
    return found


async def order(store: SqliteStore) -> list[tuple[int, int, tuple[object, ...]]]:
    rows = await store.queue_rows(Query(()), me="", now=T0, limit=1000)
    return [(row.id, row.rank, row.parts) for row in rows]


async def filled(database: Path, weights: PriorityWeights | None = None) -> SqliteStore:
    store = await opened(database, weights)
    await take(store, *history(weights or PriorityWeights()))
    async with store.act(KARI, T0) as tx:
        for item in (1, 2, 3, 9):
            await tx.set_state(item, State.DONE)
        await tx.set_state(4, State.SNOOZED, snoozed_until=datetime.max.replace(tzinfo=T0.tzinfo))
    return store


async def test_other_weights_order_as_a_new_store_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reordering, "PART", 50)
    store = await filled(tmp_path / "old.db")
    before = await order(store)
    assert await store.reordering() is None
    await store.close()

    fresh = await filled(tmp_path / "fresh.db", OTHER)
    wanted = await order(fresh)
    await fresh.close()
    assert wanted != before

    # Killed on the way, twice: what was weighed stays so.
    steps = []
    for _ in range(2):
        store = await opened(tmp_path / "old.db", OTHER)
        steps.append(await store.reordering())
        await store.reorder()
        await store.close()
    of = len(before) + 1
    assert steps == [Reordering(0, of), Reordering(50, of)]
    store = await opened(tmp_path / "old.db", OTHER)
    told: list[Change] = []
    store.subscribe(told.append)
    await reorder(store, FastClock())
    assert await order(store) == wanted
    assert await store.reordering() is None
    assert await store.reorder() is None
    assert {change.verb for change in told} == {"reordered"}
    assert all("reordering" in change.subjects for change in told)
    async with store.act(KARI, T0) as tx:
        await tx.set_state(9, State.NEW)
    await store.close()
    # What was done is weighed when somebody opens it again.
    fresh = await opened(tmp_path / "fresh.db", OTHER)
    async with fresh.act(KARI, T0) as tx:
        await tx.set_state(9, State.NEW)
    assert await parts(fresh, 9)
    again = await opened(tmp_path / "old.db", OTHER)
    assert await parts(again, 9) == await parts(fresh, 9)
    await fresh.close()
    await again.close()
    assert faults(tmp_path / "old.db") == []


async def test_meanwhile_whatever_happens_is_weighed_by_the_new_weights(tmp_path: Path) -> None:
    store = await opened(tmp_path / "old.db")
    said = history(PriorityWeights(), 40)
    await take(store, *said)
    await store.close()
    store = await opened(tmp_path / "old.db", OTHER)
    again = history(OTHER, 41)
    await take(store, again[40])
    async with store.act(KARI, T0) as tx:
        await tx.set_state(1, State.DONE)
        await tx.set_state(1, State.NEW)
    fresh = await opened(tmp_path / "fresh.db", OTHER)
    await take(fresh, *again)
    [newest] = {one.item_id for one in await store.messages([41])}
    for item in (1, newest):
        assert await parts(store, item) == await parts(fresh, item)
    await store.close()
    await fresh.close()


async def test_weights_that_are_taken_back_begin_anew(tmp_path: Path) -> None:
    store = await filled(tmp_path / "beredt.db")
    before = await order(store)
    await store.close()
    store = await opened(tmp_path / "beredt.db", OTHER)
    await store.reorder()
    assert await order(store) != before
    await store.close()
    store = await opened(tmp_path / "beredt.db")
    assert await store.reordering() is not None
    await reorder(store, FastClock())
    assert await order(store) == before
    await store.close()


async def test_an_act_goes_before_the_next_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reordering, "PART", 10)
    store = await filled(tmp_path / "beredt.db")
    await store.close()
    store = await opened(tmp_path / "beredt.db", OTHER)
    ordering = asyncio.create_task(reorder(store, FastClock()))
    acts = 0
    while not ordering.done() and acts < 20:
        async with store.act(KARI, T0) as tx:
            await tx.set_tags(10, [str(acts)])
        acts += 1
    left = await store.reordering()
    assert acts == 20
    assert left is not None
    await ordering
    await store.close()


class Slow(FastClock):
    """A clock on which every look costs a few seconds."""

    def now(self) -> datetime:
        self.advance(11)
        return super().now()


async def test_the_log_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reordering, "PART", 50)
    store = await filled(tmp_path / "beredt.db")
    of = len(await order(store)) + 1
    await store.close()
    store = await opened(tmp_path / "beredt.db", OTHER)
    caplog.set_level("INFO")
    clock = Slow()
    await reorder(store, clock)
    await store.close()
    told = [record.getMessage() for record in caplog.records if "order" in record.getMessage()]
    assert told[0] == f"re-ordering the queue: 50 of {of}"
    assert told[-1] == "the queue is in the order of the new weights"
    # It rests after each part for as long as that took.
    assert clock.slept
    assert min(clock.slept) >= 11
