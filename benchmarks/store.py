"""How fast the store is: rows a second at batches of 100, and questions on 100,000 messages.

    python benchmarks/store.py [--rows 100000] [--keep FILE]

Every batch is one durable transaction (`synchronous=FULL`). One thread in ten has an answer of ours.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.clock import SystemClock
from console.model.actor import Actor
from console.model.event import NewEvent
from console.model.message import Author, Judged, Judgement, Message, Weighed
from console.model.safe import SafeText
from console.model.words import Flag, Kind, Label, State
from console.query.ast import Query, Term
from console.store.sqlite import SqliteStore

START = datetime(2026, 11, 1, 6, tzinfo=UTC)
CHANNELS = ("bluesky/@nordbank.example", "mastodon/@nordbank", "webhook/reviews")
WORDS = (
    "card",
    "payment",
    "app",
    "login",
    "refund",
    "fee",
    "queue",
    "waiting",
    "help",
    "broken",
    "again",
    "slow",
)
ME = Actor("kari")


def message(random_: random.Random, number: int) -> Judged:
    channel = CHANNELS[number % len(CHANNELS)]
    ours = number % 10 == 9
    words = [random_.choice(WORDS) for _ in range(random_.randint(8, 30))]
    compound = round(random_.uniform(-1, 1), 3)
    label = Label.NEGATIVE if compound < -0.2 else Label.POSITIVE if compound > 0.2 else Label.NEUTRAL
    at = START + timedelta(milliseconds=200 * number)
    author = "us" if ours else f"author-{random_.randint(0, 20_000)}"
    parent = number - len(CHANNELS) * random_.randint(1, 20)
    return Judged(
        Message(
            network=channel.partition("/")[0],
            channel=channel,
            remote_id=f"remote-{number}",
            kind=random_.choice(tuple(Kind)),
            author=Author(author, SafeText(f"@{author}"), SafeText(author.title())),
            text=SafeText(" ".join(words)),
            created_at=at,
            received_at=at + timedelta(seconds=1),
            parent_id=f"remote-{parent}" if parent > 0 and random_.random() < 0.2 else None,
            ours=ours,
            evidence='{"raw": "' + "x" * 300 + '"}',
        ),
        Judgement(
            lang="en",
            compound=compound,
            label=label,
            unsure=False,
            flags=(Flag.OUTAGE,) if number % 50 == 0 else (),
            reasons=(Weighed(SafeText(words[0]), compound),),
            scorer="benchmark",
            priority=random_.randint(0, 999),
            priority_reasons=(Weighed(SafeText("sentiment"), 10.0),),
        ),
    )


async def fill(store: SqliteStore, rows: int) -> None:
    random_ = random.Random(7)
    spans, began = [], time.perf_counter()
    made = 0.0
    for start in range(0, rows, 100):
        before = time.perf_counter()
        batch = [message(random_, number) for number in range(start, min(start + 100, rows))]
        made += time.perf_counter() - before
        before = time.perf_counter()
        await store.ingest(batch, [], channel="benchmark", cursor=str(start), at=START)
        spans.append(time.perf_counter() - before)
    took = time.perf_counter() - began - made
    print(f"ingest       {rows} rows, {rows / took:,.0f} rows/s; a batch of 100: {quantiles(spans)}")


def quantiles(spans: Sequence[float]) -> str:
    ordered = sorted(spans)
    return (
        f"p50 {1000 * statistics.median(ordered):.2f} ms, "
        f"p99 {1000 * ordered[int(len(ordered) * 0.99) - 1]:.2f} ms"
    )


async def measure(name: str, rounds: int, ask: Callable[[], Awaitable[object]]) -> None:
    spans = []
    for _ in range(rounds):
        before = time.perf_counter()
        await ask()
        spans.append(time.perf_counter() - before)
    print(f"{name:12} {quantiles(spans)}")


def query(*terms: tuple[str, str]) -> Query:
    return Query(tuple(Term(key, "=", value, False, 0) for key, value in terms))


async def ask(store: SqliteStore) -> None:
    now = START + timedelta(days=1)
    everything, channel = query(), query(("channel", CHANNELS[1]))
    first = await store.queue_ids(everything, me="kari", now=now, limit=1)
    spine = await store.queue_ids(everything, me="kari", now=now)
    middle = spine[len(spine) // 2 : len(spine) // 2 + 50]
    print(f"{'open items':12} {len(spine)}")

    async def act() -> None:
        async with store.act(ME, now) as tx:
            await tx.set_state(first[0], State.DONE)
            await tx.append(NewEvent("item.done", f"item:{first[0]}", {"state": "new"}, {"state": "done"}))

    await measure("page of 50", 200, lambda: store.queue_rows(everything, me="kari", now=now, limit=50))
    await measure("  a channel", 200, lambda: store.queue_rows(channel, me="kari", now=now, limit=50))
    await measure("50 by id", 200, lambda: store.rows(middle))
    await measure("first 200 ids", 200, lambda: store.queue_ids(everything, me="kari", now=now, limit=200))
    await measure("whole spine", 10, lambda: store.queue_ids(everything, me="kari", now=now))
    await measure("a word", 10, lambda: store.queue_ids(query(("text", "refund")), me="kari", now=now))
    await measure("counters", 200, store.counts)
    await measure("an item", 200, lambda: store.item(first[0]))
    await measure("an act", 200, act)


async def run(rows: int, path: Path, *, fresh: bool) -> None:
    store = SqliteStore(path, clock=SystemClock())
    before = time.perf_counter()
    await store.open()
    print(f"open         {1000 * (time.perf_counter() - before):.1f} ms")
    try:
        if fresh:
            await fill(store, rows)
        await ask(store)
    finally:
        before = time.perf_counter()
        await store.close()
        print(f"close        {1000 * (time.perf_counter() - before):.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="use this file and leave it; filled if it is new")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.keep or Path(folder) / "benchmark.db"
        asyncio.run(run(args.rows, path, fresh=not path.exists()))
        print(f"size         {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
