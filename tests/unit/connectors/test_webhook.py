"""The webhook receiver: what it stores, what it answers, and what it turns away."""

import asyncio
import base64
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from console.connectors.feed import Feed
from console.connectors.protocol import Batch
from console.connectors.webhook import Webhook, WebhookSettings
from console.connectors.webhook.http1 import Limits
from console.connectors.webhook.signature import sign
from console.errors import SendRefused, SendUnknown, StoreError, StoreFull, Unreachable
from tests.support.fastclock import FastClock
from tests.unit.connectors.test_reply_file import OUT

KEY = bytes(range(32))
FEED = Feed("webhook/@shop", "webhook", frozenset({"mastodon/@brand"}))


def message(id: str, **more: object) -> dict[str, object]:
    return {
        "id": id,
        "kind": "review",
        "author": {"id": "a", "handle": "ada"},
        "text": f"Hello {id}",
        "created_at": "2026-11-23T07:00:00Z",
        **more,
    }


class Receiver:
    """A webhook whose batches go into a store that can be told to fail."""

    def __init__(self, **settings: Any) -> None:
        self.clock = FastClock()
        self.webhook = Webhook(FEED, WebhookSettings((KEY,), port=0, **settings), self.clock)
        self.stored: list[str] = []
        self.quarantined: list[tuple[int | None, str]] = []
        self.failures: list[BaseException] = []
        self.commits = 0
        self.handed = 0
        """Messages that came out of the webhook, stored or not."""
        self.taking = asyncio.Event()
        self.taking.set()
        self.listening = asyncio.Event()
        self.client = httpx.AsyncClient(trust_env=False)

    async def watch(self) -> None:
        batches = self.webhook.receive(None)
        try:
            async for batch in batches:
                self.listening.set()
                self.handed += len(batch.messages)
                await self.taking.wait()
                self._commit(batch)
        finally:
            await batches.aclose()  # type: ignore[attr-defined]  # the protocol promises no generator

    def _commit(self, batch: Batch) -> None:
        assert len(batch.messages) <= 100
        self.commits += 1
        if self.failures and batch.messages:
            batch.committed(self.failures.pop(0))
            return
        self.stored += [str(raw.fields["id"]) for raw in batch.messages]
        self.quarantined += [(bad.line, bad.reason) for bad in batch.rejected]
        batch.committed(None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.webhook.port}/hook"

    def headers(self, body: bytes, id: str = "msg_1", key: bytes = KEY) -> dict[str, str]:
        stamp = str(int(self.clock.now().timestamp()))
        signature = sign(key, id.encode(), stamp.encode(), body).decode()
        signed = {"webhook-id": id, "webhook-timestamp": stamp, "webhook-signature": signature}
        return {**signed, "content-type": "application/json"}

    async def post(self, content: object, *, id: str = "msg_1", **more: str) -> httpx.Response:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {
            **self.headers(body, id),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return await self.client.post(self.url, content=body, headers=headers)

    async def raw(self, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.webhook.port)
        writer.write(data)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer


@asynccontextmanager
async def receiver(**settings: Any) -> AsyncIterator[Receiver]:
    it = Receiver(**settings)
    task = asyncio.create_task(it.watch())
    await asyncio.wait_for(it.listening.wait(), 10)
    try:
        yield it
    finally:
        await it.client.aclose()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_one_message_a_list_and_lines() -> None:
    async with receiver() as it:
        one = await it.post(message("1"), id="a")
        pretty = await it.post(json.dumps(message("2"), indent=2).encode(), id="b")
        many = await it.post([message(str(n)) for n in range(3, 253)], id="c")
        lines = b"\n".join(json.dumps(message(str(n))).encode() for n in (253, 254))
        jsonl = await it.post(lines, id="d", content_type="application/x-ndjson")
        empty = await it.post([], id="e")
    assert [reply.status_code for reply in (one, pretty, many, jsonl, empty)] == [200] * 5
    assert many.json() == {"accepted": 250, "rejected": 0, "reasons": []}
    assert it.stored == [str(n) for n in range(1, 255)]


async def test_bad_messages_are_parked_and_the_good_ones_stored() -> None:
    async with receiver() as it:
        bad = [message("2", text=7), [], message("4", network="mastodon", channel="@brand"), {}]
        reply = await it.post([message("1"), *bad, message("6")])
    assert reply.status_code == 200
    assert reply.json()["accepted"] == 2
    assert [reason["message"] for reason in reply.json()["reasons"]] == [2, 3, 4, 5]
    assert it.stored == ["1", "6"]
    assert [line for line, _ in it.quarantined] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[{}", b"\xff", b"nonsense", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1, "a": 2}']
)
async def test_a_body_that_is_no_json_is_kept_as_evidence(body: bytes) -> None:
    async with receiver() as it:
        reply = await it.post(body)
        again = await it.post(body)
    assert reply.status_code == again.status_code == 400
    assert len(it.quarantined) == 1


async def test_200_only_when_it_is_durable() -> None:
    async with receiver() as it:
        it.taking.clear()
        waiting = asyncio.create_task(it.post(message("1")))
        second = asyncio.create_task(it.post(message("2"), id="msg_2"))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not waiting.done()
        assert it.stored == []
        it.taking.set()
        assert (await waiting).status_code == (await second).status_code == 200
        assert sorted(it.stored) == ["1", "2"]


async def test_senders_that_wait_together_share_a_commit_and_each_is_told() -> None:
    async with receiver() as it:
        before = it.commits
        it.taking.clear()
        posts = [asyncio.create_task(it.post(message(str(n)), id=f"m{n}")) for n in range(20)]
        # How many the first batch took before it had to wait is a matter of chance.
        while it.handed + it.webhook._queue.qsize() < 20:  # noqa: ASYNC110 - a queue has no event for this
            await asyncio.sleep(0)
        it.taking.set()
        assert [(await post).status_code for post in posts] == [200] * 20
        assert sorted(it.stored) == sorted(str(n) for n in range(20))
        assert it.commits - before <= 3


@pytest.mark.parametrize("error", [StoreFull("disk full"), StoreError("broken")])
async def test_no_false_acknowledgement_when_the_store_cannot(error: StoreError) -> None:
    async with receiver() as it:
        it.failures.append(error)
        refused = await it.post(message("1"))
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert (await it.post(message("1"))).status_code == 200
    assert it.stored == ["1"]


async def test_a_store_that_hangs_is_not_acknowledged() -> None:
    async with receiver(commit_within=0.02) as it:
        it.taking.clear()
        assert (await it.post(message("1"))).status_code == 503
        it.taking.set()
        assert (await it.post(message("1"))).status_code == 200


async def test_half_a_delivery_is_not_acknowledged() -> None:
    async with receiver() as it:
        it.failures.append(StoreFull("disk full"))
        everything = [message(str(n)) for n in range(150)]
        assert (await it.post(everything)).status_code == 503
        assert (await it.post(everything)).status_code == 200
    assert it.stored == [str(n) for n in [*range(100, 150), *range(150)]]


async def test_a_repeated_delivery_is_answered_and_not_stored_again() -> None:
    async with receiver() as it:
        first = await it.post([message("1"), {}])
        again = await it.post([message("1"), {}])
        other = await it.post(message("2"))
    assert first.json() == again.json()
    assert other.json()["accepted"] == 1
    assert it.stored == ["1", "2"]


async def test_what_is_remembered_is_bounded() -> None:
    async with receiver() as it:
        await it.post(message("1"))
        it.clock.advance(700)
        await it.post(message("2"), id="msg_2")
        assert len(it.webhook._answered) == 1


async def test_who_cannot_sign_is_turned_away(caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps(message("1")).encode()
    async with receiver() as it:
        with caplog.at_level(logging.WARNING):
            for headers in (
                {},
                {**it.headers(body), "webhook-signature": ""},
                {**it.headers(body), "webhook-id": "other"},
                {**it.headers(body), "webhook-id": "x" * 300},
                it.headers(body, key=b"x" * 32),
                it.headers(body + b" "),
            ):
                reply = await it.client.post(it.url, content=body, headers=headers)
                assert reply.status_code == 401
        stale = it.headers(body)
        it.clock.advance(301)
        assert (await it.client.post(it.url, content=body, headers=stale)).status_code == 401
        twice = [*it.headers(body).items(), ("webhook-id", "msg_2")]
        assert (await it.client.post(it.url, content=body, headers=twice)).status_code == 401
    assert it.stored == []
    assert it.quarantined == []
    # Once for six within a minute, and once for those five minutes later.
    assert len(caplog.records) == 2


async def test_wrong_addresses_methods_and_types() -> None:
    async with receiver() as it:
        assert (await it.client.post(f"{it.url}/more")).status_code == 404
        got = await it.client.get(it.url)
        assert (got.status_code, got.headers["allow"]) == (405, "POST")
        for media in ("text/html", "application/json; charset=latin-1", "application/x-www-form-urlencoded"):
            assert (await it.post(message("1"), content_type=media)).status_code == 415
        assert (await it.post(message("1"), content_encoding="gzip")).status_code == 415
        fine = await it.post(message("1"), content_type='Application/JSON; charset="UTF-8"')
        assert fine.status_code == 200


async def test_a_body_that_is_too_large_is_refused_however_it_comes() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 10_000

    async with receiver(limits=Limits(max_body=50_000)) as it:
        announced = await it.post(message("1", text="x" * 60_000))
        chunked = await it.client.post(it.url, content=endless(), headers=it.headers(b""))
        assert announced.status_code == chunked.status_code == 413
        assert (await it.post(message("1"))).status_code == 200
    assert it.stored == ["1"]


async def test_the_sender_is_told_to_go_on_before_a_body_and_only_then() -> None:
    body = json.dumps(message("1")).encode()
    async with receiver(limits=Limits(max_body=50_000)) as it:
        lines = [f"{name}: {value}" for name, value in it.headers(body).items()]
        head = "\r\n".join(
            ["POST /hook HTTP/1.1", "Host: x", "Expect: 100-continue", "Connection: close", *lines]
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", it.webhook.port)
        writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 100")
        writer.write(body)
        assert b"200" in await reader.read()
        writer.close()
        refused = await it.raw(f"{head}\r\nContent-Length: 50001\r\n\r\n".encode())
        assert refused.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"POST /hook HTTP/1.1\r\n" + b"x: y\r\n" * 10_000, b"431"),
        (b"POST /" + b"h" * 100_000, b"431"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", b"400"),
        (b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
    ],
)
async def test_what_is_no_request_is_told_so(data: bytes, status: bytes) -> None:
    async with receiver() as it:
        assert status in (await it.raw(data)).split(b"\r\n")[0]
        assert (await it.post(message("1"))).status_code == 200


async def test_a_request_that_never_ends_is_ended() -> None:
    async with receiver(limits=Limits(deadline=0.05, idle=0.05)) as it:
        head = b"POST /hook HTTP/1.1\r\nHost: x\r\n"
        assert (await it.raw(head)).startswith(b"HTTP/1.1 408")
        signed = "".join(f"{name}: {value}\r\n" for name, value in it.headers(b"").items()).encode()
        assert (await it.raw(head + signed + b"Content-Length: 10\r\n\r\n{")).startswith(b"HTTP/1.1 408")
        assert await it.raw(b"") == b""


async def test_connections_are_counted() -> None:
    async with receiver(limits=Limits(connections=2)) as it:
        held = [await asyncio.open_connection("127.0.0.1", it.webhook.port) for _ in range(2)]
        for _, writer in held:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        answer = await it.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"Retry-After" in answer
        for _, writer in held:
            writer.close()
            await writer.wait_closed()


async def test_too_many_requests_are_told_to_wait_and_later_served() -> None:
    async with receiver(per_second=3.0) as it:
        codes = [(await it.post(message(str(n)), id=str(n))).status_code for n in range(5)]
        assert codes == [200, 200, 200, 429, 429]
        it.clock.advance(1)
        assert (await it.post(message("9"), id="9")).status_code == 200
    assert it.stored == ["0", "1", "2", "9"]


async def test_several_requests_on_one_connection() -> None:
    body = json.dumps(message("1")).encode()
    async with receiver() as it:
        lines = "".join(f"{name}: {value}\r\n" for name, value in it.headers(body).items())
        request = (
            f"POST /hook HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        last = request.replace(b"Host: x", b"Host: x\r\nConnection: close")
        assert (await it.raw(request + request + last)).count(b"HTTP/1.1 200") == 3
    assert it.stored == ["1"]


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        webhook = Webhook(FEED, WebhookSettings((KEY,), port=port), FastClock())
        with pytest.raises(Unreachable, match=f"127.0.0.1:{port}"):
            await anext(webhook.receive(None))  # type: ignore[call-overload]
        with pytest.raises(Unreachable, match="cannot listen"):
            await webhook.check()


async def test_the_check_knows_our_own_receiver() -> None:
    async with receiver() as it:
        other = Webhook(FEED, WebhookSettings((KEY,), port=it.webhook.port), FastClock())
        assert (await other.check()).startswith("listens on http://127.0.0.1")
    assert (await other.check()).startswith("can listen on")


async def test_it_cannot_be_answered() -> None:
    webhook = Webhook(FEED, WebhookSettings((base64.b64decode("AAAA"),)), FastClock())
    assert not webhook.capabilities.can_reply
    with pytest.raises(SendRefused):
        await webhook.send(OUT)
    with pytest.raises(SendUnknown):
        await webhook.find_sent(OUT)
