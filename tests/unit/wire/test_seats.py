"""Roles over the socket: who comes in, what they may, and what becomes of it while they sit there."""

import asyncio
import os
import pwd
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.osusers import actor_of
from console.desk.seats import Seats
from console.desk.wire.remote import attach
from console.desk.wire.server import Server
from console.errors import NotAllowed, NotFound, TurnedAway
from console.model.actor import Actor
from console.model.duty import Duty, Roles
from console.query import parse
from console.service import Service
from console.store.sqlite import SqliteStore
from tests.support.rooms import ingest, raw
from tests.unit.wire.conftest import LEASE

ME = os.getuid()
Who = dict[int, Actor]


@pytest.fixture
def who() -> Who:
    return {ME: Actor("kari", duty=Duty.VIEWER, dms=False)}


@pytest.fixture
async def seats(desk: LocalDesk, socket: Path, who: Who) -> AsyncIterator[Seats]:
    seats = Seats(desk, lambda uid: who[uid])
    server = Server(socket, lambda peer: seats.take(peer.uid), LEASE)
    await server.open()
    yield seats
    await server.close()


async def refusals(store: SqliteStore, wanted: int = 1) -> list[tuple[str, object]]:
    async with asyncio.timeout(10):
        while len(found := await store.events(["desk"], 50)) < wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return [(event.actor, event.after.get("act")) for event in found]


async def test_a_client_is_told_what_it_may_and_refused_the_rest(
    seats: Seats, store: SqliteStore, socket: Path
) -> None:
    await ingest(store, raw("m1"), raw("d1", "psst", kind="dm"))
    session = await attach(socket)
    desk = session.desk
    assert (desk.actor.name, desk.actor.duty, desk.actor.dms) == ("kari", Duty.VIEWER, False)
    ids = await desk.queue_ids(parse(""))
    assert len(ids) == 1
    with pytest.raises(NotAllowed, match="kari is viewer here, and this needs operator") as refused:
        await desk.claim(ids[0])
    assert refused.value.fix == "ask a colleague who is operator here"
    with pytest.raises(NotFound, match="there is no item 2"):
        await desk.item(2 if ids[0] == 1 else 1)
    assert await refusals(store) == [("kari", "claim")]
    await session.close()


async def test_who_lost_a_group_is_refused_while_connected(
    seats: Seats, store: SqliteStore, socket: Path, who: Who
) -> None:
    await ingest(store, raw("m1"))
    who[ME] = Actor("kari", duty=Duty.OPERATOR)
    session = await attach(socket)
    await session.desk.claim(1)
    who[ME] = Actor("kari", duty=Duty.VIEWER)
    await seats.look()
    with pytest.raises(NotAllowed, match="needs operator"):
        await session.desk.release(1)
    who[ME] = Actor("kari", duty=None)
    await seats.look()
    with pytest.raises(NotAllowed, match="no role at this desk"):
        await session.desk.counts()
    await session.close()


async def test_who_has_no_role_does_not_come_in_and_that_is_recorded(
    seats: Seats, store: SqliteStore, socket: Path, who: Who
) -> None:
    who[ME] = Actor("kari", duty=None)
    with pytest.raises(TurnedAway, match="kari has no role at this desk"):
        await attach(socket)
    assert await refusals(store) == [("kari", "come in")]


CLIENT = """
import asyncio, os, sys
from pathlib import Path
from console.desk.wire.remote import attach
from console.query import parse
from console.errors import BeredtError
import console.desk.local

async def main():
    session = await attach(Path(sys.argv[1]))
    desk = session.desk
    print(desk.actor.name, desk.actor.duty, len(await desk.queue_ids(parse(""))))
    acts = (desk.tag, 1, ["x"]), (desk.resume_publishing,), (desk.set_setting, "views", "[]")
    for act, *given in acts:
        try:
            await act(*given)
            print("done")
        except BeredtError as error:
            print(error.what)
    await session.close()

os.setgroups([])
os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]))
try:
    asyncio.run(main())
except BeredtError as error:
    print(error.what)
"""


