"""A wave as one row: of each wave the first item that fits, whatever the filter and the piece asked for."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.actor import Actor
from console.model.item import QueueKey
from console.model.words import Flag, Label, Reason, State
from console.query import Query, parse
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.judged import CHANNEL, T0, at, judged

KARI = Actor("kari")
WAVES = ("a", "b", "c")
FILTERS = (
    "",
    "lang:nb",
    "sentiment:negative",
    "is:open",
    "is:done",
    "-flag:safety",
    "boycott",
    "tag:seen",
    "-lang:nb",
)


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    batch = [judged(wave, number, text=f"boycott {wave}") for number, wave in enumerate(WAVES)]
    for number in range(60):
        wave = (*WAVES, None)[number % 4]
        batch.append(
            judged(
                f"m{number}", 10 + number,
                repeats=None if wave is None else (CHANNEL, wave),
                text="boycott them" if number % 3 else "another thing",
                lang_found="nb" if number % 5 == 0 else "en",
                label=Label.NEGATIVE if number % 7 == 0 else Label.NEUTRAL,
                flags=(Flag.SAFETY,) if number % 11 == 0 else (),
                priority=(number * 37) % 400,
            )
        )  # fmt: skip
    await store.ingest(batch, [], channel=CHANNEL, cursor=None, at=T0)
    async with store.act(KARI, T0) as tx:
        for item in range(1, 64, 6):
            await tx.set_state(item, State.DONE, reason=Reason.SPAM)
        for item in range(3, 64, 5):
            await tx.set_tags(item, ["Seen"])
    yield store
    await store.close()


async def ids(store: SqliteStore, query: Query) -> Sequence[int]:
    return await store.queue_ids(query, me="kari", now=T0)


async def expected(store: SqliteStore, query: Query) -> list[int]:
    """The plain order without what comes after another of its wave."""
    seen: set[int] = set(query.unfolded)
    found = []
    for row in await store.rows(await ids(store, replace(query, folded=False))):
        wave = row.wave_id
        if wave is None or wave not in seen or wave in query.unfolded:
            found.append(row.id)
        if wave is not None:
            seen.add(wave)
    return found


@pytest.mark.parametrize("source", FILTERS)
async def test_of_each_wave_the_first_that_fits_is_shown(store: SqliteStore, source: str) -> None:
    query = replace(parse(source), folded=True)
    found = await ids(store, query)
    assert found == await expected(store, query)
    assert len(found) < len(await ids(store, parse(source)))


async def test_a_wave_that_is_unfolded_shows_all_of_its_items(store: SqliteStore) -> None:
    [row] = await store.rows([1])
    assert row.wave_id is not None
    query = replace(parse(""), folded=True, unfolded=frozenset({row.wave_id}))
    found = await ids(store, query)
    assert found == await expected(store, query)
    shown = [one for one in await store.rows(found) if one.wave_id == row.wave_id]
    assert len(shown) == row.wave_open
    assert set(await ids(store, parse(f"wave:#{row.wave_id}"))) == {one.id for one in shown}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.sampled_from(FILTERS),
    folded=st.booleans(),
    limit=st.integers(1, 40),
    begin=st.integers(0, 62),
    backwards=st.booleans(),
)
async def test_a_stretch_is_a_gapless_piece_of_the_order(
    store: SqliteStore, source: str, folded: bool, limit: int, begin: int, backwards: bool
) -> None:
    query = replace(parse(source), folded=folded)
    whole = list(await ids(store, query))
    edge = await key_of(store, whole[begin % len(whole)])
    if backwards:
        piece = await store.queue_stretch(query, me="kari", now=T0, end=edge, limit=limit, backwards=True)
        upto = whole[: begin % len(whole) + 1]
        assert piece.ids == upto[-limit:]
        assert piece.last == edge
        assert (piece.first is None) == (len(upto) < limit)
    else:
        piece = await store.queue_stretch(query, me="kari", now=T0, start=edge, limit=limit)
        after = whole[begin % len(whole) :]
        assert piece.ids == after[:limit]
        assert piece.first == edge
        assert (piece.last is None) == (len(after) < limit)
    before = await store.queue_count(query, me="kari", now=T0, before=edge)
    assert before == begin % len(whole)
    assert await store.queue_count(query, me="kari", now=T0) == len(whole)
    some = list(range(1, 64, 2))
    assert set(await store.queue_among(query, some, me="kari", now=T0)) == set(whole) & set(some)


async def key_of(store: SqliteStore, item: int) -> QueueKey:
    [row] = await store.rows([item])
    return row.key


async def test_when_the_one_in_front_is_done_the_next_stands_for_the_wave(store: SqliteStore) -> None:
    query = replace(parse(""), folded=True)
    waves = [row for row in await store.rows(await ids(store, query)) if row.wave_id is not None]
    first = waves[0]
    async with store.act(KARI, T0) as tx:
        await tx.set_state(first.id, State.DONE)
    now = [row for row in await store.rows(await ids(store, query)) if row.wave_id == first.wave_id]
    assert len(now) == 1
    assert now[0].id != first.id
    assert now[0].wave_open == first.wave_open - 1


ACTS = st.tuples(st.integers(1, 63), st.sampled_from([*State, "split"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=25), more=st.lists(st.integers(0, 2), max_size=4))
async def test_whatever_happens_one_of_each_wave_stands_in_front_and_is_counted(
    store: SqliteStore, acts: list[tuple[int, State | str]], more: list[int]
) -> None:
    for number, (item, act) in enumerate(acts):
        async with store.act(KARI, at(1000 + number)) as tx:
            if isinstance(act, State):
                until = at(9999) if act is State.SNOOZED else None
                await tx.set_state(item, act, snoozed_until=until)
            else:
                was = await tx.leave_waves(item)
                if number % 2:
                    for wave, ids_of_wave in was.items():
                        await tx.rejoin_wave(item, wave, ids_of_wave)
    batch = [
        judged(f"late{n}-{len(acts)}", 5000 + n, repeats=(CHANNEL, WAVES[wave]), priority=900)
        for n, wave in enumerate(more)
    ]
    await store.ingest(batch, [], channel=CHANNEL, cursor=None, at=at(6000))
    query = replace(parse(""), folded=True)
    assert await ids(store, query) == await expected(store, query)
    waiting = await store.rows(await ids(store, parse("")))
    for row in waiting:
        if row.wave_id is not None:
            assert row.wave_open == sum(1 for one in waiting if one.wave_id == row.wave_id)
    assert set(await store.waves(99)) == {
        row.wave_id for row in waiting if row.wave_id is not None and row.wave_open > 1
    }
