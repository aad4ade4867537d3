"""Anger is told apart from sadness, praise and what is denied, and says its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import Asked, Judge, JudgeSettings, score_lines
from console.judge.anger import LISTS, AngerMeter

METER = AngerMeter()


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "I am FURIOUS, how dare you!!!", ("FURIOUS", "how dare")),
        ("en", "You people are thieves. Shame on you!", ("You people", "thieves", "Shame on you")),
        ("en", "this is so fucking bad", ("fucking",)),
        ("en", "never again this shit", ("never again", "shit")),
        ("en", "No, I’m furious", ("furious",)),
        ("en", "Don’t you lie to me, liar", ("liar",)),
        ("no", "Dette er helt uakseptabelt, skam dere!", ("uakseptabelt", "skam dere")),
        ("no", "Eg er så forbanna no", ("forbanna",)),
        ("no", "Er det mulig! Hvordan kan dere?", ("Er det mulig", "Hvordan kan dere")),
        ("no", "Går det an å være så frekk?", ("Går det an å være", "frekk")),
        ("no", "Fy faen så dårlig", ("Fy faen",)),
        ("no", "De burde skamme dykk", ("De burde skamme",)),
        ("da", "I burde skamme jer, hvad fanden laver I", ("I burde skamme", "hvad fanden")),
        ("da", "Jeg er træt af jeres løgne, svindlere", ("træt af", "svindlere")),
        ("sv", "Fy fan, jag är så jävla arg", ("Fy fan", "jävla", "arg")),
        ("sv", "ni borde skämmas", ("ni borde skämmas",)),
        ("de", "so ein Mist 🤬", ("🤬",)),
        (None, "😡😡", ("😡",)),
    ],
)
def test_anger_is_found_with_its_words(lang: str | None, text: str, words: tuple[str, ...]) -> None:
    found = METER.of(text, lang)
    assert found.words == words
    assert found.score >= 0.5


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Sadly my bag is lost, I am so disappointed and sorry"),
        ("en", "I'm not angry at all"),
        ("en", "fucking great show, damn good beer"),
        ("en", "holy shit we are going to Paris"),
        ("en", "HAPPY BIRTHDAY TO YOU!!!!"),
        ("en", ""),
        ("no", "Jeg er ikke sint, men det var trist"),
        ("no", "Jævlig bra jobba"),
        ("no", "Dette var lurt gjort, tusen takk"),
        ("no", "Er det mulig å få faktura på e-post?"),
        ("no", "Hvordan kan dere hjelpe meg med en reklamasjon?"),
        ("sv", "Är det möjligt att få faktura?"),
        ("da", "Hvordan kan I hjælpe mig?"),
        ("da", "Det er fandme godt"),
        ("sv", "Jag är inte arg, bara ledsen"),
        ("sv", "Jävligt bra jobbat"),
        ("fr", "furious liar"),
    ],
)
def test_calm_texts_stay_calm(lang: str, text: str) -> None:
    assert METER.of(text, lang).score == 0.0


def test_shouting_marks_and_jest_move_it() -> None:
    plain, loud, louder, jest = (
        METER.of(text, "en").score
        for text in ("you are liars", "you are liars!!!", "YOU ARE LIARS!!!", "you are liars lol")
    )
    assert jest < plain < loud < louder


def test_it_is_in_the_reasons_and_in_the_answer() -> None:
    judge = Judge(JudgeSettings(brand_names=("Furious",)))
    (answer,) = score_lines(judge, [Asked(1, "Furious are liars, shame on you", "en")])
    assert answer["anger"] == METER.of("◦ are liars, shame on you", "en").score
    assert {"text": f"anger {answer['anger']:.2f}: liars, shame on you", "weight": 0.0} in answer["reasons"]


@pytest.mark.parametrize("lang", LISTS)
@given(text=st.text(max_size=200))
def test_any_text_has_a_figure_from_0_to_1(lang: str, text: str) -> None:
    found = METER.of(text, lang)
    assert 0.0 <= found.score <= 1.0
    assert bool(found.words) == (found.score > 0)
