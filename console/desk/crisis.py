"""Acts in a crisis: alerts, incidents, the pause."""

from datetime import timedelta

from console.crisis.clocks import first_word_at, is_higher, next_word_at
from console.desk.answers import Done
from console.desk.base import DeskBase
from console.desk.undo import stamp
from console.errors import InputError, NotAllowed
from console.model.incident import Incident, Pause
from console.model.words import IncidentStatus, Role, Severity
from console.text import clean, one_line

LONGEST_TITLE = 200
_VERDICTS = ("real", "false", "useful")


class CrisisActs(DeskBase):
    async def acknowledge(self, alert_id: int) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            alert = await tx.alert(alert_id)
            if alert.acknowledged_by:
                return Done(f"{alert.acknowledged_by} has acknowledged it already", undoable=False)
            await tx.set_alert(alert_id, acknowledged_by=self.actor.name, acknowledged_at=now)
            return await self.record(
                tx, "alert.acknowledged", f"alert:{alert_id}", {}, {"by": self.actor.name}
            )

    async def label_alert(self, alert_id: int, verdict: str) -> Done:
        if verdict not in _VERDICTS:
            raise InputError(f"an alert can't be {verdict!r}", fix="it is one of " + ", ".join(_VERDICTS))
        async with self.store.act(self.actor, self.now()) as tx:
            alert = await tx.alert(alert_id)
            await tx.set_verdict(alert_id, verdict)
            return await self.record(
                tx,
                "alert.labelled",
                f"alert:{alert_id}",
                {"verdict": alert.verdict},
                {"verdict": verdict},
                undoable=True,
            )

    async def declare(
        self, title: str, severity: Severity, *, type: str = "other", alert_id: int | None = None
    ) -> tuple[Done, Incident]:
        name = one_line(title.strip()[:LONGEST_TITLE])
        if not name:
            raise InputError("an incident needs a title")
        if type != "other" and not any(playbook.id == type for playbook in self.library.playbooks):
            raise InputError(
                f"there is no playbook {type!r} to be the incident's type", fix="see playbook list"
            )
        now = self.now()
        incident = Incident(
            id=0,
            title=name,
            severity=severity,
            type=type,
            status=IncidentStatus.ACTIVE,
            declared_at=now,
            declared_by=self.actor.name,
            stable_at=None,
            closed_at=None,
            alert_id=alert_id,
            roles=(),
            next_word_at=first_word_at(severity, now),
            last_word_at=None,
            run_ids=(),
        )
        async with self.store.act(self.actor, now) as tx:
            if alert_id is not None:
                alert = await tx.alert(alert_id)
                if alert.incident_id is not None:
                    raise NotAllowed(f"the alert belongs to incident {alert.incident_id} already")
            incident_id = await tx.add_incident(incident)
            await tx.set_role(incident_id, Role.LEAD, self.actor.name, now)
            if alert_id is not None:
                if alert.acknowledged_by is None:
                    await tx.set_alert(alert_id, acknowledged_by=self.actor.name, acknowledged_at=now)
                await tx.set_alert(alert_id, incident_id=incident_id)
            done = await self.record(
                tx,
                "incident.declared",
                f"incident:{incident_id}",
                {},
                {"severity": severity.value, "type": type, "title": name, "alert": alert_id},
            )
            stored = await tx.incident(incident_id)
        return done, stored

    async def _open(self, incident: Incident) -> Incident:
        if incident.status is IncidentStatus.CLOSED:
            raise NotAllowed("the incident is closed", fix="declare a new one if it begins again")
        return incident

    async def set_severity(self, incident_id: int, severity: Severity) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            incident = await self._open(await tx.incident(incident_id))
            if incident.severity is severity:
                return Done(f"the severity is {severity.value} already", undoable=False)
            if not is_higher(severity, incident.severity) and not self._leads(incident):
                raise NotAllowed("only the lead lowers the severity", fix="ask the lead, or take the role")
            await tx.set_incident(incident_id, severity=severity)
            return await self.record(
                tx,
                "incident.severity",
                f"incident:{incident_id}",
                {"severity": incident.severity.value},
                {"severity": severity.value},
            )

    def _leads(self, incident: Incident) -> bool:
        return any(held.role is Role.LEAD and held.holder == self.actor.name for held in incident.roles)

    async def take_role(self, incident_id: int, role: Role) -> Done:
        if role not in self.actor.roles:
            raise NotAllowed(f"you may not be {role.value}")
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            incident = await self._open(await tx.incident(incident_id))
            held = next((held.holder for held in incident.roles if held.role is role), None)
            await tx.set_role(incident_id, role, self.actor.name, now)
            return await self.record(
                tx, "incident.role", f"incident:{incident_id}", {"holder": held}, {"role": role.value}
            )

    async def log(self, incident_id: int, text: str) -> Done:
        said = clean(text.strip())
        if not said:
            raise InputError("the line is empty")
        async with self.store.act(self.actor, self.now()) as tx:
            await tx.incident(incident_id)
            return await self.record(tx, "incident.logged", f"incident:{incident_id}", {}, {}, note=said)

    async def word_given(self, incident_id: int, next_in: timedelta | None = None) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            incident = await self._open(await tx.incident(incident_id))
            due = next_word_at(incident.severity, now, next_in)
            await tx.set_next_word(incident_id, last_word_at=now, next_word_at=due)
            return await self.record(
                tx,
                "incident.word",
                f"incident:{incident_id}",
                {"next_word_at": stamp(incident.next_word_at)},
                {"next_word_at": stamp(due)},
            )

    async def stand_down(self, incident_id: int) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            incident = await self._open(await tx.incident(incident_id))
            await tx.set_incident(incident_id, status=IncidentStatus.STABLE, stable_at=now)
            return await self.record(
                tx,
                "incident.stable",
                f"incident:{incident_id}",
                {"status": incident.status.value},
                {"status": IncidentStatus.STABLE.value},
            )

    async def close(self, incident_id: int) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            incident = await self._open(await tx.incident(incident_id))
            await tx.set_incident(incident_id, status=IncidentStatus.CLOSED, closed_at=now)
            await tx.set_next_word(incident_id, last_word_at=incident.last_word_at, next_word_at=None)
            return await self.record(
                tx,
                "incident.closed",
                f"incident:{incident_id}",
                {"status": incident.status.value},
                {"status": IncidentStatus.CLOSED.value},
            )

    async def restrict(self, incident_id: int, *, on: bool = True) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            incident = await tx.incident(incident_id)
            if incident.restricted is on:
                return Done("it is so already", undoable=False)
            await tx.set_incident(incident_id, restricted=on)
            return await self.record(
                tx,
                "incident.restricted",
                f"incident:{incident_id}",
                {"restricted": incident.restricted},
                {"restricted": on},
                undoable=True,
            )

    async def pause_publishing(self, reason: str) -> Done:
        said = one_line(reason.strip())
        if not said:
            raise InputError("a pause needs a reason")
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            standing = await tx.pause()
            if standing is not None:
                return Done(f"{standing.actor} has paused publishing already", undoable=False)
            await tx.set_pause(Pause(now, self.actor.name, said))
            return await self.record(tx, "publishing.paused", "publishing", {}, {}, note=said)

    async def resume_publishing(self) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            standing = await tx.pause()
            if standing is None:
                raise NotAllowed("publishing is not paused")
            await tx.set_pause(None)
            return await self.record(tx, "publishing.resumed", "publishing", {}, {})
