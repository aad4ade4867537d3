"""Emoji that go with praise and with outrage alike weigh nothing outside English."""

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from console.judge.voices import Voices

VOICES = Voices()
AMBIVALENT = ("🔥", "🔥🔥🔥", "💀", "☠️", "😂", "🤣", "😭", "🙏", "🙏🏽", "👀")


@pytest.mark.parametrize("emoji", AMBIVALENT)
@pytest.mark.parametrize("lang", ["no", "sv", "da", "de", "fr", "es", None])
@pytest.mark.parametrize("text", ["TURGLO VISSTE OM FEILEN", "bra jobba", "elendig service"])
def test_outside_english_they_weigh_nothing(text: str, lang: str | None, emoji: str) -> None:
    without, beside = VOICES.hear(lang, text), VOICES.hear(lang, f"{text} {emoji}")
    assert (beside.score.compound, beside.label) == (without.score.compound, without.label)
    assert beside.chances == without.chances


@pytest.mark.parametrize("emoji", AMBIVALENT)
@pytest.mark.parametrize("text", ["they knew", "great work", "awful service"])
def test_in_english_the_number_stays_vaders(text: str, emoji: str) -> None:
    said = f"{text} {emoji}"
    assert (
        VOICES.hear("en", said).score.compound
        == SentimentIntensityAnalyzer().polarity_scores(said)["compound"]
    )


@pytest.mark.parametrize(("emoji", "side"), [("👏", 1), ("😡", -1)])
def test_those_of_one_meaning_still_count(emoji: str, side: int) -> None:
    assert VOICES.hear("sv", f"toget går {emoji}").score.compound * side > 0
