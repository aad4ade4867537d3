"""For each rule a file with exactly that mistake, found at its line; and none in a good file."""

from datetime import date
from pathlib import Path

import pytest

from console.model.playbook import Problem
from console.playbooks import RULES, lint
from tests.support.playbookfile import GOOD, STATEMENT, TODAY, no_command

STOP = "- [ ] Declare the incident and stop scheduled posts\n"
CALL = "- [ ] Call those at risk\n"
ROLES = "roles: [lead, operator, voice, expert]\n"

CASES = [
    # Rule, what to replace in the good file, by what, and the text at whose line it is found.
    ("front-missing", GOOD[: GOOD.index("# Service")], "", "# Service"),
    ("front-broken", "posture: inform", "posture: [inform", "posture"),
    ("front-broken", "posture: inform", "posture: &p inform", "posture"),
    ("front-broken", "owner: comms", "owner: {a: {b: c}}\nx: comms", "owner"),
    ("front-broken", "severity: SEV-2", "severity: [SEV-2]", "severity"),
    ("front-broken", "2026-11-01\n---", "2026-11-01\n", "---"),
    ("front-field-missing", "title: Service outage\n", "", "---"),
    ("front-field-missing", "title: Service outage\n", "title:\n", "title:"),
    ("front-field-unknown", "posture: inform\n", "posture: inform\ncolour: red\n", "colour"),
    ("front-field-unknown", "posture: inform\n", "postur: inform\n", "postur"),
    ("front-field-twice", "owner:", "title: Again\nowner:", "title: Again"),
    ("bad-id", "id: service-outage", "id: Service Outage!", "id:"),
    ("bad-trigger", "flag:outage or spike", "flag:fire or spike", "trigger:"),
    ("bad-severity", "SEV-2", "SEV-9", "severity:"),
    ("bad-posture", "posture: inform", "posture: shout", "posture:"),
    ("bad-role", ROLES, "roles: [lead, operator, voice, boss]\n", "roles:"),
    ("bad-owner", "comms@example.org", "somebody", "owner:"),
    ("bad-date", "2026-11-01", "1 November", "reviewed:"),
    ("bad-date", "2026-11-01", "2026-02-30", "reviewed:"),
    ("bad-language", "owner:", "lang: norsk\nowner:", "lang:"),
    ("reviewed-in-future", "2026-11-01", "2027-01-01", "reviewed:"),
    ("reviewed-long-ago", "2026-11-01", "2025-01-01", "reviewed:"),
    ("title-missing", "# Service outage\n", "", "\nWhen people"),
    ("heading-level", "## Watch", "### Watch", "### Watch"),
    ("duplicate-heading", "## Stand down", "## Watch\n\nMore.\n\n## Stand down", "## Watch\n\nMore"),
    ("empty-phase", "## Stand down", "## Later\n\n## Stand down", "## Later"),
    ("unreachable-phase", "- yes: [Protect people](#protect-people)", "- yes: [Watch](#watch)", "## Protect"),
    ("step-without-phase", "## Contain\n", "- [ ] First\n  - who: lead\n\n## Contain\n", "- [ ] First"),
    ("table-too-big", "Speed first.", "|a|b|\n|-|-|\n" + "|1|2|\n" * 21, "|a|b|"),
    ("table-too-big", "Speed first.", "Read:\n|a|b|c|d|e|f|g|\n|-|-|-|-|-|-|-|\n", "|a|b|"),
    ("text-too-long", "Speed first.", "word " * 500, "word "),
    ("bad-task", STOP, "-[ ] Ring\n\n" + STOP, "-[ ] Ring"),
    ("bad-task", STOP, "- [] Ring\n" + STOP, "- [] Ring"),
    ("bad-task", STOP, "- Group\n  - [ ] Ring\n" + STOP, "- Group"),
    ("bad-task", STOP, "- Ring\n  - who: lead\n" + STOP, "- Ring"),
    ("ticked-step", "- [ ] Call", "- [x] Call", "- [x] Call"),
    ("duplicate-step", CALL, CALL + "  - who: lead\n" + CALL.upper(), CALL.upper()),
    ("empty-step", CALL, "- [ ]\n", "- [ ]\n"),
    ("not-a-field", "  - expect: the", "  - the", "  - the pause"),
    ("not-a-field", "  - within: 5m\n", "  - within: 5m\n    - or so\n", "    - or so"),
    ("stray-text", "  - otherwise:", "\n  Some words.\n\n  - otherwise:", "  Some words"),
    ("nested-too-deep", "  - why: a", "  - why:\n    - x\n      - y\n    - a", "    - x"),
    ("unknown-field", "  - why:", "  - reason:", "  - reason"),
    ("field-twice", "  - within: 5m\n", "  - within: 5m\n  - within: 6m\n", "  - within: 6m"),
    (
        "empty-field",
        "  - why: a cheerful post beside an outage becomes the story\n",
        "  - why:\n",
        "  - why:",
    ),
    ("who-missing", CALL + "  - who: operator\n", CALL, CALL),
    ("unknown-role", CALL + "  - who: operator", CALL + "  - who: boss", "  - who: boss"),
    ("role-not-listed", CALL + "  - who: operator", CALL + "  - who: legal", "  - who: legal"),
    ("self-approval", "  - approve: lead", "  - approve: voice", "  - approve: voice"),
    ("bad-time", "within: 5m", "within: soon", "  - within: soon"),
    ("bad-time", "every: 20m", "every: 0m", "  - every: 0m"),
    ("time-out-of-order", "within: 15m", "within: 4m", "  - within: 4m"),
    ("time-too-long", "within: 15m", "within: 45d", "  - within: 45d"),
    ("every-too-short", "every: 20m", "every: 1m", "  - every: 1m"),
    ("bad-command", "do: publishing pause", "do: publsh pause", "  - do: publsh"),
    ("bad-optional", "optional: yes", "optional: perhaps", "  - optional"),
    ("bad-statement-name", "say: holding/outage", "say: ../../etc/passwd", "  - say"),
    ("statement-missing", "say: holding/outage", "say: holding/fire", "  - say"),
    ("say-without-approval", "  - approve: lead\n", "", "  - say"),
    (
        "no-exits",
        "    - not yet: [Tell people](#tell-people)\n    - over: [Stand down](#stand-down)\n",
        "",
        "choose:\n\n## St",
    ),
    ("exit-without-link", "[Tell people](#tell-people)", "Tell people", "    - no: Tell"),
    ("exit-without-link", "(#tell-people)", "(https://example.org)", "    - no: [Tell"),
    ("exit-without-label", "- over: [Stand down]", "- : []", "    - : []"),
    ("exit-twice", "    - no: [", "    - Yes: [", "    - Yes"),
    ("dead-link", "(#tell-people)", "(#tell-everybody)", "    - no:"),
    ("decision-not-last", "\n## Protect", "- [ ] Late\n  - who: lead\n\n## Protect", "- [ ] Late"),
]

