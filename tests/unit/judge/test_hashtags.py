"""Hashtags are read as the words that they are made of; the brand's names come from the settings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.judge.flags import Flags
from console.judge.hashtags import joined, pieces
from console.model.reasons import Back
from console.model.words import Flag

NAMES = ("NordBank", "Sparebanken Sør", "H&M", "Nordbank Ung")
FLAGS = Flags(brand_names=NAMES)


def found(text: str, lang: str | None, flags: Flags = FLAGS) -> dict[Flag, str]:
    return {one.flag: one.words for one in flags.find(text, lang)}


@pytest.mark.parametrize(
    ("lang", "text", "flag", "words"),
    [
        ("en", "that's it #DeleteNordBank", Flag.BOYCOTT, "DeleteNordBank"),
        ("en", "#deletenordbank", Flag.BOYCOTT, "deletenordbank"),
        ("en", "#BoycottNordbank now", Flag.BOYCOTT, "Boycott"),
        ("en", "#boycottHM", Flag.BOYCOTT, "boycott"),
        ("en", "#CancelNordBank", Flag.BOYCOTT, "CancelNordBank"),
        ("en", "#NordbankIsOverParty", Flag.BOYCOTT, "NordbankIsOver"),
        ("en", "#nordbankDown", Flag.OUTAGE, "nordbankDown"),
        ("en", "#NORDBANKDOWN", Flag.OUTAGE, "NORDBANKDOWN"),
        ("en", "again #nordbankoutage2026", Flag.OUTAGE, "nordbankoutage"),
        ("en", "#NordBankHacked", Flag.TAKEOVER, "NordBankHacked"),
        ("en", "#nordbankleak", Flag.DATA, "nordbankleak"),
        ("en", "#SiteDown for me", Flag.OUTAGE, "SiteDown"),
        ("en", "#delete_nordbank", Flag.BOYCOTT, "delete_nordbank"),
        ("no", "#boikottnordbank", Flag.BOYCOTT, "boikott"),
        ("no", "#BoikottSparebankenSør", Flag.BOYCOTT, "Boikott"),
        ("no", "#slettsparebankensor", Flag.BOYCOTT, "slettsparebankensor"),
        ("no", "#sparebankensørnede", Flag.OUTAGE, "sparebankensørnede"),
        ("no", "#nordbanknede igjen", Flag.OUTAGE, "nordbanknede"),
        ("no", "#nordbankung_nede", Flag.OUTAGE, "nordbankung_nede"),
        ("nn", "#nordbanklekkasje", Flag.DATA, "nordbanklekkasje"),
        ("sv", "#bojkottanordbank", Flag.BOYCOTT, "bojkotta"),
        ("sv", "#NordbankNere", Flag.OUTAGE, "NordbankNere"),
        ("da", "#boykotnordbank", Flag.BOYCOTT, "boykot"),
        ("da", "#sletNordbank", Flag.BOYCOTT, "sletNordbank"),
        (None, "#nordbankDown", Flag.OUTAGE, "nordbankDown"),
        ("en", "is Nordbank down?", Flag.OUTAGE, "Nordbank down"),
        ("no", "NordBank er helt nede", Flag.OUTAGE, "NordBank er helt nede"),
    ],
)
def test_a_hashtag_is_read(lang: str | None, text: str, flag: Flag, words: str) -> None:
    assert found(text, lang) == {flag: words}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "#NordBank"),
        ("en", "#NordBankRun was fun"),
        ("en", "#TeamNordbank"),
        ("en", "#deleteuber"),
        ("en", "#UberDown"),
        ("en", "#FireSale"),
        ("no", "#nordbankcup i helga"),
        ("no", "#nordbanknedre"),
        ("en", "https://example.org/#DeleteNordBank"),
    ],
)
def test_other_hashtags_say_nothing(lang: str, text: str) -> None:
    assert found(text, lang) == {}


def test_a_hashtag_can_be_negated() -> None:
    read = FLAGS.read("#NordBankNotHacked", "en")
    assert not read.found
    assert [one.why for one in read.taken_back] == [Back.NEGATION]


def test_without_a_brand_nothing_is_its_name() -> None:
    assert found("#DeleteNordBank", "en", Flags()) == {}
    assert found("#nordbankDown", "en", Flags()) == {}


@pytest.mark.parametrize(
    ("tag", "parts"),
    [
        ("DeleteTheApp", ["Delete", "The", "App"]),
        ("FAQPage", ["FAQ", "Page"]),
        ("covid19", ["covid", "19"]),
        ("h4cked", ["h4cked"]),
        ("ÆrligTalt", ["Ærlig", "Talt"]),
        ("NordBankNordbankUng", ["NordBank", "NordbankUng"]),
        ("boikott", ["boikott"]),
    ],
)
def test_where_a_hashtag_comes_apart(tag: str, parts: list[str]) -> None:
    assert [piece for piece, _, _ in pieces(tag, 0, joined(NAMES))] == parts


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=90), st.integers(0, 5))
def test_pieces_are_the_whole(tag: str, at: int) -> None:
    found = pieces(tag, at, joined(NAMES))
    assert "".join(piece for piece, _, _ in found) == tag
    assert all(tag[start - at : end - at] == piece for piece, start, end in found)


def test_long_hostile_hashtags_take_no_longer_a_letter() -> None:
    for text in (
        "#" * 50_000,
        "#A" * 50_000,
        "#nordbank" * 20_000,
        "#" + "nordbank" * 20_000,
        "#aA" * 30_000,
    ):
        assert len(FLAGS.find(text, None)) <= len(Flag)
