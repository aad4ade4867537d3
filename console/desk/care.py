"""Acts that take things away: erasing a person, retention, and what an incident keeps from it."""

from collections.abc import Callable, Sequence

from console.desk.answers import Done
from console.desk.base import DeskBase
from console.errors import InputError, NotAllowed
from console.model.care import Due, Erasure, Receipt
from console.store.anchor import Anchored, Verdict
from console.text import one_line

LONGEST_REASON = 400


class CareActs(DeskBase):
    async def hold_against(self, lines: Sequence[Anchored]) -> Verdict:
        return await self.store.hold_against(lines)

    async def erasure(self, person_id: int) -> Erasure:
        return await self.store.erasure(person_id)

    async def erase(self, person_id: int) -> Receipt:
        return await self.store.erase(person_id, self.actor, self.now())

    async def due(self) -> Sequence[Due]:
        return await self.store.due(self.keeps.rules, self.now())

    async def retain(self, progress: Callable[[int], None] | None = None) -> Sequence[Due]:
        if not self.keeps.rules:
            raise NotAllowed(
                "no rule of retention is set", fix="set days under [retention], see docs/care.md"
            )
        return await self.store.retain(
            self.keeps.rules, self.actor, self.now(), progress or (lambda _rows: None)
        )

    async def hold_incident(self, incident_id: int, reason: str) -> Done:
        said = one_line(reason.strip()[:LONGEST_REASON])
        if not said:
            raise InputError("a hold needs a reason")
        return await self._held(incident_id, said)

    async def release_incident(self, incident_id: int) -> Done:
        return await self._held(incident_id, "")

    async def _held(self, incident_id: int, reason: str) -> Done:
        now = self.now()
        async with self.store.act(self.actor, now) as tx:
            was = await tx.hold_incident(incident_id, now if reason else None, reason)
            verb = "incident.held" if reason else "incident.let-go"
            return await self.record(
                tx, verb, f"incident:{incident_id}", {"held": was}, {"held": bool(reason)}, note=reason
            )
