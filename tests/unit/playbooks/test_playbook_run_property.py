"""Whatever people press, in whatever order: a run is never corrupt, and loads as it was."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from console.errors import InputError, NotAllowed
from console.model.actor import Actor
from console.model.incident import Run, RunStep
from console.model.playbook import Playbook
from console.model.words import Role, StepState
from console.playbooks import (
    VERBS,
    all_steps,
    applied,
    begin,
    current_of,
    dues_of,
    off_path,
    parse,
    path_of,
    progress_of,
    step_verb,
)

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ACTORS = (Actor("kari"), Actor("ola"), Actor("per", frozenset({Role.OPERATOR})))
HEADINGS = ("a", "b", "c", "d")


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Small playbooks with loops, excursions, approvals, repetitions and dead ends."""
    lines: list[str] = []
    for heading in HEADINGS[: draw(st.integers(1, 4))]:
        lines.append(f"## {heading}")
        for number in range(draw(st.integers(0, 3))):
            lines.append(f"- [ ] {heading}{number}")
            if draw(st.booleans()):
                lines.append("  - approve: lead")
            if draw(st.integers(0, 3)) == 0:
                lines.append("  - every: 20m")
            if draw(st.integers(0, 3)) == 0:
                lines.append("  - optional: yes")
            if draw(st.integers(0, 2)) == 0:
                lines.append("  - choose:")
                targets = draw(st.lists(st.sampled_from([*HEADINGS, "gone"]), min_size=1, max_size=3))
                lines += [f"    - to {n}: [x](#{target})" for n, target in enumerate(targets)]
    return parse("\n".join([*lines, "## End", "- [ ] last"]), "x.md")


def saved_and_loaded(run: Run) -> Run:
    """As a store would: nothing but the plain columns survives."""
    rows = json.loads(json.dumps([asdict(step) for step in run.steps.values()], default=str))
    steps = {
        row["step_id"]: RunStep(**{**row, "at": datetime.fromisoformat(row["at"]) if row["at"] else None})
        for row in rows
    }
    return replace(run, steps=steps)


def check(playbook: Playbook, run: Run) -> None:
    steps = {step.id: step for step in all_steps(playbook)}
    path = path_of(playbook, run.steps)
    assert run.steps.keys() == steps.keys()
    assert len(set(path.ids)) == len(path.ids)
    assert run.current == current_of(path, run.steps)
    assert (run.finished_at is None) is (run.current is not None)
    assert run.current is None or run.current in path.ids
    assert not off_path(playbook, run.steps) & set(path.ids)
    for step_id, state in run.steps.items():
        step = steps[step_id]
        assert state.state in set(StepState)
        assert (state.actor is None) is (state.state == StepState.TODO)
        if state.state == StepState.DONE and step.approve:
            assert state.approved_by not in (None, state.actor)
        if state.state in (StepState.SKIPPED, StepState.BLOCKED):
            assert state.note
        if state.chosen is not None:
            assert state.chosen in {out.label for out in step.choose}
            assert state.state == StepState.DONE
    counts = progress_of(playbook, run.steps)
    assert counts.done + counts.skipped + counts.blocked + counts.open == counts.total == len(path.steps)
    if run.finished_at is not None:
        assert counts.mandatory_left == 0
        assert path.complete


@settings(max_examples=150, deadline=None)
@given(playbook=playbooks(), data=st.data())
def test_no_sequence_of_verbs_corrupts_a_run(playbook: Playbook, data: st.DataObject) -> None:
    run = begin(playbook, None, ACTORS[0], AT)
    check(playbook, run)
    ids = [step.id for step in all_steps(playbook)]
    for minute in range(data.draw(st.integers(1, 25))):
        before = run
        at = AT + timedelta(minutes=minute)
        step_id = data.draw(st.sampled_from([*ids, *([run.current] if run.current else [])]))
        try:
            outcome = step_verb(
                playbook,
                run,
                step_id,
                data.draw(st.sampled_from(list(VERBS))),
                actor=data.draw(st.sampled_from(ACTORS)),
                at=at,
                note=data.draw(st.sampled_from(["", "because"])),
                choice=data.draw(st.sampled_from([None, "to 0", "to 1", "to 2"])),
            )
        except (InputError, NotAllowed):
            outcome = None
        if outcome is None:
            assert run == before
            continue
        run = applied(run, outcome, at)
        check(playbook, run)
        loaded = saved_and_loaded(run)
        assert loaded.steps == dict(run.steps)
        assert current_of(path_of(parse(run.source, "y.md"), loaded.steps), loaded.steps) == run.current
        assert all(due.step_id in ids for due in dues_of(playbook, run, declared_at=AT, now=at))


@settings(max_examples=60, deadline=None)
@given(playbook=playbooks())
def test_every_run_can_be_walked_to_its_end(playbook: Playbook) -> None:
    run = begin(playbook, None, ACTORS[0], AT)
    for _ in range(len(all_steps(playbook)) + 1):
        if run.current is None:
            break
        outcome = step_verb(playbook, run, run.current, "skip", actor=ACTORS[0], at=AT, note="drill")
        run = applied(run, outcome, AT)
    assert run.finished_at == AT
