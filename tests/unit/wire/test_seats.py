"""Roles over the socket: who comes in, what they may, and what becomes of it while they sit there."""

import asyncio
import os
import pwd
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.osusers import User, actor_of, user_of
from console.desk.seats import Seats
from console.desk.wire.peer import Peer
from console.desk.wire.remote import attach
from console.desk.wire.server import Server
from console.errors import NotAllowed, NotFound, TurnedAway
from console.model.actor import Actor
from console.model.duty import Duty, Roles
from console.model.event import BACK, EVERYTHING, Change
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.rooms import ingest, raw
from tests.unit.wire.conftest import LEASE, until

ME = os.getuid()
Who = dict[int, Actor]


@pytest.fixture
def who() -> Who:
    return {ME: Actor("kari", duty=Duty.VIEWER, dms=False)}


@pytest.fixture
async def seats(desk: LocalDesk, socket: Path, who: Who) -> AsyncIterator[Seats]:
    seats = Seats(desk, User, lambda user: who[user.uid])
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


async def test_a_client_is_told_who_it_is_now_and_what_it_read_counts_no_more(
    seats: Seats, store: SqliteStore, socket: Path, who: Who
) -> None:
    session = await attach(socket)
    told: list[Change] = []
    session.desk.subscribe(told.append)
    who[ME] = Actor("kari", duty=Duty.LEAD, dms=True)
    await seats.look()
    await until(lambda: bool(told))
    assert told == [Change(None, BACK, (EVERYTHING,))]
    assert session.desk.actor == Actor("kari", duty=Duty.LEAD, dms=True)
    who[ME] = Actor("kari", duty=None, dms=False)
    await seats.look()
    await until(lambda: session.desk.actor.duty is None)
    assert not session.desk.actor.dms
    await session.close()


async def test_a_role_that_changes_during_the_greeting_is_told_after_it(
    desk: LocalDesk, socket: Path
) -> None:
    seated = desk.seated(Actor("kari", duty=Duty.VIEWER))

    async def seat(_peer: Peer) -> LocalDesk:
        asyncio.get_running_loop().call_soon(seated.sit, Actor("kari", duty=Duty.LEAD))
        return seated

    server = Server(socket, seat, LEASE)
    await server.open()
    session = await attach(socket)
    await until(lambda: session.desk.actor.duty is Duty.LEAD)
    await session.close()
    await server.close()


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
from console.desk.wire.peer import Peer
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
    seats = Seats(desk, user_of, lambda user: actor_of(user, roles, owner=os.geteuid()))
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
    who: Callable[[int], User] = lambda uid: asked.append(uid) or User(uid)  # type: ignore[func-returns-value]  # noqa: E731
    await Seats(desk, who, lambda _user: Actor("kari")).take(7)
    assert asked == [7]
