"""What the desk refused, kept in the log: the first at once, what follows within a minute as a number."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.clock import Clock
from console.errors import BeredtError
from console.model.actor import Actor
from console.model.event import NewEvent
from console.store.protocol import Store

VERB = "desk.refused"
DESK = "desk"
"""The subject of these events."""
EVERY = timedelta(minutes=1)
"""A person's time between two events about one actor."""
MOST_NAMED = 20
"""Kinds of acts that one event names."""

_log = logging.getLogger(__name__)


@dataclass
class _Since:
    at: datetime
    """When this actor's last event was written."""
    more: Counter[str] = field(default_factory=Counter)
    """What was refused since, by its name."""
    actor: Actor | None = None


@dataclass
class Refusals:
    """One for all desks over a store, so that many connections of one person are one."""

    store: Store
    clock: Clock
    _known: dict[str, _Since] = field(default_factory=dict)
    _telling: asyncio.Task[None] | None = None

    async def note(self, actor: Actor, name: str, about: str, why: str) -> None:
        """Record that somebody was refused. A log that can't be written refuses none the less."""
        now = self.clock.now()
        known = self._known.get(actor.name)
        if known is not None and now - known.at < self._every():
            known.more[name] += 1
            known.actor = actor
            if self._telling is None or self._telling.done():
                self._telling = asyncio.create_task(self._tell_later())
            return
        self._known[actor.name] = _Since(now)
        await self._write(actor, {"act": name, "about": about, "why": why, "duty": _duty(actor)})
        if known is not None and known.more:
            await self._write_counted(known)

    async def tell(self) -> None:
        """Write down what was only counted so far, and forget who is quiet."""
        for name, known in list(self._known.items()):
            del self._known[name]
            if known.more:
                await self._write_counted(known)

    async def close(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
        await self.tell()

    def _every(self) -> timedelta:
        return EVERY * self.clock.pace()

    async def _tell_later(self) -> None:
        await self.clock.sleep(self._every().total_seconds())
        await self.tell()

    async def _write_counted(self, known: _Since) -> None:
        if known.actor is not None:
            acts = dict(known.more.most_common(MOST_NAMED))
            await self._write(
                known.actor, {"more": known.more.total(), "acts": acts, "duty": _duty(known.actor)}
            )

    async def _write(self, actor: Actor, after: dict[str, object]) -> None:
        try:
            async with self.store.act(actor, self.clock.now()) as tx:
                await tx.append(NewEvent(VERB, DESK, {}, after))
        except BeredtError as error:
            _log.warning("a refusal could not be recorded: %s", error.what)


def _duty(actor: Actor) -> str | None:
    return actor.duty.value if actor.duty else None
