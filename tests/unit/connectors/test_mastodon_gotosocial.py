"""On a server that behaves as GoToSocial does: accounts that talk, edit and delete, and a restart."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from console.connectors.mastodon import MastodonConnector
from console.errors import AuthFailed, RateLimited, SendRefused, SendUnknown
from console.model.outbox import Outgoing
from console.model.words import Kind
from tests.support.fastclock import FastClock
from tests.support.gotosocial import GoToSocial
from tests.support.httpserver import After, HangUp, Silence, Status
from tests.unit.connectors.test_mastodon_receiving import PATH, Desk
from tests.unit.connectors.test_mastodon_streaming import SlowClock, ended, live, settled
from tests.unit.connectors.test_reply_file import OUT

POST = "/api/v1/statuses"


def answer_to(desk: Desk, id: str, text: str = "We are on it") -> Outgoing:
    """A reply as the outbox would hold it: from what the connector itself said of the message."""
    message = desk.messages[id]
    return replace(
        OUT,
        channel="mastodon/@brand",
        to_remote_id=id,
        to_kind=message.kind,
        to_handle=message.author.handle,
        context=message.context,
        text=text,
        key=f"{id:0>32}",
    )


def ours(server: GoToSocial) -> list[dict[str, Any]]:
    return [one for one in server.statuses.values() if one["account"]["acct"] == "brand"]


async def test_a_day_with_two_customers() -> None:
    async with GoToSocial() as server:
        it = Desk(server)
        server.account("bob")
        mention = server.post(
            "ada", "Hei @brand!\nHva koster <kortet> & hvor? https://nordbank.example/søk?a=1"
        )
        direct = server.post("bob", "@brand my card is gone", visibility="direct")
        await it.until(lambda: direct in it.messages)
        assert it.messages[mention].text == (
            "Hei @brand!\nHva koster <kortet> & hvor? https://nordbank.example/søk?a=1"
        )
        assert it.messages[direct].kind is Kind.DM
        assert it.messages[direct].author.handle == "bob"

        public = await it.connector.send(answer_to(it, mention, "It costs *nothing*"))
        private = await it.connector.send(answer_to(it, direct, "We have blocked it"))
        again = server.post("ada", "@brand takk", to=public.remote_id)
        more = server.post("bob", "@brand and now?", to=private.remote_id, visibility="direct")
        await it.until(lambda: {again, more} <= set(it.messages))

        server.edit(mention, "@brand never mind")
        server.delete(direct)
        await it.until(lambda: it.messages[mention].edited_at is not None and it.messages[direct].deleted)
        await it.rounds(3)
        await it.connector.close()
    to_ada, to_bob = ours(server)
    assert (to_ada["visibility"], to_ada["text"]) == ("public", "@ada It costs *nothing*")
    assert (to_bob["visibility"], to_bob["text"]) == ("direct", "@bob We have blocked it")
    assert to_bob["mentions"][0]["acct"] == "bob"
    assert it.messages[again].thread_id == mention
    assert it.messages[more].thread_id == direct
    assert it.messages[more].kind is Kind.DM
    assert it.messages[mention].text == "@brand never mind"
    assert it.errors == []
    assert it.rejected == []


async def test_its_stream_is_on_its_own_port_although_it_says_otherwise() -> None:
    async with GoToSocial() as server:
        it = Desk(server, streaming="auto")
        first = server.post("ada", "@brand first")
        await it.until(lambda: first in it.messages)
        task = await live(it)
        asked = len(server.asked(PATH))
        server.post("ada", "@brand now")
        await server.push("notification", server.notifications[-1])
        await settled(it, 2)
        assert len(server.asked(PATH)) == asked
        server.delete(first)
        await server.push("delete", first)
        await it.stores(lambda: it.messages[first].deleted)
        await ended(task)
        await it.connector.close()
    assert server.asked("/api/v1/streaming")[0].query == {"stream": ["user"]}


async def test_an_edit_that_comes_as_a_notification_is_there_at_once() -> None:
    async with GoToSocial() as server:
        it = Desk(server, streaming="auto")
        id = server.post("ada", "@brand before")
        await it.until(lambda: id in it.messages)
        task = await live(it)
        server.edit(id, "@brand after")
        await server.push("notification", server.notify("update", id))
        await it.stores(lambda: it.messages[id].text == "@brand after")
        await ended(task)
        await it.connector.close()


async def test_a_restart_of_the_server_loses_nothing() -> None:
    async with GoToSocial() as server:
        it = Desk(server, streaming="auto")
        first = server.post("ada", "@brand 0")
        await it.until(lambda: first in it.messages)
        task = await live(it)
        await server.stop()
        server.post("ada", "@brand 1")
        await asyncio.gather(task, return_exceptions=True)
        it.clock = FastClock()
        await it.restart()
        opened = server.opened
        await server.restart()
        server.post("ada", "@brand 2", visibility="direct")
        await it.until(lambda: len(it.messages) == 3 and server.opened > opened, tries=50)
        await it.connector.close()
    assert it.arrivals == ["@brand 0", "@brand 1", "@brand 2"]


async def test_a_stream_that_is_dropped_at_once_is_no_reason_to_hammer_the_server() -> None:
    async with GoToSocial("drops-streams") as server:
        it = Desk(server, streaming="auto")
        start = it.clock.monotonic()
        id = server.post("ada", "@brand 0")
        await it.until(lambda: id in it.messages)
        await it.until(lambda: it.clock.monotonic() - start > 600)
        await it.connector.close()
    minutes = (it.clock.monotonic() - start) / 60
    assert server.opened <= minutes + 8
    assert len(server.requests) / minutes < 60


@pytest.mark.parametrize("fault", [After(HangUp()), After(Silence())])
async def test_a_lost_answer_is_found_and_not_sent_again(fault: Any) -> None:
    async with GoToSocial("markdown") as server:
        it = Desk(server)
        id = server.post("ada", "@brand help", visibility="direct")
        await it.until(lambda: id in it.messages)
        out = answer_to(it, id, "Dette er *viktig*")
        server.fail_next(fault, path=POST)
        with pytest.raises(SendUnknown):
            await it.connector.send(out)
        # Somebody said that it was not there, and it is sent under the same key.
        with pytest.raises(SendUnknown, match="did not say what became of it"):
            await it.connector.send(out)
        found = await it.connector.find_sent(out)
        assert not it.connector.capabilities.safe_resend
        await it.connector.close()
    assert [found.remote_id if found else None] == [one["id"] for one in ours(server)]


async def test_a_refused_key_is_spent() -> None:
    """It answers the key with the same refusal from memory, also when the reason for it is gone."""
    async with GoToSocial() as server:
        it = Desk(server)
        id = server.post("ada", "@brand help")
        await it.until(lambda: id in it.messages)
        server.most_characters = 10
        with pytest.raises(SendRefused, match="exceed max chars"):
            await it.connector.send(answer_to(it, id))
        server.most_characters = 5000
        await it.connector.send(answer_to(it, id))
        await it.connector.close()
    assert len(ours(server)) == 1


async def test_a_key_that_is_under_way_may_be_published() -> None:
    async with GoToSocial() as server:
        it = Desk(server)
        id = server.post("ada", "@brand help")
        await it.until(lambda: id in it.messages)
        server.fail_next(Status(409), path=POST)
        with pytest.raises(SendUnknown):
            await it.connector.send(answer_to(it, id))
        await it.connector.close()


async def test_addresses_and_domains_count_in_full() -> None:
    async with GoToSocial() as server:
        server.most_characters = 300
        it = Desk(server)
        await it.connector.check()
        limit = it.connector.capabilities.limit
        await it.connector.close()
    assert (limit.characters, limit.url_length, limit.handle_without_domain) == (220, None, False)


async def test_what_is_typed_is_what_is_read() -> None:
    """The account's own setting may be Markdown, in which an asterisk is no asterisk."""
    async with GoToSocial("markdown") as server:
        it = Desk(server)
        id = server.post("ada", "@brand help")
        await it.until(lambda: id in it.messages)
        await it.connector.send(answer_to(it, id, "2 *3* 4"))
        await it.connector.close()
    assert "<em>" not in ours(server)[0]["content"]


