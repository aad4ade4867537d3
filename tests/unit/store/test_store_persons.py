"""Persons in the store: counted as they write, linked and unlinked without loss, found by index."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from console.model.actor import Actor
from console.model.item import MessageKey
from console.model.message import Author, Judged
from console.model.safe import SafeText
from console.model.words import Label, PersonMark, State
from console.query import parse
from console.store.sqlite import SqliteStore, handles, migrate, persons
from console.store.sqlite.filters import compile_query
from console.store.sqlite.queue import ORDER
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, at, deleted, edited, judged

KARI = Actor("kari")
OTHER = "bluesky/@nordbank"


async def take(store: SqliteStore, *batch: Judged, channel: str = CHANNEL, when: float = 10) -> None:
    await store.ingest(batch, [], channel=channel, cursor=None, at=at(when))


def elsewhere(remote_id: str, seconds: float = 0, **changes: object) -> Judged:
    return judged(remote_id, seconds, channel=OTHER, network="bluesky", **changes)


async def person_of(store: SqliteStore, handle: str, channel: str = CHANNEL) -> int:
    return await store.person_of(channel, f"id-{handle}")


async def test_a_handle_tells_what_its_newest_message_told(store: SqliteStore) -> None:
    def by(remote_id: str, seconds: float, handle: str, followers: int | None) -> Judged:
        author = Author("42", SafeText(handle), SafeText(handle.title()), followers)
        return judged(remote_id, seconds, author=author)

    await take(store, by("b", 20, "@new", 900))
    await take(store, by("a", 10, "@old", 5), by("c", 30, "@newest", None))
    person = await store.person(await store.person_of(CHANNEL, "42"))
    (one,) = person.handles
    assert (one.handle, one.followers, one.messages) == ("@newest", 900, 3)
    assert (one.first_at, one.last_at) == (at(10), at(30))


async def test_moods_are_counted_by_week_and_follow_edits(store: SqliteStore) -> None:
    week = timedelta(days=7).total_seconds()
    first = judged("a", 0, handle="@kari", label=Label.NEGATIVE)
    await take(
        store,
        first,
        judged("b", 5, handle="@kari", label=Label.NEUTRAL, unsure=True),
        judged("c", week, handle="@kari", label=Label.POSITIVE),
    )
    person = await store.person(await person_of(store, "@kari"))
    old, new = await store.moods(person)
    assert (old.counts, new.counts) == ({"negative": 1, "unsure": 1}, {"positive": 1})
    assert old.week.weekday() == 0
    assert new.week - old.week == timedelta(days=7)
    await take(store, edited(first, 60, "all is well", label=Label.POSITIVE))
    old, new = await store.moods(person)
    assert {feeling: n for feeling, n in old.counts.items() if n} == {"positive": 1, "unsure": 1}


async def test_what_comes_twice_or_from_us_is_not_counted(store: SqliteStore) -> None:
    one = judged("a", 1, handle="@kari")
    await take(store, one, one, deleted(one), judged("b", 2, handle="@kari", ours=True))
    person = await store.person(await person_of(store, "@kari"))
    assert person.messages == 1


async def test_linked_handles_are_one_person_and_unlinking_gives_back_what_was(store: SqliteStore) -> None:
    await take(store, judged("a", 1, handle="@kari"), judged("b", 2, handle="@per"))
    await take(store, elsewhere("c", 3, handle="@kari.bsky.social"), channel=OTHER)
    here = await person_of(store, "@kari")
    there = await person_of(store, "@kari.bsky.social", OTHER)
    async with store.act(KARI, at(20)) as tx:
        await tx.set_person_marks({there: PersonMark.TROLL})
        await tx.set_person_tags({here: ["press"], there: ["angry"]})
        await tx.add_person_note(there, "kari", at(20), "called twice")
        before = (await tx.person(here), await tx.person(there))
        await tx.link_handles({there: here})
    person = await store.person(there)
    assert (person.id, [one.id for one in person.handles]) == (here, [here, there])
    assert (person.mark, person.tags) == (PersonMark.TROLL, ("angry", "press"))
    assert [note.text for note in person.notes] == ["called twice"]
    wrote = await store.written(here, limit=10)
    assert [one.message.message.remote_id for one in wrote] == ["c", "a"]
    async with store.act(KARI, at(30)) as tx:
        await tx.link_handles({there: there})
    assert (await store.person(here), await store.person(there)) == before


async def test_the_mark_reaches_every_item_of_the_person_and_those_that_come(store: SqliteStore) -> None:
    await take(store, judged("a", 1, handle="@kari"), judged("b", 2, handle="@per"))
    await take(store, elsewhere("c", 3, handle="@kari"), channel=OTHER)
    here, there = await person_of(store, "@kari"), await person_of(store, "@kari", OTHER)
    changed: list[str] = []
    store.subscribe(lambda change: changed.extend(change.subjects))

    async def vips() -> set[str]:
        rows = await store.queue_rows(parse("is:vip"), me="kari", now=at(99), limit=9)
        assert all(row.person_mark is PersonMark.VIP for row in rows)
        return {row.channel for row in rows}

    async with store.act(KARI, at(20)) as tx:
        await tx.set_person_marks({here: PersonMark.VIP})
    assert await vips() == {CHANNEL}
    assert "item:1" in changed
    async with store.act(KARI, at(21)) as tx:
        await tx.link_handles({there: here})
    assert await vips() == {CHANNEL, OTHER}
    await take(store, judged("d", 40, handle="@kari"))
    rows = await store.queue_rows(parse("is:vip"), me="kari", now=at(99), limit=9)
    assert len(rows) == 3
    async with store.act(KARI, at(50)) as tx:
        await tx.link_handles({there: there})
    assert await vips() == {CHANNEL}
    assert await store.queue_rows(parse("is:troll"), me="kari", now=at(99), limit=9) == []


async def test_an_item_carries_the_mark_of_whoever_spoke_last(store: SqliteStore) -> None:
    await take(store, judged("root", 1, handle="@kari"))
    async with store.act(KARI, at(20)) as tx:
        await tx.set_person_marks({await person_of(store, "@kari"): PersonMark.VIP})
    await take(store, judged("r", 30, handle="@per", parent_id="root"))
    assert (await store.rows([1]))[0].person_mark is None
    await take(store, judged("s", 31, handle="@kari", parent_id="root"))
    assert (await store.rows([1]))[0].person_mark is PersonMark.VIP


async def test_everything_is_paged_both_ways_with_our_answers_and_the_items_state(store: SqliteStore) -> None:
    await take(store, *(judged(f"q{n}", 100 * n, handle="@kari") for n in range(7)))
    await take(
        store,
        judged("ours", 250, ours=True, parent_id="q2", handle="@nordbank"),
        judged("other", 251, handle="@per", parent_id="q2"),
        judged("to-per", 252, ours=True, parent_id="other", handle="@nordbank"),
        judged("to-nobody", 660, ours=True, thread_id="q6", handle="@nordbank"),
    )
    person = await person_of(store, "@kari")
    seen: list[str] = []
    key: MessageKey | None = None
    while page := await store.written(person, before=key, limit=3):
        seen += [one.message.message.remote_id for one in page]
        key = page[-1].key
    assert seen == [f"q{n}" for n in (6, 5, 4, 3, 2, 1, 0)]
    newest, *_, third = await store.written(person, limit=5)
    assert [one.message.remote_id for one in third.answers] == ["ours"]
    assert [one.message.remote_id for one in newest.answers] == ["to-nobody"]
    assert newest.state is State.PENDING
    back = await store.written(person, after=third.key, limit=2)
    assert [one.message.message.remote_id for one in back] == ["q4", "q3"]
    answered = await store.answered(await store.person(person))
    assert (answered.looked_at, answered.answered) == (7, 2)
    assert answered.median == timedelta(seconds=55)


async def test_one_answer_answers_all_that_they_wrote_before_it(store: SqliteStore) -> None:
    await take(
        store,
        judged("a", 0, handle="@kari"),
        judged("b", 60, handle="@kari", parent_id="a"),
        judged("ours", 120, ours=True, parent_id="b", handle="@nordbank"),
    )
    answered = await store.answered(await store.person(await person_of(store, "@kari")))
    assert (answered.answered, answered.median) == (2, timedelta(seconds=90))


async def test_many_messages_at_one_moment_page_without_loss(store: SqliteStore) -> None:
    await take(store, *(judged(f"m{n}", 5, handle="@kari") for n in range(25)))
    person = await person_of(store, "@kari")
    seen: list[int] = []
    key: MessageKey | None = None
    while page := await store.written(person, before=key, limit=4):
        seen += [one.message.id for one in page]
        key = page[-1].key
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 25


async def test_a_message_whose_author_nobody_tells_makes_no_person(store: SqliteStore) -> None:
    nobody = Author("", SafeText(""), SafeText(""))
    await take(store, judged("a", 1, author=nobody, deleted=True))
    assert (await store.rows([1]))[0].person_mark is None


async def test_the_card_costs_the_same_for_a_long_history(store: SqliteStore, database: Path) -> None:
    """No statement of the card or of a page walks all that an author ever wrote."""
    await take(store, judged("a", 1, handle="@kari"))
    sql = {
        "BEFORE": persons.BEFORE,
        "AFTER": persons.AFTER,
        "FIRST_ANSWER": persons.FIRST_ANSWER,
        "ANSWERS": persons.ANSWERS,
        "MARK_OF": handles.MARK_OF,
    }
    with closing(sqlite3.connect(database)) as db:
        for name, text in sql.items():
            steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}", [1] * text.count("?"))]
            assert not any(step.startswith(("SCAN m", "SCAN h", "SCAN p", "SCAN i")) for step in steps), name
        for name in ("BEFORE", "AFTER"):
            steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql[name]}", [1] * 5)]
            assert not any("TEMP B-TREE" in step for step in steps), name
        for word in ("vip", "troll"):
            query = compile_query(parse(f"is:{word}"), me="kari", now=at(0))
            text = f"SELECT i.id FROM items i WHERE {query.where} {ORDER} LIMIT 5"
            steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}", query.values)]
            assert steps == [f"SCAN i USING INDEX items_{word}"]


async def test_an_older_database_learns_its_persons(database: Path) -> None:
    database.parent.mkdir(parents=True)
    before = [one for one in migrate.shipped() if one.version < 7]
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        migrate.migrate(db, before, 0)
        db.execute("INSERT INTO items (id, channel, network) VALUES (1, 'mastodon/@n', 'mastodon')")
        for number, (handle, when, label, ours) in enumerate(
            [
                ("@Kari@x.example", 5, "negative", 0),
                ("@kari@x.example", 9, "neutral", 0),
                ("n", 10, "neutral", 1),
            ]
        ):
            db.execute(
                "INSERT INTO messages (item_id, network, channel, remote_id, kind, author_id, author_handle,"
                " author_name, text, created_at, received_at, compound, label, unsure, scorer, priority,"
                " ours) VALUES (1, 'mastodon', 'mastodon/@n', ?, 'reply', ?, ?, 'Kari', 'x', ?, ?, 0, ?, 0,"
                " 's', 0, ?)",
                (str(number), "us" if ours else "k", handle, when * 10**6, 0, label, ours),
            )
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    try:
        person = await store.person(await store.person_of("mastodon/@n", "k"))
        (one,) = person.handles
        assert (one.handle, one.messages) == ("@kari@x.example", 2)
        assert (one.first_at.timestamp(), one.last_at.timestamp()) == (5, 9)
        assert [found.id for found in await store.handles("kari", 5)] == [one.id]
        (mood,) = await store.moods(person)
        assert mood.counts == {"negative": 1, "neutral": 1}
        assert mood.week.weekday() == 0
    finally:
        await store.close()
