"""The detector on a real store: no alarm is lost to a restart or a full disk, and none rings twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import pytest

from console.desk.local import LocalDesk
from console.detect import Alarms
from console.errors import StoreFull
from console.model.actor import Actor
from console.model.alert import SeriesPoint
from console.model.rule import Action, Rule, Verb
from console.model.words import Level
from console.store.sqlite import SqliteStore
from console.store.tx import Tx
from console.watch.alarm import AlarmWatch, bucket_of
from console.watch.sifting import sift
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, JUDGE, raw

BUCKET = timedelta(minutes=5)
WEEK = 7 * 24 * 12


@pytest.fixture
async def calm(store: SqliteStore) -> SqliteStore:
    """A store that knows a quiet week."""
    points = [
        SeriesPoint(stream, bucket_of(START) - back * BUCKET, 2 + back % 3, 0)
        for back in range(WEEK, 3, -1)
        for stream in ("all", CHANNEL)
    ]
    await store.add_series(points)
    return store


async def storm(
    store: SqliteStore,
    begin: datetime,
    watch: AlarmWatch | None = None,
    text: str = "The card is broken again, this is terrible!",
    size: int = 80,
) -> None:
    raws = [raw(f"{begin:%H%M}-{number}", f"{text} {number}", at=begin) for number in range(size)]
    judged, _ = sift(JUDGE, raws, CHANNEL, begin + timedelta(hours=1))
    result = await store.ingest(judged, [], channel=CHANNEL, cursor=None, at=begin)
    if watch is not None:
        watch.note(judged, result.fresh)


def watch_on(store: SqliteStore, clock: FastClock, *, elsewhere: bool = False) -> AlarmWatch:
    return AlarmWatch(
        store=store, alarms=Alarms(), clock=clock, executor=ThreadPoolExecutor(1), elsewhere=elsewhere
    )


async def rung(desk: LocalDesk) -> list[str]:
    return [event.verb for event in await desk.events(limit=1000) if event.verb.startswith("alert.")]


async def test_a_quiet_history_rings_nothing(calm: SqliteStore, desk: LocalDesk, clock: FastClock) -> None:
    watch = watch_on(calm, clock)
    await watch.start()
    await watch.tick()
    assert await desk.alerts() == []


async def test_a_storm_rings_once_and_a_restart_does_not_ring_again(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(calm, clock)
    await watch.start()
    await storm(calm, START)
    clock.advance(60)
    await watch.tick()
    (alert,) = await desk.alerts()
    assert "80" in alert.finding.text
    before = await rung(desk)
    for _ in range(3):
        clock.advance(400)
        again = watch_on(calm, clock)
        await again.start()
        await again.tick()
    assert await rung(desk) == before


async def test_what_is_learned_elsewhere_is_what_is_learned_here(calm: SqliteStore, clock: FastClock) -> None:
    here, there = watch_on(calm, clock), watch_on(calm, clock, elsewhere=True)
    for watch in (here, there):
        await watch.start()
    assert here.band("all") == there.band("all") != {}


async def test_an_alert_that_grew_while_nobody_watched_is_told_at_the_next_start(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(calm, clock)
    await watch.start()
    await storm(calm, START, text="hello there, the card number")
    clock.advance(60)
    await watch.tick()
    (before,) = await desk.alerts()
    for step in (1, 2):
        await storm(calm, START + step * BUCKET, size=150, text="awful, terrible, broken, I hate you")
    clock.advance(12 * 60)
    again = watch_on(calm, clock)
    await again.start()
    await again.tick()
    (after,) = await desk.alerts()
    assert after.finding.level is Level.CRISIS is not before.finding.level
    assert await rung(desk) == ["alert.grown", "alert.raised"]


async def test_a_storm_that_came_while_nobody_watched_rings_at_the_next_start(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    await storm(calm, START)
    clock.advance(20 * 60)
    watch = watch_on(calm, clock)
    await watch.start()
    await watch.tick()
    (alert,) = await desk.alerts()
    assert alert.finding.at == START
    assert alert.finding.samples
    assert "80" in alert.finding.text
    await watch.tick()
    assert await rung(desk) == ["alert.raised"]


async def test_an_alert_of_a_rule_does_not_stand_for_the_detectors(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    await desk.save_rule(Rule("broken", "broken", (Action(Verb.ALERT),)))
    await storm(calm, START)
    clock.advance(20 * 60)
    watch = watch_on(calm, clock)
    await watch.start()
    await watch.tick()
    assert {alert.finding.of_rule for alert in await desk.alerts()} == {True, False}


async def test_an_alarm_that_a_full_disk_refused_rings_when_there_is_room(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watch_on(calm, clock)
    await watch.start()
    await storm(calm, START)
    clock.advance(60)
    real = calm.act

    def full(actor: Actor, at: datetime) -> AbstractAsyncContextManager[Tx]:
        raise StoreFull("the disk is full")

    monkeypatch.setattr(calm, "act", full)
    with pytest.raises(StoreFull):
        await watch.tick()
    monkeypatch.setattr(calm, "act", real)
    await watch.tick()
    assert len(await desk.alerts()) == 1
    await watch.tick()
    assert await rung(desk) == ["alert.raised"]


async def test_a_storm_that_fills_a_gap_rings_though_its_buckets_are_closed(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(calm, clock)
    await watch.start()
    clock.advance(30 * 60)
    await watch.tick()
    await storm(calm, START + 2 * BUCKET, watch)
    await watch.tick()
    (alert,) = await desk.alerts()
    assert alert.finding.at == START + 2 * BUCKET
    assert await rung(desk) == ["alert.raised"]


async def test_a_history_that_came_after_the_start_is_learned(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    await watch.start()
    for back in range(30 * 12, 0, -1):
        await storm(store, bucket_of(START) - back * BUCKET, watch, "Hello", size=1 + back % 2)
    await watch.tick()
    await storm(store, START, watch)
    clock.advance(60)
    await watch.tick()
    assert len(await desk.alerts()) == 1


async def test_what_came_late_neither_rings_again_nor_makes_a_second_alert(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    text = "It exploded and burned my child, people are injured!"
    watch = watch_on(calm, clock)
    await watch.start()
    for bucket in range(4):
        await storm(calm, START + bucket * BUCKET, watch, text)
        clock.advance(300)
        await watch.tick()
    (alert,) = await desk.alerts()
    assert alert.finding.level is Level.CRISIS
    before = await rung(desk)
    await storm(calm, START - BUCKET, watch, text)
    clock.advance(60)
    await watch.tick()
    await storm(calm, START + 4 * BUCKET, watch, text)
    await watch.tick()
    again = watch_on(calm, clock)
    await again.start()
    await again.tick()
    assert await rung(desk) == before
    assert len(await desk.alerts()) == 1


async def test_a_clock_that_is_put_right_leaves_nothing_unwatched(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    clock.advance(30 * 24 * 3600)
    watch = watch_on(calm, clock)
    await watch.start()
    await watch.tick()
    clock.advance(-30 * 24 * 3600)
    await watch.tick()
    await storm(calm, START, watch)
    clock.advance(60)
    await watch.tick()
    assert len(await desk.alerts()) == 1


async def test_what_the_calendar_knows_raises_the_band_and_stands_in_the_sentence(
    calm: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    await desk.add_entry("Match day", START - BUCKET, START + timedelta(hours=4), 20)
    watch = watch_on(calm, clock)
    await watch.start()
    await watch.tick()
    expected, _ = watch.band("all")[bucket_of(START)]
    assert 40 < expected < 80
    await storm(calm, START, watch, "Hello, when do you open?")
    clock.advance(60)
    await watch.tick()
    assert await desk.alerts() == []
    again = watch_on(calm, clock)
    await again.start()
    await again.tick()
    assert await desk.alerts() == []
    await storm(calm, START, again, "The till is broken, this is terrible!", size=1500)
    await again.tick()
    (alert,) = await desk.alerts()
    assert "; during 'Match day', expected x20" in alert.finding.text
