"""What the judge says of its own decisions: flags that were taken back, negated words, doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.judge import Judge, JudgeSettings
from console.judge.flags import Flags
from console.model.flagwords import OwnWord, OwnWords
from console.model.reasons import Back, Doubt, TakenBack, told
from console.model.words import Flag
from console.ui.locales import LANGUAGES, load

JUDGE = Judge(JudgeSettings(brand_names=("Boycott Coffee",)))


def explained(text: str, lang: str) -> tuple[tuple[TakenBack, ...], Doubt | None, str]:
    reasons = told(JUDGE.reasons(JUDGE.opinion(text, lang)))
    return reasons.taken_back, reasons.doubt, reasons.turned


@pytest.mark.parametrize(
    ("lang", "text", "flag", "words", "why", "by"),
    [
        ("en", "nobody got injured", Flag.SAFETY, "injured", Back.NEGATION, "nobody"),
        ("en", "We were never hacked", Flag.TAKEOVER, "hacked", Back.NEGATION, "never"),
        ("no", "Vi boikotter dere ikke", Flag.BOYCOTT, "boikotter", Back.NEGATION, "ikke"),
        ("no", "Ingen ble skadet", Flag.SAFETY, "ble skadet", Back.NEGATION, "Ingen"),
        ("sv", "Ingen blev skadad", Flag.SAFETY, "blev skadad", Back.NEGATION, "Ingen"),
        ("en", "a class action figure of him", Flag.LEGAL, "class action", Back.IDIOM, "class action figure"),
        ("en", "I love Boycott Coffee", Flag.BOYCOTT, "Boycott", Back.BRAND, "Boycott Coffee"),
        (
            "en",
            "That data breach was at the other bank",
            Flag.DATA,
            "data breach",
            Back.ELSEWHERE,
            "other bank",
        ),
        ("en", "what if the charger caught fire?", Flag.SAFETY, "charger caught fire",
         Back.HYPOTHETICAL, "what if"),
        ("no", "hva hvis kontoen min er hacket?", Flag.TAKEOVER, "hacket", Back.HYPOTHETICAL, "hva hvis"),
        ("en", "In 2009 a factory of theirs caught fire", Flag.SAFETY, "caught fire", Back.PAST, "In 2009"),
        ("en", "“I'm going to kill you”, said the villain", Flag.THREAT, "kill you", Back.FICTION, "villain"),
        ("en", "I'm suing you for coffee this good, just kidding", Flag.LEGAL, "suing", Back.JOKE,
         "just kidding"),
        ("da", "min konto er ikke hacket", Flag.TAKEOVER, "hacket", Back.NEGATION, "ikke"),
    ],
)  # fmt: skip
def test_what_took_a_flag_back_is_told(
    lang: str, text: str, flag: Flag, words: str, why: Back, by: str
) -> None:
    back, _, _ = explained(text, lang)
    found = [one for one in back if one.flag is flag and one.why is why]
    assert [one for one in found if words in one.words and by in one.by], back
    assert flag not in JUDGE.opinion(text, lang).flags


def test_a_flag_that_counts_is_not_told_as_taken_back() -> None:
    back, _, _ = explained("There was no fire here, but later my oven caught fire", "en")
    assert Flag.SAFETY not in {one.flag for one in back}


def test_what_a_brand_took_out_is_told() -> None:
    own = OwnWords((), (OwnWord("outage", "en", "site is down"),))
    (back,) = Flags(own).read("the site is down", "en").taken_back
    assert (back.flag, back.why, back.by) == (Flag.OUTAGE, Back.BRAND, "site is down")


@pytest.mark.parametrize(
    ("lang", "text", "turned"),
    [
        ("en", "not good at all", "good"),
        ("en", "good", ""),
        ("en", "You are the bomb", ""),
        ("no", "Appen er ikke bra", "bra"),
        ("no", "Bra jobbet", ""),
        ("sv", "Det var inte vackert", "vackert"),
    ],
)
def test_words_that_a_negation_turned_are_told(lang: str, text: str, turned: str) -> None:
    assert explained(text, lang)[2] == turned


@pytest.mark.parametrize(
    ("lang", "text", "doubt"),
    [
        ("en", "I absolutely love it, thank you so much, wonderful!", None),
        ("fi", "Kauppa on kiinni tänään", Doubt.NO_SCORER),
        ("en", "zorb 12 34", Doubt.NO_WORDS),
        ("en", "ok", Doubt.UNLIKELY),
        ("sv", "Det är inte bra", Doubt.WEAK),
        ("sv", "Paketet ligger på hyllan", Doubt.NO_WORDS),
        ("en", "I love it and I hate it", Doubt.MIXED),
        ("en", "Great, thanks, happy, love it, but my charger caught fire", Doubt.FLAGGED),
        ("en", "Great job, so happy, love waiting again 🙄", Doubt.IRONY),
    ],
)
def test_doubt_is_what_the_judge_decided(lang: str, text: str, doubt: Doubt | None) -> None:
    opinion = JUDGE.opinion(text, lang)
    assert opinion.doubt is doubt
    assert told(JUDGE.reasons(opinion)).doubt is doubt
    assert opinion.unsure is (doubt is not None)


TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            ["no", "fire", "(negation: x)", "hacked", "not", "unsure: mixed", "ikke", "skadet", "idiot", ")",
             "safety: fire", "what if", "boycott", ".", "villain", '"', "2009", "\n", "good", "for", "bra"]
        ),
        max_size=14,
    ).map(" ".join),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["en", "no", "sv", "xx"]))
def test_reasons_are_read_back_as_they_were_meant(text: str, lang: str) -> None:
    opinion = JUDGE.opinion(text, lang)
    reasons = told(JUDGE.reasons(opinion))
    assert [one.flag for one in reasons.raised] == list(opinion.flags)
    assert [(one.flag, one.why) for one in reasons.taken_back] == [
        (one.flag, one.why) for one in opinion.taken_back
    ]
    assert reasons.doubt is opinion.doubt
    assert bool(reasons.turned) == bool(opinion.turned)
    assert len(reasons.weights) == len(opinion.score.parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_a_sentence(lang: str) -> None:
    texts = load(lang)
    assert {f"why.back-{back.value}" for back in Back} <= set(texts)
    assert {f"why.unsure-{doubt.value}" for doubt in Doubt} <= set(texts)