EXPLAINED = STATEMENT[: STATEMENT.index("{service}")]
STATEMENT_CASES = [
    # Rule, path below the folder, text, line of the finding.
    ("statement-unreadable", "x.md", "", 1),
    ("statement-unreadable", "x.md", "---\ntitle: x\n---\n", 4),
    ("statement-unreadable", "x.md", "word " * 1_001, 1),
    ("statement-unreadable", "x.md", "a\n\0", 2),
    ("statement-front", "x.md", "---\ncolour: red\n---\nx", 2),
    ("statement-front", "x.md", "---\ntitle: [\n---\nx", 2),
    ("statement-front", "x.md", "---\ntitle: a\ntitle: b\n---\nx", 3),
    ("bad-date", "x.md", "---\nreviewed: soon\n---\nx", 2),
    ("statement-name", "Big News.md", "x", 1),
    ("bad-blank", "x.md", EXPLAINED + "{service}\nand {}", 9),
    ("bad-blank", "x.md", EXPLAINED + "{service}\nand {service", 9),
    ("blank-unexplained", "x.md", "We are sorry, {name}.", 1),
    ("blank-unused", "x.md", EXPLAINED + "Nothing.", 4),
    ("blanks-differ", "holding/outage.nb.md", "Beklager.", 1),
]


