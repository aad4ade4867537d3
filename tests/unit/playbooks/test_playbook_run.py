"""A run moves by its verbs, and only as they allow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.errors import InputError, NotAllowed
from console.model.actor import Actor
from console.model.incident import Run
from console.model.playbook import Playbook
from console.model.words import Role, StepState
from console.playbooks import applied, begin, note_wanted, off_path, parse, progress_of, step_verb

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KARI = Actor("kari")
OLA = Actor("ola")
GUEST = Actor("guest", frozenset({Role.OPERATOR}))


class Walk:
    """A run and the hands that move it."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self.run: Run = begin(playbook, 7, KARI, AT)

    def act(
        self, step: str, verb: str, actor: Actor = KARI, note: str = "", choice: str | None = None
    ) -> None:
        outcome = step_verb(self.playbook, self.run, step, verb, actor=actor, at=AT, note=note, choice=choice)
        assert outcome.finished is (outcome.current is None)
        self.run = applied(self.run, outcome, AT)

    def state(self, step: str) -> str:
        return self.run.steps[step].state

    def to_tell(self) -> None:
        self.act("contain/1", "done")
        self.act("contain/2", "choose", choice="no")


@pytest.fixture
def walk(playbook: Playbook) -> Walk:
    return Walk(playbook)


def test_a_run_begins_at_the_first_step_pinned_to_the_file(walk: Walk, good: str) -> None:
    assert walk.run.current == "contain/1"
    assert (walk.run.source, walk.run.content_hash) == (good, walk.playbook.content_hash)
    assert walk.run.incident_id == 7
    assert walk.run.holder == "kari"
    assert {step.state for step in walk.run.steps.values()} == {StepState.TODO}


def test_without_steps_there_is_no_run(playbook: Playbook) -> None:
    with pytest.raises(InputError, match="no steps"):
        begin(replace(playbook, phases=()), None, KARI, AT)


def test_doing_and_done_are_recorded_with_who_and_when(walk: Walk) -> None:
    walk.act("contain/1", "do", OLA)
    assert (walk.state("contain/1"), walk.run.steps["contain/1"].actor) == ("doing", "ola")
    assert walk.run.current == "contain/1"
    walk.act("contain/1", "done", KARI, note="ok")
    step = walk.run.steps["contain/1"]
    assert (step.state, step.actor, step.at, step.note) == ("done", "kari", AT, "ok")
    assert walk.run.current == "contain/2"


def test_a_decision_leaves_the_other_branch_off_the_path(walk: Walk) -> None:
    walk.to_tell()
    assert walk.run.current == "tell-people/1"
    assert off_path(walk.playbook, walk.run.steps) == {"protect-people/1"}
    with pytest.raises(NotAllowed, match="not on the path"):
        walk.act("protect-people/1", "done", note="x")


def test_the_other_branch_falls_through(walk: Walk) -> None:
    walk.act("contain/1", "done")
    walk.act("contain/2", "choose", choice="YES")
    assert walk.run.steps["contain/2"].chosen == "yes"
    assert walk.run.current == "protect-people/1"
    walk.act("protect-people/1", "done", note="in the folder")
    assert walk.run.current == "tell-people/1"


@pytest.mark.parametrize("choice", [None, "", "perhaps"])
def test_a_decision_needs_one_of_its_answers(walk: Walk, choice: str | None) -> None:
    with pytest.raises(InputError) as caught:
        walk.act("contain/2", "choose", choice=choice)
    assert "'yes', 'no'" in caught.value.fix


def test_a_decision_is_not_just_done(walk: Walk) -> None:
    with pytest.raises(NotAllowed, match="decision"):
        walk.act("contain/2", "done")


def test_a_decision_behind_an_open_one_waits(walk: Walk) -> None:
    with pytest.raises(NotAllowed, match="not come to"):
        walk.act("watch/1", "choose", choice="over")


def test_steps_ahead_may_be_done_early(walk: Walk) -> None:
    walk.act("stand-down/1", "done")
    assert walk.run.current == "contain/1"


