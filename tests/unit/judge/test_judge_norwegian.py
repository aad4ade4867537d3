"""Norwegian by lexicon and rules, bokmål and nynorsk; Danish and Swedish by the same engine."""

import pytest

from console.judge.scorers import all_scorers

SCORERS = all_scorers()


def compound(text: str, lang: str = "no") -> float:
    return SCORERS[lang].score(text).compound


@pytest.mark.parametrize(
    "text",
    [
        "Kjempebra service, tusen takk!",
        "Eg er veldig nøgd med hjelpa",
        "Ikke verst!",
        "Strålende jobba",
        "Ingen problemer, alt gikk fint",
        "Jeg har aldri vært så fornøyd",
        "Ikke bare billig, men også god kvalitet",
        "Tusen takk :)",
        "😍😍",
    ],
)
def test_praise(text: str) -> None:
    assert compound(text) >= 0.3


@pytest.mark.parametrize(
    "text",
    [
        "Dette er elendig",
        "Appen virker ikke",
        "Appen verkar ikkje i dag",
        "Jeg anbefaler dere ikke",
        "Eg likar ikkje dette",
        "Ikke fornøyd i det hele tatt",
        "Aldri opplevd så dårlig service",
        "Takk for ingenting",
        "Driftsproblemer hele dagen",
        "For en uvennlig ekspeditør",
        "Altfor dyrt",
        "Null respons fra kundeservice 😡",
        "Svindlere!",
    ],
)
def test_complaints(text: str) -> None:
    assert compound(text) <= -0.2


@pytest.mark.parametrize(
    "text", ["Når åpner dere i morgen?", "Jeg bor i Bergen.", "Kl. 12:30", "", "ikke sant"]
)
def test_nothing_said(text: str) -> None:
    score = SCORERS["no"].score(text)
    assert (score.compound, score.parts) == (0.0, ())


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("bra", "veldig bra"),
        ("litt dårlig", "dårlig"),
        ("dårlig", "skikkelig dårlig"),
        ("fin", "kjempefin"),
        ("bra", "bra!"),
        ("bra!", "bra!!"),
        ("dette er bra", "dette er BRA"),
        ("ikke dårlig", "bra"),
    ],
)
def test_emphasis(weaker: str, stronger: str) -> None:
    assert abs(compound(weaker)) < abs(compound(stronger))


def test_what_follows_men_weighs_more() -> None:
    assert compound("God mat, men elendig service") < compound("Elendig service, men god mat")


def test_a_negation_does_not_cross_a_full_stop() -> None:
    assert compound("Nei, ikke. Bra jobba") > 0


def test_parts_add_up_to_the_score() -> None:
    score = SCORERS["no"].score("Rask levering men skuffende kvalitet")
    words = [word for word, _ in score.parts]
    assert words == ["Rask levering", "skuffende"]
    total = sum(weight for _, weight in score.parts)
    assert score.compound == round(total / (total * total + 15) ** 0.5, 4)


def test_stretched_words_are_recognised() -> None:
    assert compound("braaaaa") > 0
    assert compound("elendiiiig") < 0


@pytest.mark.parametrize(
    ("lang", "good", "bad"),
    [
        ("da", "Fantastisk service, tusind tak", "Det virker ikke og jeg er meget skuffet"),
        ("sv", "Fantastisk service, tack för hjälpen", "Det fungerar inte och jag är jättebesviken"),
    ],
)
def test_danish_and_swedish(lang: str, good: str, bad: str) -> None:
    assert compound(good, lang) > 0.3
    assert compound(bad, lang) < -0.3


def test_a_norwegian_complaint_taken_for_danish_stays_one() -> None:
    assert compound("Jeg hater appen deres", "da") < -0.3
