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
from console.store.protocol import Tx
from console.store.sqlite import SqliteStore
from console.watch.alarm import AlarmWatch, bucket_of
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, ingest, raw

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


async def storm(store: SqliteStore, begin: datetime) -> None:
    raws = [
        raw(f"{begin:%H%M}-{number}", f"The card is broken again {number}, this is terrible!", at=begin)
        for number in range(80)
    ]
    await ingest(store, *raws, at=begin)


def watch_on(store: SqliteStore, clock: FastClock) -> AlarmWatch:
    return AlarmWatch(store=store, alarms=Alarms(), clock=clock, executor=ThreadPoolExecutor(1))


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
