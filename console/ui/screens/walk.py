"""The walk through a playbook, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Horizontal

from console.commands import REGISTRY, Command, Context, Where
from console.model.incident import Incident, Run
from console.model.playbook import Playbook, Step
from console.model.words import IncidentStatus
from console.playbooks import due_at, off_path
from console.playbooks.walk import state_of
from console.ui.render.line import EMPTY, Line, Span
from console.ui.render.walk import step_detail, step_list
from console.ui.screens import asking, step_acts
from console.ui.screens.declaring import ask_begin
from console.ui.screens.reading import Reading
from console.ui.widgets.painted import Reader


class Walk(Reading):
    title_key = "place.run"
    hint_names = (
        "step next",
        "step done",
        "step run",
        "step say",
        "step skip",
        "step do",
        "step approve",
        "step block",
        "back",
        "help",
    )

    def __init__(self) -> None:
        super().__init__()
        self.run_now: Run | None = None
        self.book: Playbook | None = None
        self.incident: Incident | None = None
        self.step_id: str | None = None
        """The chosen step; follows the walk until the operator moves away from it."""
        self.order: Sequence[str] = ()
        self._dues: Mapping[str, datetime] = {}

    @property
    def where(self) -> Where:
        return Where.RUN

    def context(self) -> Context:
        base = super().context()
        return replace(base, incident=self.incident or base.incident, run=self.run_now, step=self.step_id)

    def title_text(self) -> str:
        return self.book.title if self.book is not None else super().title_text()

    def body(self) -> ComposeResult:
        yield Horizontal(Reader(id="reader"), Reader(id="beside"))

    @property
    def step(self) -> Step | None:
        if self.book is None:
            return None
        steps = (step for phase in self.book.phases for step in phase.steps)
        return next((step for step in steps if step.id == self.step_id), None)

    async def lines(self, width: int) -> Sequence[Line]:
        desk, before = self.desk, self.run_now
        run = await self._find()
        if run is None:
            self.picks = ()
            return self._list(width)
        if self.book is None or before is None or before.id != run.id:
            self.book = desk.playbook_of(run)
            await step_acts.recall(self, run)
        if (
            self.step_id is None
            or before is None
            or (before.current != run.current and self.step_id == before.current)
        ):
            self.step_id = run.current
        self.run_now = run
        incident = await desk.incident(run.incident_id) if run.incident_id is not None else None
        self.incident = incident
        self._dues = self._when_due(run, incident)
        return self._list(width)

    def _list(self, width: int) -> Sequence[Line]:
        """The steps as they were read last."""
        run, words, marks = self.run_now, self.words, self.console_app.marks
        if run is None or self.book is None:
            return [EMPTY, (Span(" " + words("run.nothing"), "dim"),)]
        off = off_path(self.book, run.steps)
        now = self.console_app.now()
        lines, at = step_list(self.book, run, self._dues, [*off], self.step_id, width, now, words, marks)
        self.order = list(at)
        self.picks = list(at.values())
        if self.step_id in at:
            self.pick = self.order.index(self.step_id)
        if run.finished_at is not None:
            lines += [EMPTY, (Span(" " + words("run.finished"), "good"),)]
        return lines

    def drawn(self) -> None:
        self._show_step()

    async def _find(self) -> Run | None:
        if self.run_now is not None:
            return await self.desk.run(self.run_now.id)
        live = self.live
        found = live.run_of(live.incident) if live is not None else None
        runs = await self.desk.runs(10, open_only=True)
        if found is not None:
            return next((run for run in runs if run.id == found.id), None) or next(iter(runs), None)
        return next(iter(runs), None)

    def _when_due(self, run: Run, incident: Incident | None) -> Mapping[str, datetime]:
        declared = incident.declared_at if incident is not None else run.started_at
        over = incident is not None and incident.status is not IncidentStatus.ACTIVE
        found: dict[str, datetime] = {}
        for phase in self.book.phases if self.book else ():
            for step in phase.steps:
                due = due_at(step, state_of(run.steps, step.id), declared_at=declared, stood_down=over)
                if due is not None:
                    found[step.id] = due
        return found

    def _show_step(self) -> None:
        step, run = self.step, self.run_now
        beside = self.query_one("#beside", Reader)
        if step is None or run is None:
            beside.show([])
            return
        width = max(20, beside.size.width - 1)
        app = self.console_app
        state = run.steps.get(step.id)
        lines = step_detail(
            step, state, self.incident, self._dues.get(step.id), width, app.now(), self.words, app.marks
        )
        beside.show(lines, keep=True)

    def chosen(self) -> None:
        if self.pick < len(self.order):
            self.step_id = self.order[self.pick]
            self.reader.show(self._list(self.room), keep=True)
            self._show_step()

    def take(self, key: str) -> bool:
        step = self.step
        if step is None or not key.isdigit() or not 0 < int(key) <= len(step.choose):
            return False
        asking.do(self, REGISTRY["step choose"], {"exit": step.choose[int(key) - 1].label})
        return True

    def after(self, command: Command) -> None:
        step = self.step
        if step is not None and (command.name == "step reopen" or (command.name == "step do" and step.every)):
            step_acts.forget(self, step)
        super().after(command)

    def do_step_next(self) -> None:
        if self.step is not None:
            step_acts.go_on(self, self.step)

    def do_step_done(self) -> None:
        if self.step is not None:
            step_acts.finish(self, self.step)

    def do_step_run(self) -> None:
        step = self.step
        if step is None or not step.do:
            self.console_app.tell(self.words("run.no-do"), "bar-key")
            return
        step_acts.offer(self, step, step_acts.open_commands(self, step) or step.do)

    def do_step_say(self) -> None:
        if self.step is not None:
            step_acts.open_statement(self, self.step)

    def do_run_start(self) -> None:
        live = self.live
        ask_begin(self, live.alert if live else None, live.incident if live else None)
