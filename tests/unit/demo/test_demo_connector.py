# ruff: noqa: E501 - an outgoing reply fits on one line
import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from console.connectors.demo import CHANNELS, DemoClock, DemoConnector, demo_connectors, demo_start
from console.connectors.demo.plan import day
from console.connectors.protocol import Batch, Connector
from console.errors import SendRefused
from console.model.message import RawMessage
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState
from console.text import admit

START = demo_start(1)


class Wheel(DemoClock):
    """A clock that a test turns: sleeping moves it at once."""

    def __init__(self, start: datetime) -> None:
        self.turned = 0.0
        super().__init__(start, 1.0, lambda: self.turned)

    async def sleep(self, seconds: float) -> None:
        self.turned += seconds


async def until(connector: Connector, cursor: str | None, clock: Wheel, end: datetime) -> list[Batch]:
    batches = []
    feed = connector.receive(cursor)
    async for batch in feed:
        batches.append(batch)
        if clock.now() >= end:
            break
    await feed.aclose()  # type: ignore[attr-defined]
    return batches


def ids(batches: list[Batch]) -> list[object]:
    return [message.fields["id"] for batch in batches for message in batch.messages]


@pytest.mark.parametrize("network", CHANNELS)
async def test_everything_arrives_in_time_and_order(network: str) -> None:
    clock = Wheel(START)
    end = START + timedelta(hours=26)
    batches = await until(DemoConnector(network, 1, clock), None, clock, end)
    planned = [
        one for number in (0, 1) for one in day(1, number) if one.network == network and one.at <= clock.now()
    ]
    assert ids(batches) == [one.fields["id"] for one in planned]
    assert all(len(batch.messages) <= 100 for batch in batches)


async def test_the_backlog_is_there_at_once() -> None:
    clock = Wheel(START)
    feed = DemoConnector("instagram", 1, clock).receive(None)
    batch = await anext(feed)
    assert len(batch.messages) > 10
    assert clock.turned == 0.0
    assert all(admit(message, clock.now()).created_at <= START for message in batch.messages)


async def test_it_goes_on_after_its_cursor() -> None:
    clock = Wheel(START)
    whole = await until(DemoConnector("mastodon", 1, clock), None, clock, START + timedelta(hours=25))
    for stop in (0, 5, len(whole) - 2):
        cursor = next(batch.cursor for batch in reversed(whole[: stop + 1]) if batch.cursor)
        later = Wheel(START + timedelta(hours=25))
        rest = await until(
            DemoConnector("mastodon", 1, later), cursor, later, later.now() + timedelta(minutes=1)
        )
        assert ids(whole[: stop + 1]) + ids(rest)[: len(ids(whole[stop + 1 :]))] == ids(whole)


async def test_a_quiet_channel_gives_signs_of_life() -> None:
    night = START + timedelta(hours=18)
    clock = Wheel(night)
    connector = DemoConnector("bluesky", 1, clock)
    assert connector.quiet_after is not None
    heard, quiet = clock.turned, 0.0
    async for _ in connector.receive("0.100000"):
        quiet = max(quiet, clock.turned - heard)
        heard = clock.turned
        if clock.turned > 6 * 3600:
            break
    assert quiet < connector.quiet_after


def outgoing(message: RawMessage, text: str, key: str = "0" * 32) -> Outgoing:
    known = admit(message, START + timedelta(days=1))
    return Outgoing(
        1, 1, known.channel, known.remote_id, known.kind, known.author.handle, known.thread_id, known.context, text, key,
        "ada", START, START, OutboxState.SENDING,
    )  # fmt: skip


async def answer_all(clock: Wheel, network: str = "mastodon") -> tuple[DemoConnector, list[Outgoing]]:
    connector = DemoConnector(network, 1, clock)
    batch = await anext(connector.receive(None))
    sent = []
    for number, message in enumerate(batch.messages):
        if message.fields["ours"] or message.fields.get("deleted"):
            continue
        out = outgoing(message, "Hei! Vi ser på det.", f"{number:032x}")
        await connector.send(out)
        sent.append(out)
    return connector, sent


