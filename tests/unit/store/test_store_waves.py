"""Waves in the store: who repeats whom, how many there are, and what the queue and the filter say of it."""

from datetime import timedelta
from pathlib import Path

from console.judge import RECALLED, WINDOW, Judge, JudgeSettings
from console.model.message import Judged, RawMessage
from console.query.parse import parse
from console.store.sqlite import SqliteStore
from console.text import admit
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, open_store, raw

CALL = "Boycott Nordbank, they lost my friend's savings and then refused every answer"


def copies(count: int, first: int = 0) -> list[RawMessage]:
    return [
        raw(f"w{n}", f"{CALL} {'!' * n}", handle=f"user{n}@x.example") for n in range(first, first + count)
    ]


async def take(store: SqliteStore, judge: Judge, *raws: RawMessage) -> None:
    judged = []
    for one in raws:
        message = admit(one, START)
        judged.append(Judged(message, judge.judge(message)))
    await store.ingest(judged, [], channel=CHANNEL, cursor=None, at=START)


async def waves_of(store: SqliteStore) -> list[int]:
    return [row.wave for row in await store.queue_rows(parse(""), me="kari", now=START, limit=50)]


async def test_all_rows_of_a_wave_show_how_many_it_has(tmp_path: Path) -> None:
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    await take(
        store, judge, *copies(1), raw("other", "When do you open on Saturday in Bergen?", handle="ola")
    )
    assert await waves_of(store) == [1, 1]
    await take(store, judge, *copies(2, 1))
    assert sorted(await waves_of(store)) == [1, 3, 3, 3]
    await take(store, judge, *copies(1, 3))
    assert sorted(await waves_of(store)) == [1, 4, 4, 4, 4]
    await store.close()


async def test_a_copy_that_comes_again_counts_once(tmp_path: Path) -> None:
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    await take(store, judge, *copies(3))
    await take(store, judge, *copies(3))
    await take(store, Judge(JudgeSettings()), *copies(3))
    assert await waves_of(store) == [3, 3, 3]
    await store.close()


async def test_the_filter_finds_waves_by_their_size(tmp_path: Path) -> None:
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    await take(
        store, judge, *copies(4), raw("other", "When do you open on Saturday in Bergen?", handle="ola")
    )
    for query, found in (("wave:>3", 4), ("wave:>4", 0), ("wave:1", 1), ("-wave:>1", 1), ("wave:>=4", 4)):
        rows = await store.queue_rows(parse(query), me="kari", now=START, limit=50)
        assert len(rows) == found, query
    await store.close()


async def test_a_wave_goes_on_after_a_restart(tmp_path: Path) -> None:
    store = await open_store(tmp_path, FastClock())
    await take(store, Judge(JudgeSettings()), *copies(2))
    await store.close()
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    judge.recall(await store.earlier(START - WINDOW, RECALLED))
    await take(store, judge, *copies(1, 2))
    assert await waves_of(store) == [3, 3, 3]
    assert len(await store.earlier(START - WINDOW, 2)) == 2
    assert await store.earlier(START + timedelta(hours=1), RECALLED) == []
    await store.close()


async def test_the_earliest_stored_copy_stands_in_for_a_first_message_that_was_never_stored(
    tmp_path: Path,
) -> None:
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    judge.judge(admit(copies(1)[0], START))
    await take(store, judge, *copies(1, 1))
    assert await waves_of(store) == [1]
    await take(store, judge, *copies(1, 2))
    assert await waves_of(store) == [2, 2]
    await take(store, judge, *copies(2, 3))
    assert await waves_of(store) == [4, 4, 4, 4]
    await store.close()


async def test_what_is_edited_into_something_else_or_deleted_leaves_the_wave(tmp_path: Path) -> None:
    store, judge = await open_store(tmp_path, FastClock()), Judge(JudgeSettings())
    await take(store, judge, *copies(5))
    other = "I have a question about the opening hours of the branch in Bergen"
    later = (START + timedelta(minutes=1)).isoformat()
    await take(store, judge, raw("w1", other, handle="user1@x.example", edited_at=later))
    await take(store, judge, raw("w2", "", handle="user2@x.example", deleted=True))
    assert sorted(await waves_of(store)) == [1, 1, 3, 3, 3]
    await take(store, judge, raw("z", other + " please", handle="z@x.example"))
    assert sorted(await waves_of(store)) == [1, 2, 2, 3, 3, 3]
    await store.close()
