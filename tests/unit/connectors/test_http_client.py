"""HTTP for connectors: every way in which a server can fail, and what we make of it."""

import socket
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.connectors.answer import parse_json
from console.connectors.http import HttpClient, checked_origin
from console.connectors.waiting import LONGEST, budget, wait_seconds
from console.errors import (
    AuthFailed,
    ConfigError,
    ConnectorError,
    RateLimited,
    SendRefused,
    SendUnknown,
    Unreachable,
)
from tests.support.fastclock import START, FastClock
from tests.support.httpserver import (
    Bomb,
    CutJson,
    Endless,
    Fault,
    FaultyServer,
    HangUp,
    Raw,
    Reply,
    Silence,
    Status,
    Truncated,
)

TOKEN = "secret-token-1234"


@pytest.fixture
async def server():
    async with FaultyServer() as running:
        running.route("GET", "/ok", lambda request: Reply({"ok": True}))
        running.route("POST", "/ok", lambda request: Reply({"ok": True}))
        yield running


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
async def client(server: FaultyServer, clock: FastClock):
    made = HttpClient(server.url, clock=clock, token=TOKEN, deadline=0.3, max_body=200_000)
    yield made
    await made.close()


UNUSABLE: list[Fault] = [
    Status(500),
    Status(503, retry_after="1"),
    Truncated(),
    CutJson(),
    HangUp(),
    Silence(),
    Endless(),
    Endless(pause=0.05),
    Bomb(),
    Raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    Reply(b"<!doctype html><title>Maintenance</title>", headers={"content-type": "text/html"}),
    Reply(b'{"a": NaN}'),
    Reply(b"[" * 100_000),
    Reply(b"not gzip", headers={"content-encoding": "gzip"}),
    Reply(b"x", headers={"content-encoding": "br"}),
    Reply(b'{"n": ' + b"9" * 5000 + b"}"),
]


@pytest.mark.parametrize("fault", UNUSABLE, ids=lambda fault: repr(fault)[:40])
async def test_no_usable_answer_is_unreachable_then_it_recovers(server, client, fault) -> None:
    server.fail_next(fault)
    with pytest.raises(Unreachable):
        await client.call("GET", "/ok")
    assert (await client.call("GET", "/ok")).data == {"ok": True}


@pytest.mark.parametrize("fault", UNUSABLE, ids=lambda fault: repr(fault)[:40])
async def test_a_send_without_a_usable_answer_is_unknown(server, client, fault) -> None:
    server.fail_next(fault)
    with pytest.raises(SendUnknown):
        await client.call("POST", "/ok", body={"text": "hello"}, sends=True)
    assert len(server.requests) == 1, "an unknown outcome is never tried again by itself"


async def test_a_send_that_never_left_is_certain(server, client) -> None:
    await server.stop()
    with pytest.raises(Unreachable, match="refuses connections"):
        await client.call("POST", "/ok", body={}, sends=True)


@pytest.mark.parametrize(
    ("status", "sends", "error"),
    [
        (401, False, AuthFailed),
        (403, False, AuthFailed),
        (404, False, Unreachable),
        (401, True, AuthFailed),
        (403, True, SendRefused),
        (422, True, SendRefused),
        (408, True, Unreachable),
        (302, True, Unreachable),
        (303, True, SendUnknown),
        (302, False, Unreachable),
    ],
)
async def test_statuses(server, client, status, sends, error) -> None:
    server.fail_next(Status(status, location="https://elsewhere.example/"))
    with pytest.raises(error):
        await client.call("POST", "/ok", body={}, sends=sends)
    assert len(server.requests) == 1


async def test_an_error_names_the_remedy_and_no_secret(server, client) -> None:
    said = {"error": "Bad", "message": f"token {TOKEN} \x1b[31m is\nbad " + "x" * 500}
    server.fail_next(Reply(said, 401))
    with pytest.raises(AuthFailed) as caught:
        await client.call("GET", "/ok")
    shown = str(caught.value)
    assert TOKEN not in shown
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert len(shown) < 400
    assert caught.value.fix


async def test_a_token_with_a_line_break_is_refused_without_being_shown(clock) -> None:
    with pytest.raises(AuthFailed) as caught:
        HttpClient("https://social.example", clock=clock, token="abc\r\nX-Evil: 1")
    assert "Evil" not in str(caught.value)


async def test_the_token_goes_to_no_other_host(server, client) -> None:
    with pytest.raises(Unreachable):
        await client.call("GET", "https://elsewhere.example/ok")
    async with FaultyServer() as other:
        server.fail_next(Status(307, location=f"{other.url}/ok"))
        with pytest.raises(Unreachable):
            await client.call("GET", "/ok")
        assert other.requests == []


