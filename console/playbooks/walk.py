"""Where a walk through a playbook stands: its path, what is off it, the current step, progress."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.model.incident import RunStep
from console.model.playbook import Playbook, Step
from console.model.safe import SafeText
from console.model.words import StepState

RESOLVED = (StepState.DONE, StepState.SKIPPED)
UNTOUCHED = (None, None, SafeText(""), None, None)


@dataclass(frozen=True, slots=True)
class Path:
    """How the walk goes, as far as its decisions are taken."""

    steps: tuple[Step, ...]
    """In the order of walking; ends at the first open decision or at the end of the playbook."""
    ahead: frozenset[str]
    """Ids of steps that can still come on, behind the open decision."""
    complete: bool
    """No decision is open."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over the steps on the path."""

    done: int
    skipped: int
    blocked: int
    open: int
    total: int
    mandatory_left: int
    """Steps that still stand between the run and its end, as far as the path is known."""


def state_of(states: Mapping[str, RunStep], step_id: str) -> RunStep:
    """A step's state; one that is not recorded is untouched."""
    found = states.get(step_id)
    return found if found is not None else RunStep(step_id, StepState.TODO, *UNTOUCHED)


def all_steps(playbook: Playbook) -> tuple[Step, ...]:
    """In the order of the file."""
    return tuple(step for phase in playbook.phases for step in phase.steps)


def path_of(playbook: Playbook, states: Mapping[str, RunStep]) -> Path:
    """Walk the playbook by the decisions that were taken.

    Phases follow each other as they stand in the file. A decision taken goes on at its exit's heading; one
    skipped falls through to what comes next. No step is walked twice: a path that comes back to steps already
    on it passes over them, so an excursion to a phase that was left out returns to where it branched off.
    """
    walked: dict[str, Step] = {}
    starts = {phase.slug: number for number, phase in reversed(list(enumerate(playbook.phases)))}
    phase, number = 0, 0
    while phase < len(playbook.phases):
        if number >= len(playbook.phases[phase].steps):
            phase, number = phase + 1, 0
            continue
        step = playbook.phases[phase].steps[number]
        number += 1
        if step.id in walked:
            continue
        walked[step.id] = step
        if not step.choose:
            continue
        state = state_of(states, step.id)
        target = exit_target(step, state.chosen) if state.state == StepState.DONE else None
        if target is not None and target in starts:
            phase, number = starts[target], 0
        elif state.state not in RESOLVED:
            ahead = _reachable(playbook, starts, step, phase, number) - walked.keys()
            return Path(tuple(walked.values()), frozenset(ahead), complete=False)
    return Path(tuple(walked.values()), frozenset(), complete=True)


def exit_target(step: Step, label: str | None) -> str | None:
    """The heading that an answer leads to."""
    return next((each.target for each in step.choose if each.label == label), None)


def _reachable(
    playbook: Playbook, starts: Mapping[str, int], step: Step, phase: int, number: int
) -> set[str]:
    """Steps that may follow an open decision, whatever will be answered to it and to those behind it."""
    found = {each.id for each in playbook.phases[phase].steps[number:]}
    todo = [starts[each.target] for each in step.choose if each.target in starts] + [phase + 1]
    seen: set[int] = set()
    while todo:
        number = todo.pop()
        if number in seen or number >= len(playbook.phases):
            continue
        seen.add(number)
        steps = playbook.phases[number].steps
        found.update(each.id for each in steps)
        todo.extend(starts[out.target] for each in steps for out in each.choose if out.target in starts)
        if not (steps and steps[-1].choose and not steps[-1].optional):
            todo.append(number + 1)
    return found


def current_of(path: Path, states: Mapping[str, RunStep]) -> str | None:
    """The step where the walk stands: the first that is open, else the first blocked; None at the end.

    Optional steps that were passed without being taken up are left behind.
    """
    resolved = [
        number for number, step in enumerate(path.steps) if state_of(states, step.id).state in RESOLVED
    ]
    furthest = resolved[-1] if resolved else -1
    blocked: str | None = None
    for number, step in enumerate(path.steps):
        state = state_of(states, step.id).state
        left_behind = step.optional and number < furthest and state != StepState.DOING
        if state in RESOLVED or left_behind:
            continue
        if state != StepState.BLOCKED:
            return step.id
        blocked = blocked or step.id
    return blocked


def progress_of(playbook: Playbook, states: Mapping[str, RunStep]) -> Progress:
    path = path_of(playbook, states)
    found = [state_of(states, step.id).state for step in path.steps]
    done, skipped, blocked = (
        found.count(each) for each in (StepState.DONE, StepState.SKIPPED, StepState.BLOCKED)
    )
    left = sum(
        not step.optional and state not in RESOLVED for step, state in zip(path.steps, found, strict=True)
    )
    return Progress(done, skipped, blocked, len(found) - done - skipped - blocked, len(found), left)


def off_path(playbook: Playbook, states: Mapping[str, RunStep]) -> frozenset[str]:
    """Ids of the steps that the decisions taken have left out."""
    path = path_of(playbook, states)
    return frozenset(step.id for step in all_steps(playbook)) - set(path.ids) - path.ahead
