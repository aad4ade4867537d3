"""Where addresses really lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text import disguised


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://example.org/a and HTTP://Example.org", []),
        ("http://аррӏе.com/login", ["xn--80ak6aa92e.com"]),
        ("https://bank.example@evil.example/x", ["evil.example"]),
        ("https:\\\\evil.example\\x", ["evil.example"]),
        ("http://0x7f.1/ http://127.0.0.1/", ["127.0.0.1"]),
        ("no address here, not even a@b.example", []),
        ("http://аррӏе.com http://аррӏе.com", ["xn--80ak6aa92e.com"]),
    ],
)
def test_an_address_that_leads_elsewhere_than_it_looks_is_named(text: str, hosts: list[str]) -> None:
    assert disguised(text) == hosts


@given(st.text(max_size=300))
def test_no_text_breaks_the_look_at_its_addresses(text: str) -> None:
    assert all("\x1b" not in host for host in disguised("http://" + text))
