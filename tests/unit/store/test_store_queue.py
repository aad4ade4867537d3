"""The queue: order, paging by key, filters that agree with the in-memory ones, and their plans."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.actor import Actor
from console.model.item import QueueKey
from console.model.words import Flag, Kind, Label, Promised, Reason, State
from console.priority import PriorityWeights
from console.query import matches, parse
from console.query.ast import Query, Term
from console.sla import Promise, Promises
from console.store.sqlite import SqliteStore, queue
from console.store.sqlite.filters import compile_query
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, judged

KARI = Actor("kari")
OTHER = "bluesky/@nordbank.example"

SAMPLES = [
    judged("a", 1, priority=100, text="The app is down again", lang_found="en", flags=(Flag.OUTAGE,)),
    judged(
        "b", 2, priority=300, text="Tjenesten er nede", lang_found="nb", label=Label.NEGATIVE, compound=-0.6
    ),
    judged("c", 3, priority=300, text="Takk for hjelpa", lang_found="nn", label=Label.POSITIVE, compound=0.6),
    judged("d", 4, priority=50, text="🔥🔥", unsure=True, lang_found=None),
    judged(
        "e", 5, channel=OTHER, network="bluesky", kind=Kind.DM, handle="@ØYVIND.no", text="Straße re-fund?"
    ),
    judged("f", 6, channel=OTHER, network="bluesky", handle="@per", flags=(Flag.SAFETY, Flag.LEGAL)),
    judged("g", 7, text="refund refunded REFUND", compound=-0.2, label=Label.NEGATIVE),
    judged("h", 8, text="percent % under_score [x] * ? ' \" ; --"),
]
TERMS = [
    "is:new", "is:pending", "is:snoozed", "is:done", "is:open", "is:unread", "is:deleted", "is:unsure",
    "lang:nb", "lang:no", "lang:en", "sentiment:negative", "sentiment:<-0.5", "sentiment:>=0.6",
    "sentiment:<0", "channel:mastodon/*", "channel:*example", f"channel:{CHANNEL}", "network:bluesky",
    "kind:dm", "flag:safety", "flag:outage", "age:>55s", "age:<56s", "holder:me", "holder:none",
    "holder:ola", "tag:refund", "tag:VIP", "author:@per", "author:øyvind*", "author:*O*", "wave:>1",
    "wave:=1", "reason:troll", "refund", "nede", '"is down"', "refund*", "🔥", "takk", "STRAßE",
    "under_score", "author:Ø*", "author:p*", "author:@PER", "tag:VIP", "tag:ære", "wave:#1",
    "wave:<2", "wave:>=1", "due:<1h", "due:<=5m", "due:>4m", "due:>=1d", "due:<0s", "is:late", "is:waiting",
]  # fmt: skip


MINUTE = timedelta(minutes=1)
PROMISES = Promises(
    (
        Promise({Promised.FIRST: MINUTE / 2}, kinds=frozenset({Kind.DM})),
        Promise({Promised.FIRST: 6 * MINUTE}, channel="mastodon/*"),
    )
)


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(database, clock=FastClock(), promises=PROMISES, weights=PriorityWeights(again=0))
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def filled(store: SqliteStore) -> SqliteStore:
    await store.ingest(SAMPLES, [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        await tx.set_state(1, State.DONE, reason=Reason.TROLL)
        await tx.set_state(2, State.PENDING)
        await tx.set_state(4, State.SNOOZED, snoozed_until=at(9999))
        await tx.set_holder(2, "kari", at(60))
        await tx.set_holder(3, "ola", at(60))
        await tx.set_tags(3, ["refund", "vip"])
        await tx.set_waiting(7, True)
    return store


async def test_order_and_the_default(filled: SqliteStore) -> None:
    assert await filled.queue_ids(Query(()), me="kari", now=T0) == [3, 5, 6, 7, 8, 2]
    rows = await filled.queue_rows(Query(()), me="kari", now=T0, limit=3)
    assert [row.id for row in rows] == [3, 5, 6]
    assert await filled.rows([6, 77, 3]) == [rows[2], rows[0]]


async def test_pages_by_key_are_the_whole_queue(filled: SqliteStore) -> None:
    everything = await filled.queue_rows(parse("is:open"), me="kari", now=T0, limit=99)
    found, after = [], None
    while page := await filled.queue_rows(parse("is:open"), me="kari", now=T0, after=after, limit=2):
        found += page
        after = page[-1].key
    assert found == list(everything)
    assert len(found) == 7


@pytest.mark.parametrize("term", TERMS)
async def test_sql_and_memory_agree_on_each_term(filled: SqliteStore, term: str) -> None:
    await agree(filled, term)
    await agree(filled, f"-{term}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(st.tuples(st.sampled_from(["", "-"]), st.sampled_from(TERMS)), min_size=2, max_size=4))
async def test_sql_and_memory_agree_on_any_filter(filled: SqliteStore, terms: list[tuple[str, str]]) -> None:
    await agree(filled, " ".join(sign + term for sign, term in terms))


async def agree(store: SqliteStore, source: str) -> None:
    query, now = parse(source), at(60)
    every = await store.rows(range(1, len(SAMPLES) + 1))
    working = {State.NEW, State.PENDING} if not any(t.key == "is" for t in query.terms) else set(State)
    wanted = {row.id for row in every if row.state in working and matches(query, row, me="kari", now=now)}
    assert set(await store.queue_ids(query, me="kari", now=now)) == wanted, source


@given(words=st.text(min_size=1, max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_breaks_out_of_its_place(filled: SqliteStore, words: str) -> None:
    for key in ("text", "channel", "author", "tag", "holder", "lang", "flag", "reason", "is"):
        query = Query((Term(key, "=", words, False, 0),))
        if "\ud800" <= max(words) <= "\udfff":
            continue
        assert len(await filled.queue_ids(query, me="kari", now=T0)) <= len(SAMPLES)


@pytest.fixture
def planner(filled: SqliteStore, database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as db:
        db.create_function("casefold", 1, str)
        yield db


def plan(db: sqlite3.Connection, source: str, after: QueueKey | None = None) -> str:
    compiled = compile_query(parse(source), me="kari", now=T0, after=after)
    sql = (
        f"EXPLAIN QUERY PLAN SELECT i.id FROM {compiled.source} WHERE {compiled.where} {queue.ORDER} LIMIT 50"
    )
    return "\n".join(row[3] for row in db.execute(sql, compiled.values))


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(
    ("source", "index"),
    [
        ("", "COVERING INDEX items_working"),
        ("is:new", "COVERING INDEX items_new"),
        (f"channel:{CHANNEL}", "COVERING INDEX items_channel"),
        ("holder:me", "items_held"),
        ("assignee:me", "items_assigned"),
        ("is:open", "items_order"),
        ("is:done", "items_order"),
        ("lang:nb", "items_lang"),
        ("kind:dm", "COVERING INDEX items_kind"),
        ("sentiment:negative", "COVERING INDEX items_label"),
        ("author:@per", "items_author"),
        ("tag:ære", "items_tagged"),
        ("is:done reason:spam", "items_reason"),
        ("is:deleted is:open", "items_deleted"),
        ("wave:#7", "COVERING INDEX items_wave"),
        ("wave:>2", "items_repeats"),
        ("channel:mastodon/*", "items_working"),
    ],
)
def test_each_fast_filter_has_its_index_and_no_sorting(
    planner: sqlite3.Connection, source: str, index: str, analysed: bool
) -> None:
    if analysed:
        planner.execute("ANALYZE")
    for after in (None, QueueKey(700, T0, 3)):
        found = plan(planner, source, after)
        assert index in found, found
        assert "TEMP B-TREE" not in found, found


@pytest.mark.parametrize(
    ("source", "index"),
    [
        ("is:late", "items_due"),
        ("is:waiting", "items_waiting"),
        ("sentiment:<-0.5 flag:outage", "items_flagged"),
        ("refund", "INTEGER PRIMARY KEY"),
        ("tag:refund", "INTEGER PRIMARY KEY"),
    ],
)
def test_what_few_items_are_is_found_by_its_own_index(
    planner: sqlite3.Connection, source: str, index: str
) -> None:
    assert index in plan(planner, source)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT id FROM items WHERE state = 'snoozed' AND snoozed_until <= 1", "items_snoozed"),
        ("SELECT id FROM items WHERE lease_until IS NOT NULL AND lease_until <= 1", "items_lease"),
        ("SELECT item_id FROM clocks WHERE look_at IS NOT NULL AND look_at <= 1", "clocks_look"),
        ("SELECT id FROM messages WHERE channel = 'c' AND remote_id = 'r'", "sqlite_autoindex_messages_1"),
    ],
)
def test_the_clocks_and_the_dedupe_have_their_indexes(
    planner: sqlite3.Connection, statement: str, index: str
) -> None:
    [row] = planner.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert index in row[3]
