"""What a client that means harm, or is broken, can do to the desk and to the others: nothing."""

import asyncio
import json
import os
import stat
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console import __version__
from console.desk.local import LocalDesk
from console.desk.wire.frames import LONGEST_QUESTION, VERSION
from console.desk.wire.lines import MOST_UNREAD
from console.desk.wire.link import check_server
from console.desk.wire.methods import methods
from console.desk.wire.peer import Peer
from console.desk.wire.remote import RemoteSession, attach
from console.desk.wire.server import MOST_OF_ONE, Server
from console.desk.wire.serving import MOST_BYTES
from console.errors import BeredtError, InputError, NotAllowed, StoreError, TurnedAway
from console.store.sqlite import SqliteStore
from tests.support.rooms import ingest, raw
from tests.unit.wire.conftest import LEASE, console, desk, desks, served, socket, store, until

__all__ = ["console", "desk", "desks", "socket", "store"]

HELLO = {"type": "hello", "version": VERSION, "program": __version__}


class Stranger:
    """A client of our own that says what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def come(cls, path: Path, *, greet: bool = True) -> "Stranger":
        stranger = cls(*await asyncio.open_unix_connection(path, limit=1 << 26))
        if greet:
            stranger.say(HELLO)
            assert (await stranger.hear())["type"] == "welcome"
        return stranger

    def say(self, frame: object) -> None:
        self.writer.write(json.dumps(frame).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        line = await asyncio.wait_for(self.reader.readline(), 10)
        heard: dict[str, Any] = json.loads(line) if line else {"type": "end"}
        return heard

    async def hear_of(self, number: int) -> dict[str, Any]:
        while True:
            heard = await self.hear()
            if heard.get("id") == number or heard["type"] == "end":
                return heard

    async def is_let_go(self) -> bool:
        try:
            while await asyncio.wait_for(self.reader.read(1 << 16), 15):
                pass
        except ConnectionError:
            pass
        return True


@pytest.fixture
async def stranger(desks: list[LocalDesk], socket: Path) -> AsyncIterator[Stranger]:
    stranger = await Stranger.come(socket)
    yield stranger
    stranger.writer.transport.abort()


GARBAGE = (
    b"\n",
    b"{}\n",
    b"[]\n",
    b"null\n",
    b"\x00\xff\xfe\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b'{"type":"ask"}\n',
    b'{"type":"ask","id":"one","name":"counts"}\n',
    b'{"type":"root"}\n',
    b'{"type":"hello","version":1,"program":"x"}\n',
    b'{"type":"ask","id":1,"name":"counts","actor":"root"}\n',
    b"[" * 100_000 + b"\n",
    b'{"type":' * 50_000 + b"\n",
)


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda one: repr(one[:40]))
async def test_garbage_ends_its_own_connection_alone(
    store: SqliteStore, console: RemoteSession, socket: Path, garbage: bytes
) -> None:
    await ingest(store, raw("1"))
    stranger = await Stranger.come(socket)
    stranger.writer.write(garbage)
    assert await stranger.is_let_go()
    assert (await console.desk.item(1)).row.id == 1


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_do_no_harm(tmp_path_factory: pytest.TempPathFactory, sent: bytes) -> None:
    async def try_it() -> None:
        path = tmp_path_factory.mktemp("any") / "s"

        async def nobody(_peer: Peer) -> LocalDesk:
            raise NotAllowed("nobody has a desk here")

        server = Server(path, nobody, LEASE)
        await server.open()
        stranger = await Stranger.come(path, greet=False)
        stranger.writer.write(sent + b"\n")
        assert (await stranger.hear())["type"] in ("sorry", "end")
        await server.close()
        assert not path.exists()

    asyncio.run(try_it())


async def test_half_a_message_is_dropped(
    store: SqliteStore, desks: list[LocalDesk], stranger: Stranger
) -> None:
    await ingest(store, raw("1"))
    stranger.writer.write(b'{"type":"ask","id":1,"name":"claim","given":{"item_id":1}')
    stranger.writer.close()
    await until(lambda: not desks[0].hub.listeners)
    assert (await desks[0].item(1)).row.holder is None


async def test_a_gigabyte_is_not_read(stranger: Stranger, console: RemoteSession) -> None:
    try:
        for _ in range(1024):
            stranger.writer.write(b"x" * (1 << 20))
            await asyncio.wait_for(stranger.writer.drain(), 10)
    except ConnectionError:
        pass
    else:
        raise AssertionError("all of a gigabyte was taken")
    assert await console.desk.counts() is not None
    assert LONGEST_QUESTION < 1 << 21


async def test_a_thousand_questions_at_once_are_answered_or_refused(
    stranger: Stranger, console: RemoteSession
) -> None:
    for number in range(1000):
        stranger.say({"type": "ask", "id": number, "name": "counts", "given": {}})
    # A colleague is answered meanwhile.
    assert await asyncio.wait_for(console.desk.counts(), 10) is not None
    answered = {"answer": 0, "failed": 0}
    for _ in range(1000):
        answered[(await stranger.hear())["type"]] += 1
    assert answered["answer"] >= 256
    assert sum(answered.values()) == 1000


async def test_what_waits_of_one_client_is_bounded_by_its_bytes(
    desks: list[LocalDesk], stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def waits() -> int:
        await go_on.wait()
        return 7

    monkeypatch.setattr(desks[0], "counts", waits, raising=False)

    def ask(number: int) -> None:
        # Blanks within a line take room as anything does, whatever is read out of it.
        padding = b" " * ((1 << 20) - 200)
        stranger.writer.write(b'{"type":"ask","id":%d,"name":"counts","given":{}%b}\n' % (number, padding))

    for number in range(8):
        ask(number)
    refused = [await stranger.hear() for _ in range(4)]
    assert [(one["id"], one["what"]) for one in refused] == [
        (number, "these questions are too long together") for number in range(4, 8)
    ]
    assert (MOST_BYTES, LONGEST_QUESTION) == (1 << 22, 1 << 20)
    go_on.set()
    assert [(await stranger.hear())["value"] for _ in range(4)] == [7] * 4
    ask(9)
    assert (await stranger.hear())["value"] == 7, "there is room again"


async def test_one_who_never_reads_is_let_go_and_holds_nobody_up(
    store: SqliteStore, desks: list[LocalDesk], stranger: Stranger, console: RemoteSession
) -> None:
    await ingest(store, *(raw(str(number), "x" * 4000) for number in range(200)))
    number = 0
    while desks[0].hub.listeners and number < 3000:
        number += 1
        stranger.say({"type": "ask", "id": number, "name": "export_messages", "given": {"after_id": 0}})
        if number % 10 == 0:
            assert await asyncio.wait_for(console.desk.counts(), 10) is not None
        if stranger.writer.transport.is_closing():
            break
    await until(lambda: len(desks[0].hub.listeners) == 1)
    assert MOST_UNREAD < 1 << 24


async def test_a_name_in_a_message_changes_nothing(
    store: SqliteStore, desks: list[LocalDesk], stranger: Stranger
) -> None:
    await ingest(store, raw("1"))
    stranger.say({"type": "ask", "id": 1, "name": "claim", "given": {"item_id": 1, "actor": "lead"}})
    assert (await stranger.hear_of(1))["type"] == "failed"
    stranger.say({"type": "ask", "id": 2, "name": "claim", "given": {"item_id": 1}})
    assert (await stranger.hear_of(2))["type"] == "answer"
    assert (await desks[0].item(1)).row.holder == desks[0].actor.name


@pytest.mark.parametrize(
    "name",
    ["__init__", "store", "seated", "record", "chain", "renew_leases", "actor", "hub", "close_store", "now"],
)
async def test_only_what_the_desk_offers_can_be_asked(stranger: Stranger, name: str) -> None:
    assert name not in methods()
    stranger.say({"type": "ask", "id": 1, "name": name, "given": {}})
    heard = await stranger.hear_of(1)
    assert (heard["type"], heard["kind"]) == ("failed", "InputError")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("item", {"item_id": "1"}),
        ("item", {"item_id": None}),
        ("item", {"item_id": 1e300}),
        ("item", {}),
        ("item", {"item_id": 1, "more": 2}),
        ("one", {"item_id": 1, "deed": {"deed": "Rob", "fields": {}}}),
        ("one", {"item_id": 1, "deed": {"deed": "Tag", "fields": {"tags": "x"}}}),
        ("tag", {"item_id": 1, "tags": [["x"]]}),
        ("queue", {"query": "is:new"}),
    ],
)
async def test_arguments_of_the_wrong_kind_are_said(
    stranger: Stranger, name: str, wrong: dict[str, object]
) -> None:
    stranger.say({"type": "ask", "id": 1, "name": name, "given": wrong})
    heard = await stranger.hear_of(1)
    assert (heard["type"], heard["kind"]) == ("failed", "InputError")
    assert "does not take this" in heard["what"]


async def test_another_release_gets_one_plain_sentence(
    desks: list[LocalDesk], socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.wire.link.__version__", "0.0.1")
    with pytest.raises(TurnedAway, match=r"this console is Beredt 0\.0\.1, and the watch is"):
        await attach(socket)


async def test_one_without_a_role_gets_one_plain_sentence(socket: Path) -> None:
    async def nobody(_peer: Peer) -> LocalDesk:
        raise NotAllowed("kari has no role at this desk", fix="ask whoever looks after this host")

    server = Server(socket, nobody, LEASE)
    await server.open()
    with pytest.raises(TurnedAway, match="kari has no role"):
        await attach(socket)
    await server.close()


async def test_one_user_can_not_take_all_connections(desk: LocalDesk, socket: Path) -> None:
    async def seat(_peer: Peer) -> LocalDesk:
        return desk

    server = Server(socket, seat, LEASE)
    await server.open()
    strangers = [await Stranger.come(socket) for _ in range(MOST_OF_ONE)]
    last = await Stranger.come(socket, greet=False)
    last.say(HELLO)
    assert (await last.hear())["what"] == "too many consoles are open"
    for one in (*strangers, last):
        one.writer.transport.abort()
    await server.close()


async def test_a_socket_of_a_dead_process_is_no_obstacle_and_a_living_one_is(
    desk: LocalDesk, socket: Path
) -> None:
    async with served(desk, socket):
        os.link(socket, socket.with_name("kept"))
        with pytest.raises(StoreError, match="another process serves"):
            async with served(desk, socket):
                pass
    os.rename(socket.with_name("kept"), socket)
    assert stat.S_ISSOCK(socket.stat().st_mode)
    async with served(desk, socket):
        session = await attach(socket)
        await session.close()


async def test_what_is_in_the_way_is_left_alone(desk: LocalDesk, socket: Path) -> None:
    socket.write_text("somebody's notes")
    with pytest.raises(StoreError, match="is in the way: it is no socket"):
        async with served(desk, socket):
            pass
    assert socket.read_text() == "somebody's notes"


async def test_a_path_that_is_too_long_is_said(desk: LocalDesk, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="longer than 107 bytes"):
        async with served(desk, tmp_path / ("x" * 100)):
            pass


async def test_a_server_of_somebody_else_is_not_trusted(
    desks: list[LocalDesk], socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, writer = await asyncio.open_unix_connection(socket)
    check_server(socket, writer)
    monkeypatch.setattr("console.desk.wire.link.peer_of", lambda _socket: Peer(1, 12345, 12345))
    with pytest.raises(BeredtError, match="served by user 12345"):
        check_server(socket, writer)
    writer.close()


async def test_what_somebody_else_holds_is_not_kept_by_saying_so(
    store: SqliteStore, desks: list[LocalDesk], console: RemoteSession, socket: Path
) -> None:
    await ingest(store, raw("1"), raw("2"))
    await console.desk.claim(1)
    stranger = await Stranger.come(socket, greet=False)
    stranger.say(HELLO | {"held": [1, 2, 99]})
    assert (await stranger.hear())["type"] == "welcome"
    assert desks[1].claimed == set()
    stranger.writer.transport.abort()


async def test_questions_that_are_stopped_before_they_begin_leave_nothing(stranger: Stranger) -> None:
    for number in range(300):
        stranger.say({"type": "ask", "id": number, "name": "counts", "given": {}})
        stranger.say({"type": "stop", "id": number})
    stranger.say({"type": "ask", "id": 1000, "name": "counts", "given": {}})
    assert (await stranger.hear_of(1000))["type"] == "answer"


async def test_beats_without_end_keep_nobody_waiting(stranger: Stranger, console: RemoteSession) -> None:
    async def flood() -> None:
        while True:
            stranger.writer.write(b'{"type":"beat"}\n' * 1000)
            await stranger.writer.drain()

    flooding = asyncio.create_task(flood())
    for _ in range(20):
        assert await asyncio.wait_for(console.desk.counts(), 10) is not None
    flooding.cancel()


async def test_more_than_a_line_may_hold_is_refused_before_it_is_sent(console: RemoteSession) -> None:
    with pytest.raises(InputError, match="too much for one question"):
        await console.desk.rows(list(range(400_000)))
    assert await console.desk.counts() is not None


async def test_those_who_are_turned_away_take_nobodys_room(
    store: SqliteStore, desk: LocalDesk, socket: Path
) -> None:
    turned: list[Stranger] = []

    async def seat(_peer: Peer) -> LocalDesk:
        if len(turned) < MOST_OF_ONE + 8:
            raise NotAllowed("not you")
        return desk

    server = Server(socket, seat, LEASE)
    await server.open()
    for _ in range(MOST_OF_ONE + 8):
        turned.append(await Stranger.come(socket, greet=False))
    async with asyncio.timeout(10):
        session = await attach(socket)
    await session.close()
    for one in turned:
        one.writer.transport.abort()
    await server.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a socket to somebody else")
async def test_a_socket_of_somebody_else_is_left_alone_and_said(
    desk: LocalDesk, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(desk, socket):
        os.link(socket, socket.with_name("kept"))
    os.rename(socket.with_name("kept"), socket)
    os.chown(socket, 12345, 12345)
    with pytest.raises(StoreError, match="is in the way: it is not ours"):
        async with served(desk, socket):
            pass
    assert socket.stat().st_uid == 12345
    os.chown(socket, 0, 0)
    async with served(desk, socket):
        await (await attach(socket)).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_a_socket_that_somebody_else_serves_is_not_spoken_to() -> None:
    """Whoever can write into a shared folder puts a socket there and waits for what colleagues type."""
    script = (
        "import os, socket, sys; os.setgid(12345); os.setuid(12345); os.umask(0);"
        "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen();"
        "print('listening', flush=True); c, _ = s.accept();"
        "print(c.recv(1000), flush=True)"
    )
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o777)
        path = Path(name) / "desk.sock"
        waiting = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, str(path)), stdout=asyncio.subprocess.PIPE
        )
        assert waiting.stdout is not None
        assert await waiting.stdout.readline() == b"listening\n"
        with pytest.raises(TurnedAway, match="served by user 12345"):
            await attach(path)
        # Not even a hello.
        assert await waiting.stdout.readline() == b"b''\n"
        await waiting.wait()
