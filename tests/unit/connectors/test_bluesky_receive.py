"""Bluesky's polling: everything arrives once, whatever the server does in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from console.connectors.bluesky import BlueskyConnector
from console.connectors.bluesky.memory import load
from console.connectors.protocol import Batch
from console.errors import AuthFailed, ConnectorError, RateLimited, Unreachable
from console.text import admit
from tests.support.blueskystub import OURS, Stub
from tests.support.fastclock import START, FastClock
from tests.support.httpserver import CutJson, Endless, FaultyServer, HangUp, Reply, Silence, Status, Truncated

CHANNEL = "bluesky/@nordbank.test"
LIST = "/xrpc/app.bsky.notification.listNotifications"


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
async def stub(clock: FastClock) -> AsyncIterator[Stub]:
    async with FaultyServer() as server:
        yield Stub(server, clock.now())


@pytest.fixture
async def connector(stub: Stub, clock: FastClock) -> AsyncIterator[BlueskyConnector]:
    made = BlueskyConnector(
        CHANNEL,
        identifier="@nordbank.test",
        password=stub.password,
        clock=clock,
        server=stub.server.url,
        deadline=0.3,
    )
    yield made
    await made.close()


class Desk:
    """What the watch and the store do with batches, in short: keep the cursor, drop what is known."""

    def __init__(self, connector: BlueskyConnector, clock: FastClock) -> None:
        self.connector = connector
        self.clock = clock
        self.cursor: str | None = None
        self.messages: list[dict[str, Any]] = []
        self.errors: list[ConnectorError] = []
        self.rejected: list[str] = []
        self.behind: list[float] = []
        self._stream: AsyncIterator[Batch] | None = None

    async def poll(self, rounds: int = 1) -> None:
        """Receive until that many waits are over, beginning again after an error as the watch does."""
        target = self._polls() + rounds
        while self._polls() < target:
            if self._stream is None:
                self._stream = self.connector.receive(self.cursor)
            try:
                self._keep(await anext(self._stream))
            except ConnectorError as error:
                self.errors.append(error)
                self._stream = None
                wait = error.retry_after if isinstance(error, RateLimited) else 5.0
                await self.clock.sleep(wait)

    async def restart(self) -> None:
        self._stream = None

    def _polls(self) -> int:
        return len(self.clock.slept)

    def _keep(self, batch: Batch) -> None:
        assert len(batch.messages) <= 100
        for raw in batch.messages:
            admit(raw, self.clock.now())
            self.messages.append(dict(raw.fields))
        self.rejected += [entry.reason for entry in batch.rejected]
        self.behind.append(batch.behind_seconds)
        self.cursor = batch.cursor or self.cursor

    def texts(self) -> list[object]:
        return [message.get("text") for message in self.messages]

    def ids(self) -> list[object]:
        return [message["id"] for message in self.messages]


@pytest.fixture
def desk(connector: BlueskyConnector, clock: FastClock) -> Desk:
    return Desk(connector, clock)


async def test_mention_reply_and_quote(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    ours = stub.post("Summer sale!", by=OURS)
    stub.mention("@nordbank.test my card is gone", by=kari, at=START - timedelta(minutes=3))
    stub.notify(stub.post("really?", by=kari, reply_to=ours, at=START - timedelta(minutes=2)), "reply")
    shown = {
        "$type": "app.bsky.embed.record#view",
        "record": {"author": {"handle": "nordbank.test"}, "value": {"text": "Summer sale!"}, "uri": ours},
    }
    stub.notify(stub.post("look at this", by=kari, view_embed=shown), "quote")
    stub.notify(stub.post("liked", by=kari), "like")
    await desk.poll(2)
    assert [(message["kind"], message["text"]) for message in desk.messages] == [
        ("mention", "@nordbank.test my card is gone"),
        ("reply", "really?"),
        ("mention", "look at this\n[quotes @nordbank.test: Summer sale!]"),
    ]
    first = desk.messages[0]
    assert first["author"] == {
        "id": kari,
        "handle": "@kari.test",
        "name": "Kari.Test",
        "followers": 1009,
        "created_at": None,
    }
    assert first["created_at"] == "2026-11-23T07:57:00.000Z"
    assert first["ours"] is False
    assert desk.messages[1]["context"]["root_uri"] == ours


async def test_times_that_are_equal_across_pages_are_not_lost(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    stub.most_per_page = 3
    for number in range(3):
        stub.mention(f"same {number}", by=kari, at=START - timedelta(minutes=5))
    stub.mention("later", by=kari, at=START - timedelta(minutes=4))
    await desk.poll(2)
    assert sorted(desk.texts()) == ["later", "same 0", "same 1", "same 2"]


async def test_a_post_dated_back_below_all_that_was_seen_arrives(stub: Stub, desk: Desk, clock) -> None:
    kari = stub.person("kari.test")
    for minute in range(30):
        stub.mention(f"m{minute}", by=kari, at=START - timedelta(minutes=minute))
    await desk.poll(2)
    stub.most_per_page = 10
    stub.mention("dated back", by=kari, at=START - timedelta(days=2))
    clock.advance(120)
    await desk.poll(2)
    assert desk.texts().count("dated back") == 1
    assert len(desk.ids()) == 31


async def test_a_long_gap_is_filled_oldest_first(stub: Stub, desk: Desk, clock) -> None:
    kari = stub.person("kari.test")
    stub.mention("before", by=kari, at=START - timedelta(hours=9))
    await desk.poll()
    for number in range(260):
        stub.mention(f"n{number}", by=kari, at=START - timedelta(hours=8) + timedelta(seconds=number))
    clock.advance(600)
    await desk.poll()
    assert desk.texts() == ["before", *(f"n{number}" for number in range(260))]
    assert max(desk.behind) > 3600, "it says that it is behind while it catches up"
    assert desk.behind[-1] == 0


async def test_a_gap_of_more_pages_than_one_poll_takes(stub: Stub, desk: Desk, clock, monkeypatch) -> None:
    monkeypatch.setattr("console.connectors.bluesky.receiving.MOST_PAGES", 2)
    kari = stub.person("kari.test")
    stub.mention("before", by=kari, at=START - timedelta(hours=9))
    await desk.poll()
    stub.most_per_page = 10
    for number in range(55):
        stub.mention(f"n{number}", by=kari, at=START - timedelta(hours=8) + timedelta(seconds=number))
    await desk.poll(6)
    assert sorted(desk.texts()) == sorted(["before", *(f"n{number}" for number in range(55))])


async def test_edit_and_deletion(stub: Stub, desk: Desk, clock) -> None:
    kari = stub.person("kari.test")
    edited = stub.mention("you are thieves", by=kari)
    gone = stub.mention("delete me", by=kari)
    await desk.poll()
    stub.edit(edited, "sorry, all is well")
    stub.delete(gone)
    clock.advance(60)
    await desk.poll(3)
    changed = [message for message in desk.messages if message.get("edited_at")]
    assert [(message["id"], message["text"]) for message in changed] == [(edited, "sorry, all is well")]
    assert changed[0]["created_at"] == desk.messages[0]["created_at"]
    assert [message["id"] for message in desk.messages if message.get("deleted")] == [gone]


async def test_edits_made_while_nobody_listened_are_seen_after_a_restart(stub, desk, clock) -> None:
    kari = stub.person("kari.test")
    edited = stub.mention("first", by=kari)
    gone = stub.mention("second", by=kari)
    await desk.poll()
    await desk.restart()
    stub.edit(edited, "changed")
    stub.delete(gone)
    await desk.poll()
    assert desk.texts()[2:] == ["changed", None]
    assert len(desk.messages) == 4


async def test_a_post_that_is_only_hidden_is_not_called_deleted(stub: Stub, desk: Desk, clock) -> None:
    kari = stub.person("kari.test")
    uri = stub.mention("hidden soon", by=kari)
    await desk.poll()
    stub.records[uri] = stub.posts.pop(uri)["record"]
    stub.notices.clear()
    clock.advance(60)
    await desk.poll(2)
    assert desk.texts() == ["hidden soon"]


async def test_a_restart_brings_nothing_twice(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    for number in range(40):
        stub.mention(f"n{number}", by=kari, at=START - timedelta(minutes=40 - number))
    await desk.poll()
    await desk.restart()
    stub.mention("new", by=kari)
    await desk.poll(2)
    assert len(desk.messages) == 41
    assert desk.texts()[-1] == "new"


async def test_a_cursor_that_does_not_read_starts_over(stub: Stub, desk: Desk) -> None:
    stub.mention("hello", by=stub.person("kari.test"))
    for broken in ("", "{", "[]", '{"v":1}', '{"v":1,"floor":"x","known":[[1]]}', "null", '"text"'):
        desk.cursor = broken
        await desk.restart()
        await desk.poll()
    assert desk.texts() == ["hello"] * 7


async def test_old_notifications_are_left_alone_at_first(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    stub.mention("last month", by=kari, at=START - timedelta(days=30))
    stub.mention("today", by=kari)
    await desk.poll(3)
    assert desk.texts() == ["today"]


async def test_conversations_under_our_own_post_stay_apart(stub: Stub, desk: Desk) -> None:
    kari, ola = stub.person("kari.test"), stub.person("ola.test")
    ours = stub.post("Summer sale!", by=OURS, at=START - timedelta(hours=1))
    one = stub.notify(stub.post("one", by=kari, reply_to=ours, at=START - timedelta(minutes=9)), "reply")
    two = stub.notify(stub.post("two", by=ola, reply_to=ours, at=START - timedelta(minutes=8)), "reply")
    answer = stub.post("we look into it", by=OURS, reply_to=one, at=START - timedelta(minutes=7))
    stub.notify(stub.post("thanks", by=kari, reply_to=answer, at=START - timedelta(minutes=6)), "reply")
    await desk.poll()
    threads = {message["text"]: message["thread_id"] for message in desk.messages}
    assert threads == {"one": one, "two": two, "thanks": one, "we look into it": one}
    assert [message["ours"] for message in desk.messages] == [False, False, False, True]


async def test_an_answer_that_nobody_was_notified_of_is_found_in_the_thread(stub, desk, clock) -> None:
    kari = stub.person("kari.test")
    ours = stub.post("Summer sale!", by=OURS)
    await desk.poll()
    answer = stub.post("is it for me?", by=kari, reply_to=ours)
    muted = stub.post("muted", by=stub.person("troll.test"), reply_to=ours)
    stub.posts[muted]["author"] = {**stub.posts[muted]["author"], "viewer": {"muted": True}}
    clock.advance(60)
    await desk.poll()
    stub.notify(answer, "reply")
    clock.advance(60)
    await desk.poll(2)
    assert desk.ids() == [answer]
    assert desk.messages[0]["thread_id"] == answer


async def test_an_expired_token_is_refreshed_and_the_password_used_once(stub, desk) -> None:
    await desk.poll(2)
    stub.expire()
    stub.mention("after the expiry", by=stub.person("kari.test"))
    await desk.poll(2)
    assert desk.texts() == ["after the expiry"]
    assert (stub.logins, stub.refreshes, desk.errors) == (1, 1, [])


async def test_a_revoked_refresh_token_leads_to_one_new_sign_in(stub: Stub, desk: Desk) -> None:
    await desk.poll()
    stub.expire()
    stub.refresh = "something else"
    await desk.poll()
    assert stub.logins == 2
    assert desk.errors == []


async def test_a_wrong_password_is_shown_and_not_hammered(stub: Stub, desk: Desk) -> None:
    right, stub.password = stub.password, "changed"
    task = asyncio.create_task(desk.poll(6))
    await task
    assert all(isinstance(error, AuthFailed) for error in desk.errors)
    assert "app password" in desk.errors[0].fix
    assert right not in str(desk.errors[0])
    assert stub.logins <= 2, "six tries within half a minute are one or two sign-ins"
    stub.password = right
    stub.mention("in again", by=stub.person("kari.test"))
    desk.clock.advance(900)
    await desk.poll(2)
    assert desk.texts() == ["in again"]


async def test_a_token_that_is_refused_at_once_does_not_loop(stub: Stub, desk: Desk) -> None:
    stub.server.route("GET", LIST, lambda request: Reply({"error": "InvalidToken", "message": "no"}, 400))
    await desk.poll(5)
    assert stub.logins <= 3
    assert desk.messages == []


FAULTS = [
    Status(500),
    Status(429, retry_after="30"),
    Status(401),
    Truncated({"notifications": []}),
    CutJson({"notifications": [1, 2, 3]}),
    Silence(),
    Endless(),
    HangUp(),
    Reply(b"<html>down for maintenance</html>"),
    Reply({"message": "all fine"}),
    Reply(["not", "an", "object"]),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: repr(fault)[:40])
@pytest.mark.parametrize("path", [LIST, "/xrpc/app.bsky.feed.getPosts", "/xrpc/app.bsky.actor.getProfiles"])
async def test_whatever_the_server_does_everything_arrives_once(stub, desk, clock, fault, path) -> None:
    kari = stub.person("kari.test")
    stub.mention("before", by=kari, at=START - timedelta(minutes=2))
    await desk.poll()
    stub.server.fail_next(fault, fault, path=path)
    stub.mention("during", by=kari, at=START - timedelta(minutes=1))
    clock.advance(7 * 3600)
    await desk.poll(3)
    stub.mention("after", by=stub.person("ola.test"))
    await desk.poll(6)
    assert stub.server.faults_left == 0
    assert desk.texts() == ["before", "during", "after"]


async def test_a_server_that_is_away_and_comes_back(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    stub.mention("before", by=kari, at=START - timedelta(minutes=2))
    await desk.poll()
    await stub.server.stop()
    stub.mention("while away", by=kari)
    await desk.poll(3)
    assert all(isinstance(error, Unreachable) for error in desk.errors)
    await stub.server.start()
    await desk.poll(2)
    assert desk.texts() == ["before", "while away"]


async def test_one_bad_notification_costs_only_itself(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    stub.mention("good", by=kari)
    for bad in (
        {"uri": 7, "indexedAt": "2026-11-23T07:59:00Z", "reason": "mention"},
        {"uri": "at://x/app.bsky.feed.post/1", "indexedAt": None, "reason": "mention", "record": "text"},
    ):
        stub.notices.append({"cid": "c", "author": None, **bad})
    stub.notices[1]["indexedAt"] = stub.notices[2]["indexedAt"] = "2026-11-23T07:59:00Z"
    await desk.poll(3)
    assert desk.texts() == ["good"]
    assert len(desk.rejected) == 2, "quarantined once, not at every poll"


async def test_a_server_that_repeats_one_page_for_ever_is_an_error(stub: Stub, desk: Desk) -> None:
    kari = stub.person("kari.test")
    stub.mention("hello", by=kari)
    page = {"notifications": stub.notices, "cursor": "always-the-same"}
    stub.server.route("GET", LIST, lambda request: Reply(page))
    await desk.poll(2)
    assert desk.texts() == ["hello"]
    assert "same page" in str(desk.errors[0])
    assert len(stub.server.asked(LIST)) <= 8


async def test_polls_are_spaced_by_the_interval(stub: Stub, desk: Desk, clock) -> None:
    await desk.poll(3)
    assert clock.slept == [10.0, 10.0, 10.0]
    assert len(stub.server.asked(LIST)) == 5, "four polls and one deeper look"


async def test_an_empty_poll_is_a_sign_of_life(connector: BlueskyConnector) -> None:
    stream = connector.receive(None)
    batch = await anext(stream)
    assert (list(batch.messages), batch.behind_seconds) == ([], 0.0)
    assert load(batch.cursor, START).floor < START
    with contextlib.suppress(RuntimeError):
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator behind the protocol


async def test_check_says_who_we_are(connector: BlueskyConnector, stub: Stub) -> None:
    assert await connector.check() == "signed in to 127.0.0.1 as @nordbank.test"
    stub.server.fail_next(Reply({"active": False, "status": "suspended"}))
    with pytest.raises(AuthFailed, match="suspended"):
        await connector.check()


async def test_when_an_account_was_made_comes_with_its_messages(stub: Stub, desk: Desk) -> None:
    stub.born[stub.person("new.test")] = "2026-11-20T10:00:00.000Z"
    for name in ("new.test", "silent.test"):
        stub.mention("@nordbank.test hello", by=stub.person(name), at=START - timedelta(minutes=3))
    await desk.poll(2)
    told = {message["author"]["handle"]: message["author"]["created_at"] for message in desk.messages}
    assert told == {"@new.test": "2026-11-20T10:00:00.000Z", "@silent.test": None}
