"""What is counted when a batch is stored: every stream, right after edits and replays."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from console.model.message import Judged
from console.model.rule import Rule
from console.model.words import Flag, Kind, Label
from console.rules import read_action
from console.store.sqlite import SqliteStore, migrate
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, judged
from tests.support.rooms import desk_on

NEGATIVE = Label.NEGATIVE


async def streams(store: SqliteStore) -> Mapping[str, tuple[int, int, float]]:
    totals: dict[str, tuple[int, int, float]] = {}
    for point in await store.series(T0):
        volume, negatives, weighed = totals.get(point.stream, (0, 0, 0.0))
        totals[point.stream] = (
            volume + point.volume,
            negatives + point.negatives,
            round(weighed + point.reach_negatives, 3),
        )
    return {stream: counts for stream, counts in totals.items() if counts[0] or counts[1]}


async def take(store: SqliteStore, *batch: Judged, seconds: float = 100) -> None:
    await store.ingest(batch, (), channel=CHANNEL, cursor=None, at=at(seconds))


async def test_a_message_counts_for_its_kind_its_flags_and_by_its_reach(store: SqliteStore) -> None:
    await take(
        store,
        judged("1", kind=Kind.DM, flags=(Flag.SAFETY, Flag.PRESS), label=NEGATIVE, reach=99_990),
        judged("2", kind=Kind.REVIEW),
        judged("3", kind=Kind.DM, ours=True),
    )
    await take(store, judged("2", kind=Kind.REVIEW))
    one = (1, 1, 5.0)
    assert await streams(store) == {
        "all": (2, 1, 5.0),
        CHANNEL: (2, 1, 5.0),
        "kind:dm": one,
        "kind:review": (1, 0, 0.0),
        "flag:safety": one,
        "flag:press": one,
    }


async def test_an_edit_moves_the_counts_to_what_the_message_says_now(store: SqliteStore) -> None:
    await take(store, judged("1", flags=(Flag.SAFETY,), label=NEGATIVE, reach=90))
    await take(store, judged("1", edited_at=at(50), flags=(Flag.OUTAGE,), text="only down"), seconds=110)
    assert await streams(store) == {
        "all": (1, 0, 0.0),
        CHANNEL: (1, 0, 0.0),
        "kind:mention": (1, 0, 0.0),
        "flag:outage": (1, 0, 0.0),
    }
    await take(store, judged("1", edited_at=at(60), flags=(Flag.OUTAGE,), label=NEGATIVE), seconds=120)
    assert (await streams(store))["flag:outage"] == (1, 1, 2.0)
    await take(store, judged("1", deleted=True), seconds=130)
    assert (await streams(store))["all"] == (1, 1, 2.0)


async def test_watched_words_are_counted_as_whole_words(tmp_path: Path) -> None:
    store = SqliteStore(
        tmp_path / "w.db", clock=FastClock(), watched=("Recall", "glo 2", "tilbakekall*", "fee")
    )
    await store.open()
    try:
        await take(
            store,
            judged("1", text="A RECALL of the Glo  2?"),
            judged("2", text="tilbakekalling, coffee"),
            judged("3", text="I recall"),
        )
        await take(store, judged("3", text="I remember", edited_at=at(40)))
        found = await streams(store)
        assert {one for one in found if one.startswith("watch:")} == {
            "watch:recall",
            "watch:glo 2",
            "watch:tilbakekall*",
        }
        assert found["watch:recall"] == (1, 0, 0.0)
        texts = await store.texts_between("watch:glo 2", T0, at(600), 10)
        assert [one.message.remote_id for one in texts] == ["1"]
    finally:
        await store.close()


async def test_what_a_rule_tags_is_a_topic_also_the_second_time(store: SqliteStore) -> None:
    desk = desk_on(store, FastClock(T0), "kari")
    await desk.save_rule(Rule("money", "refund", (read_action("tag money"),)))
    await take(store, judged("1", text="my refund", label=NEGATIVE, thread_id="t"), judged("2", text="hello"))
    await take(store, judged("3", text="refund again", thread_id="t", parent_id="1"), seconds=110)
    assert (await streams(store))["topic:money"] == (2, 1, 1.0)
    await take(store, judged("1", text="my refund", edited_at=at(90)), seconds=120)
    assert (await streams(store))["topic:money"] == (2, 0, 0.0)
    texts = await store.texts_between("topic:money", T0, at(600), 10)
    assert {one.message.remote_id for one in texts} == {"1", "3"}


async def test_a_wave_is_a_stream_once_it_is_large_and_begins_with_all_it_had(store: SqliteStore) -> None:
    first = judged("w0", 0, label=NEGATIVE)
    copies = [judged(f"w{n}", n, repeats=(CHANNEL, "w0")) for n in range(1, 12)]
    await take(store, first, *copies[:5])
    assert not any(stream.startswith("wave:") for stream in await streams(store))
    await take(store, *copies[5:9])
    assert (await streams(store))["wave:1"] == (10, 1, 1.0)
    await take(store, *copies[9:])
    assert (await streams(store))["wave:1"] == (12, 1, 1.0)
    await take(store, judged("w3", 3, text="no, something else", edited_at=at(200)), seconds=210)
    assert (await streams(store))["wave:1"] == (11, 1, 1.0)
    again = replace(copies[3].message, edited_at=at(220))
    await take(store, Judged(again, copies[3].judgement), seconds=230)
    assert (await streams(store))["wave:1"] == (11, 1, 1.0)


@pytest.mark.parametrize("stream", ["kind:dm", "flag:safety", "all", CHANNEL])
async def test_the_texts_behind_a_stream(store: SqliteStore, stream: str) -> None:
    await take(store, judged("1", kind=Kind.DM, flags=(Flag.SAFETY,)), judged("2", 400))
    texts = await store.texts_between(stream, T0, at(300), 10)
    assert [one.message.remote_id for one in texts] == ["1"]


async def test_a_database_from_before_gets_the_history_of_its_streams(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    await take(
        store,
        judged("1", kind=Kind.DM, flags=(Flag.SAFETY, Flag.PRESS), label=NEGATIVE, reach=40_000),
        judged("2", 700, label=NEGATIVE),
        judged("3", 1400, ours=True),
    )
    wanted = await store.series(T0)
    shipped = migrate.shipped()
    before = next(number for number, one in enumerate(shipped) if one.name.endswith("_streams.sql"))
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        migrate.migrate(db, shipped[:before], 0)
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("ATTACH ? AS new", (str(database),))
        for table in ("items", "messages", "series"):
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            some = "WHERE instr(stream, ':') = 0" if table == "series" else ""
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table} {some}")
    again = SqliteStore(old, clock=FastClock())
    await again.open()
    try:
        found = await again.series(T0)
    finally:
        await again.close()
    assert [replace(one, reach_negatives=0) for one in found] == [
        replace(one, reach_negatives=0) for one in wanted
    ]
    assert [one.reach_negatives for one in found] == pytest.approx(
        [one.reach_negatives for one in wanted], abs=0.1
    )
