"""Language: strong text wins, weak text is tipped by claim, author and brand, and nothing stays unknown."""

import pytest

from console.judge.language import Languages, canonical


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
