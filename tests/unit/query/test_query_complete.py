"""Completion of a filter: keys, values, in the middle of the line, quoted and turned round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.query import complete
from console.query.complete import MOST
from console.query.words import KEYS

KNOWN = {
    "tag": ["refund", "two words", "Rush", 'odd"one'],
    "holder": ["ola", "kari"],
    "author": ["@Siri@fjord.example", "@sam"],
    "channel": ["mastodon/@nordbank"],
    "is": ["done", "new"],
}


def becomes(line: str) -> list[str]:
    """The whole lines that a line could become; `|` is where the cursor stands."""
    text, cursor = line.replace("|", ""), line.index("|")
    found = complete(text, cursor, KNOWN)
    return [text[: found.start] + option + text[found.end :] for option in found.options]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("ta|", ["tag:"]),
        ("l|", ["lang:"]),
        ("-se|", ["-sentiment:"]),
        ("is:|", ["is:done", "is:new", "is:pending"]),
        ("is:n|", ["is:new"]),
        ("lang:nb tag:r|", ["lang:nb tag:refund", "lang:nb tag:Rush"]),
        ("tag:R| lang:nb", ["tag:refund lang:nb", "tag:Rush lang:nb"]),
        ("tag:re|fuzz lang:nb", ["tag:refund lang:nb"]),
        ("-tag:tw|", ['-tag:"two words"']),
        ('tag:"tw|', ['tag:"two words"']),
        ('tag:"two w|" is:new', ['tag:"two words" is:new']),
        ("author:s|", ["author:@Siri@fjord.example", "author:@sam"]),
        ("author:@si|", ["author:@Siri@fjord.example"]),
        ("author:fjord|", ["author:@Siri@fjord.example"]),
        ("holder:|", ["holder:ola", "holder:kari", "holder:me", "holder:none"]),
        ("channel:nord|", ["channel:mastodon/@nordbank"]),
        ("tag:refund|", []),
        ("ta|gg:x", ["tag:x"]),
        ("TAG:re|", ["TAG:refund"]),
        ('"ta|', []),
        ("|", [f"{key}:" for key in KEYS]),
        ("is:new |", [f"is:new {key}:" for key in KEYS]),
        ("nokey:x|", []),
        ("-|", [f"-{key}:" for key in KEYS]),
    ],
)
def test_the_term_at_the_cursor_is_completed_and_the_rest_stays(line: str, first: list[str]) -> None:
    found = becomes(line)
    assert found[: len(first)] == first
    assert bool(found) is bool(first)


@given(st.text(st.sampled_from('istagnew:"- x@/*é'), max_size=14), st.integers(0, 14))
def test_whatever_is_typed_a_choice_replaces_a_part_of_the_line(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    found = complete(text, cursor, KNOWN)
    assert 0 <= found.start <= found.end <= len(text)
    assert len(found.options) <= MOST
