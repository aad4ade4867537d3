"""The stream: quick when it is there, and never needed."""

import asyncio
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request as Handshake

from console.connectors.mastodon.streaming import Event, Stream
from tests.support.fastclock import FastClock
from tests.support.httpserver import FaultyServer, Reply, Status
from tests.support.mastodon import TOKEN
from tests.unit.connectors.test_mastodon_receiving import PATH, Desk, desk


class SlowClock(FastClock):
    """Its long sleeps never end: only the stream can bring anything meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds > 1:
            self.asleep.set()
            await asyncio.Event().wait()
        self.advance(seconds)
        await asyncio.sleep(0)


async def live(it: Desk) -> asyncio.Task[None]:
    """Receive beside the test until the stream is open and the gap before it was read."""
    before = len(it.behind)
    it.clock = SlowClock()
    await it.restart()
    task = asyncio.create_task(it.until(lambda: False))
    await it.stores(lambda: len(it.behind) >= before + 2)
    return task


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def settled(it: Desk, count: int) -> None:
    await it.stores(lambda: len(it.messages) >= count)


async def test_a_streamed_mention_is_there_before_anything_is_asked() -> None:
    async with desk(streaming="auto") as it:
        task = await live(it)
        asked = len(it.server.asked(PATH))
        id = it.server.post("ada", "@brand now")
        await it.server.push("notification", it.server.notifications[-1])
        await settled(it, 1)
        assert len(it.server.asked(PATH)) == asked
        (handshake,) = it.server.stream_requests
        assert handshake.path == "/api/v1/streaming?stream=user"
        assert handshake.headers["Authorization"] == f"Bearer {TOKEN}"
        await ended(task)
        assert it.arrivals == ["@brand now"]
        # The cursor has not moved: whatever the stream lost before this is still to be read.
        await it.restart()
        assert id not in (it.cursor or "")


async def test_streamed_edits_deletions_and_our_own_answers() -> None:
    async with desk(streaming="auto") as it:
        ids = [it.server.post("ada", f"@brand {n}") for n in range(3)]
        await it.until(lambda: len(it.messages) == 3)
        task = await live(it)
        it.server.edit(ids[0], "@brand edited")
        await it.server.push("status.update", it.server.statuses[ids[0]])
        await it.server.push("delete", ids[1])
        await it.server.push("delete", "999999")
        stranger = it.server.post("eve", "not for us")
        await it.server.push("status.update", it.server.statuses[stranger])
        await it.server.push("update", it.server.statuses[stranger])
        own = it.server.post("brand", "@ada written elsewhere", to=ids[2])
        await it.server.push("update", it.server.statuses[own])
        await it.server.push("update", it.server.statuses[it.server.post("brand", "An advertisement")])
        await it.server.push("notification", {"type": "mention", "status": 7})
        await it.server.push("announcement", {"id": "1"})
        last = it.server.post("ada", "@brand last")
        await it.server.push("notification", it.server.notifications[-1])
        await settled(it, 5)
        await ended(task)
    assert it.messages[ids[0]].text == "@brand edited"
    assert it.messages[ids[1]].deleted
    assert it.messages[own].ours
    assert it.messages[own].thread_id == ids[2]
    assert set(it.messages) == {*ids, own, last}
    assert it.rejected == []


async def test_what_was_missed_while_the_stream_was_down_is_read_first() -> None:
    async with desk(streaming="auto") as it:
        task = await live(it)
        it.server.post("ada", "@brand 0")
        it.server.post("ada", "@brand 1")
        it.server.subscribed.clear()
        for socket in list(it.server.sockets):
            await socket.close(1011)
        await settled(it, 2)
        await asyncio.wait_for(it.server.subscribed.wait(), 10)
        it.server.post("ada", "@brand 2")
        await it.server.push("notification", it.server.notifications[-1])
        await settled(it, 3)
        await ended(task)
    assert it.arrivals == ["@brand 0", "@brand 1", "@brand 2"]


async def run_until(stream: Stream, wanted: str) -> list[Event]:
    task = asyncio.create_task(stream.run())
    found = []
    async with asyncio.timeout(10):
        while not found or found[-1].name != wanted:
            found.append(await stream.events.get())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return found


@pytest.mark.parametrize(
    "refusal", [Status(404), Status(401), Status(501), Reply({"ok": True}), Status(302, location="/x")]
)
async def test_server_sent_events_where_there_is_no_websocket(refusal: Reply) -> None:
    body = b':)\n\nevent: notification\ndata: {"id": "1"}\n\nevent: delete\ndata: 17\n\n'
    async with FaultyServer() as server:
        server.route("GET", "/api/v1/streaming", lambda _request: refusal)
        typed = {"content-type": "text/event-stream"}
        server.route("GET", "/api/v1/streaming/user", lambda _request: Reply(body, headers=typed))
        stream = Stream([server.url.replace("http", "ws")], TOKEN, FastClock())
        events = await run_until(stream, "down")
    assert events == [Event("up"), Event("notification", {"id": "1"}), Event("delete", "17"), Event("down")]


async def test_a_server_without_any_stream_is_asked_rarely() -> None:
    async with FaultyServer() as server:
        clock = SlowClock()
        stream = Stream([server.url.replace("http", "ws")], TOKEN, clock)
        task = asyncio.create_task(stream.run())
        await asyncio.wait_for(clock.asleep.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert clock.slept == [300.0]
    assert stream.events.empty()


async def test_the_token_follows_no_redirect() -> None:
    seen: list[Any] = []

    def elsewhere(_connection: ServerConnection, request: Handshake) -> None:
        seen.append(request)

    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with serve(wait, "127.0.0.1", 0, process_request=elsewhere) as thief, FaultyServer() as server:
        port = thief.sockets[0].getsockname()[1]
        away = Status(307, location=f"ws://127.0.0.1:{port}/")
        server.route("GET", "/api/v1/streaming", lambda _request: away)
        clock = SlowClock()
        task = asyncio.create_task(Stream([server.url.replace("http", "ws")], TOKEN, clock).run())
        await asyncio.wait_for(clock.asleep.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert seen == []


async def test_more_than_it_can_hold_is_dropped_and_read_later() -> None:
    stream = Stream(["ws://127.0.0.1:1"], TOKEN, FastClock())
    for n in range(2000):
        stream._put(Event("notification", {"id": str(n)}))
    assert stream.events.qsize() == 500
