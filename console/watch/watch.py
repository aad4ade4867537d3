"""The watch: every part of the flow as a supervised task."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from random import Random
from typing import Protocol

from console.clock import Clock
from console.config import RingingSettings
from console.connectors.protocol import Connector
from console.detect import Alarms
from console.errors import BeredtError, StoreError
from console.model.channel import Health
from console.model.event import Change
from console.model.message import Judged
from console.model.ringing import BELL_RUNG
from console.model.stream import BUCKET
from console.sla import Roster
from console.store.protocol import Store
from console.watch.alarm import AlarmWatch
from console.watch.alertrules import RuleWatch
from console.watch.apprising import Apprising
from console.watch.channels import watch_channel
from console.watch.ending import DRAIN, end
from console.watch.health import HealthBoard
from console.watch.intake import Intake
from console.watch.reorder import reorder
from console.watch.ringing import Ringer
from console.watch.rounds import free_abandoned, mind_clocks, wake_snoozed
from console.watch.sender import Sender
from console.watch.setback import Setbacks
from console.watch.sifting import Judging
from console.watch.teaching import Teacher

_log = logging.getLogger(__name__)

SENDER_EVERY = 1.0
ALARM_EVERY = 10.0
ROUNDS_EVERY = 5.0
LEASES_EVERY = 1.0
COMING_BACK = 10.0
"""Seconds after a start in which consoles find their way back to what they had claimed."""
RINGER_EVERY = 2.0
TEACHER_EVERY = 0.5
SILENCE_EVERY = 5.0
SHORTEST = 0.25


class Chore(Protocol):
    """Work beside the flow that has its own pace and its own end."""

    every: float
    """Seconds between two looks at whether there is something to do."""

    async def tick(self) -> None: ...
    async def close(self) -> None: ...


class Watch:
    """Runs until it is closed.

    `unusable` are channels that the configuration names but that can't be served, with the reason; `terminal`
    says that somebody listens who has a bell to ring, `zone` by whose clock the hours of the week are (None:
    this host's), and `elsewhere` that history is learned from in a process of its own.
    """

    def __init__(
        self,
        *,
        store: Store,
        connectors: Sequence[Connector],
        judging: Judging,
        alarms: Alarms,
        clock: Clock,
        random: Random,
        publish: Callable[[Change], None],
        lang: str = "en",
        brand_names: Sequence[str] = (),
        cooldown: timedelta | None = None,
        zone: tzinfo | None = None,
        unusable: Mapping[str, BeredtError] | None = None,
        ringing: RingingSettings | None = None,
        terminal: bool = False,
        elsewhere: bool = False,
        chores: Sequence[Chore] = (),
        roster: Roster | None = None,
    ) -> None:
        self._roster = roster or Roster()
        self._chores = chores
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="detector")
        self._judging = judging
        self._store = store
        self._connectors: Mapping[str, Connector] = {one.channel: one for one in connectors}
        self._clock = clock
        self._began = 0.0
        self._random = random
        self._publish = publish
        self._unusable = unusable or {}
        self.board = HealthBoard(clock, publish)
        self.alarm = AlarmWatch(
            store=store,
            alarms=alarms,
            clock=clock,
            executor=self._executor,
            elsewhere=elsewhere,
            lang=lang,
            ignore=brand_names,
            cooldown=cooldown,
            zone=zone,
            health=self.board.all,
        )
        self.rules = RuleWatch(
            store=store, clock=clock, executor=self._executor, lang=lang, ignore=brand_names
        )
        self.intake = Intake(
            store=store,
            judging=judging,
            clock=clock,
            stored=self._note,
            board=self.board,
        )
        self.teacher = Teacher(store, judging)
        self.sender = Sender(store=store, connectors=self._connectors, clock=clock)
        chosen = ringing or RingingSettings()
        self.ringer = Ringer(
            store=store,
            clock=clock,
            plan=chosen.plan,
            services=Apprising(chosen.targets),
            bell=self._ring_bell if terminal else lambda: False,
            lang=lang,
        )
        self._setbacks = Setbacks(store, clock)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._began = self._clock.monotonic()
        await self.sender.recover()
        await self.ringer.recover()
        await self.alarm.start()
        await self.intake.recall()
        # Before the first batch, so that nothing is judged as if nobody had said anything.
        await self.teacher.tick()
        for connector in self._connectors.values():
            self.board.add(connector.channel, connector.quiet_after)
            self._run(
                watch_channel(
                    connector,
                    intake=self.intake,
                    store=self._store,
                    board=self.board,
                    clock=self._clock,
                    random=self._random,
                )
            )
        for channel, error in self._unusable.items():
            self.board.add(channel, None)
            self.board.failed(channel, error, None)
        for seconds, work in (
            (SENDER_EVERY, self.sender.tick),
            (ALARM_EVERY, self.alarm.tick),
            (ALARM_EVERY, self.rules.tick),
            (ROUNDS_EVERY, self._rounds),
            (ROUNDS_EVERY, self._reorder),
            (LEASES_EVERY, self._free_abandoned),
            (RINGER_EVERY, self.ringer.tick),
            (TEACHER_EVERY, self.teacher.tick),
            (SILENCE_EVERY, self._listen_for_silence),
            *((chore.every, chore.tick) for chore in self._chores),
        ):
            self._run(self._every(seconds, work))

    def _run(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except StoreError as error:
                _log.warning("%s", error.what)
            except Exception:
                _log.exception("a part of the watch failed and goes on")
            # However fast the clock, none of its buckets passes unseen for more than a quarter of a second.
            pace = self._clock.pace()
            await self._clock.sleep(max(min(seconds * pace, BUCKET.total_seconds()), SHORTEST * pace))

    def _note(self, judged: Sequence[Judged], fresh: Sequence[int]) -> None:
        self.alarm.note(judged, fresh)
        self.rules.note(judged, fresh)

    async def _rounds(self) -> None:
        await wake_snoozed(self._store, self._clock)
        await self._store.renew_clocks()
        await mind_clocks(self._store, self._clock)

    async def _free_abandoned(self) -> None:
        await self._setbacks.look()
        if self._clock.monotonic() - self._began >= COMING_BACK * self._clock.pace():
            await free_abandoned(self._store, self._clock, self._roster)

    async def _reorder(self) -> None:
        await reorder(self._store, self._clock)

    async def _listen_for_silence(self) -> None:
        self.board.check_silence()

    def _ring_bell(self) -> bool:
        self._publish(Change(None, BELL_RUNG, ()))
        return True

    def health(self) -> Sequence[Health]:
        return self.board.all()

    def band(self, stream: str) -> Mapping[datetime, tuple[float, float]]:
        return self.alarm.band(stream)

    async def close(self, *, drain: float = DRAIN) -> None:
        """Stop receiving, let sends under way learn their outcome, close the connections."""
        await end(self._tasks)
        await self.sender.close(drain)
        await self.ringer.close()
        for chore in self._chores:
            await chore.close()
        for connector in self._connectors.values():
            try:
                await connector.close()
            except Exception:
                _log.exception("closing %s", connector.channel)
        await self._judging.close()
        self._executor.shutdown(wait=False, cancel_futures=True)
