"""The desk as a client has it: what it is asked goes over the socket, but for what it knows itself."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from console.desk.answers import Knowledge
from console.desk.hub import Hub
from console.desk.known import Known
from console.desk.protocol import Desk
from console.desk.wire.frames import Welcome
from console.desk.wire.link import Link
from console.desk.wire.methods import PROGRESS, Method, methods
from console.errors import BeredtError, TurnedAway
from console.model.actor import Actor
from console.model.channel import Capabilities, Health
from console.model.event import BACK, Change
from console.model.playbook import Library
from console.model.words import HealthState
from console.text import one_line


class RemoteDesk(Known):
    """A `Desk`, all of whose questions and acts are those of `methods`."""

    demo = False

    def __init__(self, path: Path, *, brief: bool = False, held: Sequence[int] = ()) -> None:
        self.hub = Hub()
        self.link = Link(path, self._heard, brief=brief, held=held)
        self.actor = Actor("")
        self.library = Library((), {}, ())
        self.abilities: Mapping[str, Capabilities] = {}
        self._health: Sequence[Health] = ()
        self._learning: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Raises TurnedAway, ConnectionLost."""
        welcome = await self.link.open()
        self.actor, self._hold = _actor(welcome), welcome.hold
        await self._learn()

    async def close(self) -> None:
        if self._learning is not None:
            self._learning.cancel()
        await self.link.close()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = methods().get(name)
        if method is None:
            raise AttributeError(name)
        return self._iterating(method) if method.iterated else self._asking(method)

    def _asking(self, method: Method) -> Callable[..., Any]:
        async def ask(*args: object, **kwargs: object) -> object:
            progress = cast("Callable[[Any], None] | None", kwargs.pop(PROGRESS, None))
            if progress is None and len(args) > len(method.order):
                *args, progress = args  # type: ignore[assignment]
            return await self.link.ask(method, args, kwargs, progress)

        return ask

    def _iterating(self, method: Method) -> Callable[..., Any]:
        def iterate(*args: object, **kwargs: object) -> object:
            return self.link.iterate(method, args, kwargs)

        return iterate

    # ── what it knows itself ────────────────────────────────────────────────────────────────────────
    def now(self) -> datetime:
        return datetime.now(UTC)

    def hold(self) -> timedelta:
        return self._hold

    def stirred(self) -> None:
        self.link.stirred_at = asyncio.get_running_loop().time()

    def reached(self, there: bool) -> None:
        self.link.reached(there)

    def pace(self) -> float:
        return 1.0

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        return self.hub.subscribe(listener)

    def sick(self) -> Sequence[Health]:
        return self._health

    async def channels(self) -> Sequence[Health]:
        if not self.link.up:
            return [_lost(self.now(), self.link.away)]
        self._health = await self.link.ask(methods()["channels"], (), {})
        return self._health

    async def _learn(self) -> None:
        knowledge: Knowledge = await self.link.ask(methods()["knowledge"], (), {})
        texts = {(text.name, text.lang): text for text in knowledge.statements}
        self.library = Library(tuple(knowledge.playbooks), texts, ())
        self.abilities = knowledge.abilities

    def _heard(self, change: Change) -> None:
        self.hub.publish(change)
        if change.verb == BACK and self.link.welcome is not None:
            # What they may can have changed, also while the line was broken.
            self.actor = _actor(self.link.welcome)
        learning = self._learning is not None and not self._learning.done()
        if change.verb in (BACK, "channel.health") and not learning:
            self._learning = asyncio.ensure_future(self._learned())

    async def _learned(self) -> None:
        with contextlib.suppress(BeredtError):
            await self._learn()


def _actor(welcome: Welcome) -> Actor:
    return Actor(welcome.name, duty=welcome.duty, dms=welcome.dms)


def _lost(at: datetime, away: TurnedAway | None) -> Health:
    what, fix = "the connection to the watch broke; what you typed is kept", "it is tried again by itself"
    if away is not None:
        what, fix = away.what, away.fix
    return Health("watch", HealthState.BROKEN, at, one_line(what), one_line(fix))


@dataclass
class RemoteSession:
    """An attached console."""

    remote: RemoteDesk

    @property
    def desk(self) -> Desk:
        return cast("Desk", self.remote)

    @property
    def shared(self) -> bool:
        return True

    async def close(self) -> None:
        await self.remote.close()


async def attach(path: Path, *, brief: bool = False, held: Sequence[int] = ()) -> RemoteSession:
    """The desk of the watch that serves this socket.

    Args:
        path: The socket.
        brief: For one command.
        held: Items that this console had claimed before it started anew.

    Raises TurnedAway, ConnectionLost.
    """
    remote = RemoteDesk(path, brief=brief, held=held)
    await remote.open()
    return RemoteSession(remote)
