"""Content flags: found with their words, taken back by a negation, blind to figures of speech."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.judge.flags import Flags
from console.model.words import Flag

FLAGS = Flags()


def found(text: str, lang: str | None) -> dict[Flag, str]:
    return {one.flag: one.words for one in FLAGS.find(text, lang)}


@pytest.mark.parametrize(
    ("lang", "flag", "text", "words"),
    [
        ("en", Flag.SAFETY, "My charger CAUGHT FIRE last night", "CAUGHT FIRE"),
        ("en", Flag.SAFETY, "it burned my left hand", "burned my left hand"),
        ("en", Flag.DATA, "Why can I see someone else's account?", "see someone else's"),
        ("en", Flag.TAKEOVER, "My account got hacked", "got hacked"),
        ("en", Flag.THREAT, "I know where you live", "know where you live"),
        ("en", Flag.SELF_HARM, "I just want to die", "want to die"),
        ("en", Flag.MINORS, "a child was injured by this toy", "child was injured"),
        ("en", Flag.LEGAL, "You will hear from my lawyers", "lawyers"),
        ("en", Flag.PRESS, "I'm a journalist with the Times", "journalist"),
        ("en", Flag.OUTAGE, "I can’t log in", "can't log in"),
        ("en", Flag.BOYCOTT, "Boycott them!", "Boycott"),
        ("en", Flag.DISCRIMINATION, "racist staff", "racist"),
        ("no", Flag.SAFETY, "Laderen tok fyr i natt", "tok fyr"),
        ("no", Flag.SAFETY, "Ladaren tok eld", "tok eld"),
        ("no", Flag.DATA, "Fødselsnummeret mitt ligger åpent", "Fødselsnummeret mitt"),
        ("no", Flag.TAKEOVER, "Kontoen min er hacket", "hacket"),
        ("no", Flag.THREAT, "Eg veit kvar du bur", "veit kvar du bur"),
        ("no", Flag.SELF_HARM, "jeg vil ikke leve lenger", "vil ikke leve"),
        ("no", Flag.MINORS, "farlig for barn", "farlig for barn"),
        ("no", Flag.LEGAL, "Saken går til Forbrukerrådet", "Forbrukerrådet"),
        ("no", Flag.PRESS, "Jeg er journalist i lokalavisa", "journalist"),
        ("no", Flag.OUTAGE, "Kjem ikkje inn i nettbanken", "Kjem ikkje inn"),
        ("no", Flag.BOYCOTT, "Boikott dem", "Boikott"),
        ("no", Flag.DISCRIMINATION, "Rent rasistisk", "rasistisk"),
        ("sv", Flag.SAFETY, "Laddaren fattade eld", "fattade eld"),
        ("sv", Flag.OUTAGE, "Appen funkar inte", "funkar inte"),
        ("sv", Flag.LEGAL, "Jag polisanmäler er", "polisanmäler"),
        ("da", Flag.SAFETY, "Opladeren gik i brand", "gik i brand"),
        ("da", Flag.DATA, "mit cpr-nummer er lækket", "cpr-nummer"),
        ("da", Flag.OUTAGE, "Kan ikke logge på", "Kan ikke logge"),
        (None, Flag.SAFETY, "laddaren fattade eld", "fattade eld"),
        ("no", Flag.LEGAL, "you will hear from my lawyer", "lawyer"),
    ],
)
def test_found_with_the_words_that_triggered_it(lang: str | None, flag: Flag, text: str, words: str) -> None:
    assert found(text, lang)[flag] == words


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "There was no fire and nobody got injured"),
        ("en", "We were never hacked"),
        ("en", "You're on fire lately, killing it!"),
        ("en", "Died laughing, to die for"),
        ("no", "Ingen ble skadet"),
        ("no", "Ikkje noko datalekkasje her"),
        ("no", "Lo meg ihjel av denne"),
        ("sv", "Ingen blev skadad"),
        ("da", "Ingen kom til skade"),
        ("en", "Thanks for the quick answer, lovely people"),
        ("no", "Takk for rask hjelp, ha en fin dag"),
    ],
)
def test_not_flagged(lang: str, text: str) -> None:
    assert found(text, lang) == {}


def test_a_negation_ends_with_its_clause() -> None:
    assert Flag.SAFETY in found("Not again! My oven caught fire", "en")


def test_several_flags_keep_the_order_of_the_text() -> None:
    assert list(found("Laderen tok fyr, nå ringer jeg advokaten", "no")) == [Flag.SAFETY, Flag.LEGAL]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "no", "sv", "da", "ja", None]))
def test_any_text_is_survived(text: str, lang: str | None) -> None:
    assert len(FLAGS.find(text, lang)) <= len(Flag)