async def test_a_reply_is_accepted_once_and_found_again() -> None:
    connector = DemoConnector("bluesky", 1, Wheel(START))
    out = outgoing(RawMessage(day(1, 0)[0].fields), "Hei!")
    assert await connector.find_sent(out) is None
    first = await connector.send(out)
    assert await connector.send(out) == first
    assert await connector.find_sent(out) == first
    other = await connector.send(replace(out, key="1" * 32))
    assert other.remote_id != first.remote_id


async def test_people_who_were_answered_write_back() -> None:
    clock = Wheel(START)
    connector, sent = await answer_all(clock)
    known = {one.fields["id"] for one in day(1, 0)}
    batches = await until(connector, "0.100000", clock, START + timedelta(hours=2))
    back = [message for batch in batches for message in batch.messages if message.fields["id"] not in known]
    assert len(sent) / 4 < len(back) < len(sent)
    threads = {out.thread_id for out in sent}
    for message in back:
        admitted = admit(message, clock.now())
        assert admitted.thread_id in threads
        assert not admitted.ours
    # Their arrival leaves the cursor where it is: they are no part of the plan.
    assert all(batch.cursor is None for batch in batches)


async def test_who_is_answered_again_has_the_same_name() -> None:
    clock = Wheel(START)
    connector, sent = await answer_all(clock, "instagram")
    handles = {out.to_handle for out in sent}
    batches = await until(connector, "0.100000", clock, START + timedelta(hours=2))
    assert all(SafeText(str(author["handle"])) in handles for author in authors(batches))


def authors(batches: list[Batch]) -> list[dict[str, object]]:
    return [dict(message.fields["author"]) for batch in batches for message in batch.messages]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" ", "the reply is empty"), ("å" * 301, "the reply has 301 graphemes, more than 300")],
)
async def test_what_the_network_would_refuse_is_refused(text: str, reason: str) -> None:
    connector = DemoConnector("bluesky", 1, Wheel(START))
    with pytest.raises(SendRefused) as caught:
        await connector.send(outgoing(RawMessage(day(1, 0)[0].fields), text))
    assert caught.value.what == reason


async def test_the_channels_say_what_they_are() -> None:
    connectors = demo_connectors(1, Wheel(START))
    assert [connector.channel for connector in connectors] == list(CHANNELS.values())
    for connector in connectors:
        assert "no way to a network" in await connector.check()
        assert connector.capabilities.can_reply
        await connector.close()


def test_the_clock_runs_faster() -> None:
    ticks = iter([100.0, 101.0, 102.0])
    clock = DemoClock(START, 60.0, lambda: next(ticks))
    assert clock.monotonic() == 60.0
    assert clock.now() == START + timedelta(minutes=2)


def test_a_clock_that_changes_its_speed_does_not_jump() -> None:
    now = [100.0]
    clock = DemoClock(START, 60.0, lambda: now[0])
    now[0] += 1
    clock.run_at(1.0)
    assert clock.now() == START + timedelta(minutes=1)
    now[0] += 5
    assert clock.now() == START + timedelta(minutes=1, seconds=5)
    assert clock.pace() == 1.0


async def test_whoever_sleeps_wakes_at_the_same_virtual_time() -> None:
    clock = DemoClock(START, 0.001)
    task = asyncio.create_task(clock.sleep(100.0))
    await asyncio.sleep(0)
    clock.run_at(1_000_000.0)
    await task
    assert clock.now() >= START + timedelta(seconds=100)


async def test_the_clock_sleeps_less() -> None:
    clock = DemoClock(START, 1_000_000.0)
    before = clock.now()
    await clock.sleep(1_000)
    assert clock.now() - before >= timedelta(seconds=1_000)


def test_a_clock_must_run() -> None:
    with pytest.raises(ValueError, match="speed"):
        DemoClock(START, 0.0)


def test_kinds_match_what_a_channel_can_do() -> None:
    """Nobody writes in private where we could not answer."""
    private = {one.network for number in range(3) for one in day(1, number) if one.fields["kind"] == Kind.DM}
    able = {
        connector.network for connector in demo_connectors(1, Wheel(START)) if connector.capabilities.can_dm
    }
    assert private <= able


def test_the_demo_brings_no_network_with_it() -> None:
    looked = "import sys, console.connectors.demo; print(sorted({'httpx', 'websockets', 'h11'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
