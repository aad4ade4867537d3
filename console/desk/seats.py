"""Who sits at which desk of a shared host, asked of the system anew while they sit."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from console.desk.local import LocalDesk
from console.errors import NotAllowed
from console.model.actor import Actor

EVERY = 5.0
"""Seconds, a person's, between two looks at who somebody is."""

_log = logging.getLogger(__name__)


class Seats:
    """Desks over one store, one for each who came in.

    Args:
        desk: The one that they are made from.
        who: Who a user id is now; may block for as long as the system's databases do.
    """

    def __init__(self, desk: LocalDesk, who: Callable[[int], Actor]) -> None:
        self._desk = desk
        self._who = who
        self._taken: WeakKeyDictionary[LocalDesk, int] = WeakKeyDictionary()
        self._noting: set[asyncio.Task[None]] = set()

    def take(self, uid: int, origin: str = "") -> LocalDesk:
        """A desk for this user. Raises NotAllowed, which is recorded, for who has no role."""
        actor = replace(self._who(uid), origin=origin)
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

    async def look(self) -> None:
        now: dict[int, Actor] = {}
        for desk, uid in list(self._taken.items()):
            if uid not in now:
                now[uid] = await asyncio.to_thread(self._who, uid)
            actor = replace(now[uid], origin=desk.actor.origin)
            if desk.actor != actor:
                _log.warning("%s is %s now", actor.name, actor.duty or "nobody here")
                desk.actor = actor
