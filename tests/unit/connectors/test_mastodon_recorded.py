"""What a true Mastodon server sent, read again."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from console.connectors.http import HttpClient
from console.connectors.mastodon.notifications import Notifications
from console.connectors.mastodon.server import ask_account, ask_server
from console.connectors.mastodon.status import Account, raw_message
from console.connectors.mastodon.streaming import Event, Stream
from console.text import admit
from tests.support.fastclock import FastClock
from tests.support.httpserver import FaultyServer, Reply, Request
from tests.support.mastodon import recorded, recorded_frames, recorded_statuses

ME = Account("mastodon/@mastodonpy_test", "117440810532227399", "mastodonpy_test")


def replay(pair: dict[str, Any]) -> Reply:
    """The recorded answer, with the headers that mean something."""
    answer = pair["response"]
    named = {name.lower(): values[0] for name, values in answer["headers"].items()}
    kept = {name: value for name, value in named.items() if name == "link" or "ratelimit" in name}
    kept["content-type"] = named["content-type"]
    return Reply(answer["body"]["string"].encode(), answer["status"]["code"], kept)


@asynccontextmanager
async def client() -> AsyncIterator[tuple[FaultyServer, HttpClient]]:
    async with FaultyServer() as server:
        http = HttpClient(server.url, clock=FastClock(), token="t")
        yield server, http
        await http.close()


def test_every_recorded_post_passes_the_gate() -> None:
    clock = FastClock()
    messages = [admit(raw_message(status, ME, "1"), clock.now()) for status in recorded_statuses()]
    assert len(messages) > 20
    assert {message.context["visibility"] for message in messages} >= {"public", "direct"}
    assert {message.kind.value for message in messages} >= {"mention", "dm"}
    assert any(message.ours for message in messages)
    assert all(message.author.handle and message.evidence and message.url for message in messages)
    (warned,) = {message.text for message in messages if message.text.startswith("[CW:")}
    assert warned.startswith("[CW: ")


async def test_a_recorded_page_of_mentions_and_its_links() -> None:
    pair = recorded("test_notifications_mentions_only")[1]
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        if request.param("limit") in ("1", "3"):
            # Whether it pages forward is asked first; of these three, the middle one comes after the oldest.
            ids = ["20"] if request.param("min_id") else ["21", "20", "19"]
            return Reply([{"id": id} for id in ids])
        # The recording has one page; beyond it there is nothing.
        return replay(pair) if request.param("min_id") in ("", "20") else Reply([])

    async with client() as (server, http):
        server.route("GET", "/api/v1/notifications", answer)
        pages = [page async for page in Notifications(http).after(["20"])]
    assert [[one["id"] for one in page.notifications] for page in pages] == [["21"], []]
    assert pages[-1].last
    # The server's own link was followed, filters and all, to our address of it.
    assert asked[-1].query == {"min_id": ["21"], "types[]": ["mention"]}


async def test_recorded_instances_of_both_versions() -> None:
    async with client() as (server, http):
        server.route("GET", "/api/v2/instance", lambda _request: replay(recorded("test_instance")[0]))
        newer = await ask_server(http)
        server.route("GET", "/api/v2/instance", lambda _request: Reply({"error": "Not Found"}, 404))
        server.route("GET", "/api/v1/instance", lambda _request: replay(recorded("test_instance_v1")[-1]))
        older = await ask_server(http)
    for facts in (newer, older):
        assert facts.version == "4.7.3"
        assert facts.max_characters == 500
        assert facts.url_length == 23
        assert facts.streaming == ("ws://localhost:4000", server.url.replace("http", "ws"))
    assert newer.honours_keys


async def test_the_recorded_account() -> None:
    async with client() as (server, http):
        pair = recorded("test_verify_credentials")[0]
        server.route("GET", "/api/v1/accounts/verify_credentials", lambda _request: replay(pair))
        me = await ask_account(http, "mastodon/@x", "")
    assert me.acct == json.loads(pair["response"]["body"]["string"])["acct"]


async def collected(stream: Stream, count: int) -> list[Event]:
    ((way, origin),) = stream._ways
    events = stream._websocket(origin) if way == "websocket" else stream._sse(origin)
    found = []
    async for event in events:
        found.append(event)
        if len(found) == count:
            break
    await events.aclose()
    return found


async def test_the_recorded_websocket() -> None:
    frames = recorded_frames("test_stream_websocket_user_direct")

    async def play(socket: ServerConnection) -> None:
        assert socket.request is not None
        assert socket.request.headers["Authorization"] == "Bearer t"
        for frame in ({"error": "Unknown stream type", "status": 400}, *frames):
            await socket.send(json.dumps(frame))
        await socket.send("nonsense")
        await socket.send("[]")
        await socket.wait_closed()

    async with serve(play, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        events = await collected(
            Stream([f"ws://127.0.0.1:{port}"], "t", FastClock(), "websocket"), len(frames) + 1
        )
    assert [event.name for event in events] == ["up", *(frame["event"] for frame in frames)]
    assert [event.payload for event in events[1:]] == [json.loads(frame["payload"]) for frame in frames]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
async def test_the_recorded_server_sent_events(ends: bytes) -> None:
    (pair,) = [
        pair
        for pair in recorded("test_stream_user_direct")
        if pair["request"]["uri"].endswith("/streaming/user")
    ]
    body = pair["response"]["body"]["string"].encode().replace(b"\n", ends)
    async with FaultyServer() as server:
        typed = {"content-type": "text/event-stream"}
        server.route("GET", "/api/v1/streaming/user", lambda _request: Reply(body, headers=typed))
        stream = Stream([server.url.replace("http", "ws")], "t", FastClock(), "sse")
        events = await collected(stream, 1000)
        assert server.requests[0].headers["authorization"] == "Bearer t"
    names = [event.name for event in events]
    assert names[0] == "up"
    assert set(names) >= {"update", "notification", "status.update", "delete"}
    (deleted,) = [event.payload for event in events if event.name == "delete"]
    assert isinstance(deleted, str)
    assert deleted.isdigit()
    assert all(isinstance(event.payload, dict) for event in events if event.name == "notification")
