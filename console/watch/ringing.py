"""The ringer: begins a ladder for each cause, rings what is due on it, and keeps how that went.

A rung is durably `ringing` before anything leaves. If the program dies then, the next start tries it once
more (at least once, since a missed ring is worse than a second one); attempts are counted before they are
made, so a program that dies at each start gives up as well. A rung that rang is never rung again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from console.clock import Clock
from console.desk.severity import severities
from console.errors import BeredtError, ConfigError, StoreError
from console.model.actor import WATCH
from console.model.alert import Alert
from console.model.event import Change, NewEvent
from console.model.ringing import BELL, Begun, Ring, RingState, Rung
from console.model.safe import SafeText
from console.ringing import Plan, as_loud, begins, causes, coming, due, next_try, running, telling
from console.store.protocol import Store
from console.text import one_line
from console.watch.apprising import Apprising, Unrung

LOOKED_AT = 100
"""The newest alerts, and the newest that nobody has acknowledged: among these is looked for what rings."""
CLOSING = 5.0
SAMPLES = 2
NO_TERMINAL = "no terminal is open here, or its bell is off"
DIED = "the program stopped while this was ringing"

_log = logging.getLogger(__name__)


class Ringer:
    """Args:
    plan: Ladders and quiet hours.
    services: What the names on the ladders stand for, but for the bell.
    bell: Rings the terminal's bell; false if there is no terminal.
    lang: Of what is told, `en` or `nb`.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        plan: Plan,
        services: Apprising,
        bell: Callable[[], bool],
        lang: str = "en",
    ) -> None:
        self._store = store
        self._clock = clock
        self._plan = plan
        self._services = services
        self._bell = bell
        self._lang = lang
        self._tasks: dict[Rung, asyncio.Task[None]] = {}
        self._moved = True
        """Something happened to an alert since the last look."""
        self._next: datetime | None = None
        """When the next rung is to be rung, if nothing happens before."""
        self._unsubscribe = store.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        self._moved = self._moved or any(subject.startswith("alert:") for subject in change.subjects)

    async def recover(self) -> None:
        """At start: what was on its way when the program died is tried once more."""
        for ring in await self._store.interrupted_rings():
            await self._failed(ring, DIED, next_at=self._again(ring) and self._clock.now())

    async def tick(self) -> None:
        """Start whatever is due. A slow service holds up nobody else."""
        now = self._clock.now()
        if not self._moved and (self._next is None or now < self._next):
            return
        self._moved = False
        try:
            self._next = await self._look(now)
        except BaseException:
            self._moved = True
            raise

    async def _look(self, now: datetime) -> datetime | None:
        """Begin ladders and start what is due; returns when the next rung is."""
        newest = await self._store.alerts(LOOKED_AT)
        waiting = await self._store.alerts(LOOKED_AT, open_only=True)
        alerts = await self._loud(list({alert.id: alert for alert in (*newest, *waiting)}.values()), now)
        if not alerts:
            return None
        ids = [alert.id for alert in alerts]
        ladders, rings = await self._store.ladders(ids), await self._store.rings(ids)
        pace = self._clock.pace()
        ahead: list[datetime] = []
        for cause in causes(alerts):
            own = [one for one in ladders if any(one.alert_id == alert.id for alert in cause.alerts)]
            new = begins(cause, own, self._plan, now)
            if new is not None:
                async with self._store.act(WATCH, now) as tx:
                    await tx.begin_ladder(new)
                own.append(new)
            begun = running(cause, own)
            if begun is not None:
                for rung in due(begun, rings, self._plan, now, pace):
                    loudest = next(one for one in cause.alerts if one.finding.level is cause.level)
                    await self._start(rung, begun, rings, loudest)
                if (then := coming(begun, rings, self._plan, now, pace)) is not None:
                    ahead.append(then.at)
        return min(ahead, default=None)

    async def _loud(self, alerts: Sequence[Alert], now: datetime) -> Sequence[Alert]:
        """The alerts with the levels that they ring by."""
        if not self._plan.by_severity:
            return alerts
        suggested = await severities(self._store, alerts, now)
        pairs = zip(alerts, suggested, strict=True)
        return [as_loud(alert, one.severity, self._plan) for alert, one in pairs]

    async def _start(self, rung: Rung, begun: Begun, rings: Sequence[Ring], alert: Alert) -> None:
        if rung in self._tasks:
            return
        before = next((ring for ring in rings if ring.rung == rung), None)
        attempts = before.attempts + 1 if before else 1
        now = self._clock.now()
        ring = Ring(rung, RingState.RINGING, attempts, now)
        async with self._store.act(WATCH, now) as tx:
            # Somebody may have acknowledged since it was found due.
            if (await tx.alert(alert.id)).acknowledged_at != alert.acknowledged_at:
                return
            await tx.put_ring(ring)
        task = asyncio.create_task(self._ring(ring, begun, alert))
        self._tasks[rung] = task
        task.add_done_callback(lambda _task: self._tasks.pop(rung, None))

    async def _ring(self, ring: Ring, begun: Begun, alert: Alert) -> None:
        try:
            await self._deliver(ring, begun, alert)
        except ConfigError as error:
            await self._failed(ring, str(error))
        except Unrung as error:
            await self._failed(ring, error.what, next_at=self._again(ring))
        except StoreError as error:
            # It stays `ringing`, and the next start tries it once more.
            _log.warning("%s", error.what)
        except Exception:
            _log.exception("ringing %s", ring.rung.target)
            await self._failed(ring, "ringing failed; the log says why")
        else:
            await self._settle(replace(ring, state=RingState.RANG, at=self._clock.now()))

    async def _deliver(self, ring: Ring, begun: Begun, alert: Alert) -> None:
        """Raises BeredtError."""
        target = ring.rung.target
        if target == BELL:
            if not self._bell():
                raise ConfigError(NO_TERMINAL)
            return
        samples: list[tuple[SafeText, SafeText]] = []
        if self._plan.samples:
            found = await self._store.messages(alert.finding.samples[:SAMPLES])
            samples = [(one.message.author.handle, one.message.text) for one in found]
        waited = (self._clock.now() - begun.at) / self._clock.pace()
        await self._services.ring(target, telling(alert, waited, self._lang, samples), alert.finding.level)

    def _again(self, ring: Ring) -> datetime | None:
        return next_try(ring.attempts, self._clock.now(), self._clock.pace())

    async def _failed(self, ring: Ring, why: str, *, next_at: datetime | None = None) -> None:
        now = self._clock.now()
        await self._settle(
            replace(ring, state=RingState.FAILED, at=now, next_at=next_at, reason=one_line(why))
        )

    async def _settle(self, ring: Ring) -> None:
        """Keep how it went. Each first failure, giving up, and success is an event."""
        told = ring.state is RingState.RANG or ring.attempts == 1 or ring.next_at is None
        after = {
            "target": ring.rung.target,
            "level": ring.rung.level.value,
            "after": int(ring.rung.after.total_seconds()),
            "attempts": ring.attempts,
            "again": ring.next_at is not None,
        }
        verb = "alert.rang" if ring.state is RingState.RANG else "alert.ring-failed"
        try:
            async with self._store.act(WATCH, ring.at) as tx:
                await tx.put_ring(ring)
                if told:
                    subject = f"alert:{ring.rung.alert_id}"
                    await tx.append(NewEvent(verb, subject, {}, after, note=ring.reason or ""))
        except BeredtError as error:
            _log.warning("%s", error.what)

    async def close(self) -> None:
        """Give what is on its way a moment to be heard."""
        self._unsubscribe()
        tasks = tuple(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSING)
        for task in tasks:
            task.cancel()