async def test_many_edits_and_deletions_without_a_bulk_of_posts() -> None:
    async with GoToSocial() as server:
        it = Desk(server)
        ids = [server.post("ada", f"@brand {n}") for n in range(30)]
        await it.until(lambda: len(it.messages) == 30)
        asked = len(server.requests)
        for id in ids[:3]:
            server.edit(id, "@brand edited")
        for id in ids[10:14]:
            server.delete(id)
        await it.until(lambda: sum(one.deleted for one in it.messages.values()) == 4)
        await it.connector.close()
    assert [it.messages[id].text for id in ids[:3]] == ["@brand edited"] * 3
    assert [id for id in ids if it.messages[id].deleted] == ids[10:14]
    assert len(server.requests) - asked < 40


async def test_an_answer_that_waits_to_be_let_in_is_seen() -> None:
    async with GoToSocial() as server:
        it = Desk(server)
        id = server.post("brand", "Followers only may answer")
        waiting = server.post("eve", "May I?", to=id)
        server.notify("pending.reply", waiting)
        await it.until(lambda: waiting in it.messages)
        await it.connector.close()
    assert it.messages[waiting].kind is Kind.REPLY


async def test_too_many_requests_by_epoch_seconds() -> None:
    async with GoToSocial() as server:
        it = Desk(server)
        server.fail_next(Status(429, x_ratelimit_reset=str(int(it.clock.now().timestamp()) + 120)))
        with pytest.raises(RateLimited) as caught:
            await it.connector.check()
        await it.connector.close()
    assert 100 < caught.value.retry_after <= 120


async def test_a_wrong_token_is_named_for_what_it_is() -> None:
    async with GoToSocial() as server:
        channel = MastodonConnector(
            "mastodon/@brand", handle="@brand", token="old", server=server.url, clock=SlowClock()
        )
        with pytest.raises(AuthFailed, match="token not supplied"):
            await channel.check()
        await channel.close()
