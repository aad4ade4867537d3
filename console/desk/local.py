"""The desk in the same process as the store: the questions, and all acts."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from console.crisis.severity import Suggested
from console.crisis.timeline import line, promised_at
from console.desk.alertrules import AlertRuleActs
from console.desk.answers import LONGEST_BAND, Band, Knowledge, Matched
from console.desk.calendar import CalendarActs
from console.desk.care import CareActs
from console.desk.corrections import CorrectionActs
from console.desk.crisis import CrisisActs
from console.desk.guarded import guarded
from console.desk.matched import matched
from console.desk.permits import OWN, WALKED
from console.desk.persons import PersonActs
from console.desk.rejudging import Rejudging
from console.desk.replies import ReplyActs
from console.desk.rules import RuleActs
from console.desk.runs import RunActs
from console.desk.severity import severities
from console.desk.views import ViewActs
from console.detect.coordination import evidence
from console.errors import InputError, NotFound
from console.model.alert import Alert, SeriesPoint
from console.model.channel import Health
from console.model.event import AuditReport, Event
from console.model.explanation import Evidence
from console.model.incident import Incident, Pause, Run, TimelineEntry
from console.model.item import Counts, ItemDetail, ItemRow, MessageKey, QueueKey, Reordering, StoredMessage
from console.model.message import Quarantined
from console.model.outbox import Outgoing
from console.model.precision import Precision
from console.model.queue import Look, Stretch
from console.model.ringing import Ringing
from console.model.stream import BUCKET, WAVE, bucket_of
from console.model.wave import Wave
from console.model.words import OutboxState
from console.query.ast import Query
from console.ringing import causes, coming, running
from console.text import one_line

AROUND_IT = 100
"""The newest alerts, among which those of the same cause are looked for."""


LONGEST_SETTING = 1 << 18
LOOKED_AT = 400
"""The newest messages of a wave that speak for all of it."""


@guarded
class LocalDesk(
    RuleActs,
    AlertRuleActs,
    CalendarActs,
    CorrectionActs,
    Rejudging,
    ReplyActs,
    PersonActs,
    CrisisActs,
    RunActs,
    ViewActs,
    CareActs,
):
    async def queue_ids(
        self, query: Query, *, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]:
        return await self.store.queue_ids(
            self.mine(query), me=self.actor.name, now=self.now(), after=after, limit=limit
        )

    async def queue_stretch(
        self,
        query: Query,
        *,
        start: QueueKey | None = None,
        end: QueueKey | None = None,
        limit: int,
        backwards: bool = False,
    ) -> Stretch:
        return await self.store.queue_stretch(
            self.mine(query),
            me=self.actor.name,
            now=self.now(),
            start=start,
            end=end,
            limit=limit,
            backwards=backwards,
        )

    async def queue_among(self, query: Query, ids: Sequence[int]) -> Sequence[int]:
        return await self.store.queue_among(self.mine(query), ids, me=self.actor.name, now=self.now())

    async def queue_look(self, query: Query, *, limit: int, rows: Sequence[int], ids: Sequence[int]) -> Look:
        me, now = self.actor.name, self.now()
        return await self.store.queue_look(self.mine(query), me=me, now=now, limit=limit, rows=rows, ids=ids)

    async def queue_count(self, query: Query, *, before: QueueKey | None = None) -> int:
        return await self.store.queue_count(
            self.mine(query), me=self.actor.name, now=self.now(), before=before
        )

    async def reordering(self) -> Reordering | None:
        return await self.store.reordering()

    async def queue(
        self, query: Query, *, after: QueueKey | None = None, limit: int = 50
    ) -> Sequence[ItemRow]:
        return await self.store.queue_rows(
            self.mine(query), me=self.actor.name, now=self.now(), after=after, limit=limit
        )

    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        return await self.store.rows(ids)

    async def vocabulary(self) -> Mapping[str, Sequence[str]]:
        return await self.store.vocabulary()

    async def item(self, item_id: int) -> ItemDetail:
        return await self.store.item(item_id)

    async def thread(
        self,
        item_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int = 60,
    ) -> Sequence[StoredMessage]:
        return await self.store.thread(item_id, before=before, after=after, limit=limit)

    async def wave(self, wave: int) -> Wave:
        return await self.store.wave(wave, self.now())

    async def wave_evidence(self, wave: Wave) -> tuple[int, Sequence[Evidence]]:
        end = wave.last_at + timedelta(microseconds=1)
        copies = await self.store.texts_between(f"{WAVE}{wave.id}", wave.began_at, end, LOOKED_AT)
        return len(copies), evidence(copies)

    async def waves(self, limit: int = 20) -> Sequence[Wave]:
        found = []
        for wave in await self.store.waves(limit):
            # It may have ended, or be closed, since its number was found.
            with suppress(NotFound):
                found.append(await self.wave(wave))
        return found

    async def messages(self, ids: Sequence[int]) -> Sequence[StoredMessage]:
        return await self.store.messages(ids)

    async def export_messages(self, after_id: int, limit: int = 500) -> Sequence[StoredMessage]:
        return await self.store.export_messages(after_id, limit)

    async def counts(self) -> Counts:
        return await self.store.counts()

    async def knowledge(self) -> Knowledge:
        return Knowledge(self.library.playbooks, list(self.library.statements.values()), dict(self.abilities))

    async def channels(self) -> Sequence[Health]:
        return self.watching.health()

    async def quarantine(self, limit: int = 50) -> Sequence[Quarantined]:
        return await self.store.quarantine(limit)

    async def outbox(self, states: Sequence[OutboxState] = (), limit: int = 100) -> Sequence[Outgoing]:
        return await self.store.outbox(states or tuple(OutboxState), limit)

    async def alerts(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Alert]:
        return await self.store.alerts(limit, open_only=open_only)

    async def alert(self, alert_id: int) -> Alert:
        return await self.store.alert(alert_id)

    async def severities(self, alerts: Sequence[Alert]) -> Sequence[Suggested]:
        return await severities(self.store, alerts, self.now())

    async def ringing(self, alert_id: int) -> Ringing:
        near = await self.store.alerts(AROUND_IT)
        if all(alert.id != alert_id for alert in near):
            near = [await self.store.alert(alert_id)]
        cause = next(one for one in causes(near) if any(alert.id == alert_id for alert in one.alerts))
        ids = [alert.id for alert in cause.alerts]
        rings, begun = await self.store.rings(ids), running(cause, await self.store.ladders(ids))
        ahead = coming(begun, rings, self.plan, self.now(), self.pace()) if begun else None
        return Ringing(tuple(rings), ahead)

    async def alert_precision(self) -> Sequence[Precision]:
        return await self.store.alert_precision()

    async def band(self, stream: str = "all", hours: float = 6.0) -> Sequence[Band]:
        _charted(hours)
        now = self.now()
        points = {
            point.bucket_at: point for point in await self.store.series(now - timedelta(hours=hours), stream)
        }
        known = self.watching.band(stream)
        last = bucket_of(now)
        count = int(timedelta(hours=hours) / BUCKET)
        bands = []
        for back in range(count - 1, -1, -1):
            at = last - back * BUCKET
            point, expected = points.get(at), known.get(at)
            bands.append(
                Band(
                    at,
                    point.volume if point else 0,
                    point.negatives if point else 0,
                    expected[0] if expected else None,
                    expected[1] if expected else None,
                    point.reach_negatives if point else 0.0,
                )
            )
        return bands

    async def matched(self, alert_id: int, hours: float = 6.0) -> Matched:
        _charted(hours)
        return await matched(self.store, await self.store.alert(alert_id), hours, self.now())

    async def series(self, since: datetime) -> Sequence[SeriesPoint]:
        return await self.store.series(since)

    async def incidents(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Incident]:
        return await self.store.incidents(limit, open_only=open_only)

    async def incident(self, incident_id: int) -> Incident:
        return await self.store.incident(incident_id)

    async def timeline(self, incident_id: int, limit: int = 100) -> Sequence[TimelineEntry]:
        incident = await self.store.incident(incident_id)
        subjects = [f"incident:{incident_id}", *(f"run:{run_id}" for run_id in incident.run_ids)]
        if incident.alert_id is not None:
            subjects.append(f"alert:{incident.alert_id}")
        events = await self.store.events(subjects, limit)
        return [
            TimelineEntry(
                event.id, event.at, event.actor, event.verb, one_line(line(event)), promised_at(event)
            )
            for event in events
        ]

    async def runs(self, limit: int = 20, *, open_only: bool = False) -> Sequence[Run]:
        return await self.store.runs(limit, open_only=open_only)

    async def run(self, run_id: int) -> Run:
        return await self.store.run(run_id)

    async def pause(self) -> Pause | None:
        return await self.store.pause()

    async def events(
        self, subjects: Sequence[str] | None = None, limit: int = 100, *, after_id: int = 0
    ) -> Sequence[Event]:
        return await self.store.events(subjects, limit, after_id=after_id)

    async def verify(self, progress: Callable[[int], None] | None = None) -> AuditReport:
        return await self.store.verify(progress)

    async def get_setting(self, key: str) -> str | None:
        await self._refuse_closed(key)
        own = await self.store.get_setting(self._own(key))
        # Before each had their own, what was whose was not written down; who may see all may see that.
        return own if own is not None or not self.actor.sees_all else await self.store.get_setting(key)

    async def set_setting(self, key: str, value: str) -> None:
        if len(value) > LONGEST_SETTING:
            raise InputError(f"a screen keeps no more than {LONGEST_SETTING:,} characters under one name")
        await self._refuse_closed(key)
        await self.store.set_setting(self._own(key), value)

    async def _refuse_closed(self, key: str) -> None:
        """Raise NotFound for what belongs to a walk that is closed to whoever sits here."""
        run = key.split(".")[1] if key.startswith(WALKED) else ""
        if run and await self.closed_to_me([f"run:{run}"]):
            raise NotFound(f"there is no run {run[:20]}")

    def _own(self, key: str) -> str:
        """What one likes is one's own; what was done in a run is everybody's."""
        return f"{key}@{self.actor.name}" if key.startswith(OWN) else key

    async def checks(self) -> Mapping[str, str]:
        return await self.store.checks()


def _charted(hours: float) -> None:
    """Raises InputError for a chart that is too long, or none."""
    if not 0 < hours <= LONGEST_BAND:
        raise InputError(f"the chart shows at most {LONGEST_BAND} hours", fix="ask for fewer")