async def test_a_page_link_of_the_same_server_keeps_its_query(server, client) -> None:
    link = f'<{server.url}/ok?max_id=7>; rel="next", <{server.url}/ok?min_id=9>; rel="prev"'
    server.fail_next(Reply([], headers={"link": link}))
    answer = await client.call("GET", "/ok")
    await client.call("GET", answer.links()["next"])
    assert server.requests[-1].query == {"max_id": ["7"]}


async def test_after_429_nothing_is_asked_until_the_wait_is_over(server, client, clock) -> None:
    server.fail_next(Status(429, retry_after="120"))
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            await client.call("GET", "/ok")
    assert len(server.requests) == 1
    assert caught.value.retry_after == pytest.approx(120)
    clock.advance(121)
    assert (await client.call("GET", "/ok")).ok


async def test_polling_stops_for_the_reserve_but_a_reply_goes_out(server, client, clock) -> None:
    left = {"ratelimit-limit": "100", "ratelimit-remaining": "5", "ratelimit-reset": "60"}
    server.fail_next(Reply({}, headers=left))
    await client.call("GET", "/ok")
    with pytest.raises(RateLimited):
        await client.call("GET", "/ok")
    assert (await client.call("POST", "/ok", body={}, sends=True)).ok


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "5"}, 5),
        ({"retry-after": "5.5"}, 5.5),
        ({"retry-after": format_datetime(START + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(START - timedelta(days=9), usegmt=True)}, 1),
        ({"retry-after": "1000000000"}, LONGEST),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "-5"}, 60),
        ({"retry-after": "soon"}, 60),
        ({"retry-after": "inf"}, 60),
        ({"retry-after": "9" * 400}, LONGEST),
        ({}, 60),
        ({"ratelimit-reset": str(int(START.timestamp()) + 300)}, 300),
        ({"ratelimit-reset": str((int(START.timestamp()) + 300) * 1000)}, 300),
        ({"x-ratelimit-reset": "2026-11-23T08:05:00.000Z"}, 300),
        ({"x-ratelimit-reset": "42"}, 42),
        ({"retry-after": "rubbish", "x-ratelimit-reset": "42"}, 42),
        ({"x-ratelimit-reset": "2026-13-45"}, 60),
    ],
)
def test_every_form_of_wait(headers, seconds) -> None:
    assert wait_seconds(headers, START) == pytest.approx(seconds)


def test_a_wrong_clock_does_not_stretch_a_wait() -> None:
    server_now = START + timedelta(hours=5)
    headers = {
        "date": format_datetime(server_now, usegmt=True),
        "retry-after": format_datetime(server_now + timedelta(seconds=30), usegmt=True),
    }
    assert wait_seconds(headers, START) == pytest.approx(30)


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "ratelimit-reset", "date", "ratelimit-remaining"]), st.text()
    )
)
def test_no_header_breaks_the_wait(headers) -> None:
    assert 1 <= wait_seconds(headers, START) <= LONGEST
    budget(headers, START)


@given(st.binary(max_size=200))
def test_any_bytes_parse_or_are_refused_in_words(data) -> None:
    try:
        parse_json(data)
    except ValueError as error:
        assert str(error).endswith("instead of data")  # noqa: PT017 - both outcomes are fine


def test_broken_utf8_costs_a_character_not_a_page() -> None:
    assert parse_json(b'[{"text": "bl\xe5"}, {"text": "ok"}]') == [{"text": "bl�"}, {"text": "ok"}]


@pytest.mark.parametrize(
    "address",
    [
        "http://social.example",
        "ftp://x",
        "https://",
        "social.example",
        "https://me:pw@social.example",
        "https://[::",
    ],
)
def test_addresses_that_would_leak_or_lead_nowhere(address) -> None:
    with pytest.raises(ConfigError) as caught:
        checked_origin(address)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["https://social.example", "http://127.0.0.1:99", "http://[::1]:9", "http://localhost"]
)
def test_addresses_that_do(address) -> None:
    assert checked_origin(address).host


async def test_a_name_that_does_not_resolve_says_so(clock) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("x") from socket.gaierror(-2, "Name or service not known")

    client = HttpClient("https://social.example", clock=clock, transport=httpx.MockTransport(refuse))
    with pytest.raises(Unreachable, match="name is not known") as caught:
        await client.call("GET", "/ok")
    assert isinstance(caught.value, ConnectorError)
    assert "DNS" in caught.value.fix


async def test_a_stream_is_read_as_it_comes_and_its_refusal_is_an_error(server, client) -> None:
    server.route(
        "GET", "/events", lambda request: Reply(b"data: 1\n\n", headers={"content-type": "text/event-stream"})
    )
    async with client.stream("/events") as response:
        assert [line async for line in response.aiter_lines()] == ["data: 1", ""]
    assert server.requests[-1].headers["authorization"] == f"Bearer {TOKEN}"
    server.fail_next(Status(401))
    with pytest.raises(AuthFailed):
        async with client.stream("/events"):
            pass
