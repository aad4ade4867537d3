"""What every screen shows about the state of things, kept fresh at most four times a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.desk.answers import Band
from console.desk.over import over_since
from console.desk.protocol import Desk
from console.model.alert import Alert
from console.model.channel import Health
from console.model.event import BACK, EVERYTHING, LOST, OUTDATED, TAKEN_OVER, Change
from console.model.incident import Incident, Pause, Run
from console.model.item import Counts, Reordering
from console.model.presence import PRESENCE, Present
from console.model.ringing import BELL_RUNG
from console.model.words import Level
from console.ui.locales import Words

TICK = 0.25
"""Seconds between updates: four a second cost a twentieth of a core at 200 messages a second."""
SLOW = 20
"""Ticks after which everything is looked at again, told or not."""


_LEVELS = tuple(Level)


@dataclass
class Live:
    desk: Desk
    changed: Callable[[set[str]], Awaitable[None]]
    """Told which subjects moved, after the state below was renewed."""
    counts: Counts | None = None
    health: Sequence[Health] = ()
    alerts: Sequence[Alert] = ()
    incidents: Sequence[Incident] = ()
    runs: Sequence[Run] = ()
    pause: Pause | None = None
    reordering: Reordering | None = None
    """How far the queue is weighed anew."""
    band: Sequence[Band] = ()
    handled: set[tuple[int, str, str]] = field(default_factory=set)
    """Run, step, and a command of the step that was run or passed over."""
    present: Mapping[int, Sequence[Present]] = field(default_factory=dict)
    """Colleagues by the item that they look at."""
    lost: bool = False
    """The desk of another process can't be asked now."""
    over: Mapping[int, datetime] = field(default_factory=dict)
    """Of the open alerts, those that are over: since when (UTC), by id."""
    _release: str = ""
    _dirty: set[str] = field(default_factory=set)
    _looked: tuple[int | None, bool] | None = None
    _taken: set[int] = field(default_factory=set)
    """Items that were taken over since it was asked whose they were."""
    _bell: bool = False
    _ticks: int = 0
    resting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while no update is under way."""
    _stop: Callable[[], None] | None = None

    def start(self) -> None:
        self.resting.set()
        self._stop = self.desk.subscribe(self._told)

    def close(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _told(self, change: Change) -> None:
        if change.verb in (LOST, BACK):
            self.lost = change.verb == LOST
            # The other end knows of no session before.
            self._looked = None
        if change.verb == OUTDATED:
            self._release = change.subjects[0].partition(":")[2]
        if change.verb == TAKEN_OVER:
            self._taken |= item_ids(set(change.subjects))
        self._bell = self._bell or change.verb == BELL_RUNG
        self._dirty.update(change.subjects)
        if not change.subjects and change.verb != BELL_RUNG:
            self._dirty.add(change.verb)

    @property
    def alert(self) -> Alert | None:
        """The newest of the highest open alerts that nobody acknowledged, else of all open ones.

        One that is over comes after all others, and not at all once a person labelled it.
        """
        told = [alert for alert in self.alerts if alert.id not in self.over or alert.verdict is None]
        fresh = [alert for alert in told if alert.acknowledged_by is None]
        return max(fresh or told, key=self._urgency, default=None)

    def _urgency(self, alert: Alert) -> tuple[bool, int]:
        return alert.id not in self.over, _LEVELS.index(alert.finding.level)

    def rings(self) -> bool:
        """True once for each time that the bell is to ring."""
        rings, self._bell = self._bell, False
        return rings

    async def overtaken(self, words: Words) -> str:
        """Once for what this operator held and a colleague took: whose it was, and why; else empty."""
        if self.lost:
            return ""
        taken, self._taken = self._taken, set()
        found = [await self.desk.item(item_id) for item_id in sorted(taken)]
        mine = [one for one in found if one.taken_over and one.taken_over[-1].holder == self.desk.actor.name]
        if not mine:
            return ""
        last, handle = mine[-1].taken_over[-1], mine[-1].row.author_handle
        more = words("foot.overtaken-more", count=len(mine) - 1) if len(mine) > 1 else ""
        return words("foot.overtaken", name=last.actor, handle=handle, why=last.reason) + more

    def outdated(self) -> str:
        """Once for each time that the desk did not let us in for its release: which; else empty."""
        release, self._release = self._release, ""
        return release

    @property
    def incident(self) -> Incident | None:
        return next(iter(self.incidents), None)

    def run_of(self, incident: Incident | None) -> Run | None:
        if incident is None:
            return next(iter(self.runs), None)
        return next((run for run in self.runs if run.incident_id == incident.id), None)

    async def tick(self) -> None:
        """Called every `TICK` seconds; does nothing while the last one still works."""
        self._ticks += 1
        slow = self._ticks % SLOW == 0
        if not self.resting.is_set() or not (self._dirty or slow):
            return
        if self.lost:
            # Nothing can be asked, and what is shown stays; the banner says so.
            self.health = await self.desk.channels()
            await self.changed(set())
            return
        self.resting.clear()
        dirty, self._dirty = self._dirty, set()
        try:
            await self.renew(dirty, everything=slow or EVERYTHING in dirty)
            await self.changed(dirty)
        finally:
            self.resting.set()

    async def renew(self, dirty: set[str], *, everything: bool = False) -> None:
        desk = self.desk
        self.counts = await desk.counts()
        if everything or "reordering" in dirty:
            self.reordering = await desk.reordering()
        if everything or PRESENCE in dirty:
            present: dict[int, list[Present]] = {}
            for one in await desk.present():
                if one.item_id is not None:
                    present.setdefault(one.item_id, []).append(one)
            self.present = present
        apart = ("item:", "message", "reordering", PRESENCE)
        crisis = any(not subject.startswith(apart) for subject in dirty)
        if everything or crisis:
            self.health = await desk.channels()
            before, self.alerts = self.alerts, await desk.alerts(10, open_only=True)
            self.over = await self._ended(before)
            self.incidents = await desk.incidents(10, open_only=True)
            self.runs = await desk.runs(10, open_only=True)
            self.pause = await desk.pause()
        if self.alerts and (everything or not self.band):
            self.band = await desk.band("all", 2.0)

    async def _ended(self, before: Sequence[Alert]) -> Mapping[int, datetime]:
        """What ended stays so until it grows: days of counts are not read four times a second."""
        now, told = self.desk.now(), {alert.id: alert.finding.at for alert in before}
        found: dict[int, datetime] = {}
        for alert in self.alerts:
            known = self.over.get(alert.id) if told.get(alert.id) == alert.finding.at else None
            at = known or await over_since(self.desk, alert, now)
            if at is not None:
                found[alert.id] = at
        return found

    async def look(self, item_id: int | None, *, writing: bool) -> None:
        """Tell colleagues what is looked at, where that is news to them."""
        if not self.lost and self._looked != (item_id, writing):
            self._looked = item_id, writing
            await self.desk.look_at(item_id, writing=writing)


def item_ids(subjects: set[str]) -> set[int]:
    """The items among the subjects of changes."""
    found = set()
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind == "item" and number.isdigit():
            found.add(int(number))
    return found