def test_approval_takes_two_people_and_the_role(walk: Walk) -> None:
    walk.to_tell()
    with pytest.raises(NotAllowed, match="approval"):
        walk.act("tell-people/1", "done")
    with pytest.raises(NotAllowed, match="nothing to approve"):
        walk.act("tell-people/1", "approve", OLA)
    walk.act("tell-people/1", "do", KARI)
    with pytest.raises(NotAllowed, match="own work"):
        walk.act("tell-people/1", "approve", KARI)
    with pytest.raises(NotAllowed, match="only lead"):
        walk.act("tell-people/1", "approve", GUEST)
    walk.act("tell-people/1", "approve", OLA)
    with pytest.raises(NotAllowed, match="already"):
        walk.act("tell-people/1", "approve", OLA)
    with pytest.raises(NotAllowed, match="another person"):
        walk.act("tell-people/1", "done", OLA)
    walk.act("tell-people/1", "done", KARI)
    assert walk.run.steps["tell-people/1"].approved_by == "ola"


def test_who_takes_over_needs_an_approval_of_their_own(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/1", "do", KARI)
    walk.act("tell-people/1", "approve", OLA)
    walk.act("tell-people/1", "do", GUEST)
    with pytest.raises(NotAllowed, match="approval"):
        walk.act("tell-people/1", "done", GUEST)


def test_a_block_withdraws_the_approval(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/1", "do", KARI)
    walk.act("tell-people/1", "approve", OLA)
    walk.act("tell-people/1", "block", OLA, note="a number is wrong")
    with pytest.raises(NotAllowed, match="approval"):
        walk.act("tell-people/1", "done", KARI)


@pytest.mark.parametrize("verb", ["skip", "block"])
def test_skip_and_block_need_a_reason(walk: Walk, verb: str) -> None:
    with pytest.raises(InputError, match="reason"):
        walk.act("contain/1", verb, note="  ")
    walk.act("contain/1", verb, note="legal said so")
    assert walk.run.steps["contain/1"].note == "legal said so"


def test_evidence_is_asked_for_and_a_block_is_none(walk: Walk) -> None:
    walk.act("contain/2", "choose", choice="yes")
    walk.act("protect-people/1", "block", note="waiting for numbers")
    with pytest.raises(InputError, match="evidence"):
        walk.act("protect-people/1", "done")
    walk.act("protect-people/1", "done", note="folder 7")
    assert walk.run.steps["protect-people/1"].note == "folder 7"


def test_what_a_verb_wants_to_hear(playbook: Playbook) -> None:
    step = playbook.phases[1].steps[0]
    assert note_wanted(step, "skip")
    assert "the list with times" in note_wanted(step, "done")
    assert note_wanted(step, "do") == ""
    assert note_wanted(playbook.phases[0].steps[0], "done") == ""


def test_a_blocked_step_lets_the_walk_go_on_but_not_end(walk: Walk) -> None:
    walk.act("contain/1", "block", note="no answer")
    assert walk.run.current == "contain/2"
    walk.act("contain/2", "skip", note="nobody is")
    for step in ("protect-people/1", "tell-people/1", "tell-people/2", "tell-people/3", "watch/1"):
        walk.act(step, "skip", note="drill")
    walk.act("stand-down/1", "done")
    assert walk.run.current == "contain/1"
    assert walk.run.finished_at is None
    walk.act("contain/1", "done")
    assert walk.run.finished_at == AT


def test_an_exit_that_goes_back_opens_what_lies_between(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/1", "skip", note="said by the ministry")
    walk.act("tell-people/2", "done")
    walk.act("tell-people/3", "done")
    walk.act("watch/1", "choose", choice="not yet")
    assert walk.run.current == "tell-people/1"
    assert {walk.state(step) for step in ("tell-people/1", "tell-people/2", "tell-people/3", "watch/1")} == {
        "todo"
    }
    assert walk.state("contain/1") == "done"


def test_optional_steps_left_behind_do_not_hold_up_the_end(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/1", "skip", note="drill")
    walk.act("tell-people/2", "done")
    assert walk.run.current == "tell-people/3"
    walk.act("watch/1", "choose", choice="over")
    assert walk.run.current == "stand-down/1"
    walk.act("stand-down/1", "done")
    assert walk.run.finished_at == AT
    assert walk.state("tell-people/3") == "todo"


def test_a_finished_run_is_opened_only_by_reopening(walk: Walk) -> None:
    test_optional_steps_left_behind_do_not_hold_up_the_end(walk)
    with pytest.raises(NotAllowed, match="finished"):
        walk.act("tell-people/3", "done")
    walk.act("stand-down/1", "reopen")
    assert walk.run.finished_at is None
    assert walk.run.current == "stand-down/1"


def test_a_decision_reopened_can_be_taken_otherwise(walk: Walk) -> None:
    walk.to_tell()
    with pytest.raises(NotAllowed, match="taken"):
        walk.act("contain/2", "choose", choice="yes")
    walk.act("contain/2", "reopen")
    walk.act("contain/2", "choose", choice="yes")
    assert walk.run.current == "protect-people/1"


def test_a_repeating_step_comes_round(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/2", "done")
    later = step_verb(
        walk.playbook, walk.run, "tell-people/2", "done", actor=OLA, at=AT + timedelta(minutes=20)
    )
    assert later.steps[0].at == AT + timedelta(minutes=20)
    with pytest.raises(NotAllowed, match="done"):
        walk.act("contain/1", "done")


def test_each_round_is_approved_anew(good: str) -> None:
    walk = Walk(parse(good.replace("  - every: 20m\n", "  - every: 20m\n  - approve: lead\n"), "x.md"))
    walk.to_tell()
    for _ in range(2):
        walk.act("tell-people/2", "do", KARI)
        walk.act("tell-people/2", "approve", OLA)
        walk.act("tell-people/2", "done", KARI)
    with pytest.raises(NotAllowed, match="anew"):
        walk.act("tell-people/2", "done", KARI)


def test_a_decision_with_one_exit_is_a_way_on() -> None:
    source = "## A\n- [ ] a\n  - choose:\n    - go on: [C](#c)\n## B\n- [ ] b\n## C\n- [ ] c\n"
    walk = Walk(parse(source, "x.md"))
    walk.act("a/1", "done")
    assert walk.run.steps["a/1"].chosen == "go on"
    assert walk.run.current == "c/1"


def test_an_excursion_returns_to_where_it_branched_off() -> None:
    source = (
        "## A\n- [ ] a\n  - choose:\n    - c: [C](#c)\n    - b: [B](#b)\n"
        "## B\n- [ ] b\n"
        "## C\n- [ ] hurt?\n  - optional: yes\n  - choose:\n    - yes: [B](#b)\n- [ ] c\n"
    )
    walk = Walk(parse(source, "x.md"))
    walk.act("a/1", "choose", choice="c")
    walk.act("c/1", "choose", choice="yes")
    assert walk.run.current == "b/1"
    walk.act("b/1", "done")
    assert walk.run.current == "c/2"
    walk.act("c/2", "done")
    assert walk.run.finished_at == AT


def test_a_dead_exit_is_refused_and_can_be_skipped() -> None:
    walk = Walk(parse("## A\n- [ ] a\n  - choose:\n    - x: [X](#x)\n    - y: [Y](#y)\n- [ ] b\n", "x.md"))
    with pytest.raises(InputError, match="does not exist"):
        walk.act("a/1", "choose", choice="x")
    walk.act("a/1", "skip", note="the file is wrong")
    assert walk.run.current == "a/2"


@pytest.mark.parametrize(("step", "verb"), [("nowhere/1", "done"), ("contain/1", "explode")])
def test_unknown_steps_and_verbs(walk: Walk, step: str, verb: str) -> None:
    with pytest.raises(InputError):
        walk.act(step, verb)


@pytest.mark.parametrize(
    ("verb", "match"), [("reopen", "open already"), ("approve", "no approval"), ("choose", "no decision")]
)
def test_verbs_that_do_not_fit(walk: Walk, verb: str, match: str) -> None:
    with pytest.raises(NotAllowed, match=match):
        walk.act("contain/1", verb)


def test_progress_counts_the_path(walk: Walk) -> None:
    walk.to_tell()
    walk.act("tell-people/2", "block", note="x")
    found = progress_of(walk.playbook, walk.run.steps)
    assert (found.done, found.skipped, found.blocked, found.open) == (2, 0, 1, 3)
    assert (found.total, found.mandatory_left) == (6, 3)
