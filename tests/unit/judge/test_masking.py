"""Handles, addresses and the brand's names carry no sentiment, however they are written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import Judge, JudgeSettings
from console.judge.masking import MASK, Masker

NAMES = ("United", "Nord Bank", "Yahoo!", "AT&T", "@Telenor", "7-Eleven", "Møller", "H&M", ".NET", "", "!!!")
MASKER = Masker(NAMES)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@united thanks", "◦ thanks"),
        ("@united.", "◦."),
        (".@united, hi", ".◦, hi"),
        ("@@united", "◦"),
        ("(@great)", "(◦)"),
        ("@a@b.example hi", "◦ hi"),
        ("@love@best.host.example: hi", "◦: hi"),
        ("@bjørn.bsky.social!", "◦!"),
        ("＠united hei", "◦ hei"),
        ("@united.Great service", "◦.Great service"),
        ("mail happy.love@great.example now", "mail ◦ now"),
        ("a @ b", "a @ b"),
    ],
)
def test_handles_of_every_network(text: str, masked: str) -> None:
    assert MASKER.mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see https://love.example/great?x=! now", "see ◦ now"),
        ("HTTPS://LOVE.EXAMPLE", "◦"),
        ("see www.great.com/love?x=!", "see ◦"),
        ("t.co/AbC123 wow", "◦ wow"),
        ("best.com is down", "◦ is down"),
        ("kjempebra.no/kampanje er nede", "◦ er nede"),
        ("det er bra.Takk for hjelpen", "det er bra.Takk for hjelpen"),
        ("i.e. good and/or bad", "i.e. good and/or bad"),
    ],
)
def test_addresses(text: str, masked: str) -> None:
    assert MASKER.mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("United is late", "◦ is late"),
        ("united's crew, UNITED’S crew", "◦ crew, ◦ crew"),
        ("#united #UnitedAirlines", "#◦ #UnitedAirlines"),
        ("reunited, unitedly", "reunited, unitedly"),
        ("#NordBank nord-bank nord\nbank NORD  BANKS", "#◦ ◦ ◦ ◦"),
        ("Yahoo! Yahoo yahoo's", "◦ ◦ ◦"),
        ("AT&T at&t's", "◦ ◦"),
        ("Telenors app", "◦ app"),
        ("7 Eleven, 7eleven", "◦, ◦"),
        ("MØLLER og h&m", "◦ og ◦"),
        ("we love .NET", "we love ◦"),
        ("ASP.NETs", "ASP.NETs"),
    ],
)
def test_names_of_the_brand(text: str, masked: str) -> None:
    assert MASKER.mask(text) == masked


def test_a_name_before_a_longer_one_that_begins_with_it() -> None:
    assert Masker(("Nord", "Nord Bank", "Nord Bank Pluss")).mask("Nord Bank Pluss, Nord") == "◦, ◦"


def test_without_names_texts_stay_as_they_are() -> None:
    assert Masker(("", "  ")).mask("United we stand") == "United we stand"


def test_a_brand_is_no_praise() -> None:
    judge = Judge(JudgeSettings(brand_names=("United", "Best Bank")))
    for text in (
        "@united lost my bag",
        "United's lost my bag",
        "#united lost my bag",
        "Best Bank lost my bag",
    ):
        parts = judge.opinion(text, "en").score.parts
        assert [word for word, _ in parts] == ["lost"], text


@given(st.text(alphabet=st.sampled_from("aå.@＠-_:/ '’sw!#\n◦"), max_size=60))
def test_masking_is_done_once(text: str) -> None:
    masked = MASKER.mask(text)
    assert MASK in masked or masked == text
    assert not re.search(r"(?<![\w@＠])[@＠]a", masked)
