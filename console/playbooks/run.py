"""What people do to the steps of a run. Pure: a run goes in, the changed steps come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from console.errors import InputError, NotAllowed
from console.model.actor import Actor
from console.model.incident import Run, RunStep
from console.model.playbook import Playbook, Step
from console.model.safe import SafeText
from console.model.words import StepState
from console.playbooks.walk import (
    RESOLVED,
    UNTOUCHED,
    all_steps,
    current_of,
    exit_target,
    off_path,
    path_of,
    state_of,
)
from console.text import clean, one_line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb did."""

    steps: tuple[RunStep, ...]
    """Those that changed, the one acted on first."""
    current: str | None
    """Where the walk stands now."""
    finished: bool


@dataclass(frozen=True, slots=True)
class _Act:
    playbook: Playbook
    states: Mapping[str, RunStep]
    step: Step
    state: RunStep
    actor: Actor
    at: datetime
    note: SafeText
    choice: str | None

    @property
    def again(self) -> bool:
        """A repeating step that was done, and comes round."""
        return self.state.state == StepState.DONE and self.step.every is not None

    def becomes(self, state: StepState) -> RunStep:
        """The step in a new state, by this actor, with this note or the one given while it was worked on."""
        keeps = self.state.state in (StepState.DOING, StepState.DONE)
        note = self.note or (self.state.note if keeps else SafeText(""))
        return replace(self.state, state=state, actor=self.actor.name, at=self.at, note=note, chosen=None)


def begin(playbook: Playbook, incident_id: int | None, actor: Actor, at: datetime) -> Run:
    """A new run with every step to do; its id is 0 until the store gives one.

    Raises:
        InputError: The playbook has no step.
    """
    steps = all_steps(playbook)
    if not steps:
        raise InputError("this playbook has no steps", fix="add '- [ ]' steps to it, then start the run")
    return Run(
        id=0,
        incident_id=incident_id,
        playbook_id=playbook.id,
        content_hash=playbook.content_hash,
        source=playbook.source,
        started_at=at,
        started_by=actor.name,
        holder=actor.name,
        current=steps[0].id,
        finished_at=None,
        steps={step.id: RunStep(step.id, StepState.TODO, *UNTOUCHED) for step in steps},
    )


def step_verb(
    playbook: Playbook,
    run: Run,
    step_id: str,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    choice: str | None = None,
) -> Outcome:
    """Move one step.

    Args:
        playbook: Parsed from the run's own source.
        run: As it stands; left as it is.
        step_id: Which step.
        verb: do, done, skip, block, reopen, approve or choose.
        actor: Who; recorded on the step.
        at: When, with its zone.
        note: The reason of a skip or block, or where the evidence is kept.
        choice: The label of the exit taken, for choose.

    Raises:
        InputError: No such step, verb or exit, or a note is missing.
        NotAllowed: The step cannot make this move now, or not by this actor.
    """
    step = next((each for each in all_steps(playbook) if each.id == step_id), None)
    if step is None:
        raise InputError(f"this playbook has no step '{one_line(step_id)}'")
    act_on = VERBS.get(verb)
    if act_on is None:
        raise InputError(f"'{one_line(verb)}' is nothing to do with a step", fix="one of " + ", ".join(VERBS))
    state = state_of(run.steps, step.id)
    if run.finished_at is not None and verb != "reopen":
        raise NotAllowed("this run is finished", fix="reopen a step to go on with it")
    if step.id in off_path(playbook, run.steps):
        raise NotAllowed(
            "this step is not on the path that was chosen", fix="reopen the decision to change it"
        )
    changed = act_on(_Act(playbook, run.steps, step, state, actor, at, clean(note.strip()), choice))
    states = {**run.steps, **{each.step_id: each for each in changed}}
    current = current_of(path_of(playbook, states), states)
    return Outcome(changed, current, current is None)


def applied(run: Run, outcome: Outcome, at: datetime) -> Run:
    """The run after an outcome.

    Args:
        run: Before it.
        outcome: What the verb did.
        at: The time of finishing if it finished the run.
    """
    steps = {**run.steps, **{step.step_id: step for step in outcome.steps}}
    finished_at = (run.finished_at or at) if outcome.finished else None
    return replace(run, steps=steps, current=outcome.current, finished_at=finished_at)


def note_wanted(step: Step, verb: str) -> str:
    """What a person must say with a verb, as a question to them; empty when nothing."""
    if verb in ("skip", "block"):
        return "Why?"
    if verb == "done" and step.evidence and not step.choose:
        return f"Where is the evidence kept? ({step.evidence})"
    return ""


def _do(act: _Act) -> tuple[RunStep, ...]:
    if act.state.state in RESOLVED and not act.again:
        raise NotAllowed(f"this step is {act.state.state}", fix="reopen it first")
    if act.state.state == StepState.DOING and act.state.actor == act.actor.name:
        raise NotAllowed("you are on this step already")
    # An approval was for the work of the one who is replaced; the next one's has not been seen by anybody.
    return (replace(act.becomes(StepState.DOING), approved_by=None),)


