"""A thread in the network's order, whatever came when, and read part by part."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.actor import Actor
from console.model.conversation import in_order
from console.model.item import MessageKey, StoredMessage
from console.model.message import Judged
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState
from console.query import Query
from console.store.sqlite import SqliteStore
from tests.support.judged import CHANNEL, at, deleted, edited, judged

OUT = Outgoing(
    id=0,
    item_id=1,
    channel=CHANNEL,
    to_remote_id="root",
    to_kind=Kind.MENTION,
    to_handle=SafeText("@ola"),
    thread_id=None,
    context={},
    text="An answer",
    key="",
    actor="kari",
    created_at=at(50),
    hold_until=at(60),
    state=OutboxState.HELD,
)


async def take(store: SqliteStore, *batch: Judged, when: float = 10) -> None:
    await store.ingest(batch, [], channel=CHANNEL, cursor=None, at=at(when))


def names(thread: "tuple[StoredMessage, ...] | list[StoredMessage]") -> list[str]:
    return [stored.message.remote_id for stored in thread]


async def test_a_long_thread_opens_at_the_newest_unread_and_pages_both_ways(store: SqliteStore) -> None:
    await take(store, judged("root", 0), *(judged(f"m{n}", n, parent_id="root") for n in range(1, 400)))
    detail = await store.item(1)
    assert len(detail.thread) == 60
    assert detail.thread[-1].message.remote_id == "m399"
    assert (detail.more_before, detail.more_after) == (True, False)
    whole: list[StoredMessage] = []
    key: MessageKey | None = None
    while page := await store.thread(1, before=key, limit=70):
        whole, key = [*page, *whole], page[0].key
    assert names(whole) == ["root", *(f"m{n}" for n in range(1, 400))]
    key, again = MessageKey(at(-1), 0), []
    while page := await store.thread(1, after=key, limit=70):
        again, key = [*again, *page], page[-1].key
    assert names(again) == names(whole)


async def test_answers_of_ours_behind_the_newest_unread_come_along(store: SqliteStore) -> None:
    await take(store, judged("root", 0), *(judged(f"m{n}", n, parent_id="root") for n in range(1, 100)))
    # All were written to the root, and sent when others had come: what came since is unread, before ours.
    for number in range(30):
        async with store.act(Actor("kari"), at(200)) as tx:
            out = await tx.add_outgoing(replace(OUT, key=f"{number:032x}"))
            sent = at(200 + number)
            await tx.set_outgoing(out, OutboxState.SENT, remote_id=f"o{number}", sent_at=sent)
    detail = await store.item(1)
    assert detail.row.unread == 99
    shown = names(detail.thread)
    assert (shown[59], shown[-1], len(shown)) == ("m99", "o19", 80)
    assert (detail.more_before, detail.more_after) == (True, True)


async def test_a_late_arrival_stands_in_its_place(store: SqliteStore) -> None:
    await take(store, judged("a", 0), judged("c", 120, parent_id="a"))
    await take(store, judged("b", 60, parent_id="a", received_at=at(7260)), when=7260)
    thread = (await store.item(1)).thread
    assert names(thread) == ["a", "b", "c"]
    assert thread[1].message.received_at - thread[1].message.created_at == timedelta(hours=2)


async def test_at_one_moment_the_question_stands_before_its_answers(store: SqliteStore) -> None:
    # Received the wrong way round, all written in the same second.
    await take(
        store,
        judged("answer", 5, parent_id="child"),
        judged("child", 5, parent_id="root"),
        judged("root", 5),
        judged("alone", 5, thread_id="root"),
    )
    assert names((await store.item(1)).thread) == ["root", "alone", "child", "answer"]


async def test_a_loop_of_parents_is_shown_all_the_same(store: SqliteStore) -> None:
    await take(
        store,
        judged("a", 5, parent_id="b", thread_id="t"),
        judged("b", 5, parent_id="a", thread_id="t"),
        judged("c", 5, parent_id="c", thread_id="t"),
    )
    assert sorted(names((await store.item(1)).thread)) == ["a", "b", "c"]


async def test_an_edit_that_comes_before_its_original(store: SqliteStore) -> None:
    original = judged("a", 0, text="your app is broken")
    await take(store, edited(original, 60, "your app is fine"))
    await take(store, original)
    (stored,) = (await store.item(1)).thread
    assert stored.message.text == "your app is fine"
    assert [(version.text, version.at) for version in stored.versions] == [("your app is broken", at(0))]


async def test_every_version_is_kept_with_its_time(store: SqliteStore) -> None:
    first = judged("a", 0, text="one")
    await take(store, first)
    for seconds, text in ((60, "two"), (120, "three"), (90, "between")):
        await take(store, edited(first, seconds, text))
    (stored,) = (await store.item(1)).thread
    assert stored.message.text == "three"
    assert [(v.text, v.at) for v in stored.versions] == [
        ("one", at(0)),
        ("two", at(60)),
        ("between", at(90)),
    ]


async def test_a_deletion_that_comes_before_its_message_and_one_after_keep_the_text(
    store: SqliteStore,
) -> None:
    gone = judged("gone", 1, parent_id="root")
    await take(store, deleted(gone), when=50)
    await take(store, judged("root", 0), gone, when=80)
    await take(store, deleted(judged("root", 0)), when=90)
    root, child = (await store.item(1)).thread
    assert [(one.message.deleted, one.message.text) for one in (root, child)] == [
        (True, "text of root"),
        (True, "text of gone"),
    ]
    assert (root.deleted_at, child.deleted_at) == (at(90), at(50))


async def test_an_edit_after_the_deletion_is_kept_and_stays_deleted(store: SqliteStore) -> None:
    one = judged("a", 0, text="I hate you")
    await take(store, one)
    await take(store, deleted(one), when=20)
    await take(store, edited(one, 15, "I like you"), when=30)
    (stored,) = (await store.item(1)).thread
    assert (stored.message.deleted, stored.message.text, stored.earlier) == (
        True, "I like you", ("I hate you",),
    )  # fmt: skip


async def test_a_message_from_the_future_of_its_servers_clock_keeps_the_order_of_the_network(
    store: SqliteStore,
) -> None:
    # The gate clamps the future to the time of receipt; an answer may still be stamped before its question.
    await take(store, judged("question", 600), judged("answer", 30, parent_id="question"))
    thread = (await store.item(1)).thread
    assert names(thread) == ["answer", "question"]
    assert thread[0].parent is not None
    assert (thread[0].parent.id, thread[0].parent.handle) == (thread[1].id, "@ola")


async def test_two_threads_that_are_one_are_read_as_one(store: SqliteStore) -> None:
    await take(store, judged("a", 0), judged("a1", 20, parent_id="a"))
    await take(store, judged("b1", 10, parent_id="b"), judged("b2", 30, parent_id="b"))
    assert len(await store.queue_ids(Query(()), me="kari", now=at(99))) == 2
    await take(store, judged("b", 5, parent_id="a"))
    (item_id,) = await store.queue_ids(Query(()), me="kari", now=at(99))
    thread = (await store.item(item_id)).thread
    assert names(thread) == ["a", "b", "b1", "a1", "b2"]
    assert [one.parent.id if one.parent else None for one in thread] == [
        None, thread[0].id, thread[1].id, thread[0].id, thread[1].id,
    ]  # fmt: skip


@pytest.fixture
async def moment(store: SqliteStore) -> list[StoredMessage]:
    await take(store, *(judged(f"m{n}", 5, thread_id="t", parent_id=f"m{n - 1}") for n in range(8)))
    return list((await store.item(1)).thread)


@given(order=st.permutations(range(8)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_arrival_reads_the_same(moment: list[StoredMessage], order: list[int]) -> None:
    assert names(in_order([moment[place] for place in order])) == [f"m{n}" for n in range(8)]
