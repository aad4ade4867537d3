"""Wires desk, watch, store and clock into one process: the only place that knows them all."""

import asyncio
import logging
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from console.clock import Clock, SystemClock
from console.commands import check_line
from console.config import BrandSettings, Settings
from console.connectors.protocol import Connector
from console.desk.base import NoWatch, Ways
from console.desk.hub import Hub
from console.desk.local import LocalDesk
from console.desk.origin import origin, origin_of
from console.desk.osusers import actor_here, actor_of, user_of
from console.desk.permits import need
from console.desk.seats import Seats
from console.desk.stalled import Stalled
from console.desk.undo import when
from console.detect import Alarms, Tuning
from console.errors import BeredtError
from console.model.actor import Actor
from console.model.channel import Capabilities
from console.model.duty import Duty, Roles
from console.model.event import Change
from console.model.stream import BUCKET
from console.playbooks import Library, load, shipped
from console.ringing import Plan
from console.store.sqlite import SqliteStore
from console.watch.asking import anew, assess
from console.watch.ending import DRAIN, end

if TYPE_CHECKING:
    # Half of a command's start goes into these, and most commands need none of them.
    import httpx

    from console.desk.wire.peer import Peer
    from console.desk.wire.server import Server
    from console.judge import Judge
    from console.watch.watch import Watch

BEATS = 3
"""How often a session renews its leases within their length."""
DEMO_NOW = "demo.now"
"""The setting that keeps the demo's virtual time over a restart."""
DEMO_SAVED_EVERY = 5.0

_log = logging.getLogger(__name__)


_INCIDENT_MOVED = ("incident.declared", "incident.closed")


