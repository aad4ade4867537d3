"""The parser reads what authors write, and bears what they write wrong."""

import hashlib
from datetime import date, timedelta

import pytest

from console.model.playbook import Playbook
from console.model.words import Role, Severity
from console.playbooks import PlaybookError, all_steps, parse
from console.playbooks.durations import parse_span, span_text
from console.playbooks.headings import Slugs


def steps_of(source: str) -> list[str]:
    return [step.title for step in all_steps(parse(source, "x.md"))]


def test_front_matter_and_outline(playbook: Playbook, good: str) -> None:
    assert (playbook.id, playbook.title, playbook.severity) == (
        "service-outage",
        "Service outage",
        Severity.SEV2,
    )
    assert playbook.trigger == "flag:outage or spike:negative>=4"
    assert playbook.roles == (Role.LEAD, Role.OPERATOR, Role.VOICE, Role.EXPERT)
    assert playbook.reviewed == date(2026, 11, 1)
    assert playbook.lang == "en"
    assert playbook.about == "When people cannot use what they paid for."
    assert playbook.content_hash == hashlib.sha256(good.encode()).hexdigest()
    assert [phase.slug for phase in playbook.phases] == [
        "contain",
        "protect-people",
        "tell-people",
        "watch",
        "stand-down",
    ]
    assert playbook.phases[0].intro == "Speed first."


def test_every_field_of_a_step(playbook: Playbook) -> None:
    step = playbook.phases[0].steps[0]
    assert step.id == "contain/1"
    assert step.line == 19
    assert step.who is Role.LEAD
    assert step.within == timedelta(minutes=5)
    assert step.do == ("incident declare --severity 2", "publishing pause --reason outage")
    assert step.why == "a cheerful post beside an outage becomes the story"
    assert step.otherwise == "call the backup lead"
    tell = playbook.phases[2].steps
    assert (tell[0].say, tell[0].approve) == ("holding/outage", Role.LEAD)
    assert tell[1].every == timedelta(minutes=20)
    assert tell[2].optional
    assert not tell[0].optional
    assert playbook.phases[1].steps[0].evidence == "the list with times"


def test_exits_lead_to_headings(playbook: Playbook) -> None:
    assert [(each.label, each.target) for each in playbook.phases[0].steps[1].choose] == [
        ("yes", "protect-people"),
        ("no", "tell-people"),
    ]


def test_line_ends_and_byte_order_mark_do_not_matter(good: str) -> None:
    plain = parse(good, "x.md")
    windows = parse("\ufeff" + good.replace("\n", "\r\n"), "x.md")
    assert windows.phases == plain.phases
    assert windows.id == plain.id


@pytest.mark.parametrize("box", ["- [ ]", "* [ ]", "+ [ ]", "- [x]", "1. [ ]"])
def test_each_kind_of_task_item_is_a_step(box: str) -> None:
    assert steps_of(f"## Go\n{box} Do it\n") == ["Do it"]


def test_commands_are_literal_and_may_stand_in_code() -> None:
    source = "## Go\n- [ ] a\n  - do: `item tag *urgent* _now_`\n  - do: queue filter channel:mastodon/*\n"
    assert parse(source, "x.md").phases[0].steps[0].do == (
        "item tag *urgent* _now_",
        "queue filter channel:mastodon/*",
    )


def test_text_loses_its_markup_and_keeps_addresses() -> None:
    source = "## Go\n- [ ] **Call** `them`\n  - why: see [the page](https://example.org/x) _now_\n"
    step = parse(source, "x.md").phases[0].steps[0]
    assert step.title == "Call them"
    assert step.why == "see the page (https://example.org/x) now"


def test_continued_lines_and_lists_belong_to_their_field() -> None:
    source = "## Go\n- [ ] Call\n  them\n  - why: one\n    two\n  - otherwise:\n    - three\n    - four\n"
    step = parse(source, "x.md").phases[0].steps[0]
    assert step.title == "Call them"
    assert step.why == "one two"
    assert step.otherwise == "three four"


def test_a_table_is_read_as_prose() -> None:
    source = "## Go\nBefore\n\n| sign | means |\n|---|:-:|\n| red | **stop** |\n\n- [ ] a\n"
    assert parse(source, "x.md").phases[0].intro == "Before\nsign | means\nred | stop"


def test_control_characters_cannot_pass(good: str) -> None:
    source = good.replace("call the backup lead", "call \x1b]52;c;eA==\x07 \u202ethe lead")
    step = parse(source, "x.md").phases[0].steps[0]
    assert "\x1b" not in step.otherwise
    assert "\x07" not in step.otherwise
    assert "\u202e" not in step.otherwise


def test_missing_front_matter_is_borne() -> None:
    playbook = parse("## Go\n- [ ] Do it\n", "/somewhere/Power Cut.md")
    assert (playbook.id, playbook.title) == ("power-cut", "power-cut")
    assert playbook.severity is Severity.SEV2
    assert playbook.reviewed == date.min


def test_steps_above_the_first_phase_are_kept() -> None:
    assert steps_of("# Power cut\n- [ ] Do it\n") == ["Do it"]


def test_a_misspelt_approver_is_the_lead() -> None:
    step = parse("## Go\n- [ ] Do it\n  - approve: bosss\n", "x.md").phases[0].steps[0]
    assert step.approve is Role.LEAD


@pytest.mark.parametrize(
    "say", ["../../etc/passwd", "/etc/passwd", "holding/../../x", "a\\b", "holding/", "a//b"]
)
def test_a_statement_can_lead_nowhere_else(say: str) -> None:
    assert parse(f"## Go\n- [ ] Do it\n  - say: {say}\n", "x.md").phases[0].steps[0].say is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86400), ("1h30m", 5400), ("90m", 5400), ("1D 2H", None)]
    + [(bad, None) for bad in ("", "0m", "5", "m", "-5m", "1.5h", "30m1h", "5 m", "٥m", "999999d")],
)
def test_spans(text: str, seconds: int | None) -> None:
    assert parse_span(text) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("text", ["30s", "5m", "1h30m", "1d", "2d3h4m5s"])
def test_spans_are_written_as_they_are_read(text: str) -> None:
    span = parse_span(text)
    assert span is not None
    assert span_text(span) == text


def test_headings_are_named_as_git_hosts_name_them() -> None:
    slugs = Slugs()
    titles = [
        "Tell people",
        "Tell people",
        "Who & what?",
        "Tell people 1",
        "Prøv på nytt",
        "tell-people-1",
        "?!",
    ]
    assert [slugs.name(title) for title in titles] == [
        "tell-people",
        "tell-people-1",
        "who--what",
        "tell-people-1-1",
        "prøv-på-nytt",
        "tell-people-1-2",
        "section",
    ]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("just words", 1),
        ("", 1),
        ("---\nid: x\n---\n# Title\n", 1),
        ("## a\nb\0c\n- [ ] d", 2),
        ("x\n\ud800", 2),
    ],
)
def test_nothing_can_be_made_of_it(source: str, line: int) -> None:
    with pytest.raises(PlaybookError) as caught:
        parse(source, "x.md")
    assert caught.value.line == line
    assert caught.value.fix