def found_in(
    source: str, statements: dict[str, str] | None = None, today: date | None = TODAY
) -> list[Problem]:
    texts = {"holding/outage.md": STATEMENT} if statements is None else statements
    return lint({"p.md": source}, texts, no_command, today=today)


def test_a_good_file_has_no_problem() -> None:
    assert found_in(GOOD) == []


@pytest.mark.parametrize(
    ("rule", "old", "new", "at"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_a_mistake_is_found_where_it_is_and_nothing_else(rule: str, old: str, new: str, at: str) -> None:
    assert GOOD.count(old) >= 1
    source = GOOD.replace(old, new, 1)
    line = source[: source.index(at)].count("\n") + 1
    assert [(each.rule, each.line) for each in found_in(source)] == [(rule, line)]


@pytest.mark.parametrize(
    ("rule", "below", "text", "line"),
    STATEMENT_CASES,
    ids=[f"{case[0]}-{n}" for n, case in enumerate(STATEMENT_CASES)],
)
def test_a_mistake_in_a_statement(rule: str, below: str, text: str, line: int) -> None:
    found = found_in(GOOD, {"holding/outage.md": STATEMENT, below: text})
    assert [(each.path, each.rule, each.line) for each in found] == [(below, rule, line)]


def test_files_that_are_none() -> None:
    found = lint({"a.md": "x" * 70_000, "b.md": "# Only words\n", "c.md": "a\0b"}, {}, no_command)
    assert [(each.path, each.rule) for each in found] == [
        (path, "unreadable") for path in ("a.md", "b.md", "c.md")
    ]


def test_one_id_in_two_files() -> None:
    found = lint({"a.md": GOOD, "b.md": GOOD}, {"holding/outage.md": STATEMENT}, no_command)
    assert [(each.path, each.line, each.rule) for each in found] == [("b.md", 2, "duplicate-id")]


def test_too_many_steps() -> None:
    source = GOOD + "".join(f"- [ ] Step {n}\n  - who: lead\n" for n in range(100))
    assert [each.rule for each in found_in(source)] == ["too-many-steps"]


def test_dates_are_judged_only_when_today_is_known() -> None:
    source = GOOD.replace("2026-11-01", "2031-01-01")
    assert found_in(source, today=None) == []


def test_a_step_is_late_only_if_every_way_to_it_is() -> None:
    source = GOOD.replace("  - within: 10m\n", "  - within: 30m\n")
    assert found_in(source) == []


def test_each_finding_says_what_would_be_right() -> None:
    for rule, old, new, _ in CASES:
        for each in found_in(GOOD.replace(old, new, 1)):
            assert each.fix, rule
            assert each.text, rule
            assert each.level == RULES[rule].level


def test_suggestions_name_the_nearest() -> None:
    found = found_in(GOOD.replace("  - expect:", "  - expects:"))
    assert found[0].fix == "did you mean 'expect'?"
    found = found_in(GOOD.replace("#tell-people)\n\n", "#tell-poeple)\n\n"))
    assert found[0].fix == "did you mean #tell-people?"


def test_every_rule_has_a_case_and_stands_in_the_documentation() -> None:
    elsewhere = {"unreadable", "duplicate-id", "too-many-steps"}
    tried = {case[0] for case in CASES} | {case[0] for case in STATEMENT_CASES} | elsewhere
    assert tried == set(RULES)
    documentation = (Path(__file__).parents[3] / "docs" / "playbooks.md").read_text()
    for rule in RULES.values():
        assert f"| `{rule.name}` | {rule.wrong} |" in documentation, rule.name
