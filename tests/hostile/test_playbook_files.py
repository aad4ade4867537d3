"""Files meant to hang, crash or smuggle: each ends in a playbook or in a readable problem."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.playbooks import RULES, PlaybookError, all_steps, lint, parse, parse_statement

STEP = "## Go\n- [ ] x\n  - who: lead\n\n"


def repeated(part: str, size: int = 55_000, run: int = 1_900) -> str:
    """As much of a part as the bounds let through, in paragraphs of the longest length that is read."""
    paragraph = (part * (run // len(part) + 1))[:run]
    return "\n\n".join([paragraph] * (size // run))


BOMBS = {
    "brackets": repeated("["),
    "images": repeated("![[]("),
    "emphasis": repeated("*a **b _c "),
    "backticks": repeated("`a``b```c"),
    "angles": repeated("<a<"),
    "entities": repeated("&#35;&am"),
    "links": repeated("[a](<"),
    "one line": "- [ ] " + "x" * 50_000,
    "quotes": ">" * 20_000 + "x",
    "nested lists": "".join("  " * n + "- a\n" for n in range(200)),
    "inline lists": "- " * 20_000 + "x",
    "numbers": "1. " * 10_000,
    "wide table": "|" + "a|" * 9_000 + "\n|" + "-|" * 9_000 + "\n" + "|\n" * 1_900,
    "spaces in a table": ("a|\n" + " " * 900 + "x\n\n") * 50,
    "references": "[a]: x\n" * 1_900 + "[a][a]" * 100,
    "steps": "- [ ] x\n" * 1_900,
    "headings": "## a\n" * 1_900,
    "headings that look numbered": "## a\n## a-1\n" * 900,
    "exits": "- [ ] x\n  - choose:\n" + "    - a: [a](#a)\n" * 1_900,
    "exits to everywhere": "".join(
        f"## {n}\n- [ ] x\n  - choose:\n    - a: [a](#{n * 7 % 400})\n" for n in range(400)
    ),
    "fields": "- [ ] x\n" + "  - why: x\n" * 1_900,
    "comment": "<!--" + " --" * 15_000,
}
FRONTS = {
    "nested": "a: " + "[" * 3_000,
    "nested maps": "a: " + "{a: " * 900,
    "aliases": "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]",
    "tags": "a: !!python/object/apply:os.system ['true']",
    "long": "a: " + "x" * 30_000,
    "keys": "".join(f"k{n}: v\n" for n in range(500)),
    "complex key": "? [a, b]\n: c",
    "list": "- a\n- b",
    "scalar": "only words",
    "control": "a: \x07\x1b]0;x\x07",
}


def check(source: str) -> None:
    shown = ""
    try:
        shown = " ".join(step.title + step.why for step in all_steps(parse(source, "x.md")))
    except PlaybookError as error:
        shown = str(error)
    assert "\x1b" not in shown
    lines = len(source.splitlines()) + 1
    for each in lint({"x.md": source}, {}, lambda line: None):
        assert each.rule in RULES
        assert 1 <= each.line <= lines
        assert "\x1b" not in each.text + each.fix


# The time-out is the test: the suite's own is longer than any of these may take.
@pytest.mark.timeout(5)
@pytest.mark.parametrize("name", BOMBS)
def test_a_body_made_to_hang(name: str) -> None:
    check(STEP + BOMBS[name])


@pytest.mark.timeout(5)
@pytest.mark.parametrize("name", FRONTS)
def test_front_matter_made_to_hang(name: str) -> None:
    check(f"---\n{FRONTS[name]}\n---\n{STEP}")


@pytest.mark.timeout(5)
def test_a_huge_file_is_refused_unread() -> None:
    with pytest.raises(PlaybookError, match="characters"):
        parse("x" * 50_000_000, "x.md")
    with pytest.raises(PlaybookError, match="characters"):
        parse_statement("{a}" * 10_000_000, "x.md")


def test_no_value_of_front_matter_becomes_an_object() -> None:
    playbook = parse("---\nid: yes\ntitle: 2026-11-01\nowner: 0x1F\n---\n" + STEP, "x.md")
    assert (playbook.id, playbook.title, playbook.owner) == ("yes", "2026-11-01", "0x1F")


PARTS = st.sampled_from(
    [
        "---\n",
        "id: x\n",
        "roles: [lead]\n",
        "# T\n",
        "## P\n",
        "- [ ] do it\n",
        "- [x]\n",
        "  - who: lead\n",
        "  - choose:\n",
        "    - yes: [P](#p)\n",
        "  - say: ../../x\n",
        "  - within: 9999999d\n",
        "| a | b |\n|--|--|\n",
        "> ",
        "\t",
        "```\n",
        "<!--\n",
        "\n",
        "\r",
        "\x1b[2J",
        "\u202e",
        "{x",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PARTS, st.text(max_size=8)), max_size=40))
def test_any_mixture_of_parts(parts: list[str]) -> None:
    check("".join(parts))
