import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text import csv_cell, fold, host_of
from tests.hostile.corpus import by_class


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boycott @nordbank NOW!", "boycott  now!"),
        ("Se https://x.no/abc?d=1 nå", "se nå"),
        ("Ｂoycott 😡😡 now", "boycott now"),
        ("STRASSE", "straße"),
        ("blåbær", "bla\u030abær"),
        ("re\u200bfund ❤️", "refund"),
        ("hei @kari@example.social", "HEI"),
    ],
)
def test_texts_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_texts_that_are_not_the_same() -> None:
    assert fold("where is my order") != fold("where is my refund")
    assert fold("post@example.org") == "post@example.org"


@given(st.text())
def test_folding_leaves_no_blanks_around(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


HARMLESS_CSV = {"a;=1+1", "a\n=1+1", 'DDE("cmd";"/C calc";"!A0")', '","=1+1'}


@pytest.mark.parametrize("text", [text for text in by_class()["csv"] if text not in HARMLESS_CSV])
def test_a_formula_is_text(text: str) -> None:
    cell = csv_cell(text)
    # An invisible character in front has become a visible mark, and what begins with that is text too.
    assert cell.startswith(("'", "⟨"))


@pytest.mark.parametrize("text", ["", "Hei", "a=b", "2+2", "kari@example.org", "1,5", "a-b", *HARMLESS_CSV])
def test_what_is_no_formula_stays(text: str) -> None:
    assert csv_cell(text) == text


def test_a_cell_is_safe_to_print() -> None:
    assert csv_cell("\x1b]0;PWNED\x07") == "␛]0;PWNED␇"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://nordbank.example/x?y#z", "nordbank.example"),
        ("HTTPS://NordBank.example:8443/", "nordbank.example:8443"),
        ("https://good.example\\@evil.example/", "good.example"),
        ("https://good.example@evil.example/", "evil.example"),
        ("https://evil.example#@good.example", "evil.example"),
        ("http://аpple.com/", "xn--pple-43d.com"),
        ("https://blåbær.no", "xn--blbr-roah.no"),
        ("http://evil。example/", "evil.example"),
        ("http://evil．example/", "evil.example"),
        ("http://%65vil.example/", "evil.example"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7f000001/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://127.1:80/", "127.0.0.1:80"),
        ("http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]"),
        ("http:evil.example", "evil.example"),
        ("http:\\\\evil.example", "evil.example"),
        ("//evil.example/x", "evil.example"),
        ("java\tscript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("nothing", ""),
        ("", ""),
    ],
)
def test_the_real_host(url: str, host: str) -> None:
    assert host_of(url) == host


def test_hosts_are_plain_ascii() -> None:
    for url in by_class()["url"]:
        assert host_of(url).rstrip("…").isascii()


@given(st.text().map("https://".__add__) | st.text())
def test_host_of_never_raises(url: str) -> None:
    assert "\x1b" not in host_of(url)
