"""Acts in a playbook run."""

from console.desk.answers import Done
from console.desk.base import DeskBase
from console.errors import InputError, NotFound
from console.model.incident import Run
from console.model.words import StepState
from console.playbooks import begin, step_verb
from console.text import clean, one_line

_PAST = {
    "do": "step.doing",
    "done": "step.done",
    "skip": "step.skipped",
    "block": "step.blocked",
    "reopen": "step.todo",
    "approve": "step.approved",
    "choose": "step.chosen",
}


class RunActs(DeskBase):
    async def start_run(self, playbook_id: str, incident_id: int | None = None) -> tuple[Done, Run]:
        playbook = next((book for book in self.library.playbooks if book.id == playbook_id), None)
        if playbook is None:
            raise NotFound(f"there is no playbook {playbook_id!r}", fix="see playbook list")
        now = self.now()
        open_now = await self.store.incidents(2, open_only=True) if incident_id is None else ()
        if len(open_now) == 1:
            incident_id = open_now[0].id
        async with self.store.act(self.actor, now) as tx:
            if incident_id is not None:
                await tx.incident(incident_id)
            run = begin(playbook, incident_id=incident_id, actor=self.actor, at=now)
            run_id = await tx.add_run(run)
            done = await self.record(
                tx,
                "run.started",
                f"run:{run_id}",
                {},
                {"playbook": playbook_id, "content_hash": playbook.content_hash, "incident": incident_id},
            )
            stored = await tx.run(run_id)
        return done, stored

    async def step(
        self, run_id: int, step_id: str, verb: str, *, note: str = "", choice: str | None = None
    ) -> tuple[Done, Run]:
        if verb not in _PAST:
            raise InputError(f"a step can't be {verb!r}", fix="verbs: " + ", ".join(_PAST))
        now = self.now()
        said = clean(note.strip())
        async with self.store.act(self.actor, now) as tx:
            run = await tx.run(run_id)
            playbook = self.playbook_of(run)
            outcome = step_verb(
                playbook, run, step_id, verb, actor=self.actor, at=now, note=said, choice=choice
            )
            before = run.steps.get(step_id)
            for changed in outcome.steps:
                await tx.set_step(run_id, changed)
            finished_at = now if outcome.finished else None
            await tx.set_run(run_id, current=outcome.current, holder=run.holder, finished_at=finished_at)
            title = next(
                step.title for phase in playbook.phases for step in phase.steps if step.id == step_id
            )
            done = await self.record(
                tx,
                _PAST[verb],
                f"run:{run_id}",
                {"step": step_id, "state": before.state if before else StepState.TODO.value},
                {"step": step_id, "title": title, "chosen": choice},
                note=said,
            )
            if outcome.finished and run.finished_at is None:
                await self.record(tx, "run.finished", f"run:{run_id}", {}, {"playbook": playbook.id})
            stored = await tx.run(run_id)
        return done, stored

    async def hand_over(self, run_id: int, to: str) -> Done:
        name = one_line(to.strip())
        if not name:
            raise InputError("say to whom")
        async with self.store.act(self.actor, self.now()) as tx:
            run = await tx.run(run_id)
            await tx.set_run(run_id, current=run.current, holder=name, finished_at=run.finished_at)
            return await self.record(
                tx, "run.handed-over", f"run:{run_id}", {"holder": run.holder}, {"holder": name}
            )
