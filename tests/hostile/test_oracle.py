"""The oracle finds what it is there to find, and the gate leaves it nothing."""

import pytest

from console.text import clean, csv_cell, one_line
from tests.hostile.corpus import all_strings, by_class, own_strings
from tests.hostile.oracle import smuggled


def test_the_corpus_is_large_and_has_no_doubles() -> None:
    assert len(own_strings()) == len(set(own_strings())) >= 300
    assert len(all_strings()) >= 6_000


def harmful(name: str, text: str) -> bool:
    """Whether a terminal could take it for anything but text."""
    if name == "c0":
        return text.strip("\n\r") != "" and not text.replace("\r", "").replace("\n", "").isprintable()
    # A plain SGR or a cursor move is what every screen writes.
    return (
        not any(allowed in text for allowed in ("m", "H", "A", "B", "D", "[?", "[<", "[>"))
        if name == "csi"
        else True
    )


@pytest.mark.parametrize("name", ["osc", "c1", "dcs", "esc", "c0", "csi"])
def test_the_oracle_finds_what_goes_through_raw(name: str) -> None:
    missed = [text for text in by_class()[name] if harmful(name, text) and not smuggled(text.encode())]
    assert missed == []


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\u2066b", "a\u200bb", "\u200e", "\U000e0041", "\U0001f600\U000e0041", "\xad"]
)
def test_the_oracle_finds_hidden_characters(text: str) -> None:
    assert smuggled(text.encode())


def test_the_oracle_allows_what_a_screen_needs() -> None:
    screen = "\x1b[?1049h\x1b[?25l\x1b[1;1H\x1b[38;2;1;2;3mblåbær 👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿\x1b[0m\r\n\x1b[?2026h\x1b[?2026l"
    assert smuggled(screen.encode()) == []
    assert smuggled(b"\x1b[31mred", allowed=()) == ["sequence '\\x1b[31m'"]
    assert smuggled(b"\x1b[>c\x07", benign=b"\x07\x1b[>c") == []


def test_broken_utf8_is_found() -> None:
    assert smuggled(b"\xff\x9b") != []


def test_nothing_gets_through_the_gate() -> None:
    through = [
        (text, found)
        for text in all_strings()
        for made in (clean(text), one_line(text), csv_cell(text))
        if (found := smuggled(made.encode(), allowed=()))
    ]
    assert through == []
