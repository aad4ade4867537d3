"""What a desk offers in a crisis: acts on alerts and incidents, and the walk through a playbook."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from console.desk.answers import Done
from console.model.incident import Incident, Run
from console.model.words import Role, Severity


class Incidents(Protocol):
    # ── acts in a crisis ────────────────────────────────────────────────────────────────────────────
    async def acknowledge(self, alert_id: int) -> Done: ...
    async def label_alert(self, alert_id: int, verdict: str) -> Done:
        """`real`, `false` or `useful`."""
        ...

    async def declare(
        self,
        title: str,
        severity: Severity,
        *,
        type: str = "other",
        alert_id: int | None = None,
    ) -> tuple[Done, Incident]:
        """The declarer becomes lead; the next-word clock starts by severity (15, 30, 120 min, 24 h, none)."""
        ...

    async def set_severity(self, incident_id: int, severity: Severity) -> Done:
        """Raised by anyone, lowered only by the lead."""
        ...

    async def take_role(self, incident_id: int, role: Role) -> Done: ...
    async def log(self, incident_id: int, text: str) -> Done: ...
    async def word_given(self, incident_id: int, next_in: timedelta | None = None) -> Done:
        """The public heard from us; promise the next word (by severity when not given)."""
        ...

    async def stand_down(self, incident_id: int) -> Done:
        """Active becomes stable."""
        ...

    async def close(self, incident_id: int) -> Done: ...
    async def restrict(self, incident_id: int, *, on: bool = True) -> Done:
        """Show it only to who leads the desk and who holds a role in it now; or to all again."""
        ...

    async def pause_publishing(self, reason: str) -> Done: ...
    async def resume_publishing(self) -> Done: ...

    # ── acts in a playbook run ──────────────────────────────────────────────────────────────────────
    async def start_run(self, playbook_id: str, incident_id: int | None = None) -> tuple[Done, Run]:
        """Without an incident it belongs to the open one, if exactly one is open."""
        ...

    async def step(
        self,
        run_id: int,
        step_id: str,
        verb: str,
        *,
        note: str = "",
        choice: str | None = None,
    ) -> tuple[Done, Run]:
        """Move one step of a run.

        `verb`: do (todo to doing), done, skip (needs a note), block (needs a note), reopen, approve, choose.
        `approve` must come from another person than the doer's; a decision needs `choice`.
        """
        ...

    async def hand_over(self, run_id: int, to: str) -> Done: ...
