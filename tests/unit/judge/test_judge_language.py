"""Language: strong text wins, weak text is tipped by claim, author and brand, and nothing stays unknown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge.language import Languages, canonical
from console.judge.tongues import Tongues

ANY = Languages(None, 100)
TONGUES = Tongues()


@pytest.fixture(scope="module")
def fresh() -> Languages:
    return Languages(None, 100)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Hvorfor får jeg ikke svar på det jeg spør dere om?", "no"),
        ("Kvifor får eg ikkje svar når eg spør dykk?", "no"),
        ("Varför får jag inte svar på det jag frågar er om?", "sv"),
        ("Hvorfor får jeg ikke svar på det, jeg spørger jer om i dag?", "da"),
        ("Why do I never get an answer from you people?", "en"),
        ("Warum bekomme ich keine Antwort von euch?", "de"),
        ("Pourquoi est-ce que je n'ai pas de réponse ?", "fr"),
        ("¿Por qué no recibo ninguna respuesta de ustedes?", "es"),
        ("Это просто ужасно, верните мне деньги", "ru"),
    ],
)
def test_a_sentence_speaks_for_itself_whatever_is_claimed(fresh: Languages, text: str, lang: str) -> None:
    assert fresh.of(text) == lang
    assert fresh.of(text, claim="es") == lang


@pytest.mark.parametrize("text", ["", "12345", "???", "👍👍", "ok", "◦ ◦"])
def test_nothing_to_go_by_is_unknown(fresh: Languages, text: str) -> None:
    assert fresh.of(text) is None


def test_a_claim_settles_what_the_text_leaves_open(fresh: Languages) -> None:
    assert fresh.of("ok", claim="nb-NO") == "no"
    assert fresh.of("ok", claim="sv") == "sv"


def test_the_authors_last_language_settles_short_texts() -> None:
    languages = Languages(None, 100)
    author = ("bluesky/@b", "did:1")
    assert languages.of("ok", author=author) is None
    languages.of("Jag är väldigt besviken på er service och vill ha pengarna tillbaka", author=author)
    assert languages.of("ok", author=author) == "sv"


def test_authors_are_forgotten_oldest_first() -> None:
    languages = Languages(None, 2)
    text = "Jag är väldigt besviken på er service och vill ha pengarna tillbaka"
    for name in ("a", "b", "c"):
        languages.of(text, author=("x", name))
    assert languages.of("ok", author=("x", "a")) is None
    assert languages.of("ok", author=("x", "c")) == "sv"


def test_the_brands_language_is_the_last_resort() -> None:
    norwegian = Languages("nb", 100)
    assert norwegian.of("ok") == "no"
    assert norwegian.of("Jeg anbefaler ikke denne banken") == "no"
    assert norwegian.of("Why do I never get an answer from you people?") == "en"


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("nb-NO", "no"),
        ("nn", "no"),
        ("EN_us", "en"),
        ("und", None),
        ("", None),
        (None, None),
        ("x", None),
        ("no!", None),
    ],
)
def test_claims_are_made_canonical(claim: str | None, code: str | None) -> None:
    assert canonical(claim) == code


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Dette er helt forferdelig, appen virker ikke", "no"),
        ("Appen krasjer hele tiden, dette er helt elendig", "no"),
        ("Hvornår kommer min ordre? Jeg har ventet i to uger", "da"),
    ],
)
def test_a_close_call_between_norwegian_and_danish_is_norwegian(text: str, lang: str) -> None:
    assert Languages(None, 100).of(text) == lang
    assert Languages("da", 100).of("Appen virker ikke") == "da", "the brand's own language goes before"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("takk for hjelpen", "no"),
        ("tusen takk", "no"),
        ("kva skjer", "no"),
        ("tak for hjælpen", "da"),
        ("tack för hjälpen", "sv"),
        ("thanks a lot", "en"),
        ("vielen Dank", "de"),
        ("merci beaucoup", "fr"),
        ("muchas gracias", "es"),
        ("bardzo dziękuję za pomoc", "pl"),
        ("hartelijk bedankt voor jullie hulp", "nl"),
        ("Ευχαριστώ πολύ", "el"),
        ("Дякую, їх немає", "uk"),
        ("本当にありがとう", "ja"),
        ("감사합니다", "ko"),
        ("شكرا جزيلا", "ar"),
    ],
)
def test_two_and_three_words_and_other_scripts(fresh: Languages, text: str, lang: str) -> None:
    assert fresh.of(text) == lang


def test_a_few_words_of_another_script_do_not_change_the_language(fresh: Languages) -> None:
    assert fresh.of("I really love the sushi place called 寿司 downtown") == "en"


def test_what_was_read_before_does_not_change_what_is_told() -> None:
    one, other = Languages(None, 100), Languages(None, 100)
    other.of("Seit drei Wochen keine Antwort")
    for text in ("takk for hjelpen", "ok", "lol wow"):
        assert one.of(text) == other.of(text)


@given(text=st.text(max_size=200))
def test_any_text_has_a_language_or_none(text: str) -> None:
    found = ANY.of(text)
    assert found is None or canonical(found) == found


@given(words=st.lists(st.text(alphabet="abcdeæøåéßł'", min_size=1, max_size=40), min_size=1, max_size=300))
def test_probabilities_add_up_however_long_the_text_is(words: list[str]) -> None:
    found = TONGUES.of(words)
    assert math.isclose(sum(math.exp(value) for value in found.values()), 1.0, abs_tol=1e-6)
    again = TONGUES.of(list(reversed(words)))
    assert all(math.isclose(found[code], again[code], abs_tol=1e-6) for code in found)