@pytest.mark.skipif(ME != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("listed", [True, False])
async def test_another_user_of_this_machine_is_who_the_kernel_says(
    desk: LocalDesk, store: SqliteStore, tmp_path_factory: pytest.TempPathFactory, listed: bool
) -> None:
    await ingest(store, raw("m1"))
    nobody = pwd.getpwnam("nobody")
    roles = Roles({Duty.OPERATOR: ("nobody",)} if listed else {})
    folder = Path(os.path.realpath("/tmp")) / f"beredt-seats-{os.getpid()}-{listed}"
    folder.mkdir(mode=0o755)
    socket = folder / "desk.sock"
    seats = Seats(desk, lambda uid: actor_of(uid, roles, owner=os.geteuid()))
    server = Server(socket, lambda peer: seats.take(peer.uid), LEASE)
    await server.open()
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLIENT, str(socket), str(nobody.pw_uid), str(nobody.pw_gid),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, _ = await child.communicate()
    finally:
        await server.close()
        folder.rmdir()
    told = out.decode().splitlines()
    if listed:
        assert told == [
            "nobody operator 1",
            "done",
            "nobody is operator here, and this needs lead",
            "nobody may ask this desk for set_setting like that",
        ]
    else:
        assert told == ["nobody has no role at this desk"]


async def test_nothing_but_the_kernels_word_names_a_seat(desk: LocalDesk) -> None:
    """There is no argument by which somebody could say who they are."""
    asked: list[int] = []
    who: Callable[[int], Actor] = lambda uid: asked.append(uid) or Actor("kari")  # type: ignore[func-returns-value]  # noqa: E731
    await Seats(desk, who).take(7)
    assert asked == [7]


class Directory:
    """Says who somebody is, once it is let."""

    def __init__(self, *slow: int) -> None:
        self.slow = slow
        self.answers = threading.Event()
        self.asked: list[int] = []

    def __call__(self, uid: int) -> Actor:
        self.asked.append(uid)
        if uid in self.slow:
            self.answers.wait(30)
        return Actor(f"user{uid}", duty=Duty.OPERATOR)


@asynccontextmanager
async def door(desk: LocalDesk, socket: Path, directory: Directory, *uids: int) -> AsyncIterator[Seats]:
    """A server whose clients are these users, in the order of coming."""
    seats, coming = Seats(desk, directory), iter(uids)
    server = Server(socket, lambda _peer: seats.take(next(coming)), LEASE)
    await server.open()
    try:
        yield seats
    finally:
        directory.answers.set()
        await server.close()


async def test_nobody_waits_for_the_lookup_of_somebody_else(desk: LocalDesk, socket: Path) -> None:
    directory = Directory(1)
    async with door(desk, socket, directory, 0, 1, 1, 1, 2):
        first = await attach(socket)
        slow = [asyncio.create_task(attach(socket)) for _ in range(3)]
        async with asyncio.timeout(10):
            while 1 not in directory.asked:  # noqa: ASYNC110 - it is asked in a thread
                await asyncio.sleep(0.005)
            assert await first.desk.counts() is not None
            other = await attach(socket)
        assert other.desk.actor.name == "user2"
        assert not any(task.done() for task in slow)
        directory.answers.set()
        came = await asyncio.gather(*slow)
        assert {one.desk.actor.name for one in came} == {"user1"}
        assert directory.asked.count(1) == 1, "one question serves all consoles of one user"
        for session in (first, other, *came):
            await session.close()


async def test_who_could_not_be_looked_up_in_time_is_told_so(
    desk: LocalDesk, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.seats.LOOKUP", 0.05)
    directory = Directory(1)
    async with door(desk, socket, directory, 1, 0) as seats:
        with pytest.raises(TurnedAway, match="this host could not say within 0 s who user 1 is"):
            await attach(socket)
        session = await attach(socket)
        directory.slow = (0,)
        await seats.look()
        assert await session.desk.counts() is not None, "who sits there keeps what they have"
        await session.close()


async def test_those_who_wait_for_their_lookup_are_bounded(
    desk: LocalDesk, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.wire.server.MOST_KNOCKING", 2)
    directory = Directory(1, 2)
    async with door(desk, socket, directory, 1, 2, 3):
        waiting = [asyncio.create_task(attach(socket)) for _ in range(2)]
        async with asyncio.timeout(10):
            while len(directory.asked) < 2:  # noqa: ASYNC110 - it is asked in a thread
                await asyncio.sleep(0.005)
        with pytest.raises(TurnedAway, match="too many are just coming in"):
            await attach(socket)
        directory.answers.set()
        came = [*await asyncio.gather(*waiting), await attach(socket)]
        assert {one.desk.actor.name for one in came} == {"user1", "user2", "user3"}
        for session in came:
            await session.close()


async def test_roles_that_changed_count_at_once_whatever_was_just_being_asked(
    desk: LocalDesk, store: SqliteStore, socket: Path
) -> None:
    await ingest(store, raw("m1"))
    service = Service(desk, store, None)
    asked, go_on = threading.Event(), threading.Event()

    def who(uid: int) -> Actor:
        duty = Duty.LEAD if service.roles.listed else Duty.OPERATOR
        if not service.roles.listed and asked.is_set():
            go_on.wait(30)
        return Actor("kari", duty=duty)

    service.seats = seats = Seats(desk, who)
    server = Server(socket, lambda peer: seats.take(peer.uid), LEASE)
    await server.open()
    session = await attach(socket)
    with pytest.raises(NotAllowed, match="needs lead"):
        await session.desk.resume_publishing()
    asked.set()
    looking = asyncio.create_task(seats.look())
    await asyncio.sleep(0)
    await service.give(Roles({Duty.LEAD: ("kari",)}))
    with pytest.raises(NotAllowed, match="publishing is not paused"):
        await session.desk.resume_publishing()
    go_on.set()
    await looking
    with pytest.raises(NotAllowed, match="publishing is not paused"):
        await session.desk.resume_publishing()
    await session.close()
    await server.close()
