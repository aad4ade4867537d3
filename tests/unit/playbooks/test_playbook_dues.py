"""Deadlines count from the declaration, and repeating steps come round until it is over."""

from datetime import UTC, datetime, timedelta

from console.model.actor import Actor
from console.model.incident import Run
from console.model.playbook import Playbook
from console.playbooks import applied, begin, dues_of, step_verb

DECLARED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KARI = Actor("kari")


def minutes(count: int) -> datetime:
    return DECLARED + timedelta(minutes=count)


def act(playbook: Playbook, run: Run, step: str, verb: str, at: datetime, **more: str) -> Run:
    return applied(run, step_verb(playbook, run, step, verb, actor=KARI, at=at, **more), at)


def test_open_steps_on_the_path_soonest_first(playbook: Playbook) -> None:
    run = begin(playbook, 1, KARI, minutes(3))
    found = dues_of(playbook, run, declared_at=DECLARED, now=minutes(4))
    assert [(due.step_id, due.at) for due in found] == [("contain/1", minutes(5))]
    run = act(playbook, run, "contain/2", "choose", minutes(4), choice="yes")
    found = dues_of(playbook, run, declared_at=DECLARED, now=minutes(11))
    assert [(due.step_id, due.at, due.overdue) for due in found] == [
        ("contain/1", minutes(5), True),
        ("protect-people/1", minutes(10), True),
        ("tell-people/1", minutes(15), False),
        ("tell-people/2", minutes(20), False),
    ]


def test_done_and_skipped_steps_are_not_due(playbook: Playbook) -> None:
    run = begin(playbook, 1, KARI, DECLARED)
    run = act(playbook, run, "contain/1", "done", minutes(1))
    assert dues_of(playbook, run, declared_at=DECLARED, now=minutes(60)) == ()


def test_a_repeating_step_is_due_again_after_it_was_done(playbook: Playbook) -> None:
    run = begin(playbook, 1, KARI, DECLARED)
    run = act(playbook, run, "contain/2", "choose", minutes(1), choice="no")
    run = act(playbook, run, "tell-people/2", "done", minutes(12))
    repeats = [due for due in dues_of(playbook, run, declared_at=DECLARED, now=minutes(33)) if due.repeats]
    assert [(due.step_id, due.at, due.overdue) for due in repeats] == [("tell-people/2", minutes(32), True)]
    over = dues_of(playbook, run, declared_at=DECLARED, now=minutes(33), stood_down=True)
    assert not any(due.repeats for due in over)
    run = act(playbook, run, "tell-people/2", "skip", minutes(34), note="stood down")
    assert not any(due.repeats for due in dues_of(playbook, run, declared_at=DECLARED, now=minutes(90)))


def test_a_finished_run_has_no_deadlines(playbook: Playbook) -> None:
    run = begin(playbook, 1, KARI, DECLARED)
    for _ in range(9):
        if run.current is not None:
            run = act(playbook, run, run.current, "skip", minutes(1), note="drill")
    assert run.finished_at == minutes(1)
    assert dues_of(playbook, run, declared_at=DECLARED, now=minutes(99)) == ()
