"""What comes with Beredt: whole, clean, and fit to be walked."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from console.commands.registry import check_line
from console.model.actor import Actor
from console.model.playbook import Playbook
from console.model.words import Role, Severity
from console.playbooks import all_steps, applied, begin, lint, load, parse_trigger, shipped, step_verb
from console.query import parse as parse_query

TODAY = date(2026, 11, 23)
LIBRARY = load(shipped(), check_command=check_line, today=TODAY)
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KARI, OLA = Actor("kari"), Actor("ola")
NAMES = [each.id for each in LIBRARY.playbooks]
FIRST_WORD = {
    Severity.SEV1: timedelta(hours=1),
    Severity.SEV2: timedelta(hours=1),
    Severity.SEV3: timedelta(hours=2),
}
NO_HOLDING = {"person-at-risk"}
"""Nobody speaks in public about a person in danger."""


@pytest.fixture(params=NAMES)
def book(request: pytest.FixtureRequest) -> Playbook:
    found = LIBRARY.playbook(request.param)
    assert found is not None
    return found


def test_the_fourteen_are_there_and_clean() -> None:
    assert LIBRARY.problems == ()
    assert set(NAMES) == {
        "product-safety",
        "data-breach",
        "service-outage",
        "account-takeover",
        "wrong-post",
        "misconduct",
        "viral-complaint",
        "coordinated-attack",
        "false-claim",
        "tragedy",
        "person-at-risk",
        "campaign-backlash",
        "legal-leak",
        "platform-trouble",
    }


def test_each_file_bears_its_id(book: Playbook) -> None:
    assert Path(book.path).stem == book.id
    assert book.reviewed == date(2026, 11, 1)
    parse_trigger(book.trigger)


def test_nobody_has_to_walk_too_far(book: Playbook) -> None:
    assert 8 <= len(all_steps(book)) <= 18


def test_all_public_words_are_approved(book: Playbook) -> None:
    for step in all_steps(book):
        assert step.say is None or step.approve is not None, step.title


def test_the_public_hears_from_us_in_time(book: Playbook) -> None:
    within = [
        step.within
        for step in all_steps(book)
        if step.say and step.say.startswith("holding/") and step.within
    ]
    if book.id in NO_HOLDING:
        assert not within
    elif book.id != "tragedy":
        assert min(within) <= FIRST_WORD[book.severity]


def test_it_ends_with_standing_down_and_looking_after_people(book: Playbook) -> None:
    commands = [line for step in all_steps(book) for line in step.do]
    assert "incident stand-down" in commands
    assert "incident close" in commands
    assert book.phases[-1].slug == "aftercare"
    assert ("publishing pause" in " ".join(commands)) == ("publishing resume" in commands)


def test_filters_in_it_can_be_read(book: Playbook) -> None:
    for step in all_steps(book):
        for line in step.do:
            if line.startswith("queue filter "):
                parse_query(line.removeprefix("queue filter "))


@pytest.mark.parametrize("answer", [0, -1])
def test_it_can_be_walked_to_its_end(book: Playbook, answer: int) -> None:
    """Always the first or always the last answer, but another when it comes to the same decision again."""
    run = begin(book, None, KARI, AT)
    steps = {step.id: step for step in all_steps(book)}
    asked: dict[str, int] = {}
    while run.current is not None:
        step = steps[run.current]
        if step.approve:
            for verb, actor in (("do", KARI), ("approve", OLA)):
                run = applied(run, step_verb(book, run, step.id, verb, actor=actor, at=AT), AT)
        if step.choose:
            turn = asked[step.id] = asked.get(step.id, 0) + 1
            assert turn <= len(step.choose) + 1, f"{step.title} is asked for ever"
            label = step.choose[(answer + turn - 1) % len(step.choose)].label
            outcome = step_verb(book, run, step.id, "choose", actor=KARI, at=AT, choice=label)
        else:
            outcome = step_verb(book, run, step.id, "done", actor=KARI, at=AT, note="kept")
        run = applied(run, outcome, AT)
    assert run.finished_at == AT


def test_every_statement_is_named_by_a_playbook() -> None:
    said = {step.say for book in LIBRARY.playbooks for step in all_steps(book)}
    assert {name for name, _ in LIBRARY.statements} == said - {None}


def test_holding_statements_are_in_norwegian_too_and_fit_everywhere() -> None:
    for (name, lang), statement in LIBRARY.statements.items():
        assert len(statement.text) <= 280, name
        assert "\n" not in statement.text, name
        if name.startswith("holding/") and lang == "en":
            translated = LIBRARY.statements[name, "nb"]
            assert set(translated.blanks) == set(statement.blanks)


def test_roles_listed_are_used_or_needed_for_approval(book: Playbook) -> None:
    assert Role.LEAD in book.roles
    assert {step.who for step in all_steps(book)} <= set(book.roles)


def test_the_example_of_the_documentation_is_clean() -> None:
    text = (Path(__file__).parents[3] / "docs" / "playbooks.md").read_text()
    example = re.findall(r"```markdown\n(.*?)```", text, re.DOTALL)[0]
    assert lint({"x.md": example}, LIBRARY.statement_files, check_line, today=TODAY) == []