def _done(act: _Act) -> tuple[RunStep, ...]:
    if act.state.state in RESOLVED and not act.again:
        raise NotAllowed(f"this step is {act.state.state}", fix="reopen it first")
    if act.again and act.step.approve is not None:
        raise NotAllowed("each round of this step is approved anew", fix="take it up again first (do)")
    if len(act.step.choose) > 1:
        answers = ", ".join(f"'{each.label}'" for each in act.step.choose)
        raise NotAllowed("this step is a decision", fix=f"choose one of {answers}")
    if act.step.choose:
        return _choose(replace(act, choice=act.step.choose[0].label))
    _check_ready(act)
    return (act.becomes(StepState.DONE),)


def _skip(act: _Act) -> tuple[RunStep, ...]:
    if act.state.state in RESOLVED and not act.again:
        raise NotAllowed(f"this step is {act.state.state}", fix="reopen it first")
    if not act.note:
        raise InputError("a step is skipped for a reason", fix="say why in the note")
    return (act.becomes(StepState.SKIPPED),)


def _block(act: _Act) -> tuple[RunStep, ...]:
    if act.state.state in RESOLVED:
        raise NotAllowed(f"this step is {act.state.state}", fix="reopen it first")
    if not act.note:
        raise InputError("a blocked step needs its reason", fix="say what it waits for in the note")
    return (replace(act.becomes(StepState.BLOCKED), approved_by=None),)


def _reopen(act: _Act) -> tuple[RunStep, ...]:
    if act.state.state == StepState.TODO:
        raise NotAllowed("this step is open already")
    return (RunStep(act.step.id, StepState.TODO, *UNTOUCHED),)


def _approve(act: _Act) -> tuple[RunStep, ...]:
    role = act.step.approve
    if role is None:
        raise NotAllowed("this step needs no approval")
    if act.state.state != StepState.DOING or act.state.actor is None:
        raise NotAllowed("there is nothing to approve yet", fix="somebody takes the step up first (do)")
    if act.state.actor == act.actor.name:
        raise NotAllowed("nobody approves their own work", fix=f"ask another person who is {role}")
    if role not in act.actor.roles:
        raise NotAllowed(f"only {role} may approve this step", fix=f"ask somebody who is {role}")
    if act.state.approved_by is not None:
        raise NotAllowed(f"{one_line(act.state.approved_by)} has approved this step already")
    return (replace(act.state, approved_by=act.actor.name),)


def _choose(act: _Act) -> tuple[RunStep, ...]:
    if not act.step.choose:
        raise NotAllowed("this step is no decision", fix="mark it done")
    if act.state.state in RESOLVED:
        raise NotAllowed("this decision is taken", fix="reopen it first")
    answer = _answer(act.step, act.choice or "")
    path = path_of(act.playbook, act.states)
    if act.step.id not in path.ids:
        raise NotAllowed("the walk has not come to this decision", fix="take the decision before it first")
    _check_ready(act)
    target = exit_target(act.step, answer)
    if target not in {phase.slug for phase in act.playbook.phases}:
        fix = "skip this decision with a reason, and mend the file"
        raise InputError(f"'{answer}' leads to a heading that does not exist", fix=fix)
    back = _walked_since(path.steps, target, act.step)
    if back:
        # A loop: what lies between is to be done again. The event log keeps what was.
        fresh = tuple(RunStep(each.id, StepState.TODO, *UNTOUCHED) for each in back)
        return (fresh[-1], *fresh[:-1])
    return (replace(act.becomes(StepState.DONE), chosen=answer),)


def _answer(step: Step, choice: str) -> str:
    """The exit's label, whatever the case it was typed in."""
    wanted = one_line(choice.strip())
    for label in (each.label for each in step.choose):
        if label == wanted or label.casefold() == wanted.casefold():
            return label
    answers = ", ".join(f"'{each.label}'" for each in step.choose)
    raise InputError(
        f"'{wanted}' is none of the answers" if wanted else "no answer given", fix=f"one of {answers}"
    )


def _walked_since(steps: tuple[Step, ...], target: str | None, decision: Step) -> tuple[Step, ...]:
    """The steps from a phase walked before up to the decision that goes back to it; empty if it goes on."""
    start = next((number for number, each in enumerate(steps) if each.phase == target), None)
    end = next(number for number, each in enumerate(steps) if each.id == decision.id)
    return () if start is None or start > end else steps[start : end + 1]


def _check_ready(act: _Act) -> None:
    """Whether a step may be called done: approved if it must be, proven if it must be."""
    if act.step.approve is not None:
        if act.state.approved_by is None:
            raise NotAllowed(
                f"this step needs the approval of {act.step.approve}", fix="have it approved first"
            )
        if act.state.approved_by == act.actor.name:
            raise NotAllowed("you approved this step, so another person completes it")
    if act.step.evidence and not act.step.choose and not act.becomes(StepState.DONE).note:
        raise InputError(
            f"this step asks for evidence: {act.step.evidence}", fix="say in the note where it is kept"
        )


VERBS: Mapping[str, Callable[[_Act], tuple[RunStep, ...]]] = {
    "do": _do,
    "done": _done,
    "skip": _skip,
    "block": _block,
    "reopen": _reopen,
    "approve": _approve,
    "choose": _choose,
}
