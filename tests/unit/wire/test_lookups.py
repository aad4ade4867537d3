"""Who somebody is, asked of a system that answers late or never, while others come and roles change."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.osusers import User, actor_of
from console.desk.seats import Seats
from console.desk.wire.peer import Peer
from console.desk.wire.remote import attach
from console.desk.wire.server import Server
from console.errors import NotAllowed, TurnedAway
from console.model.actor import Actor
from console.model.duty import Duty, Roles
from console.service import Service
from console.store.sqlite import SqliteStore
from tests.unit.wire.conftest import LEASE, until


class Directory:
    """Says who somebody is, once it is let."""

    def __init__(self, *slow: int) -> None:
        self.slow = slow
        self.answers = threading.Event()
        self.asked: list[int] = []

    def __call__(self, uid: int) -> User:
        self.asked.append(uid)
        if uid in self.slow:
            self.answers.wait(30)
        return User(uid, f"user{uid}")


def operator(user: User) -> Actor:
    return Actor(user.name, duty=Duty.OPERATOR)


@asynccontextmanager
async def door(desk: LocalDesk, socket: Path, directory: Directory, *uids: int) -> AsyncIterator[Seats]:
    """A server whose clients are these users, in the order of coming."""
    seats, coming = Seats(desk, directory, operator), iter(uids)
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
    knocking = iter((1, 2, 3, 0, 3))
    monkeypatch.setattr("console.desk.wire.server.peer_of", lambda _socket: Peer(1, next(knocking), 1))
    directory = Directory(1, 2)
    async with door(desk, socket, directory, 1, 2, 0, 3):
        waiting = [asyncio.create_task(attach(socket)) for _ in range(2)]
        async with asyncio.timeout(10):
            while len(directory.asked) < 2:  # noqa: ASYNC110 - it is asked in a thread
                await asyncio.sleep(0.005)
        with pytest.raises(TurnedAway, match="too many are just coming in"):
            await attach(socket)
        root = await attach(socket)
        assert root.desk.actor.name == "user0", "who can mend it comes in all the same"
        directory.answers.set()
        came = [root, *await asyncio.gather(*waiting), await attach(socket)]
        assert {one.desk.actor.name for one in came} == {"user0", "user1", "user2", "user3"}
        for session in came:
            await session.close()


class Shift:
    """A desk at which kari (1) and ola (2) sit as leads; both are looked up by the same directory."""

    def __init__(self, desk: LocalDesk, store: SqliteStore) -> None:
        self.directory = Directory()
        self.groups: dict[int, tuple[str, ...]] = {1: (), 2: ()}
        self.service = Service(desk, store, None, roles=Roles({Duty.LEAD: ("kari", "ola", "@desk")}))
        self.seats = Seats(desk, self.who, lambda user: actor_of(user, self.service.roles, owner=77))
        self.service.seats = self.seats

    def who(self, uid: int) -> User:
        found = User(uid, {1: "kari", 2: "ola"}[uid], self.groups[uid])
        self.directory(uid)
        return found

    async def hung(self, uid: int) -> asyncio.Task[None]:
        """The look at all of them, while the look-up of this one hangs."""
        self.directory.slow = (uid,)
        before = self.directory.asked.count(uid)
        looking = asyncio.create_task(self.seats.look())
        async with asyncio.timeout(10):
            while self.directory.asked.count(uid) == before:  # noqa: ASYNC110 - it is asked in a thread
                await asyncio.sleep(0.005)
        return looking


@pytest.mark.parametrize("hangs", [1, 2])
async def test_a_role_that_was_taken_counts_at_once_whoever_is_just_being_looked_up(
    desk: LocalDesk, store: SqliteStore, hangs: int
) -> None:
    """Whether the question that hangs is about who loses it or about a colleague; and it stays taken."""
    shift = Shift(desk, store)
    kari, ola = await shift.seats.take(1), await shift.seats.take(2)
    looking = await shift.hung(hangs)
    shift.service.give(Roles({Duty.LEAD: ("ola",)}))
    assert (kari.actor.duty, ola.actor.duty) == (None, Duty.LEAD)
    with pytest.raises(NotAllowed, match="kari has no role at this desk"):
        await kari.counts()
    shift.directory.answers.set()
    await looking
    assert (kari.actor.duty, ola.actor.duty) == (None, Duty.LEAD)


async def test_who_comes_in_while_roles_change_is_what_the_new_ones_say(
    desk: LocalDesk, store: SqliteStore
) -> None:
    shift = Shift(desk, store)
    shift.directory.slow = (1,)
    coming = asyncio.create_task(shift.seats.take(1))
    async with asyncio.timeout(10):
        while not shift.directory.asked:  # noqa: ASYNC110 - it is asked in a thread
            await asyncio.sleep(0.005)
    shift.service.give(Roles({Duty.VIEWER: ("kari",)}))
    shift.directory.answers.set()
    assert (await coming).actor.duty is Duty.VIEWER


async def test_a_group_that_was_left_counts_while_the_lookup_of_a_colleague_hangs(
    desk: LocalDesk, store: SqliteStore
) -> None:
    shift = Shift(desk, store)
    shift.groups[1] = ("desk",)
    shift.service.give(Roles({Duty.LEAD: ("ola", "@desk")}))
    kari, _ola = await shift.seats.take(1), await shift.seats.take(2)
    assert kari.actor.duty is Duty.LEAD
    shift.groups[1] = ()
    looking = await shift.hung(2)
    await until(lambda: kari.actor.duty is None)
    assert not looking.done()
    shift.directory.answers.set()
    await looking


async def test_the_next_look_does_not_wait_for_one_that_hangs(
    desk: LocalDesk, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.seats.EVERY", 0.01)
    shift = Shift(desk, store)
    kept = [await shift.seats.take(1), await shift.seats.take(2)]
    shift.directory.slow = (2,)
    keeping = asyncio.create_task(shift.seats.keep())
    await until(lambda: shift.directory.asked.count(1) > 5)
    assert shift.directory.asked.count(2) == 2, "one thread for each user, however long it hangs"
    keeping.cancel()
    shift.directory.answers.set()
    await asyncio.wait([keeping])
    assert keeping.cancelled()
    assert all(desk.actor.duty is Duty.LEAD for desk in kept)


async def test_lookups_that_hang_shut_nobody_else_out(
    desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.seats.LOOKUP", 0.05)
    directory = Directory(*range(1000, 1008))
    seats = Seats(desk, directory, operator)
    for _ in range(3):
        found = await asyncio.gather(*(seats.take(uid) for uid in directory.slow), return_exceptions=True)
        assert all(isinstance(one, NotAllowed) for one in found)
        assert (await seats.take(7)).actor.name == "user7"
    assert sorted(uid for uid in directory.asked if uid != 7) == [*directory.slow]
    directory.answers.set()


async def test_threads_are_bounded_and_who_keeps_the_host_never_waits_for_one(
    desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.seats.LOOKUP", 0.05)
    monkeypatch.setattr("console.desk.seats.AT_ONCE", 2)
    monkeypatch.setattr("os.geteuid", lambda: 900)
    directory = Directory(1, 2)
    seats = Seats(desk, directory, operator)
    for uid in (1, 2, 3):
        with pytest.raises(NotAllowed, match=f"who user {uid} is"):
            await seats.take(uid)
    assert directory.asked == [1, 2]
    assert [(await seats.take(uid)).actor.name for uid in (0, 900)] == ["user0", "user900"]
    directory.answers.set()
    await until(lambda: 3 in directory.asked)
    assert (await seats.take(3)).actor.name == "user3"
