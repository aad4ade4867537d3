"""Answering on a Mastodon-API server: seen by whom it should be, and once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from console.connectors.mastodon import MastodonConnector
from console.connectors.mastodon.replying import visibility, with_mention
from console.errors import AuthFailed, RateLimited, SendRefused, SendUnknown, Unreachable
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind
from tests.support.fastclock import START, FastClock
from tests.support.httpserver import After, CutJson, HangUp, Reply, Silence, Status
from tests.support.mastodon import TOKEN, MastodonServer
from tests.unit.connectors.test_reply_file import OUT

PATH = "/api/v1/statuses"


def connector(server: MastodonServer, clock: FastClock) -> MastodonConnector:
    return MastodonConnector(
        "mastodon/@brand", handle="brand", token=TOKEN, server=server.url, clock=clock, deadline=0.3
    )


def answer_to(server: MastodonServer, id: str, text: str = "We are on it") -> Outgoing:
    status = server.statuses[id]
    direct = status["visibility"] == "direct"
    context = {
        "visibility": status["visibility"],
        "acct": "ada",
        "spoiler": status["spoiler_text"],
        "root": id,
    }
    return replace(
        OUT,
        channel="mastodon/@brand",
        to_remote_id=id,
        to_kind=Kind.DM if direct else Kind.MENTION,
        to_handle=SafeText("ada"),
        context=context,
        text=text,
    )


def published(server: MastodonServer) -> list[dict[str, Any]]:
    return [one for one in server.statuses.values() if one["account"]["acct"] == "brand"]


@pytest.mark.parametrize("seen_by", ["public", "unlisted", "private", "direct"])
async def test_a_reply_is_seen_by_whom_the_question_was(seen_by: str) -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help", visibility=seen_by, spoiler_text="bank")
        channel = connector(server, FastClock())
        sent = await channel.send(answer_to(server, id))
        await channel.close()
        (request,) = server.asked(PATH)
    assert request.headers["idempotency-key"] == OUT.key
    assert request.json() == {
        "status": "@ada We are on it",
        "in_reply_to_id": id,
        "visibility": seen_by,
        "spoiler_text": "bank",
    }
    (ours,) = published(server)
    assert (sent.remote_id, sent.url, sent.at) == (ours["id"], ours["url"], START)


@pytest.mark.parametrize(
    ("kind", "asked", "chosen"),
    [
        (Kind.DM, "public", "direct"),
        (Kind.DM, "", "direct"),
        (Kind.MENTION, "mutuals_only", "direct"),
        (Kind.MENTION, "", "direct"),
        (Kind.REPLY, "private", "private"),
    ],
)
def test_in_doubt_only_the_author_sees_it(kind: Kind, asked: str, chosen: str) -> None:
    assert visibility(kind, asked) == chosen


@pytest.mark.parametrize(
    ("text", "acct", "sent"),
    [
        ("Hello", "ada", "@ada Hello"),
        ("@ada Hello", "ada", "@ada Hello"),
        ("Hello @Ada!", "ada", "Hello @Ada!"),
        ("Hello @ada.", "ada", "Hello @ada."),
        ("@ada@else.example hello", "ada", "@ada @ada@else.example hello"),
        ("@adam hello", "ada", "@ada @adam hello"),
        ("mail me@ada", "ada", "@ada mail me@ada"),
        ("@ada hello", "ada@far.example", "@ada@far.example @ada hello"),
        ("@ada@far.example hello", "ada@far.example", "@ada@far.example hello"),
        ("Hello", "", "Hello"),
    ],
)
def test_the_author_is_mentioned_once(text: str, acct: str, sent: str) -> None:
    assert with_mention(text, acct) == sent


async def test_a_question_that_came_another_way_is_looked_up_first() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help", visibility="private")
        channel = connector(server, FastClock())
        await channel.send(replace(answer_to(server, id), context={}))
        assert server.asked(PATH)[0].json()["visibility"] == "private"
        assert published(server)[0]["content"] == "<p>@ada We are on it</p>"
        with pytest.raises(SendRefused, match="no longer there"):
            await channel.send(replace(answer_to(server, id), to_remote_id="7", context={}))
        await channel.close()


async def test_one_key_is_one_post() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        channel = connector(server, FastClock())
        first = await channel.send(answer_to(server, id))
        again = await channel.send(answer_to(server, id))
        await channel.close()
    assert first == again
    assert len(published(server)) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Status(401), AuthFailed),
        (Status(403), SendRefused),
        (Status(404), SendRefused),
        (Status(422), SendRefused),
        (Status(429, retry_after="3"), RateLimited),
        (Status(500), SendUnknown),
        (Silence(), SendUnknown),
        (HangUp(), SendUnknown),
        (CutJson(), SendUnknown),
        (Reply({"id": None}), SendUnknown),
    ],
)
async def test_each_failure_says_whether_it_may_be_published(fault: Any, error: type[Exception]) -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        server.fail_next(fault, path=PATH)
        channel = connector(server, FastClock())
        with pytest.raises(error):
            await channel.send(answer_to(server, id))
        await channel.close()
    assert published(server) == []


async def test_the_longest_reply_fits_with_its_mention_and_leaves_the_warning_out() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help", spoiler_text="x" * 60)
        channel = connector(server, FastClock())
        await channel.check()
        longest = channel.capabilities.limit.characters
        assert longest is not None
        await channel.send(answer_to(server, id, "y" * longest))
        await channel.close()
    assert "spoiler_text" not in server.asked(PATH)[0].json()


async def test_the_servers_own_words_about_a_refusal() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        channel = connector(server, FastClock())
        with pytest.raises(SendRefused, match="character limit of 500"):
            await channel.send(answer_to(server, id, "x" * 600))
        await channel.close()


@pytest.mark.parametrize(
    "text",
    [
        "We are on it",
        "Se https://example.com/hjelp\n\nHilsen @brand",
        "\U0001f44d",
        "@ada Takk!",
        "a & b < c",
    ],
)
async def test_a_lost_answer_is_found_again(text: str) -> None:
    """On a server that ignores the key, where sending again would publish twice."""
    async with MastodonServer("other", "no-keys") as server:
        id = server.post("ada", "@brand help")
        server.post("brand", "@ada We know", to=id)
        server.fail_next(After(HangUp()), path=PATH)
        clock = FastClock()
        channel = connector(server, clock)
        out = answer_to(server, id, text.replace("&", "&amp;").replace("<", "&lt;") if "&" in text else text)
        with pytest.raises(SendUnknown):
            await channel.send(out)
        found = await channel.find_sent(replace(out, text=text))
        await channel.close()
    assert found is not None
    assert found.remote_id == published(server)[-1]["id"]


async def test_what_was_never_published_is_not_found_and_not_too_soon() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        server.post("ada", "We are on it", to=id)
        clock = FastClock()
        channel = connector(server, clock)
        server.fail_next(Status(500), path=PATH)
        with pytest.raises(SendUnknown):
            await channel.send(answer_to(server, id))
        with pytest.raises(Unreachable, match="too early"):
            await channel.find_sent(answer_to(server, id))
        clock.advance(100)
        assert await channel.find_sent(answer_to(server, id)) is None
        await channel.close()


async def test_after_a_restart_the_hold_window_says_how_early_it_is() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        clock = FastClock()
        channel = connector(server, clock)
        out = replace(answer_to(server, id), hold_until=START + timedelta(seconds=10))
        with pytest.raises(Unreachable, match="too early"):
            await channel.find_sent(out)
        clock.advance(200)
        assert await channel.find_sent(out) is None
        await channel.close()


async def test_an_older_reply_with_the_same_words_is_another_one() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        server.post("brand", "@ada We are on it", to=id, created_at="2026-11-22T08:00:00.000Z")
        clock = FastClock(START + timedelta(minutes=5))
        channel = connector(server, clock)
        assert await channel.find_sent(answer_to(server, id)) is None
        await channel.close()


async def test_a_deleted_question_does_not_hide_our_answer() -> None:
    async with MastodonServer() as server:
        id = server.post("ada", "@brand help")
        channel = connector(server, FastClock())
        sent = await channel.send(answer_to(server, id))
        out = answer_to(server, id)
        server.route("GET", f"{PATH}/{id}/context", lambda _request: Reply({"error": "gone"}, 404))
        assert await channel.find_sent(out) == sent
        await channel.close()
