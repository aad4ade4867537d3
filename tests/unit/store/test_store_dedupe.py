"""However messages come, in whatever order and how often: the same state in the end, and it adds up."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from console.model.message import Judged
from console.model.words import Label, State
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, deleted, edited, judged
from tests.support.soundness import faults_in

OTHER = "mastodon/@other"
Facts = tuple[object, ...]


@st.composite
def histories(draw: st.DrawFn) -> list[Judged]:
    """What a network says over a day: messages, answers, edits, deletions. Each comes at least once."""
    count = draw(st.integers(1, 9))
    said: list[Judged] = []
    for number in range(count):
        channel = draw(st.sampled_from((CHANNEL, CHANNEL, OTHER)))
        parent = draw(st.none() | st.integers(0, count).filter(lambda other, own=number: other != own))
        message = judged(
            f"m{number}",
            number * 100,
            channel=channel,
            parent_id=None if parent is None else f"m{parent}",
            thread_id=draw(st.sampled_from((None, None, None, "m0", "t1"))),
            ours=draw(st.integers(0, 3)) == 0,
            label=draw(st.sampled_from(tuple(Label))),
            priority=draw(st.integers(0, 999)),
            handle=draw(st.sampled_from(("@ola", "@kari"))),
        )
        said.append(message)
        for edit in range(draw(st.integers(0, 2))):
            label = draw(st.sampled_from(tuple(Label)))
            text = draw(st.sampled_from(("", "same", f"edit {edit}")))
            said.append(edited(message, 2000 + edit, f"{number}: {text}", label=label, priority=edit * 10))
        if draw(st.integers(0, 3)) == 0:
            said.append(deleted(message, text=draw(st.sampled_from(("", message.message.text)))))
    return said


async def final(said: Sequence[Judged], deliveries: Sequence[int], sizes: Sequence[int]) -> tuple[Facts, ...]:
    """Deliver in this order and in batches of these sizes; returns what stands in the end."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "beredt.db"
        store = SqliteStore(path, clock=FastClock())
        await store.open()
        place, turn = 0, 0
        while place < len(deliveries):
            size = sizes[turn % len(sizes)]
            batch = [said[index] for index in deliveries[place : place + size]]
            await store.ingest(batch, [], channel=CHANNEL, cursor=str(place), at=T0)
            place, turn = place + size, turn + 1
        facts = await stands(store)
        await store.close()
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            assert faults_in(db) == []
        return facts


async def stands(store: SqliteStore) -> tuple[Facts, ...]:
    """Everything but ids and revisions, which follow the order of arrival."""
    items = [
        item_id
        for source in ("is:deleted", "-is:deleted")
        for item_id in await store.queue_ids(parse(source), me="", now=T0)
    ]
    found: list[Facts] = []
    for item_id in items:
        detail = await store.item(item_id)
        row = replace(detail.row, id=0, revision=0, urgent=None)
        messages = tuple(
            (m.message.remote_id, m.message.text, m.message.deleted, m.message.edited_at, m.earlier, m.label,
             m.priority)
            for m in detail.thread
        )  # fmt: skip
        found.append((messages, row))
    found.sort(key=repr)
    return (*found, tuple(await store.series(T0)))


@settings(max_examples=60, deadline=None)
@given(
    said=histories(), seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4)
)
async def test_order_and_repetition_make_no_difference(
    said: list[Judged], seed: int, sizes: list[int]
) -> None:
    random_ = random.Random(seed)
    deliveries = [index for index in range(len(said)) for _ in range(random_.randint(1, 5))]
    random_.shuffle(deliveries)
    straight = await final(said, range(len(said)), [100])
    assert await final(said, deliveries, sizes) == straight


async def test_the_state_that_is_compared_is_not_empty() -> None:
    said = [judged("a", 1), judged("b", 2, parent_id="a"), deleted(judged("b", 2, parent_id="a"))]
    [item, series] = await final(said, range(3), [1])
    assert len(item[0]) == 2
    assert item[1].state is State.NEW
    assert len(series) == 3
