"""Label, number and doubt: rules and model beside each other, emoji everywhere, and what the brand taught."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import Brand, Judge, JudgeSettings
from console.judge.learning import Correction
from console.judge.score import label_of
from console.judge.scorers import all_scorers
from console.judge.tone import Tones
from console.judge.voices import NO_SCORER, Voices
from console.model.words import Label

VOICES = Voices()
SCORERS = all_scorers()
TAUGHT = ("en", "no", "de", "fr", "es")


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [
        ("no", "Appen krasjer hele tiden, dette er helt elendig", Label.NEGATIVE),
        ("no", "Eg får ikkje logga inn i nettbanken", Label.NEGATIVE),
        ("no", "Kjempefin butikk og hyggelige folk", Label.POSITIVE),
        ("da", "Min ordre er ikke kommet, og ingen svarer på mine mails", Label.NEGATIVE),
        ("da", "Tak for hurtig levering og god service", Label.POSITIVE),
        ("da", "I hjælper ikke overhovedet", Label.NEGATIVE),
        ("da", "Ingen hjælper mig", Label.NEGATIVE),
        ("da", "Tak for at I hjælper", Label.POSITIVE),
        ("sv", "Kundtjänst hjälper inte", Label.NEGATIVE),
        ("sv", "Ni kan inte hjälpa mig", Label.NEGATIVE),
        ("sv", "Sluta ljuga, ingen hjälper oss", Label.NEGATIVE),
        ("sv", "Tack för snabb hjälp, ni är bäst!", Label.POSITIVE),
        ("sv", "Fakturan är fel igen och ingen svarar i telefonen", Label.NEGATIVE),
        ("en", "Thanks for the quick reply, all sorted now!", Label.POSITIVE),
        ("en", "This is the worst service ever", Label.NEGATIVE),
        ("de", "Seit drei Wochen keine Antwort vom Kundenservice", Label.NEGATIVE),
        ("de", "Danke für die schnelle Hilfe!", Label.POSITIVE),
        ("fr", "Toujours pas de réponse du service client, c'est honteux", Label.NEGATIVE),
        ("fr", "Merci pour votre aide rapide !", Label.POSITIVE),
        ("es", "La aplicación no funciona, qué vergüenza", Label.NEGATIVE),
        ("es", "Muchas gracias por la ayuda, excelente servicio", Label.POSITIVE),
    ],
)
def test_what_customers_write(lang: str, text: str, label: Label) -> None:
    heard = VOICES.hear(lang, text)
    assert heard.label is label
    assert heard.score.parts
    assert label_of(heard.score.compound) is label


@given(text=st.text(max_size=80), lang=st.sampled_from([*TAUGHT, "da", "sv"]))
def test_chances_are_chances_and_the_number_gives_the_label(text: str, lang: str) -> None:
    heard = VOICES.hear(lang, text)
    assert math.isclose(sum(heard.chances), 1.0)
    assert heard == Voices.hear(VOICES, lang, text)
    if lang == "en":
        assert heard.score.compound == SCORERS["en"].score(text).compound
    else:
        assert label_of(heard.score.compound) is heard.label


@given(text=st.text(max_size=80), lang=st.sampled_from(TAUGHT))
def test_the_words_of_a_model_add_up_to_what_it_says(text: str, lang: str) -> None:
    (sound,) = VOICES._tones.sounds([lang], [text])
    bad, _, good = sound.carried
    assert math.isclose(sum(share for _, share in sound.parts()), good - bad, abs_tol=1e-9)


def test_a_model_reads_a_text_alone_as_it_reads_it_after_others() -> None:
    text = "Ich bin sehr zufrieden, vielen Dank"
    assert Tones(["de"]).sounds(["de"], [text]) == VOICES._tones.sounds(["en", "de"], ["good", text])[1:]


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [("pl", "Strasznie słaba obsługa 😡", Label.NEGATIVE), (None, "😍😍", Label.POSITIVE)],
)
def test_emoji_speak_where_no_scorer_does_but_nobody_is_sure(
    lang: str | None, text: str, label: Label
) -> None:
    heard = VOICES.hear(lang, text)
    assert (heard.label, heard.scorer) == (label, "emoji-1")
    assert Judge(JudgeSettings()).opinion(text).unsure


def test_other_languages_get_no_score() -> None:
    heard = VOICES.hear("pl", "Strasznie słaba obsługa")
    assert (heard.label, heard.score.compound, heard.score.parts) == (Label.NEUTRAL, 0.0, ())
    assert heard.scorer == NO_SCORER


def test_every_score_names_what_made_it() -> None:
    judge = Judge(JudgeSettings())
    assert judge.opinion("This is really very good, thank you so much").scorer == "vader-3.3.2+tone-en-1"
    assert VOICES.hear("da", "Godt").scorer == "beredt-da-3+tone-no-1"
    assert VOICES.hear("sv", "Bra").scorer == "beredt-sv-3"


def test_rules_alone_are_sure_only_of_much() -> None:
    judge = Judge(JudgeSettings())
    assert not judge.opinion("Jag är väldigt besviken, det fungerar inte och ingen hjälper oss").unsure
    assert judge.opinion("Vilka öppettider har ni i helgen?").unsure


def test_a_complaint_that_only_the_model_hears_in_a_question_is_not_trusted() -> None:
    judge = Judge(JudgeSettings())
    for text in ("Er regnjakken litt for stor for en liten hund?", "Passer den for en litt for stor hund?"):
        assert judge.opinion(text).unsure
    assert not judge.opinion("Hvorfor er dere så utrolig dårlige?").unsure


def test_what_operators_taught_is_heard_and_named_and_can_be_taken_back() -> None:
    judge = Judge(JudgeSettings())
    text = "The blue screen is back after the update to 4.2"
    before = judge.opinion(text)
    assert before.label is not Label.NEGATIVE
    brand = Brand()
    for number in range(8):
        told = f"Blue screen again after update {number}"
        brand = brand.taught(judge.correction(str(number), told, Label.NEGATIVE, "en"))
    judge.teach(brand)
    after = judge.opinion(text)
    assert after.label is Label.NEGATIVE
    assert after.scorer == "vader-3.3.2+tone-en-1+brand-8"
    assert after.score.compound == before.score.compound, "VADER's number stays VADER's"
    assert {"blue", "screen"} <= {word for word, _ in after.score.parts}
    for number in range(8):
        brand = brand.without(str(number))
    judge.teach(brand)
    assert judge.opinion(text) == before


def test_a_correction_is_masked_as_the_judge_masks() -> None:
    judge = Judge(JudgeSettings(brand_names=("Nordbank",)))
    correction = judge.correction("k", "@ola Nordbank https://x.example is down", Label.NEGATIVE, "en")
    assert isinstance(correction, Correction)
    assert "Nordbank" not in correction.text
    assert "ola" not in correction.text
