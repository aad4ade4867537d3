"""Set phrases whose words say the opposite of what they mean together."""

import pytest

from console.judge import Judge, JudgeSettings
from console.judge.scorers import all_scorers
from console.judge.setphrases import SetPhrases, _pattern
from console.judge.vader import Vader
from console.judge.voices import Voices
from console.model.reasons import told
from console.model.words import Label

VOICES = Voices()
PHRASES = SetPhrases()
PRAISE = [
    (
        "en",
        (
            "not bad",
            "Not bad at all!",
            "not too bad",
            "That was not half bad.",
            "It was not bad.",
            "No problem",
        ),
    ),
    ("no", ("ikke verst", "Ikkje verst!", "slett ikke verst", "ikke så dårlig", "Ikkje så gale for prisen")),
    ("da", ("ikke værst", "slet ikke dårligt", "Ikke så ringe!")),
    ("sv", ("inte illa", "Inte så illa!", "inte alls dåligt")),
    ("de", ("nicht schlecht", "Gar nicht schlecht!", "nicht übel")),
    ("fr", ("pas mal", "C'est pas mal du tout", "pas mauvais")),
    ("es", ("no está mal", "No está nada mal", "nada mal")),
]
BLAME = [
    ("en", ("no good", "This is no good", "not good", "not very good at all")),
    ("no", ("ikke bra", "ikkje så bra")),
    ("da", ("ikke godt", "ikke særlig godt")),
    ("de", ("nicht gut", "gar nicht gut")),
    ("fr", ("pas terrible", "pas bon")),
    ("es", ("no es bueno",)),
]


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in PRAISE for text in texts])
def test_praise_by_understatement_is_praise(lang: str, text: str) -> None:
    heard = VOICES.hear(lang, text)
    assert heard.label is Label.POSITIVE
    assert heard.score.compound > 0


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in BLAME for text in texts])
def test_praise_that_is_denied_is_blame(lang: str, text: str) -> None:
    heard = VOICES.hear(lang, text)
    assert heard.label is Label.NEGATIVE
    assert heard.score.compound < 0


def test_the_english_number_stays_vaders() -> None:
    vader = Vader()
    for _, texts in (PRAISE[0], BLAME[0]):
        for text in texts:
            assert VOICES.hear("en", text).score.compound == vader.score(text).compound


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "it's not bad luck, it's theft"),
        ("en", "no good reason to charge me twice"),
        ("no", "ikke dårlige nyheter"),
        ("fr", "pas mal de monde devant la porte"),
        ("es", "no dijo nada malo"),
    ],
)
def test_with_a_noun_behind_it_is_about_the_noun(lang: str, text: str) -> None:
    scorer = all_scorers()[lang]
    assert PHRASES.parted(lang, text, scorer.score(text).parts) == (text, ())


def test_what_else_a_text_says_is_heard() -> None:
    heard = VOICES.hear("en", "The food was not bad but the waiter was rude and we waited two hours")
    assert heard.label is Label.NEGATIVE
    assert heard.phrases == ("was not bad",)


def test_it_stands_among_the_reasons_and_in_the_version() -> None:
    judge = Judge(JudgeSettings())
    opinion = judge.opinion("Not bad at all!", "en")
    assert opinion.scorer.endswith("+phrases-1")
    reasons = told(judge.reasons(opinion))
    assert reasons.phrases == "Not bad at all"
    assert not judge.opinion("Nice!", "en").scorer.endswith("+phrases-1")


def test_words_that_may_be_left_out() -> None:
    assert _pattern(["not", "too|so?", "bad", "at?", "all?"]) == (
        r"(?:(?:not)\s+)(?:(?:too|so)\s+)?(?:bad)(?:\s+(?:at))?(?:\s+(?:all))?"
    )
