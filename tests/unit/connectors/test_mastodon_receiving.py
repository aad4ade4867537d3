"""Receiving from a Mastodon-API server: order, gaps, edits, deletions, and servers that do less."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from console.connectors.mastodon import MastodonConnector
from console.connectors.protocol import Batch
from console.errors import AuthFailed, ConnectorError, RateLimited, Unreachable
from console.model.message import Message
from console.text import admit
from tests.support.fastclock import FastClock
from tests.support.httpserver import (
    Bomb,
    CutJson,
    Endless,
    Fault,
    HangUp,
    Raw,
    Reply,
    Silence,
    Status,
    Truncated,
)
from tests.support.mastodon import TOKEN, MastodonServer

PATH = "/api/v1/notifications"


class Desk:
    """Keeps what arrives as the store does: by id, once; restarts the channel when it fails."""

    def __init__(self, server: MastodonServer, **options: Any) -> None:
        self.server = server
        self.clock = FastClock()
        self.options = {"streaming": "off", "deadline": 0.3, **options}
        self.connector = self._connector()
        self.cursor: str | None = None
        self.messages: dict[str, Message] = {}
        self.arrivals: list[str] = []
        self.rejected: list[str] = []
        self.errors: list[BaseException] = []
        self.behind: list[float] = []
        self.stored = asyncio.Event()

    def _connector(self) -> MastodonConnector:
        return MastodonConnector(
            "mastodon/@brand",
            handle="@brand",
            token=TOKEN,
            server=self.server.url,
            clock=self.clock,
            **self.options,
        )

    async def until(self, done: Callable[[], bool], *, tries: int = 20) -> None:
        async with asyncio.timeout(20):
            while not done():
                try:
                    await self._receive(done)
                except ConnectorError as error:
                    self.errors.append(error)
                    assert len(self.errors) < tries, self.errors
                    wait = error.retry_after if isinstance(error, RateLimited) else 1.0
                    self.clock.advance(wait)

    async def _receive(self, done: Callable[[], bool]) -> None:
        batches = self.connector.receive(self.cursor)
        try:
            async for batch in batches:
                self._store(batch)
                if done():
                    return
        finally:
            await batches.aclose()  # type: ignore[attr-defined]  # the protocol promises no generator

    def _store(self, batch: Batch) -> None:
        assert len(batch.messages) <= 100
        for raw in batch.messages:
            message = admit(raw, self.clock.now())
            known = self.messages.get(message.remote_id)
            if known is None:
                self.arrivals.append(message.text)
            if not message.deleted or known is not None:
                self.messages[message.remote_id] = message
        self.rejected += [bad.reason for bad in batch.rejected]
        self.behind.append(batch.behind_seconds)
        self.cursor = batch.cursor or self.cursor
        batch.committed(None)
        self.stored.set()

    async def stores(self, done: Callable[[], bool]) -> None:
        """Wait, while another task receives."""
        async with asyncio.timeout(10):
            while not done():
                self.stored.clear()
                await self.stored.wait()

    async def rounds(self, count: int) -> None:
        """Let it ask that many times more."""
        before = len(self.server.asked(PATH))
        await self.until(lambda: len(self.server.asked(PATH)) >= before + count)

    async def restart(self) -> None:
        await self.connector.close()
        self.connector = self._connector()


@asynccontextmanager
async def desk(*quirks: str, **options: Any) -> AsyncIterator[Desk]:
    async with MastodonServer(*quirks) as server:
        it = Desk(server, **options)
        yield it
        await it.connector.close()


async def test_a_mention_a_reply_and_a_private_message() -> None:
    async with desk() as it:
        ours = it.server.post("brand", "Good morning")
        mention = it.server.post("ada", "Hello @brand", language="nb")
        reply = it.server.post("ada", "@brand what now?", to=ours)
        direct = it.server.post("ada", "@brand my card is gone", visibility="direct")
        await it.until(lambda: direct in it.messages)
        await it.rounds(2)
    kinds = {id: it.messages[id].kind.value for id in (mention, reply, direct)}
    assert kinds == {mention: "mention", reply: "reply", direct: "dm"}
    assert it.messages[mention].lang == "nb"
    assert it.messages[mention].author.handle == "ada"
    assert it.messages[reply].thread_id == reply
    assert it.messages[reply].parent_id is None
    assert it.messages[ours].ours
    assert it.messages[direct].context["visibility"] == "direct"
    assert it.arrivals == ["Hello @brand", "Good morning", "@brand what now?", "@brand my card is gone"]


@pytest.mark.parametrize(
    "quirks",
    [
        (),
        ("no-links",),
        ("no-min-id",),
        ("no-min-id", "no-links"),
        ("no-types",),
        ("no-v2",),
        ("types-crash",),
        ("min-is-since",),
        ("min-is-since", "no-links"),
        ("since-links",),
    ],
)
async def test_nothing_is_lost_between_two_questions(quirks: tuple[str, ...]) -> None:
    async with desk(*quirks) as it:
        it.server.page_size = 3
        first = it.server.post("ada", "@brand 0")
        await it.until(lambda: first in it.messages)
        expected = ["@brand 0"]
        for n in range(1, 26):
            it.server.post("ada", f"@brand {n}")
            expected.append(f"@brand {n}")
            for _ in range(n % 5):
                it.server.notify("favourite", first)
        await it.restart()
        await it.until(lambda: len(it.messages) == 26)
        await it.rounds(3)
        assert it.arrivals == expected
        assert it.rejected == []


async def test_ids_are_the_servers_own_words() -> None:
    async with desk() as it:
        it.server._next = 998
        ids = [it.server.post("ada", f"@brand {n}") for n in range(3)]
        await it.until(lambda: ids[0] in it.messages)
        await it.until(lambda: len(it.messages) == 3)
    assert it.arrivals == ["@brand 0", "@brand 1", "@brand 2"]


async def test_a_new_channel_begins_a_week_back() -> None:
    async with desk() as it:
        old = it.server.post("ada", "@brand long ago")
        it.server.notifications[-1]["created_at"] = "2026-11-01T00:00:00.000Z"
        new = it.server.post("ada", "@brand today")
        await it.until(lambda: new in it.messages)
        await it.rounds(3)
    assert old not in it.messages


FAULTS: list[tuple[Fault, type[ConnectorError]]] = [
    (Status(500), Unreachable),
    (Status(503, retry_after="2"), Unreachable),
    (Status(429, retry_after="7"), RateLimited),
    (Status(429, x_ratelimit_reset="2026-11-23T08:05:00.520537Z"), RateLimited),
    (Status(429, x_ratelimit_reset="1795420860"), RateLimited),
    (Status(429), RateLimited),
    (Status(401), AuthFailed),
    (Truncated(), Unreachable),
    (CutJson(), Unreachable),
    (Silence(), Unreachable),
    (Endless(), Unreachable),
    (HangUp(), Unreachable),
    (Raw(b"nonsense"), Unreachable),
    (Bomb(), Unreachable),
    (Reply({"error": "no list"}), Unreachable),
    (Reply(b"<html>Down for maintenance</html>"), Unreachable),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=[str(n) for n in range(len(FAULTS))])
async def test_everything_arrives_once_when_the_server_recovers(
    fault: Fault, error: type[ConnectorError]
) -> None:
    async with desk() as it:
        it.server.page_size = 2
        first = it.server.post("ada", "@brand 0")
        await it.until(lambda: first in it.messages)
        for n in range(1, 6):
            it.server.post("ada", f"@brand {n}")
        it.server.fail_next(fault, path=PATH)
        await it.until(lambda: len(it.messages) == 6)
    assert [type(one) for one in it.errors] == [error]
    assert it.arrivals == [f"@brand {n}" for n in range(6)]


async def test_it_waits_as_long_as_it_is_told() -> None:
    async with desk() as it:
        first = it.server.post("ada", "@brand 0")
        it.server.fail_next(Status(429, x_ratelimit_reset="2026-11-23T08:05:00Z"), path=PATH)
        await it.until(lambda: first in it.messages)
    (error,) = it.errors
    assert isinstance(error, RateLimited)
    assert 290 < error.retry_after <= 300


async def test_a_page_that_comes_again_and_again_is_noticed() -> None:
    async with desk() as it:
        for n in range(3):
            first = it.server.post("ada", f"@brand {n}")
        await it.until(lambda: first in it.messages)
        await it.rounds(3)
        again = it.server.post("ada", "@brand 1")
        rows = list(it.server.notifications)
        turn = iter(range(10_000))

        def circle(_request: object) -> Reply:
            link = f'<https://x/api/v1/notifications?min_id={5000 + next(turn)}>; rel="prev"'
            return Reply(rows[1:], headers={"link": link})

        it.server.route("GET", PATH, circle)
        await it.until(lambda: bool(it.errors))
        assert "again and again" in str(it.errors[0])
        assert again in it.messages


async def test_one_bad_post_does_not_take_its_page_along() -> None:
    async with desk() as it:
        first = it.server.post("ada", "@brand 0")
        await it.until(lambda: first in it.messages)
        it.server.notify("mention", None)
        it.server.notifications[-1]["status"] = {"id": None}
        it.server.notify("mention", None)
        it.server.post("ada", "@brand 1")
        await it.until(lambda: len(it.messages) == 2)
        await it.rounds(2)
    assert len(it.rejected) == 2


@pytest.mark.parametrize("odd", ["\ud800", "../../../oauth", "a b", "x" * 5000])
async def test_an_id_that_cannot_be_asked_for_stands_in_nobodys_way(odd: str) -> None:
    async with desk() as it:
        it.server.post("ada", "@brand odd")
        good = it.server.post("ada", "@brand 1")
        older, newer = list(it.server.notifications)
        older = {**older, "id": odd, "status": {**older["status"], "id": odd}}
        it.server.route("GET", PATH, lambda _request: Reply([newer, older]))
        await it.until(lambda: good in it.messages)
        await it.rounds(3)
        assert it.cursor is not None
        assert json.loads(it.cursor)["read"] == [newer["id"]]
    assert it.errors == []
    assert "without an id that can be used" in it.rejected[0]


async def test_a_thread_is_one_thread_and_strangers_above_it_are_left_out() -> None:
    async with desk() as it:
        root = it.server.post("eve", "does anybody bank there?")
        middle = it.server.post("bob", "I do", to=root)
        parent = it.server.post("eve", "and?", to=middle)
        first = it.server.post("ada", "@brand look at this", to=parent)
        second = it.server.post("ada", "@brand please", to=first)
        await it.until(lambda: second in it.messages)
        assert len(it.server.asked(f"/api/v1/statuses/{first}/context")) == 1
        assert it.server.asked(f"/api/v1/statuses/{second}/context") == []
    assert {it.messages[id].thread_id for id in (parent, first, second)} == {root}
    assert set(it.messages) == {parent, first, second}


async def test_comments_under_our_post_are_conversations_of_their_own() -> None:
    async with desk() as it:
        ours = it.server.post("brand", "Our new card is here")
        more = it.server.post("brand", "And it is blue", to=ours)
        first = it.server.post("ada", "@brand how much?", to=ours)
        second = it.server.post("bob", "@brand ugly", to=more)
        answer = it.server.post("brand", "@ada 10 kroner", to=first)
        again = it.server.post("ada", "@brand a month?", to=answer)
        third = it.server.post("eve", "@brand nice", to=ours)
        await it.until(lambda: {first, second, again, third} <= set(it.messages))
    threads = {id: it.messages[id].thread_id for id in (first, second, again, third)}
    assert threads == {first: first, second: second, again: first, third: third}
    assert {it.messages[id].parent_id for id in (first, second, third)} == {None}


async def test_a_thread_that_cannot_be_read_does_not_hold_the_message_up() -> None:
    async with desk() as it:
        parent = it.server.post("eve", "hm")
        id = it.server.post("ada", "@brand look", to=parent)
        it.server.fail_next(Status(500), path=f"/api/v1/statuses/{id}/context")
        await it.until(lambda: id in it.messages)
    assert it.messages[id].thread_id == parent
    assert it.errors == []


async def test_a_foreign_token_is_named() -> None:
    async with desk() as it:
        it.connector = MastodonConnector(
            "mastodon/@other", handle="@other", token=TOKEN, server=it.server.url, clock=it.clock
        )
        with pytest.raises(AuthFailed, match="belongs to @brand"):
            await it.connector.check()


@pytest.mark.parametrize("status", [400, 401, 403, 422])
async def test_whatever_a_server_says_to_an_unknown_token_is_about_the_token(status: int) -> None:
    async with desk() as it:
        it.server.fail_next(Reply({}, status), path="/api/v1/accounts/verify_credentials")
        with pytest.raises(AuthFailed) as caught:
            await it.connector.check()
    assert "access token" in caught.value.fix


async def test_the_check_says_who_and_where() -> None:
    async with desk() as it:
        said = await it.connector.check()
        assert "@brand" in said
        assert "4.7.3" in said
        limit = it.connector.capabilities.limit
        assert (limit.characters, limit.url_length, limit.handle_without_domain) == (500 - 32, 23, True)
        assert it.connector.capabilities.safe_resend


async def test_another_server_is_not_trusted_with_a_second_send() -> None:
    async with desk("other") as it:
        await it.connector.check()
        assert not it.connector.capabilities.safe_resend


@pytest.mark.parametrize("cursor", ["", "[]", "null", '{"recent": 7}', '{"recent": [["1"]]}', "\x00"])
async def test_a_cursor_that_makes_no_sense_begins_anew(cursor: str) -> None:
    async with desk() as it:
        id = it.server.post("ada", "@brand 0")
        it.cursor = cursor
        await it.until(lambda: id in it.messages)


async def test_an_account_that_hides_its_followers_is_admitted() -> None:
    async with desk() as it:
        it.server.account("ada")["followers_count"] = -1
        id = it.server.post("ada", "@brand 0")
        await it.until(lambda: id in it.messages)
    assert it.messages[id].author.followers is None


@pytest.mark.parametrize(
    ("written", "known"),
    [("2026-10-14T00:00:00.000Z", datetime(2026, 10, 14, tzinfo=UTC)), (None, None), ("long ago", None)],
)
async def test_when_an_account_was_made_comes_with_its_messages(
    written: str | None, known: datetime | None
) -> None:
    async with desk() as it:
        it.server.account("ada")["created_at"] = written
        id = it.server.post("ada", "@brand 0")
        await it.until(lambda: id in it.messages)
    assert it.messages[id].author.created_at == known
