"""Replies on Bluesky: one post for one reply, whatever happens on the way; facets that fit in bytes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.connectors.bluesky import BlueskyConnector
from console.connectors.bluesky.facets import facets, spans
from console.connectors.bluesky.tid import reply_key, time_of
from console.errors import AuthFailed, RateLimited, SendRefused, SendUnknown, Unreachable
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState
from tests.support.blueskystub import OURS, Stub
from tests.support.fastclock import START, FastClock
from tests.support.httpserver import (
    After,
    CutJson,
    Endless,
    FaultyServer,
    HangUp,
    Reply,
    Silence,
    Status,
    Truncated,
)

PUT = "/xrpc/com.atproto.repo.putRecord"
FAMILY = "\U0001f468‍\U0001f469‍\U0001f467‍\U0001f466"


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with FaultyServer() as server:
        yield Stub(server, START)


@pytest.fixture
async def connector(stub: Stub) -> AsyncIterator[BlueskyConnector]:
    made = BlueskyConnector(
        "bluesky/@nordbank.test",
        identifier="nordbank.test",
        password=stub.password,
        clock=FastClock(),
        server=stub.server.url,
        deadline=0.3,
    )
    yield made
    await made.close()


@pytest.fixture
def out(stub: Stub) -> Outgoing:
    kari = stub.person("kari.test")
    uri = stub.mention("my card is gone", by=kari)
    return Outgoing(
        id=1,
        item_id=1,
        channel="bluesky/@nordbank.test",
        to_remote_id=uri,
        to_kind=Kind.MENTION,
        to_handle=SafeText("@kari.test"),
        thread_id=uri,
        context={"uri": uri, "cid": "cid-1-1", "root_uri": uri, "root_cid": "cid-1-1", "langs": "nb"},
        text="Hei @kari.test, vi ser på det",
        key="0123456789abcdef0123456789abcdef",
        actor="ida",
        created_at=START,
        hold_until=START,
        state=OutboxState.SENDING,
    )


async def test_the_record(stub: Stub, connector: BlueskyConnector, out: Outgoing) -> None:
    sent = await connector.send(out)
    [(uri, record)] = stub.records.items()
    assert sent.remote_id == uri
    assert sent.url == f"https://bsky.app/profile/{OURS}/post/{uri.rpartition('/')[2]}"
    target = {"uri": out.to_remote_id, "cid": "cid-1-1"}
    assert record == {
        "$type": "app.bsky.feed.post",
        "text": out.text,
        "createdAt": "2026-11-23T08:00:00.000Z",
        "reply": {"root": target, "parent": target},
        "langs": ["nb"],
        "facets": [
            {
                "index": {"byteStart": 4, "byteEnd": 14},
                "features": [
                    {
                        "$type": "app.bsky.richtext.facet#mention",
                        "did": "did:plc:karibbbbbbbbbbbbbbbbbbbb",
                    }
                ],
            }
        ],
    }


async def test_an_answer_deep_in_a_thread_names_root_and_parent_as_they_stand_now(
    stub, connector, out
) -> None:
    root = out.to_remote_id
    deeper = stub.post("and another thing", by=stub.person("ola.test"), reply_to=root)
    stub.edit(deeper, "and another thing!")
    context = {"uri": deeper, "cid": "an old one", "root_uri": root, "root_cid": "cid-1-1"}
    await connector.send(replace(out, to_remote_id=deeper, context=context))
    [record] = stub.records.values()
    assert record["reply"] == {
        "root": {"uri": root, "cid": "cid-1-1"},
        "parent": {"uri": deeper, "cid": stub.posts[deeper]["cid"]},
    }


async def test_sending_again_writes_the_same_record(stub: Stub, connector, out) -> None:
    first = await connector.send(out)
    record = dict(next(iter(stub.records.values())))
    later = replace(out, attempts=3, hold_until=START + timedelta(hours=1))
    assert await connector.send(later) == first
    assert list(stub.records.values()) == [record]


@pytest.mark.parametrize(
    "fault",
    [
        HangUp(),
        Silence(),
        Truncated(),
        CutJson(),
        Status(500),
        Endless(),
        Reply([]),
        Reply({"uri": "at://x"}),
    ],
    ids=lambda fault: repr(fault)[:30],
)
async def test_a_lost_answer_is_unknown_and_found_again(stub, connector, out, fault) -> None:
    stub.server.fail_next(After(fault), path=PUT)
    with pytest.raises(SendUnknown):
        await connector.send(out)
    found = await connector.find_sent(out)
    assert found is not None
    assert [found.remote_id] == list(stub.records)
    assert await connector.send(out) == found
    assert len(stub.records) == 1


@pytest.mark.parametrize("fault", [HangUp(), Silence(), Status(502)], ids=lambda fault: repr(fault)[:30])
async def test_a_lost_question_is_unknown_and_not_found(stub, connector, out, fault) -> None:
    stub.server.fail_next(fault, path=PUT)
    with pytest.raises(SendUnknown):
        await connector.send(out)
    assert await connector.find_sent(out) is None
    await connector.send(out)
    assert len(stub.records) == 1


@pytest.mark.parametrize("fault", [Status(500), HangUp(), Reply(b"<html>"), Status(404), Reply({})])
async def test_a_search_that_fails_does_not_say_that_nothing_is_there(stub, connector, out, fault) -> None:
    await connector.send(out)
    stub.server.fail_next(fault, path="/xrpc/com.atproto.repo.getRecord")
    with pytest.raises(Unreachable):
        await connector.find_sent(out)


async def test_refusals_are_certain(stub: Stub, connector, out) -> None:
    stub.server.fail_next(Reply({"error": "InvalidRequest", "message": "grapheme too big"}, 400), path=PUT)
    with pytest.raises(SendRefused, match="grapheme too big"):
        await connector.send(out)
    stub.server.fail_next(Status(429, retry_after="77"), path=PUT)
    with pytest.raises(RateLimited) as caught:
        await connector.send(out)
    assert caught.value.retry_after == 77
    assert stub.records == {}


async def test_polling_that_is_told_to_wait_holds_up_no_reply(stub: Stub, connector, out) -> None:
    stub.server.fail_next(Status(429, retry_after="600"), path="/xrpc/com.atproto.server.getSession")
    with pytest.raises(RateLimited):
        await connector.check()
    await connector.send(out)
    assert len(stub.records) == 1


async def test_an_expired_token_costs_a_refresh_and_not_a_reply(stub: Stub, connector, out) -> None:
    await connector.check()
    stub.expire()
    await connector.send(out)
    assert (len(stub.records), stub.logins, stub.refreshes) == (1, 1, 1)


async def test_without_a_session_nothing_is_published(stub: Stub, connector, out) -> None:
    stub.password = "changed"
    with pytest.raises(AuthFailed):
        await connector.send(out)
    await stub.server.stop()
    with pytest.raises((AuthFailed, Unreachable)):
        await connector.send(out)
    assert stub.puts == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 301, "301 characters"),
        (FAMILY * 121, "3025 bytes"),
        ("  \n ", "empty"),
        ("half \ud83d", "half a character"),
    ],
)
async def test_limits_are_checked_before_anything_leaves(stub, connector, out, text, said) -> None:
    with pytest.raises(SendRefused, match=said):
        await connector.send(replace(out, text=text))
    assert stub.server.requests == []


@pytest.mark.parametrize("text", ["x" * 300, FAMILY * 120, "å" * 300])
async def test_what_just_fits_goes_out(stub: Stub, connector, out, text) -> None:
    await connector.send(replace(out, text=text))
    assert next(iter(stub.records.values()))["text"] == text


async def test_a_deleted_post_is_not_answered(stub: Stub, connector, out) -> None:
    stub.delete(out.to_remote_id)
    with pytest.raises(SendRefused, match="deleted"):
        await connector.send(out)
    assert stub.puts == 0


async def test_a_reply_that_stood_before_the_post_was_deleted_is_sent(stub, connector, out) -> None:
    first = await connector.send(out)
    stub.delete(out.to_remote_id)
    assert await connector.send(out) == first


async def test_a_thread_that_is_closed_to_us(stub: Stub, connector, out) -> None:
    stub.posts[out.to_remote_id]["viewer"] = {"replyDisabled": True}
    with pytest.raises(SendRefused, match="closed"):
        await connector.send(out)


def test_the_key_belongs_to_the_reply_alone() -> None:
    key = reply_key(START, "a" * 32)
    assert key == reply_key(START, "a" * 32)
    assert key != reply_key(START, "b" * 32)
    assert key != reply_key(START + timedelta(milliseconds=1), "a" * 32)
    at = time_of(key)
    assert at is not None
    assert abs(at - START) < timedelta(milliseconds=1)


@given(st.datetimes(min_value=START.replace(tzinfo=None)), st.text())
def test_every_key_is_one_that_the_network_takes(at, key) -> None:
    rkey = reply_key(at.replace(tzinfo=START.tzinfo), key)
    assert len(rkey) == 13
    assert set(rkey) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert rkey[0] in "234567abcdefghij"


def test_keys_sort_by_time() -> None:
    keys = [reply_key(START + timedelta(seconds=second), "k") for second in range(50)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("rkey", ["", "self", "0" * 13, "z" * 13, "3n2xoipoqg22o0"])
def test_what_is_no_key_has_no_time(rkey: str) -> None:
    assert time_of(rkey) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@kari.test hei", [("mention", "@kari.test")]),
        ("(@kari.test)", [("mention", "@kari.test")]),
        ("kari@nordbank.test", []),
        ("@kari", []),
        ("@kari.test.", [("mention", "@kari.test")]),
        ("se https://a.no/x_(y). Takk", [("link", "https://a.no/x_(y)")]),
        ("(https://a.no/x)", [("link", "https://a.no/x")]),
        ("«https://a.no»!", [("link", "https://a.no")]),
        ("https://a.no/@kari.test#tag", [("link", "https://a.no/@kari.test#tag")]),
        ("javascript:alert(1)", []),
        ("#blåbær, #2026 og #1.mai", [("tag", "#blåbær"), ("tag", "#1.mai")]),
        ("C#sharp", []),
        ("#" + "a" * 65, []),
        ("🇳🇴 @ola.test #æ", [("mention", "@ola.test"), ("tag", "#æ")]),
    ],
)
def test_what_becomes_a_facet(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.kind, text[span.start : span.end]) for span in spans(text)] == expected


@given(
    st.lists(st.sampled_from(["@kari.test", "https://å.no/æ", "#øl", " ", "👍🏽", "ß", "‮", "@", "#", "\n"]))
)
async def test_facets_cut_whole_characters_in_order(parts: list[str]) -> None:
    async def known(handle: str) -> str | None:
        return f"did:plc:{handle}"

    text = "".join(parts)
    end = 0
    for facet in await facets(text, known):
        index = facet["index"]
        assert isinstance(index, dict)
        assert end <= index["byteStart"] < index["byteEnd"]
        end = index["byteEnd"]
        assert text.encode()[index["byteStart"] : end].decode()[0] in "@h#"
    assert end <= len(text.encode())


async def test_a_handle_of_nobody_stays_plain_text(stub: Stub, connector, out) -> None:
    await connector.send(replace(out, text="hei @ingen.test"))
    assert "facets" not in next(iter(stub.records.values()))
