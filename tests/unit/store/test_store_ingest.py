"""What one batch does: new, known, edited, deleted, refused; threads that find together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from console.model.event import Change
from console.model.item import IngestResult
from console.model.message import Judged, Quarantined
from console.model.safe import SafeText
from console.model.words import Label, State
from console.query.ast import Query
from console.store.sqlite import SqliteStore
from tests.support.judged import CHANNEL, T0, at, deleted, edited, judged
from tests.support.soundness import faults


async def take(store: SqliteStore, *batch: Judged, cursor: str | None = None) -> IngestResult:
    return await store.ingest(batch, [], channel=CHANNEL, cursor=cursor, at=T0)


async def everything(store: SqliteStore) -> Sequence[int]:
    return await store.queue_ids(Query(()), me="kari", now=T0)


async def test_a_batch_and_its_cursor_are_one_commit(store: SqliteStore) -> None:
    assert await store.cursor(CHANNEL) is None
    result = await take(store, judged("a"), judged("b", 5), cursor="after-b")
    assert (result.new, result.duplicate, result.arrived, result.fresh) == (2, 0, (1, 2), (0, 1))
    assert await store.cursor(CHANNEL) == "after-b"
    await take(store, cursor=None)
    assert await store.cursor(CHANNEL) == "after-b"


async def test_what_comes_again_is_a_duplicate(store: SqliteStore) -> None:
    await take(store, judged("a"))
    result = await take(store, judged("a", text="not an edit: nobody said so"), judged("b"), judged("b"))
    assert (result.new, result.duplicate, result.fresh) == (1, 2, (1,))
    [first] = await store.messages([1])
    assert first.message.text == "text of a"


async def test_one_id_on_two_channels_is_two_messages(store: SqliteStore) -> None:
    result = await take(store, judged("a"), judged("a", channel="mastodon/@other"))
    assert result.new == 2
    assert len(await everything(store)) == 2


async def test_the_row_is_what_came_in(store: SqliteStore) -> None:
    message = judged("a", 7, label=Label.NEGATIVE, compound=-0.7, priority=320, lang_found="nb")
    await take(store, message)
    [row] = await store.rows([1])
    assert (row.state, row.unread, row.messages, row.rank) == (State.NEW, 1, 1, 680)
    assert (row.waiting_since, row.last_at, row.lang, row.compound) == (at(7), at(7), "nb", -0.7)
    [stored] = await store.messages([1])
    assert replace(stored.message, evidence=message.message.evidence) == message.message


async def test_a_thread_is_one_item(store: SqliteStore) -> None:
    await take(
        store,
        judged("root"),
        judged("one", 1, parent_id="root"),
        judged("two", 2, parent_id="one"),
        judged("three", 3, thread_id="root", parent_id="two"),
        judged("other", 4),
    )
    assert len(await everything(store)) == 2
    detail = await store.item(1)
    assert [stored.message.remote_id for stored in detail.thread] == ["root", "one", "two", "three"]
    assert (detail.row.text, detail.row.messages, detail.row.waiting_since) == ("text of three", 4, at(0))


async def test_a_parent_that_comes_late_joins_its_children(store: SqliteStore) -> None:
    await take(store, judged("child", 10, parent_id="parent"), judged("sibling", 11, parent_id="parent"))
    await take(store, judged("parent", 1))
    assert await everything(store) == [1]
    detail = await store.item(1)
    assert [stored.message.remote_id for stored in detail.thread] == ["parent", "child", "sibling"]
    assert detail.row.text == "text of sibling"


async def test_a_late_link_merges_two_items(store: SqliteStore, database: Path) -> None:
    await take(store, judged("top", 1), judged("leaf", 9, parent_id="middle"))
    assert len(await everything(store)) == 2
    told: list[Change] = []
    store.subscribe(told.append)
    result = await take(store, judged("middle", 5, parent_id="top"))
    assert set(result.touched) == {1, 2}
    assert set(told[0].subjects) >= {"item:1", "item:2"}
    assert await everything(store) == [1]
    assert (await store.item(2)).row.id == 1, "the id that went away leads to the one that stayed"
    assert (await store.item(1)).row.messages == 3
    assert faults(database) == []


async def test_an_edit_keeps_the_texts_before_it(store: SqliteStore) -> None:
    first = judged("a", text="your app is fine")
    await take(store, first)
    result = await take(store, edited(first, 60, "your app is broken", label=Label.NEGATIVE, priority=400))
    assert (result.edited, result.fresh, result.arrived) == (1, (), ())
    await take(store, edited(first, 90, "your app is broken again", label=Label.NEGATIVE, priority=410))
    [stored] = await store.messages([1])
    assert stored.message.text == "your app is broken again"
    assert stored.earlier == ("your app is fine", "your app is broken")
    [row] = await store.rows([1])
    assert (row.text, row.rank, row.label) == ("your app is broken again", 590, Label.NEGATIVE)
    assert [point.negatives for point in await store.series(T0)] == [1, 1, 1]


async def test_an_older_version_that_comes_late_is_evidence_and_no_edit(store: SqliteStore) -> None:
    first = judged("a", text="one")
    await take(store, edited(first, 90, "three"))
    result = await take(store, first, edited(first, 60, "two"))
    assert (result.edited, result.duplicate) == (0, 2)
    [stored] = await store.messages([1])
    assert (stored.message.text, stored.earlier) == ("three", ("one", "two"))


async def test_a_deleted_message_stays_as_evidence(store: SqliteStore) -> None:
    await take(store, judged("a", 1, priority=500), judged("b", 2, parent_id="a", priority=100))
    result = await take(store, deleted(judged("a")))
    assert (result.deleted, result.touched) == (1, (1,))
    assert (await take(store, deleted(judged("a")))).duplicate == 1
    detail = await store.item(1)
    assert (detail.thread[0].message.text, detail.thread[0].message.deleted) == ("text of a", True)
    assert (detail.row.unread, detail.row.rank, detail.row.waiting_since) == (1, 900, at(2))
    assert not detail.row.deleted
    await take(store, deleted(judged("b")))
    row = (await store.item(1)).row
    assert (row.deleted, row.unread, row.rank, row.state) == (True, 0, 1000, State.NEW)


async def test_a_deletion_before_its_message_waits_for_it(store: SqliteStore) -> None:
    assert (await take(store, deleted(judged("a")))).deleted == 1
    assert await everything(store) == []
    await take(store, judged("a"))
    [stored] = await store.messages([1])
    assert stored.message.deleted
    assert stored.message.text == "text of a"


async def test_our_answer_moves_a_new_item_to_pending_and_theirs_back(store: SqliteStore) -> None:
    await take(store, judged("q", 1))
    await take(store, judged("answer", 2, parent_id="q", ours=True))
    row = (await store.item(1)).row
    assert (row.state, row.unread, row.text) == (State.PENDING, 0, "text of q")
    result = await take(store, judged("again", 3, parent_id="answer"))
    assert result.arrived == (1,)
    row = (await store.item(1)).row
    assert (row.state, row.unread, row.waiting_since) == (State.NEW, 1, at(3))


async def test_an_old_message_of_ours_answers_nothing(store: SqliteStore) -> None:
    await take(store, judged("q", 10))
    await take(store, judged("post", 1, ours=True), judged("q2", 11, parent_id="q"))
    await take(store, judged("ours", 5, parent_id="q", ours=True))
    assert (await store.item(1)).row.state is State.NEW


async def test_our_own_post_makes_no_work_until_somebody_answers(store: SqliteStore) -> None:
    await take(store, judged("post", 1, ours=True))
    assert await everything(store) == []
    result = await take(store, judged("comment", 2, parent_id="post"))
    assert result.arrived == (1,)
    assert await everything(store) == [1]


async def test_rows_that_the_database_refuses_are_parked_and_the_others_kept(
    store: SqliteStore, database: Path
) -> None:
    parked = Quarantined(CHANNEL, SafeText("not JSON"), "{", T0, line=4)
    result = await store.ingest(
        [judged("a"), judged("\ud800"), judged("big", reach=1 << 70), judged("b", parent_id="a")],
        [parked],
        channel=CHANNEL,
        cursor="4",
        at=T0,
    )
    assert (result.new, result.rejected, result.fresh) == (2, 3, (0, 3))
    newest, too_large, surrogate = await store.quarantine(10)
    assert newest == parked
    assert "too large" in too_large.reason
    assert "surrogate" in surrogate.reason
    assert surrogate.evidence == "raw of \\ud800: text of \\ud800"
    assert (await store.counts()).quarantined == 3
    assert await store.cursor(CHANNEL) == "4"
    assert faults(database) == []


async def test_texts_of_a_stream_newest_first(store: SqliteStore) -> None:
    other = "mastodon/@other"
    await take(
        store, judged("a", 1), judged("b", 2, channel=other), judged("c", 3), judged("o", 4, ours=True)
    )
    assert [m.message.remote_id for m in await store.texts_between("all", T0, at(4), 9)] == ["c", "b", "a"]
    assert [m.message.remote_id for m in await store.texts_between("all", at(1), at(3), 1)] == ["b"]
    assert [m.message.remote_id for m in await store.texts_between(CHANNEL, T0, at(9), 9)] == ["c", "a"]


async def test_an_authors_history(store: SqliteStore) -> None:
    await take(
        store,
        judged("a", 1, handle="@kari", label=Label.NEGATIVE),
        judged("b", 2, handle="@per"),
        judged("c", 3, handle="@kari"),
    )
    person = await store.person(await store.person_of(CHANNEL, "id-@kari"))
    assert (person.lead.handle, person.messages, person.first_at) == ("@kari", 2, at(1))
    (mood,) = await store.moods(person)
    assert mood.counts == {"negative": 1, "neutral": 1}
    wrote = await store.written(person.id, limit=10)
    assert [one.message.message.remote_id for one in wrote] == ["c", "a"]


async def test_export_goes_by_id(store: SqliteStore) -> None:
    await take(store, *(judged(str(number), number) for number in range(5)))
    first = await store.export_messages(0, 3)
    rest = await store.export_messages(first[-1].id, 3)
    assert [stored.message.remote_id for stored in (*first, *rest)] == ["0", "1", "2", "3", "4"]
