"""Who sits at which desk of a shared host, asked of the system anew while they sit."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Thread
from weakref import WeakKeyDictionary

from console.desk.local import LocalDesk
from console.desk.osusers import User, keeps_host
from console.errors import NotAllowed
from console.model.actor import Actor

EVERY = 5.0
"""Seconds, a person's, between two looks at who somebody is."""
LOOKUP = 8.0
"""Seconds that the system's databases get to say who a user is, who waits a little longer for it."""
AT_ONCE = 64
"""Users who are looked up at a time, those whose look-up hangs among them; the next wait, and their time runs
meanwhile. Root and whom the desk runs as never wait: they are who can mend it."""

_log = logging.getLogger(__name__)


class Lookups:
    """Asks who a user is in threads, so that nobody else waits for a slow answer; one for each user at most.

    Args:
        who: Who a user id is now; may block for as long as the system's databases do.
    """

    def __init__(self, who: Callable[[int], User]) -> None:
        self._who = who
        self._asked: dict[int, tuple[asyncio.Task[User], float]] = {}
        """By user id: the question, and until when on the loop's clock somebody waits for its answer."""
        self._room = asyncio.Semaphore(AT_ONCE)

    async def ask(self, uid: int) -> User:
        """Raises NotAllowed if there is no answer in time; the question goes on, and serves who asks next.

        While one goes on whose time is over, who asks is refused at once.
        """
        now = asyncio.get_running_loop().time()
        if uid not in self._asked:
            task = asyncio.create_task(self._asking(uid))
            self._asked[uid] = task, now + LOOKUP
            task.add_done_callback(partial(self._ended, uid))
        task, until = self._asked[uid]
        try:
            return await asyncio.wait_for(asyncio.shield(task), until - now)
        except TimeoutError:
            raise NotAllowed(
                f"this host could not say within {LOOKUP:.0f} s who user {uid} is",
                fix="try again in a minute, or ask whoever looks after this host",
            ) from None

    def _ended(self, uid: int, task: "asyncio.Task[User]") -> None:
        del self._asked[uid]
        if not task.cancelled():
            # Whoever asked may have gone; then nobody else looks at how it ended.
            task.exception()

    async def _asking(self, uid: int) -> User:
        if keeps_host(uid):
            return await self._answer(uid)
        async with self._room:
            return await self._answer(uid)

    async def _answer(self, uid: int) -> User:
        loop = asyncio.get_running_loop()
        found: asyncio.Future[User] = loop.create_future()

        def tell(user: User | None, error: Exception | None) -> None:
            if not found.done():
                if user is not None:
                    found.set_result(user)
                else:
                    found.set_exception(error or RuntimeError())

        def work() -> None:
            user, failed = None, None
            try:
                user = self._who(uid)
            except Exception as error:
                failed = error
            # The loop may have ended meanwhile, and nobody waits any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, user, failed)

        # Not of a pool: the interpreter's end would wait for one that hangs.
        Thread(target=work, name=f"who is {uid}", daemon=True).start()
        return await found


class Seats:
    """Desks over one store, one for each who came in.

    Args:
        desk: The one that they are made from.
        who: Who a user id is now; may block for as long as the system's databases do.
        actor: What that user is at the desk, by the roles of this moment; must not block.
    """

    def __init__(self, desk: LocalDesk, who: Callable[[int], User], actor: Callable[[User], Actor]) -> None:
        self._desk = desk
        self._actor = actor
        self._lookups = Lookups(who)
        self._taken: WeakKeyDictionary[LocalDesk, User] = WeakKeyDictionary()
        self._noting: set[asyncio.Task[None]] = set()

    async def take(self, uid: int, origin: str = "") -> LocalDesk:
        """A desk for this user.

        Raises NotAllowed for who has no role, which is recorded, and where nobody could say in time who
        it is.
        """
        user = await self._lookups.ask(uid)
        actor = replace(self._actor(user), origin=origin)
        if actor.duty is None:
            refusal = NotAllowed(
                f"{actor.name} has no role at this desk", fix="ask whoever looks after this host"
            )
            noting = asyncio.create_task(self._desk.refusals.note(actor, "come in", "", refusal.what))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
            raise refusal
        desk = self._desk.seated(actor)
        self._taken[desk] = user
        return desk

    async def keep(self) -> None:
        """Look again and again who they are: whoever lost a group loses what it gave while they sit."""
        async with asyncio.TaskGroup() as looks:
            while True:
                await asyncio.sleep(EVERY)
                # The next does not wait for it: of those whose look-up hangs it only says so.
                looks.create_task(self.look())

    async def look(self) -> None:
        """Who cannot be looked up now stays who they were; nobody waits for the look-up of somebody else."""
        await asyncio.gather(*(self._look_at(uid) for uid in {user.uid for user in self._taken.values()}))

    async def _look_at(self, uid: int) -> None:
        try:
            user = await self._lookups.ask(uid)
        except NotAllowed:
            return
        except Exception as error:
            _log.warning("user %d could not be looked up: %s", uid, error)
            return
        for desk, was in list(self._taken.items()):
            if was.uid == uid:
                self._taken[desk] = user
                self._seat(desk, user)

    def weigh(self) -> None:
        """The roles have just changed: they count at once, for whom the system says that it is them."""
        for desk, user in list(self._taken.items()):
            self._seat(desk, user)

    def _seat(self, desk: LocalDesk, user: User) -> None:
        actor = replace(self._actor(user), origin=desk.actor.origin)
        if desk.actor != actor:
            _log.warning("%s is %s now", actor.name, actor.duty or "nobody here")
            desk.sit(actor)
