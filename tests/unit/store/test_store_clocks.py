"""Promises in the store: what is due, what moves it, what was missed, and what is told once."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.actor import WATCH, Actor
from console.model.event import Change
from console.model.item import ItemRow
from console.model.message import Judged
from console.model.words import Kind, Promised, State
from console.sla import Calendar, Promise, Promises
from console.store.sqlite import SqliteStore, migrate
from console.watch.rounds import mind_clocks
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, deleted, judged
from tests.support.soundness import faults

KARI = Actor("kari")
HOUR = timedelta(hours=1)
PROMISES = Promises(
    (Promise({Promised.FIRST: HOUR, Promised.NEXT: 2 * HOUR, Promised.RESOLUTION: 8 * HOUR}),)
)
H = 3600.0


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


async def opened(database: Path, clock: FastClock, promises: Promises = PROMISES) -> SqliteStore:
    store = SqliteStore(database, clock=clock, promises=promises)
    await store.open()
    return store


@pytest.fixture
async def store(database: Path, clock: FastClock) -> AsyncIterator[SqliteStore]:
    store = await opened(database, clock)
    yield store
    await store.close()


async def take(store: SqliteStore, *messages: Judged, now: float = 0) -> None:
    await store.ingest(messages, [], channel=CHANNEL, cursor=None, at=at(now))


async def move(store: SqliteStore, state: State, now: float, item: int = 1) -> None:
    async with store.act(KARI, at(now)) as tx:
        await tx.set_state(item, state)


async def wait(store: SqliteStore, waiting: bool, now: float) -> None:
    async with store.act(KARI, at(now)) as tx:
        await tx.set_waiting(1, waiting)


async def row(store: SqliteStore, item: int = 1) -> ItemRow:
    return (await store.item(item)).row


async def due(store: SqliteStore, item: int = 1) -> tuple[str, float] | None:
    """What is due, and when, in hours after T0."""
    found = await row(store, item)
    if found.due_at is None or found.due_for is None:
        return None
    return found.due_for.value, (found.due_at - T0) / HOUR


async def misses(store: SqliteStore) -> list[tuple[str, int, float, float | None]]:
    """What was promised, to which message, due and answered when, in hours after T0."""

    def hours(when: datetime | None) -> float | None:
        return None if when is None else (when - T0) / HOUR

    found = (await store.item(1)).misses
    return [
        (miss.promised.value, miss.message_id, (miss.due_at - T0) / HOUR, hours(miss.answered_at))
        for miss in found
    ]


async def look(store: SqliteStore, clock: FastClock, hours: float) -> list[str]:
    """Let the watch look that many hours after T0; returns the verbs of what it told."""
    clock.advance((at(hours * H) - clock.now()).total_seconds())
    before = {event.id for event in await store.events(None, 1000)}
    await mind_clocks(store, clock)
    return [event.verb for event in reversed(await store.events(None, 1000)) if event.id not in before]


async def test_a_message_is_due_by_the_network_s_time(store: SqliteStore) -> None:
    await take(store, judged("a", 0), now=1800)
    assert await due(store) == ("first", 1)


async def test_more_messages_do_not_put_it_off_and_an_older_one_brings_it_forward(store: SqliteStore) -> None:
    await take(store, judged("b", 1800, parent_id="a"))
    await take(store, judged("c", 3000, parent_id="a"))
    assert await due(store) == ("first", 1.5)
    await take(store, judged("a", 0))
    assert await due(store) == ("first", 1)


async def test_only_what_happens_to_it_moves_it(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    before = await row(store)
    async with store.act(KARI, at(600)) as tx:
        await tx.set_tags(1, ["vip"])
        await tx.set_holder(1, "kari", at(700))
        await tx.set_state(1, State.SNOOZED, snoozed_until=at(9 * H))
    await take(store, judged("a", 0), now=3 * H)
    after = await row(store)
    assert (after.due_at, after.due_for) == (before.due_at, before.due_for)


async def test_an_answer_ends_it_and_what_they_write_then_is_due_next(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await move(store, State.PENDING, 0.5 * H)
    assert await due(store) is None
    await take(store, judged("b", 10 * H, parent_id="a"), now=10 * H)
    # The answer was stopped before it left, so there has been none yet.
    assert await due(store) == ("first", 11)
    await take(store, judged("ours", 10.5 * H, parent_id="b", ours=True), now=11 * H)
    assert (await row(store)).state is State.PENDING
    assert await due(store) is None
    await take(store, judged("c", 20 * H, parent_id="b"), now=20 * H)
    assert await due(store) == ("next", 22)


async def test_the_resolution_counts_only_while_somebody_waits_for_us(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await take(store, judged("ours", 0.5 * H, parent_id="a", ours=True))
    await take(store, judged("b", 10 * H, parent_id="a"))
    await take(store, judged("ours2", 11 * H, parent_id="a", ours=True))
    await take(store, judged("c", 20 * H, parent_id="a"))
    await take(store, judged("ours3", 26 * H, parent_id="a", ours=True))
    await take(store, judged("d", 30 * H, parent_id="a"))
    # 0.5 + 1 + 6 hours are gone.
    assert await due(store) == ("resolution", 30.5)


async def test_done_ends_everything_and_undo_brings_it_back(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await move(store, State.DONE, 0.5 * H)
    assert await due(store) is None
    await move(store, State.NEW, 0.75 * H)
    assert await due(store) == ("first", 1.25)


async def test_a_new_message_after_the_end_is_a_new_beginning(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await move(store, State.DONE, 0.5 * H)
    await take(store, judged("b", 100 * H, parent_id="a"))
    assert await due(store) == ("first", 101)
    await take(store, judged("ours", 100.5 * H, parent_id="b", ours=True))
    await take(store, judged("c", 101 * H, parent_id="b"))
    await move(store, State.SNOOZED, 101 * H)
    await take(store, judged("ours2", 101.5 * H, parent_id="c", ours=True))
    # Snoozed by us, it is still to be done: eight hours from the new beginning, half of one with its author.
    assert await due(store) == ("resolution", 108.5)


async def test_waiting_for_a_third_party_stops_the_clocks(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await wait(store, True, 0.5 * H)
    assert await due(store) is None
    assert (await row(store)).waits_since == at(0.5 * H)
    await wait(store, False, 5.5 * H)
    assert await due(store) == ("first", 6)
    assert (await row(store)).waits_since is None


async def test_a_new_message_and_the_end_end_the_wait(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await wait(store, True, 0.5 * H)
    await take(store, judged("b", 2.5 * H, parent_id="a"))
    assert await due(store) == ("first", 3)
    await wait(store, True, 2.75 * H)
    await move(store, State.DONE, 4 * H)
    assert (await row(store)).waits_since is None
    await move(store, State.NEW, 5 * H)
    assert await due(store) == ("first", 5.25)


async def test_what_is_deleted_at_its_source_waits_no_longer(store: SqliteStore) -> None:
    first = judged("a", 0)
    await take(store, first, judged("b", 600, parent_id="a"))
    await take(store, deleted(first))
    assert await due(store) == ("first", 1 + 1 / 6)


async def test_nothing_is_due_for_our_own_posts_or_what_nobody_promised(
    database: Path, clock: FastClock
) -> None:
    store = await opened(
        database, clock, Promises((Promise({Promised.FIRST: HOUR}, kinds=frozenset({Kind.DM})),))
    )
    await take(store, judged("post", 0, ours=True, kind=Kind.DM), judged("m", 1))
    assert await due(store, 1) is None
    assert await due(store, 2) is None
    await take(store, judged("comment", 60, parent_id="post", kind=Kind.DM))
    assert await due(store, 1) == ("first", 1 + 1 / 60)
    await store.close()


async def test_the_watch_tells_each_thing_once(store: SqliteStore, clock: FastClock) -> None:
    told: list[Change] = []
    await take(store, judged("a", 0))
    store.subscribe(told.append)
    assert await look(store, clock, 0.74) == []
    assert await look(store, clock, 0.75) == ["clock.warned"]
    assert await look(store, clock, 0.9) == []
    assert await look(store, clock, 1) == ["clock.missed"]
    assert await look(store, clock, 2) == []
    assert [(change.verb, change.subjects) for change in told] == [
        ("clock.warned", ("item:1",)),
        ("clock.missed", ("item:1",)),
    ]
    assert await misses(store) == [("first", 1, 1, None)]
    [_warned, missed] = reversed(await store.events(["item:1"], 10))
    assert missed.actor == WATCH.name
    assert missed.after == {"promised": "first", "message": 1, "due_at": at(H).isoformat()}
    # Taken back and done again, it is told no more.
    await move(store, State.DONE, 2 * H)
    await move(store, State.NEW, 2 * H + 1)
    assert await look(store, clock, 3) == []
    assert await misses(store) == [("first", 1, 1, None)]


async def test_the_place_in_the_queue_moves_by_steps_and_not_by_itself(
    store: SqliteStore, clock: FastClock
) -> None:
    await take(store, judged("a", 0, priority=100), judged("b", 1, priority=950), now=1)
    ranks = []
    for hours in (0.7, 0.74, 0.75, 0.9, 1, 3):
        await look(store, clock, hours)
        ranks.append((await row(store)).rank)
    assert ranks == [900, 900, 840, 840, 780, 780]
    assert (await row(store, 2)).rank == 1
    # While we wait for somebody else nobody is hurried.
    await wait(store, True, 4 * H)
    assert (await row(store)).rank == 900
    await wait(store, False, 5 * H)
    assert (await row(store)).rank == 780


async def test_what_came_in_late_is_missed_at_once(store: SqliteStore, clock: FastClock) -> None:
    await take(store, judged("a", 0), now=20 * H)
    assert await look(store, clock, 20) == ["clock.missed", "clock.missed"]
    assert {miss[0] for miss in await misses(store)} == {"first", "resolution"}


async def test_each_message_that_waits_has_its_own_miss(store: SqliteStore, clock: FastClock) -> None:
    await take(store, judged("a", 0), judged("a2", 60, parent_id="a"))
    await look(store, clock, 2)
    await take(store, judged("ours", 3 * H, parent_id="a2", ours=True), now=3 * H)
    await take(store, judged("b", 4 * H, parent_id="a"), now=4 * H)
    await look(store, clock, 7)
    assert await misses(store) == [("first", 1, 1, 3), ("next", 4, 6, None)]
    await move(store, State.PENDING, 7.5 * H)
    assert await misses(store) == [("first", 1, 1, 3), ("next", 4, 6, 7.5)]
    # The reply was stopped: it waits again.
    await move(store, State.NEW, 8 * H)
    assert await misses(store) == [("first", 1, 1, 3), ("next", 4, 6, None)]


async def test_a_late_answer_is_a_miss_even_if_the_watch_had_not_looked(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await take(store, judged("ours", 1.25 * H, parent_id="a", ours=True), now=1.5 * H)
    assert await misses(store) == [("first", 1, 1, 1.25)]


async def test_what_was_due_before_it_waited_is_missed(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await wait(store, True, H + 1)
    assert await misses(store) == [("first", 1, 1, None)]
    assert await due(store) is None
    await wait(store, False, 5 * H)
    assert await due(store) == ("first", 1)


async def test_an_answer_in_time_that_arrives_late_takes_the_miss_back(
    store: SqliteStore, clock: FastClock
) -> None:
    await take(store, judged("a", 0))
    await look(store, clock, 1)
    assert len(await misses(store)) == 1
    await take(store, judged("ours", 0.9 * H, parent_id="a", ours=True), now=1.5 * H)
    assert await misses(store) == []


async def test_a_thread_that_turns_out_to_be_one_has_one_clock(
    store: SqliteStore, clock: FastClock, database: Path
) -> None:
    await take(store, judged("a", 0), judged("x", 1800, parent_id="gap"))
    await look(store, clock, 1.5)
    await move(store, State.PENDING, 1.6 * H, item=2)
    await take(store, judged("gap", 60, parent_id="a"), now=2 * H)
    assert (await row(store, 2)).id == 1
    assert await due(store) == ("first", 1)
    assert {miss[1] for miss in await misses(store)} == {1, 2}
    assert await look(store, clock, 3) == []
    assert faults(database) == []
    await move(store, State.DONE, 3 * H)
    assert all(miss[3] is not None for miss in await misses(store))


@pytest.mark.parametrize("answered", [False, True])
async def test_a_merge_warns_of_no_message_twice(
    store: SqliteStore, clock: FastClock, database: Path, answered: bool
) -> None:
    # The older message is in the younger item, whose clocks go with it; an answer makes its promise another.
    if answered:
        await take(store, judged("one", -100), judged("ours", -50, parent_id="one", ours=True))
    await take(store, judged("x", 600, parent_id="one"))
    await take(store, judged("a", 0, parent_id="gap"))
    assert await look(store, clock, 0.8) == ["clock.warned"]
    await take(store, judged("gap", 1200, parent_id="one"), now=0.8 * H)
    assert (await row(store, 2)).id == 1
    told = [await look(store, clock, hours) for hours in (0.95, 1.8, 3)]
    assert told == ([[], [], ["clock.missed"]] if answered else [[], ["clock.missed"], []])
    assert [miss[0] for miss in await misses(store)] == ["next" if answered else "first"]
    assert faults(database) == []


async def test_other_promises_are_kept_from_the_next_start_on(database: Path, clock: FastClock) -> None:
    store = await opened(database, clock, Promises())
    await take(store, judged("a", 0), judged("b", 0), judged("c", 0))
    await move(store, State.SNOOZED, 60, item=2)
    await move(store, State.DONE, 60, item=3)
    assert await store.renew_clocks() == 0
    await store.close()

    told: list[Change] = []
    store = await opened(database, clock)
    store.subscribe(told.append)
    assert await store.renew_clocks() == 2
    assert [await due(store, item) for item in (1, 2, 3)] == [("first", 1), ("first", 1), None]
    assert set(told[0].subjects) == {"item:1", "item:2"}
    assert await store.renew_clocks() == 0
    await store.close()

    store = await opened(database, clock, Promises())
    assert await store.renew_clocks() == 2
    assert await due(store) is None
    assert await look(store, clock, 5) == []
    await store.close()


async def test_a_database_from_before_learns_of_promises(
    database: Path, clock: FastClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.parent.mkdir(parents=True)
    first = migrate.shipped()[0]
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        migrate.migrate(db, [first], 0)
        db.execute(
            "INSERT INTO items (channel, network, state, last_at) VALUES (?, 'm', 'pending', 60000000)",
            (CHANNEL,),
        )
    store = await opened(database, clock)
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT item_id, why, since, until FROM rests").fetchall() == [
            (1, "settled", 60_000_000, None)
        ]
    await store.close()


steps = st.lists(
    st.tuples(st.sampled_from(["hear", "say", "done", "new", "wait", "resume", "look"]), st.integers(1, 90)),
    max_size=12,
)


@given(steps=steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_happens_the_row_and_the_misses_stay_true(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """An item is due only while it is open and its clocks run; a miss is never answered in time."""
    clock = FastClock()
    database = tmp_path_factory.mktemp("clocks") / "data" / "beredt.db"
    store = await opened(database, clock)
    await take(store, judged("0", 0))
    for number, (step, minutes) in enumerate(steps, 1):
        clock.advance(minutes * 60)
        now = (clock.now() - T0).total_seconds()
        if step in ("hear", "say"):
            await take(store, judged(str(number), now, parent_id="0", ours=step == "say"), now=now)
        elif step in ("done", "new"):
            await move(store, State(step), now)
        elif step in ("wait", "resume"):
            await wait(store, step == "wait", now)
        else:
            await mind_clocks(store, clock)
            assert await store.due_clocks(clock.now(), 10) == []
        detail = await store.item(1)
        still = detail.row.state in (State.DONE, State.PENDING) or detail.row.waits_since is not None
        assert (detail.row.due_at is None) is still
        for miss in detail.misses:
            assert miss.missed_at >= miss.due_at
            assert miss.answered_at is None or miss.answered_at > miss.due_at
        if detail.row.state is State.DONE:
            assert all(miss.answered_at is not None for miss in detail.misses)
    verbs = [
        (event.verb, event.after["message"], event.after["promised"])
        for event in await store.events(None, 1000)
        if event.verb.startswith("clock.")
    ]
    assert len(verbs) == len(set(verbs))
    await store.close()


@pytest.mark.parametrize("seed", range(40))
async def test_the_answer_is_due_alike_in_whatever_order_messages_arrive(
    database: Path, clock: FastClock, seed: int
) -> None:
    promises = Promises((Promise({Promised.FIRST: HOUR, Promised.NEXT: 2 * HOUR}),))
    draw = random.Random(seed)
    thread = [judged("0", 0)] + [
        judged(str(number), number * 600, parent_id="0", ours=draw.random() < 0.3) for number in range(1, 9)
    ]
    store = await opened(database, clock, promises)
    await take(store, *thread, now=2 * H)
    straight = (await due(store), (await row(store)).state)
    await store.close()
    database.unlink()
    store = await opened(database, clock, promises)
    draw.shuffle(thread)
    for message in thread:
        await take(store, message, now=2 * H)
    assert (await due(store), (await row(store)).state) == straight
    await store.close()


async def test_a_held_reply_to_one_message_answers_not_what_came_meanwhile(
    store: SqliteStore, clock: FastClock, database: Path
) -> None:
    await take(store, judged("q1", 0), judged("q2", 2.9 * H, parent_id="q1"))
    await take(store, judged("r1", 3 * H, parent_id="q1", ours=True))
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE messages SET sent_by = 'kari' WHERE remote_id = 'r1'")
        db.commit()
    await take(store, judged("q3", 3.1 * H, parent_id="q2"))
    assert await look(store, clock, 5) != []
    assert ("next", 2, 4.9, None) in [
        (kind, one, round(due, 2), then) for kind, one, due, then in await misses(store)
    ]
    await take(store, judged("r2", 6 * H, parent_id="q2", ours=True))
    assert ("next", 2, 4.9, 6) in [
        (kind, one, round(due, 2), then) for kind, one, due, then in await misses(store)
    ]


async def test_an_older_message_that_comes_late_does_not_end_the_wait(store: SqliteStore) -> None:
    await take(store, judged("b", 0.45 * H))
    await wait(store, True, 0.5 * H)
    await take(store, judged("a", 0.4 * H), judged("c", 0.42 * H, parent_id="b"), now=20 * H)
    assert (await row(store)).waits_since == at(0.5 * H)
    assert await due(store) is None


async def test_a_calendar_that_runs_dry_costs_no_message(database: Path, clock: FastClock) -> None:
    never = Calendar("never", ZoneInfo("Europe/Oslo"), ((),) * 7)
    store = await opened(database, clock, Promises((Promise({Promised.FIRST: HOUR}, calendar=never),)))
    await take(store, judged("a", 0))
    assert (await row(store)).state is State.NEW
    assert await due(store) is None
    await store.close()


async def test_a_closed_thread_that_joins_an_open_one_is_opened_by_it(store: SqliteStore) -> None:
    await take(store, judged("a", 0))
    await move(store, State.DONE, 20 * H)
    await take(store, judged("x", 100 * H, parent_id="gap"), now=100 * H)
    await take(store, judged("gap", 99 * H, parent_id="a"), now=100 * H)
    found = await row(store)
    assert found.due_at is None or found.due_at > at(99 * H)
