import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from console.text import clean, gate, one_line
from console.text.gate import MAX_LINES, MAX_SHOWN
from console.text.signs import HIDING
from tests.hostile.corpus import emoji, own_strings

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x1b\x9b\r\n\t\xad\u034f\u0301\u0902\u094d\u0915\u0628\u064b\u180b\u1820\u115f\u1160\u11a8\u200b\u200c"
            "\u200d\u200e\u200f\u061c\u202a\u202e\u2028\u2066\u2069\u3164\ufe00\ufe0e\ufe0f\u20e3\ud83d\ude00\uffff1#❤👩🏽"
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e007f\U000e0100葛"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Hei på deg, blåbærsyltetøy!", "Hei på deg, blåbærsyltetøy!"),
        ("two\nlines", "two\nlines"),
        ("\x1b[2Jx", "␛[2Jx"),
        ("\x1b]52;c;UFdORUQ=\x07", "␛]52;c;UFdORUQ=␇"),
        ("\x7f", "␡"),
        ("\x9b31m", "⟨9B⟩31m"),
        ("a\u202eb", "a⟨RLO⟩b"),
        ("\u2067x\u2069", "⟨RLI⟩x⟨PDI⟩"),
        ("\u200b\u200b\u200bx", "⟨ZWSP×3⟩x"),
        ("a\u200e\u200f\u061cb", "ab"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\r\nb\rc", "a\nb␍c"),
        ("a\tb", "a    b"),
        ("\ud83d x \udc80", "\ufffd x \ufffd"),
        ("\ufffe", "\ufffd"),
        ("a" + "\u0301" * 9, "a" + "\u0301" * 4),
        ("\u0301a\n\u0902", "◌\u0301a\n◌\u0902"),
        ("a\n\n\n\n\n\nb", "a\n\n\nb"),
        ("f\u200cr\u200dee", "f⟨ZWNJ⟩r⟨ZWJ⟩ee"),
        ("\U000e0041\U000e0042", "⟨TAG×2⟩"),
        ("a\ufe05\ufe07", "a⟨VS×2⟩"),
        ("\u2061", "⟨U+2061⟩"),
    ],
)
def test_marks(given_text: str, shown: str) -> None:
    assert clean(given_text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "نمی‌خواهم",
        "می‌روم و نمی‌آیم",
        "क्‍ष और क्‌ष",
        "ශ්‍රී ලංකා",
        "ക്‍",
        "שָׁלוֹם עוֹלָם",
        "Tiếng Việt",
        unicodedata.normalize("NFD", "Tiếng Việt og blåbær"),
        "葛\U000e0100城",
        "ประเทศไทย",
        "한국어 " + unicodedata.normalize("NFD", "한국어"),
        "👩🏽‍🚒 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏳️‍🌈 1️⃣ ❤️‍🔥 ☎︎",
    ],
)
def test_what_scripts_need_stays(text: str) -> None:
    assert clean(text) == text


def test_every_emoji_is_unchanged() -> None:
    assert [sequence for sequence in emoji() if clean(sequence) != sequence] == []


def test_flags_of_other_regions_are_marked() -> None:
    texas = "\U0001f3f4" + "".join(chr(0xE0000 + ord(char)) for char in "ustx") + "\U000e007f"
    assert clean(texas) == "\U0001f3f4⟨TAG×5⟩"


def test_emoji_chains_end() -> None:
    shown = clean("\u200d".join(["👩"] * 50))
    assert max(len(cluster) for cluster in regex.findall(r"\X", shown)) <= 13


def test_the_hidden_are_all_named() -> None:
    """The list is written out for speed; it must be what Unicode says."""
    visible = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    wanted = regex.compile(rf"(?V1)[[\p{{Default_Ignorable_Code_Point}}\p{{Cf}}]--[{visible}]]")
    listed = regex.compile(f"[{HIDING}]")
    points = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert [point for point in points if bool(wanted.match(point)) != bool(listed.match(point))] == []


def test_no_single_character_gets_through() -> None:
    hidden = regex.compile(
        r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}--\n]", regex.V1
    )
    passed = [code for code in range(0x110000) if hidden.search(clean(f"a{chr(code)}b"))]
    # Mongolian, CJK and emoji selectors need their own base; behind an `a` nothing of the kind is left.
    assert passed == []


def test_a_long_text_is_cut_and_says_so() -> None:
    shown = clean("x" * 1_000_000)
    assert len(shown) == MAX_SHOWN
    assert shown.endswith("⟨cut: 1,000,000 characters in all⟩")
    assert clean("x" * MAX_SHOWN) == "x" * MAX_SHOWN


def test_marks_do_not_make_a_text_longer_than_the_limit() -> None:
    assert len(clean("\u202e\u200b" * 10_000)) <= MAX_SHOWN


def test_a_text_of_many_lines_is_cut() -> None:
    shown = clean("x\n" * 9_000)
    assert shown.count("\n") <= MAX_LINES
    assert shown.endswith("⟨cut: 18,000 characters in all⟩")
    assert clean("\n" * 9_000) == "\n\n\n"


def test_a_cut_never_leaves_half_a_flag() -> None:
    for size in range(60, 90):
        shown = clean("🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 50, limit=size)
        assert clean(shown) == shown


def test_what_latin_1_can_print_is_safe_as_it_is() -> None:
    chars = [char for char in map(chr, range(256)) if char.isprintable()]
    for first in chars:
        assert gate._neutral(f"{first}{first.join(chars)}") == f"{first}{first.join(chars)}"


def test_one_line_folds() -> None:
    assert one_line(" a\n\nb\t c \r\n") == "a b c"
    assert one_line("Turglo\u3000\u00a0\u2003\u2800(verified)\u00a0") == "Turglo (verified)"
    assert one_line("  \u0301a") == "◌\u0301a"
    assert one_line("1\u00a0000 kr") == "1\u00a0000 kr"
    assert one_line("x" * 2_000) == "x" * 999 + "…"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("\x1b]0;a\nb\x07") == "␛]0;a b␇"


@given(NASTY)
def test_clean_is_idempotent(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown


@given(NASTY)
def test_one_line_is_idempotent_and_one_line(text: str) -> None:
    shown = one_line(text)
    assert one_line(shown) == shown
    assert "\n" not in shown


@given(NASTY, st.integers(1, 80))
def test_a_cut_text_is_clean(text: str, limit: int) -> None:
    shown = clean(text * 20, limit)
    assert len(shown) <= limit
    assert clean(shown) == shown


@given(NASTY)
def test_what_is_safe_can_be_written(text: str) -> None:
    clean(text).encode("utf-8")
    assert "\x00" not in clean(text)


@pytest.mark.parametrize("text", own_strings())
def test_own_corpus_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)
