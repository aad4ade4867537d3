"""Every text exists in every language, and none is left over."""

import ast
import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

import pytest

from console.commands import REGISTRY, needs
from console.crisis.severity import Suggested, Why
from console.model import words as vocabulary
from console.model.duty import Duty
from console.model.words import Severity
from console.ui.locales import LANGUAGES, Words, language, load
from console.ui.render.severity import severity_lines

UI = Path(__file__).parents[3] / "console" / "ui"
LITERAL = re.compile(r"""words\(\s*f?["']([a-zA-Z0-9_.{}-]+)["']""")
MENTIONED = re.compile(r"""["']([a-z]+\.[a-zA-Z0-9_-]+|small)["']""")
OF: dict[str, Iterable[object]] = {
    "state": vocabulary.State,
    "reason": vocabulary.Reason,
    "kind": vocabulary.Kind,
    "label": [*vocabulary.Label, "unsure"],
    "flag": vocabulary.Flag,
    "level": vocabulary.Level,
    "health": vocabulary.HealthState,
    "incident": vocabulary.IncidentStatus,
    "severity": vocabulary.Severity,
    "role": vocabulary.Role,
    "duty": Duty,
    "step": vocabulary.StepState,
    "outbox": vocabulary.OutboxState,
    "promised": vocabulary.Promised,
    "measure": ["volume", "negatives", "share", "reach_negatives", "silence", "level"],
    "verdict": ["real", "false", "useful"],
    "unit": ["graphemes", "characters", "bytes"],
}


def used() -> set[str]:
    """Keys that the code asks for: literals, vocabularies, commands and parameters."""
    found: set[str] = set()
    for path in UI.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= {key for key in LITERAL.findall(source) if "{" not in key and not key.endswith(".")}
        found |= {key for key in MENTIONED.findall(source) if key in load("en")}
        for pattern in (key for key in LITERAL.findall(source) if "{" in key):
            before, after = re.split(r"\{.*\}", pattern)
            found |= {key for key in load("en") if key.startswith(before) and key.endswith(after)}
        for names in re.findall(r"hint_names = \((.*?)\)", source, re.DOTALL):
            found |= {"hint." + name.replace(" ", "-") for name in re.findall(r'"([^"]+)"', names)}
    for kind, values in OF.items():
        found |= {f"{kind}.{value}" for value in values}
    for command in REGISTRY.values():
        if any(param.required for param in command.params):
            found.add("prompt." + command.name.replace(" ", "-"))
    return found | {key + "-one" for key in found}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_that_is_asked_for_exists(lang: str) -> None:
    texts = load(lang)
    assert not {key for key in used() if not key.endswith("-one")} - set(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_left_over(lang: str) -> None:
    texts = {key for key in load(lang) if not key.startswith(("command.",))}
    assert not texts - used()


def test_norwegian_says_why_a_command_cannot_be_used() -> None:
    tree = ast.parse(inspect.getsource(needs))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    sentences = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and " " in node.value
        and not node.value.endswith(".")
        and id(node) not in parts
    }
    assert len(sentences) >= 10
    assert not {one for one in sentences if Words("nb").said(one) == one}


def test_norwegian_says_what_every_command_does() -> None:
    wanted = {"command." + name.replace(" ", "-") for name in REGISTRY}
    said = {key for key in load("nb") if key.startswith("command.")}
    assert said == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_fill_in_the_same_values(lang: str) -> None:
    english = load("en")
    for key, text in load(lang).items():
        if key in english:
            assert fields(text) == fields(english[key]), key


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_environment_chooses_the_language() -> None:
    assert language(None, {"LANG": "nn_NO.UTF-8"}) == "nb"
    assert language(None, {"LANG": "nb_NO.UTF-8", "LC_ALL": "en_GB.UTF-8"}) == "en"
    assert language("nb", {"LANG": "en_US.UTF-8"}) == "nb"
    assert language(None, {"LANG": "de_DE"}) == "en"
    assert language(None, {}) == "en"


def test_a_missing_text_shows_its_key_and_fails_nothing() -> None:
    assert Words("nb")("no.such.key") == "no.such.key"
    assert Words("nb").help("item done", "Close") != "Close"
    assert Words("en").help("item done", "Close") == "Close"


def test_in_ascii_our_letters_are_spelt_and_quoted_ones_stay() -> None:
    words = Words("nb", ascii=True)
    assert words.written("tre ganger så mange med «stjålet…» på kanalen") == (
        'tre ganger saa mange med "stjålet~" paa kanalen'
    )
    assert words.written("flagg: på ville veier (stjålet)", "stjålet") == "flagg: paa ville veier (stjålet)"
    assert words.said("rule bråk") == "regelen braak"


def test_in_ascii_the_severity_quotes_a_message_as_it_was_written() -> None:
    suggested = Suggested(Severity.SEV1, (Why("flag", Severity.SEV1, {"flag": "data", "words": "stjålet"}),))
    told = severity_lines(suggested, 78, Words("nb", ascii=True))
    assert "(stjålet)" in "".join(span.text for line in told for span in line)


@pytest.mark.parametrize(("lang", "told"), [("en", "0 of 1 answered"), ("nb", "0 av 1 er besvart")])
def test_one_is_said_in_the_singular(lang: str, told: str) -> None:
    assert Words(lang)("author.answered", answered=0, count=1) == told
