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
from console.errors import NotAllowed
from console.model.actor import Actor

EVERY = 5.0
"""Seconds, a person's, between two looks at who somebody is."""
LOOKUP = 8.0
"""Seconds that the system's databases get to say who a user is, who waits a little longer for it."""
AT_ONCE = 4
"""Users who are looked up at a time; the next wait, and their time runs meanwhile."""

_log = logging.getLogger(__name__)


class Lookups:
    """Asks who a user is in threads, so that nobody else waits for a slow answer; one for each user at most.

    Args:
        who: Who a user id is now; may block for as long as the system's databases do.
    """

    def __init__(self, who: Callable[[int], Actor]) -> None:
        self._who = who
        self._asked: dict[int, asyncio.Task[Actor]] = {}
        self._era = 0
        self._room = asyncio.Semaphore(AT_ONCE)

    async def ask(self, uid: int) -> Actor:
        """Raises NotAllowed if there is no answer in time; the question goes on, and serves who asks next."""
        while True:
            era, task = self._era, self._asked.get(uid)
            if task is None:
                task = self._asked[uid] = asyncio.create_task(self._answer(uid))
                task.add_done_callback(partial(self._ended, uid))
            try:
                actor = await asyncio.wait_for(asyncio.shield(task), LOOKUP)
            except TimeoutError:
                raise NotAllowed(
                    f"this host could not say within {LOOKUP:.0f} s who user {uid} is",
                    fix="try again in a minute, or ask whoever looks after this host",
                ) from None
            if era == self._era:
                return actor

    def forget(self) -> None:
        """What is being asked counts no more: it is asked anew."""
        self._era += 1
        self._asked.clear()

    def _ended(self, uid: int, task: "asyncio.Task[Actor]") -> None:
        if self._asked.get(uid) is task:
            del self._asked[uid]
        if not task.cancelled():
            # Whoever asked may have gone; then nobody else looks at how it ended.
            task.exception()

    async def _answer(self, uid: int) -> Actor:
        async with self._room:
            loop = asyncio.get_running_loop()
            found: asyncio.Future[Actor] = loop.create_future()

            def tell(actor: Actor | None, error: Exception | None) -> None:
                if not found.done():
                    if actor is not None:
                        found.set_result(actor)
                    else:
                        found.set_exception(error or RuntimeError())

            def work() -> None:
                actor, failed = None, None
                try:
                    actor = self._who(uid)
                except Exception as error:
                    failed = error
                # The loop may have ended meanwhile, and nobody waits any more.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(tell, actor, failed)

            # Not of a pool: the interpreter's end would wait for one that hangs.
            Thread(target=work, name=f"who is {uid}", daemon=True).start()
            return await found


class Seats:
    """Desks over one store, one for each who came in.

    Args:
        desk: The one that they are made from.
        who: Who a user id is now; may block for as long as the system's databases do.
    """

    def __init__(self, desk: LocalDesk, who: Callable[[int], Actor]) -> None:
        self._desk = desk
        self._lookups = Lookups(who)
        self._taken: WeakKeyDictionary[LocalDesk, int] = WeakKeyDictionary()
        self._noting: set[asyncio.Task[None]] = set()

    async def take(self, uid: int, origin: str = "") -> LocalDesk:
        """A desk for this user.

        Raises NotAllowed for who has no role, which is recorded, and where nobody could say in time who
        it is.
        """
        actor = replace(await self._lookups.ask(uid), origin=origin)
        if actor.duty is None:
            refusal = NotAllowed(
                f"{actor.name} has no role at this desk", fix="ask whoever looks after this host"
            )
            noting = asyncio.create_task(self._desk.refusals.note(actor, "come in", "", refusal.what))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
            raise refusal
        desk = self._desk.seated(actor)
        self._taken[desk] = uid
        return desk

    async def keep(self) -> None:
        """Look again and again who they are: whoever lost a group loses what it gave while they sit."""
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def look(self, *, anew: bool = False) -> None:
        """Who cannot be looked up now stays who they were. `anew`: what it depends on has just changed."""
        if anew:
            self._lookups.forget()
        uids = sorted(set(self._taken.values()))
        found = await asyncio.gather(*(self._lookups.ask(uid) for uid in uids), return_exceptions=True)
        now = {uid: actor for uid, actor in zip(uids, found, strict=True) if isinstance(actor, Actor)}
        for desk, uid in list(self._taken.items()):
            if uid not in now:
                continue
            actor = replace(now[uid], origin=desk.actor.origin)
            if desk.actor != actor:
                _log.warning("%s is %s now", actor.name, actor.duty or "nobody here")
                desk.actor = actor
