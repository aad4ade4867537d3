"""Silence on a real store: raised once, with the connection's part in it, and ended by a message."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.detect import Alarms
from console.detect.sentences import told
from console.model.actor import WATCH
from console.model.alert import SeriesPoint
from console.model.channel import Health
from console.model.safe import SafeText
from console.model.words import HealthState, Level
from console.store.sqlite import SqliteStore
from console.watch.alarm import AlarmWatch, bucket_of
from console.watch.sifting import sift
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, JUDGE, raw

BUCKET = timedelta(minutes=5)
OTHER = "bluesky/@other.example"


@pytest.fixture
async def busy(store: SqliteStore) -> SqliteStore:
    """Three weeks with ten messages in each bucket, of which one channel gets half."""
    points = [
        SeriesPoint(stream, bucket_of(START) - back * BUCKET, count, 0)
        for back in range(21 * 288, 0, -1)
        for stream, count in (("all", 10), (CHANNEL, 5), (OTHER, 5))
    ]
    await store.add_series(points)
    return store


class Board:
    def __init__(self) -> None:
        self.states = {CHANNEL: HealthState.OK, OTHER: HealthState.OK}

    def all(self) -> Sequence[Health]:
        nothing = SafeText("")
        return [Health(name, state, START, nothing, nothing) for name, state in self.states.items()]


def watch_on(store: SqliteStore, clock: FastClock, board: Board) -> AlarmWatch:
    return AlarmWatch(
        store=store, alarms=Alarms(), clock=clock, executor=ThreadPoolExecutor(1), health=board.all
    )


async def pass_quietly(
    watch: AlarmWatch, store: SqliteStore, clock: FastClock, buckets: int, *channels: str
) -> None:
    """Let time go by in which only those channels hear anything."""
    for _ in range(buckets):
        at = bucket_of(clock.now())
        counts = [SeriesPoint(channel, at, 5, 0) for channel in channels]
        if channels:
            await store.add_series([*counts, SeriesPoint("all", at, 5 * len(channels), 0)])
        clock.advance(BUCKET.total_seconds())
        await watch.tick()


async def come(watch: AlarmWatch, store: SqliteStore, clock: FastClock, channel: str) -> None:
    judged, _ = sift(
        JUDGE, [raw("back", "Hello again", at=clock.now(), channel=channel)], channel, clock.now()
    )
    result = await store.ingest(judged, [], channel=channel, cursor=None, at=clock.now())
    watch.note(judged, result.fresh)
    await watch.tick()


async def test_a_channel_that_falls_silent_is_told_once_and_ends_by_itself(
    busy: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    board = Board()
    watch = watch_on(busy, clock, board)
    await watch.start()
    await pass_quietly(watch, busy, clock, 40, OTHER)
    (alert,) = await desk.alerts()
    finding = alert.finding
    assert (finding.level, finding.of_silence, finding.signals[0].measure) == (Level.WATCH, True, "silence")
    assert finding.signals[0].stream == CHANNEL
    assert told(finding, "en").startswith(f"no message on {CHANNEL} for ")
    assert "the connection works, so it is people who do not write" in told(finding, "en")
    assert "forbindelsen virker, så det er folk som ikke skriver" in told(finding, "nb")
    again = watch_on(busy, clock, board)
    await again.start()
    await pass_quietly(again, busy, clock, 6, OTHER)
    assert len(await desk.alerts()) == 1
    await come(again, busy, clock, CHANNEL)
    (ended,) = await desk.alerts()
    assert ended.acknowledged_by == WATCH.name
    verbs = [event.verb for event in await desk.events(limit=100) if event.verb.startswith("alert.")]
    assert sorted(verbs) == ["alert.acknowledged", "alert.raised"]


async def test_a_broken_connection_is_told_apart(
    busy: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    board = Board()
    board.states[CHANNEL] = HealthState.UNREACHABLE
    watch = watch_on(busy, clock, board)
    await watch.start()
    await pass_quietly(watch, busy, clock, 40, OTHER)
    (alert,) = await desk.alerts()
    assert "the network can't be reached, so messages may be missing" in told(alert.finding, "en")


async def test_when_all_is_silent_there_is_one_alert(
    busy: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(busy, clock, Board())
    await watch.start()
    await pass_quietly(watch, busy, clock, 60)
    (alert,) = await desk.alerts()
    assert alert.finding.signals[0].stream == "all"
    assert "every connection works" in told(alert.finding, "en")


async def test_nothing_is_said_while_what_was_missed_is_fetched(
    busy: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    clock.advance(12 * 3600)
    watch = watch_on(busy, clock, Board())
    await watch.start()
    await watch.tick()
    assert await desk.alerts() == []
