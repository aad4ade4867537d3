"""When the steps of a run are due."""

from dataclasses import dataclass
from datetime import datetime

from console.model.incident import Run, RunStep
from console.model.playbook import Playbook, Step
from console.model.words import StepState
from console.playbooks.walk import RESOLVED, path_of, state_of


@dataclass(frozen=True, slots=True)
class Due:
    step_id: str
    at: datetime
    overdue: bool
    repeats: bool
    """The step was done, and comes round."""


def due_at(step: Step, state: RunStep, *, declared_at: datetime, stood_down: bool = False) -> datetime | None:
    """When a step must be done, or done again; None when no time is set or it is over.

    Args:
        step: The step.
        state: As it stands in the run.
        declared_at: When the incident was declared, or the run started where there is no incident.
        stood_down: The incident is stable or closed: nothing repeats any more.
    """
    if state.state == StepState.SKIPPED:
        return None
    if state.state == StepState.DONE:
        if step.every is None or state.at is None or stood_down:
            return None
        return state.at + step.every
    first = step.within or step.every
    return declared_at + first if first is not None else None


def dues_of(
    playbook: Playbook, run: Run, *, declared_at: datetime, now: datetime, stood_down: bool = False
) -> tuple[Due, ...]:
    """Deadlines of the open and repeating steps on a run's path, soonest first; none once it is finished."""
    if run.finished_at is not None:
        return ()
    found: list[Due] = []
    for step in path_of(playbook, run.steps).steps:
        state = state_of(run.steps, step.id)
        at = due_at(step, state, declared_at=declared_at, stood_down=stood_down)
        if at is not None:
            found.append(Due(step.id, at, now > at, state.state in RESOLVED))
    return tuple(sorted(found, key=lambda due: due.at))
