"""Texts to publish and their blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.playbooks import PlaybookError, fill, open_blanks, parse_statement

SOURCE = """---
title: Outage
blanks:
  service: what is down
  next: "clock time: 14:30"
---

{service} is down.

Sorry. Next word at {next}, about {service}.
"""


def test_text_blanks_and_hints() -> None:
    found = parse_statement(SOURCE, "holding/outage.nb.md")
    assert (found.name, found.lang) == ("holding/outage", "nb")
    assert found.text == "{service} is down.\n\nSorry. Next word at {next}, about {service}."
    assert found.blanks == ("service", "next")
    assert found.hints == (("service", "what is down"), ("next", "clock time: 14:30"))


@pytest.mark.parametrize(
    ("path", "name", "lang"),
    [
        ("a.md", "a", "en"),
        ("holding/b.en.md", "holding/b", "en"),
        ("c.sma.md", "c", "sma"),
        ("d.old.x.md", "d.old.x", "en"),
    ],
)
def test_the_language_is_the_suffix(path: str, name: str, lang: str) -> None:
    found = parse_statement("words", path)
    assert (found.name, found.lang) == (name, lang)


def test_filling() -> None:
    statement = parse_statement(SOURCE, "holding/outage.md")
    half = fill(statement, {"service": "the app", "unknown": "x", "next": " "})
    assert half == "the app is down.\n\nSorry. Next word at {next}, about the app."
    assert open_blanks(half) == ("next",)
    assert open_blanks(fill(statement, {"service": "the app", "next": "14:30"})) == ()


def test_a_value_is_not_filled_in_its_turn_and_is_made_safe() -> None:
    statement = parse_statement(SOURCE, "holding/outage.md")
    text = fill(statement, {"service": "{next}\n\x1b[2J", "next": "14:30"})
    assert text.startswith("{next} ")
    assert "\x1b" not in text
    assert "Next word at 14:30" in text


@pytest.mark.parametrize(
    ("text", "blanks"),
    [
        ("{a} {b c} {å-1}", ("a", "b c", "å-1")),
        ("{} {1} {a{b} {a\nb} }{", ("b",)),
        ("{" + "x" * 41 + "}", ()),
    ],
)
def test_what_is_a_blank(text: str, blanks: tuple[str, ...]) -> None:
    assert open_blanks(text) == blanks


@pytest.mark.parametrize("source", ["", "---\ntitle: x\n---\n", "x" * 5_001, "x" * 70_000, "a\0b"])
def test_what_cannot_be_said(source: str) -> None:
    with pytest.raises(PlaybookError) as caught:
        parse_statement(source, "x.md")
    assert caught.value.fix


@given(st.text(max_size=300), st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3))
def test_any_text_can_be_filled(text: str, values: dict[str, str]) -> None:
    try:
        statement = parse_statement("x" + text.replace("\0", ""), "x.md")
    except PlaybookError:
        return
    filled = fill(statement, values)
    assert set(statement.blanks) - values.keys() <= set(open_blanks(filled))
