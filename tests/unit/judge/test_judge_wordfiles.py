"""The word lists that ship: their form, their size, and that each says what it should."""

import pytest

from console.judge.flags import LISTS
from console.judge.wordfiles import expand, lexicon, lines_of, symbols
from console.model.words import Flag


def test_norwegian_has_its_words_in_range() -> None:
    found = lexicon("lexicon.no.txt")
    assert len(found.weights) >= 900
    assert all(-4 <= weight <= 4 and weight for weight in found.weights.values())


@pytest.mark.parametrize("lang", ["no", "da", "sv"])
def test_entries_are_lower_case_words(lang: str) -> None:
    found = lexicon(f"lexicon.{lang}.txt")
    for word in [*found.weights, *(word for group in found.groups.values() for word in group)]:
        assert word == word.lower()
        assert all(part.replace("-", "").isalnum() for part in word.split("_")), word


@pytest.mark.parametrize("lang", ["no", "da", "sv"])
def test_the_rules_have_their_words(lang: str) -> None:
    groups = lexicon(f"lexicon.{lang}.txt").groups
    assert {"negate", "never", "so", "harmless", "after", "turn", "boost", "dampen", "too", "prefix"} <= set(
        groups
    )


@pytest.mark.parametrize("lang", LISTS)
def test_every_list_knows_every_flag(lang: str) -> None:
    names = {line.partition(":")[0] for _, line in lines_of(f"flags.{lang}.txt")}
    assert names == {*(flag.value for flag in Flag), "@negate", "@harmless"}


def test_symbols_have_signs() -> None:
    assert symbols("emoji.txt")["😡"] < 0 < symbols("emoji.txt")["😍"]
    assert symbols("emoticons.txt")[":("] < 0 < symbols("emoticons.txt")[":d"]


def test_endings_expand() -> None:
    assert expand("god/e/t") == ["god", "gode", "godt"]
