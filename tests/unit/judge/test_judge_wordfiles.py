"""The word lists that ship: their form, their size, and that each says what it should."""

import pytest

from console.judge.flagwords import CONTEXTS, LISTS, WORDS, sets_of, shipped
from console.judge.wordfiles import expand, lexicon, symbols
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
    names = {kind for _, kind, _ in shipped(lang) if not kind.startswith("set ")}
    words = set(WORDS) if lang != "en" else set(WORDS) - {"after"}
    assert names == {*(flag.value for flag in Flag), *CONTEXTS, *words}


@pytest.mark.parametrize("lang", LISTS)
def test_every_set_of_a_flag_list_is_used(lang: str) -> None:
    used = " ".join(entry for _, _, entry in shipped(lang))
    assert [name for name in sets_of(lang) if f"<{name}>" not in used] == []


def test_symbols_have_signs() -> None:
    assert symbols("emoji.txt")["😡"] < 0 < symbols("emoji.txt")["😍"]
    assert symbols("emoticons.txt")[":("] < 0 < symbols("emoticons.txt")[":d"]


def test_endings_expand() -> None:
    assert expand("god/e/t") == ["god", "gode", "godt"]
