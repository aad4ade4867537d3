"""A real store with a desk on it, and messages to fill it with."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.desk.base import NoWatch, Ways
from console.desk.hub import Hub
from console.desk.local import LocalDesk
from console.judge import Judge, JudgeSettings, again, measured, teach
from console.judge.waves import Waves
from console.model.actor import Actor
from console.model.channel import Capabilities, Limit
from console.model.correction import Again, Lesson
from console.model.message import Judgement, RawMessage
from console.playbooks import Library, load, shipped
from console.priority import PriorityWeights
from console.sla import Promises
from console.store.sqlite import SqliteStore
from console.watch.sifting import sift
from tests.support.fastclock import START, FastClock

CHANNEL = "mastodon/@nordbank"
CAN = Capabilities(can_reply=True, can_dm=True, can_reconcile=True, limit=Limit(characters=500))
SETTINGS = JudgeSettings(brand_names=("Nordbank",))
JUDGE = Judge(SETTINGS)
_library: list[Library] = []


def library() -> Library:
    """The shipped playbooks, read once."""
    if not _library:
        _library.append(load(shipped()))
    return _library[0]


def raw(
    remote_id: str,
    text: str = "Hello, when do you open?",
    *,
    channel: str = CHANNEL,
    handle: str = "kari@fjord.example",
    at: datetime | None = None,
    **fields: object,
) -> RawMessage:
    network, _, account = channel.partition("/")
    given: dict[str, object] = {
        "network": network,
        "channel": account,
        "id": remote_id,
        "kind": "mention",
        "author": {"id": handle, "handle": handle, "name": handle.split("@")[0].title()},
        "text": text,
        "created_at": (at or START - timedelta(minutes=5)).isoformat(),
    }
    given.update(fields)
    return RawMessage(given)


async def ingest(store: SqliteStore, *raws: RawMessage, channel: str = CHANNEL, at: datetime = START) -> None:
    judged, parked = sift(JUDGE, raws, channel, at)
    assert not parked, parked
    await store.ingest(judged, parked, channel=channel, cursor=None, at=at)


@asynccontextmanager
async def judge_anew(lessons: Sequence[Lesson]) -> AsyncIterator[Again]:
    judge = Judge(SETTINGS)
    teach(judge, lessons)

    async def ask(texts: Sequence[tuple[str, str | None]]) -> Sequence[Judgement]:
        return again(judge, texts)

    yield ask


def desk_on(
    store: SqliteStore,
    clock: FastClock,
    name: str = "kari",
    *,
    capabilities: Mapping[str, Capabilities] | None = None,
) -> LocalDesk:
    hub = Hub()
    store.subscribe(hub.publish)
    keys = itertools.count(1)
    return LocalDesk(
        store=store,
        clock=clock,
        actor=Actor(name),
        hub=hub,
        library=library(),
        capabilities=capabilities if capabilities is not None else {CHANNEL: CAN},
        new_key=lambda: f"{name}{next(keys):x}".encode().hex().ljust(32, "0")[:32],
        ways=Ways(),
        watching=NoWatch(),
        assess=lambda lessons: asyncio.to_thread(measured, SETTINGS, lessons),
        anew=judge_anew,
    )


async def open_store(
    folder: Path,
    clock: FastClock,
    promises: Promises | None = None,
    weights: PriorityWeights | None = None,
) -> SqliteStore:
    # Another store knows nothing of the waves that were seen in the one before.
    JUDGE._waves = Waves()
    store = SqliteStore(folder / "beredt.db", clock=clock, promises=promises, weights=weights)
    await store.open()
    return store


__all__ = ["CAN", "CHANNEL", "START", "UTC", "desk_on", "ingest", "library", "open_store", "raw"]