@runtime_checkable
class Adjustable(Clock, Protocol):
    """A clock whose speed can be set: the demo's."""

    def run_at(self, speed: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where messages come from, and how time runs there."""

    clock: Clock
    connectors: Sequence[Connector]
    unusable: Mapping[str, BeredtError] = field(default_factory=dict)
    brand: BrandSettings = field(default_factory=BrandSettings)


class Abilities(Mapping[str, Capabilities]):
    """What each channel can do, asked when wanted: some servers say only later how long a reply may be."""

    def __init__(self, connectors: Mapping[str, Connector]) -> None:
        self._connectors = connectors

    def __getitem__(self, channel: str) -> Capabilities:
        return self._connectors[channel].capabilities

    def __iter__(self) -> Iterator[str]:
        return iter(self._connectors)

    def __len__(self) -> int:
        return len(self._connectors)


@dataclass
class Service:
    """An open desk with everything behind it."""

    desk: LocalDesk
    store: SqliteStore
    watch: "Watch | None"
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    roles: Roles = field(default_factory=Roles)
    seats: Seats | None = None
    """Those who came in by the socket."""

    @property
    def shared(self) -> bool:
        return self.seats is not None

    def give(self, roles: Roles) -> None:
        """Let these roles count from now on, for those who sit here too."""
        self.roles = roles
        if self.seats is not None:
            self.seats.weigh()

    async def close(self, *, drain: float = DRAIN) -> None:
        """Stop the flow, let sends under way learn their outcome for `drain` seconds, close the store."""
        await end(self.tasks)
        if self.watch is not None:
            await self.watch.close(drain=drain)
        await self.desk.refusals.close()
        try:
            if self.desk.demo:
                await self.store.set_setting(DEMO_NOW, self.desk.now().isoformat())
        except BeredtError as error:
            _log.warning("%s", error.what)
        finally:
            await self.store.close()


async def serve(service: Service, path: Path) -> "Server":
    """Serve the desk to the consoles of this host until the server is closed, which comes before `service`.

    Raises StoreError where the socket can't be made.
    """
    from console.desk.wire.server import Server

    desk = service.desk
    seats = Seats(desk, user_of, lambda user: actor_of(user, service.roles, owner=os.geteuid()))
    service.seats = seats

    async def seat(peer: "Peer") -> LocalDesk:
        return await seats.take(peer.uid, origin_of(peer.pid))

    service.tasks.append(asyncio.create_task(seats.keep()))
    server = Server(path, seat, desk.ways.lease.total_seconds())
    await server.open()
    return server


async def open_service(
    settings: Settings,
    *,
    demo: bool = False,
    watching: bool = True,
    at_once: bool = False,
    read_only: bool = False,
    replying: bool = False,
    apart: bool = False,
    terminal: bool = False,
    owner: str = "",
    clock: Clock | None = None,
    transport: "httpx.AsyncBaseTransport | None" = None,
    random: Random | None = None,
) -> Service:
    """Open the store and the desk and, if `watching`, start the flow.

    Args:
        settings: Checked settings.
        demo: Serve the demo feed from its own database; no network can be reached.
        watching: False for a command that only asks or acts.
        at_once: Return as soon as the desk can be asked; the flow, whose models take a while, starts behind
            it, and a failure to start shows as a line of `desk.channels()`.
        read_only: Another process owns the database, and only questions are asked.
        replying: A command that doesn't watch answers somebody, and must know what the channel can do.
        apart: Judge, and learn from history, in processes of their own: what shows a screen must not compute.
        terminal: Whoever opens this has a bell, and rings it when a `BELL_RUNG` is told.
        owner: What to call this process to one that is refused beside it; by default a console or a command.
        clock: The system's, unless a test brings another. The demo has its own.
        transport: For all HTTP, in tests.
        random: For jitter; seeded in tests.

    Raises:
        StoreError: the database can't be used, or another process owns it.
        ConfigError: the playbooks' folder can't be read.
    """
    database = settings.demo_database if demo else settings.database
    store = SqliteStore(
        database,
        clock=clock or SystemClock(),
        read_only=read_only,
        owner=owner or ("a console" if watching else "a command"),
        promises=settings.promises,
        weights=settings.priority,
        watched=settings.detector.watched,
        team=settings.team,
        roster=settings.roster,
    )
    service: Service | None = None
    await store.open()
    try:
        if demo:
            sources = await _demo(settings, store)
        else:
            sources = (
                _networks(settings, clock or SystemClock(), transport)
                if watching or replying
                else Sources(clock or SystemClock(), (), brand=settings.brand)
            )
        service = await _desk(
            settings, store, sources, demo=demo, come_from=origin("console" if watching else "command line")
        )
        if not watching:
            service.desk.claim_for_long()
            await asyncio.gather(*(one.close() for one in sources.connectors))
        elif at_once:
            starting = _start_behind(service, settings, sources, random, apart=apart, terminal=terminal)
            service.tasks.append(asyncio.create_task(starting))
        else:
            await _start(service, settings, sources, random, apart=apart, terminal=terminal)
        return service
    except BaseException:
        # What had begun ends too: channels, the judge's process, the ringer.
        await (store.close() if service is None else service.close())
        raise


def _networks(settings: Settings, clock: Clock, transport: "httpx.AsyncBaseTransport | None") -> Sources:
    from console.connectors.registry import build

    connectors: list[Connector] = []
    unusable: dict[str, BeredtError] = {}
    names = [channel.name for channel in settings.channels]
    for channel in settings.channels:
        try:
            connectors.append(build(channel, clock=clock, channels=names, transport=transport))
        except BeredtError as error:
            # One account without its token must not silence the others.
            unusable[channel.name] = error
    return Sources(clock, connectors, unusable, brand=settings.brand)


async def _demo(settings: Settings, store: SqliteStore) -> Sources:
    # Its texts are of no use to anybody else.
    from console.connectors.demo import BRAND_NAMES, DemoClock, demo_connectors, demo_history, demo_start

    speed, seed = settings.demo.speed, settings.demo.seed
    saved = when(await store.get_setting(DEMO_NOW))
    start = saved or demo_start(seed)
    if saved is None:
        await store.add_series(demo_history(seed, until=start))
        await store.set_setting(DEMO_NOW, start.isoformat())
    # In an open incident the clock runs in real time from the first moment: starting takes seconds, and at
    # full speed they would be minutes of a promise.
    clock = DemoClock(start, min(speed, 1.0) if await store.incidents(1, open_only=True) else speed)
    brand = BrandSettings(names=BRAND_NAMES, language="no")
    return Sources(clock, demo_connectors(seed, clock), brand=brand)


async def _desk(
    settings: Settings, store: SqliteStore, sources: Sources, *, demo: bool, come_from: str
) -> Service:
    clock = sources.clock
    hub = Hub()
    store.subscribe(hub.publish)
    capabilities = Abilities({one.channel: one for one in sources.connectors})
    library: Library = await asyncio.to_thread(_library, settings.desk.playbooks, clock.now().date())
    desk = LocalDesk(
        store=store,
        clock=clock,
        actor=replace(await asyncio.to_thread(_actor, settings, store.path), origin=come_from),
        hub=hub,
        library=library,
        capabilities=capabilities,
        new_key=lambda: secrets.token_hex(16),
        ways=Ways(
            hold=timedelta(seconds=settings.desk.hold_seconds),
            lease=timedelta(seconds=settings.desk.lease_seconds),
            silence=timedelta(minutes=settings.desk.silence_minutes),
        ),
        watching=NoWatch(),
        demo=demo,
        plan=Plan() if demo else settings.ringing.plan,
        assess=partial(assess, settings, sources.brand),
        anew=partial(anew, settings, sources.brand),
        keeps=settings.retention,
        team=settings.team,
        roster=settings.roster,
    )
    await desk.recall_away()
    return Service(desk, store, None, roles=settings.roles)


async def _start_behind(
    service: Service,
    settings: Settings,
    sources: Sources,
    random: Random | None,
    *,
    apart: bool,
    terminal: bool,
) -> None:
    try:
        await _start(service, settings, sources, random, apart=apart, terminal=terminal)
    except Exception as error:
        _log.exception("the flow did not start")
        service.desk.watching = Stalled(error, sources.clock.now())
        service.desk.hub.publish(Change(None, "channel.health", ("channel:watch",)))


async def _start(
    service: Service,
    settings: Settings,
    sources: Sources,
    random: Random | None,
    *,
    apart: bool,
    terminal: bool,
) -> None:
    from console.watch.apart import Apart
    from console.watch.assessing import judge_settings
    from console.watch.beside import Beside
    from console.watch.chores import chores
    from console.watch.watch import Watch

    clock, desk, store = sources.clock, service.desk, service.store
    judge = judge_settings(settings, sources.brand)

    def seated() -> "Judge":
        from console.judge import Judge

        return Judge(judge)

    cooldown = timedelta(hours=settings.detector.cooldown_hours)
    watch = Watch(
        store=store,
        connectors=sources.connectors,
        judging=Apart(judge) if apart else Beside(seated),
        alarms=Alarms(
            Tuning(
                cooldown=round(cooldown / BUCKET),
                floor=settings.detector.least_messages,
            )
        ),
        clock=clock,
        random=random or SystemRandom(),
        publish=desk.hub.publish,
        lang="nb" if settings.ui.language == "nb" else "en",
        brand_names=sources.brand.names,
        cooldown=cooldown,
        zone=settings.zone,
        unusable=sources.unusable,
        # The demo reaches no network, and a service that rings is one.
        ringing=None if desk.demo else settings.ringing,
        terminal=terminal,
        elsewhere=apart,
        chores=() if desk.demo else chores(settings, store, clock),
        roster=settings.roster,
    )
    service.watch = desk.watching = watch
    await watch.start()
    service.tasks.append(asyncio.create_task(_beat(desk, clock, settings.desk.lease_seconds / BEATS)))
    if isinstance(clock, Adjustable):
        service.tasks.append(asyncio.create_task(_keep_time(store, clock)))
        service.tasks.append(asyncio.create_task(_slow_in_a_crisis(desk, clock, settings.demo.speed)))


def _actor(settings: Settings, database: Path) -> Actor:
    """Who sits here. Raises NotAllowed for who has no role."""
    actor = actor_here(settings.roles, operator=settings.desk.operator, owner=database.stat().st_uid)
    need(actor, Duty.VIEWER)
    return actor


def _library(own: Path | None, today: date) -> Library:
    return load(shipped(), own, check_command=check_line, today=today)


async def _beat(desk: LocalDesk, clock: Clock, seconds: float) -> None:
    while True:
        await clock.sleep(seconds * clock.pace())
        try:
            await desk.renew_leases()
        except BeredtError as error:
            _log.warning("%s", error.what)


async def _slow_in_a_crisis(desk: LocalDesk, clock: Adjustable, speed: float) -> None:
    """While an incident is open the demo runs in real time: a playbook's minutes are for people."""
    moved = asyncio.Event()
    moved.set()
    desk.subscribe(lambda change: moved.set() if change.verb in _INCIDENT_MOVED else None)
    while True:
        await moved.wait()
        moved.clear()
        clock.run_at(min(speed, 1.0) if await desk.incidents(1, open_only=True) else speed)


async def _keep_time(store: SqliteStore, clock: Clock) -> None:
    while True:
        await clock.sleep(DEMO_SAVED_EVERY * clock.pace())
        try:
            await store.set_setting(DEMO_NOW, clock.now().isoformat())
        except BeredtError as error:
            _log.warning("%s", error.what)
