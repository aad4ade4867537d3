"""English scores equal the library's to the last digit."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer

from console.errors import ConfigError
from console.judge.vader import Vader

LIBRARY = SentimentIntensityAnalyzer()
OURS = Vader()

TEXTS = [
    "VADER is smart, handsome, and funny.",
    "VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!",
    "The book was only kind of good.",
    "At least it isn't a horrible book.",
    "Today SUX! but I'll get by, lol :)",
    "Not bad at all, no problem, never so happy 😁",
    "Make sure you :) or :D today!",
    "Catch utf-8 emoji such as 💘 and 💋 and 😁",
    "This is the shit, the bomb, yeah right, the least helpful",
    "kind of rude and kind of you",
    "no, nor good or bad",
    "without doubt the worst",
    "but but but great but horrible great",
    "",
    "   ",
    "😁😁",
    "ok",
]

PIECES = st.one_of(
    st.sampled_from(sorted(LIBRARY.lexicon)),
    st.sampled_from(sorted(BOOSTER_DICT)),
    st.sampled_from(sorted(NEGATE)),
    st.sampled_from(["but", "BUT", "kind", "of", "no", "least", "at", "very", "so", "this", "doubt", "yeah"]),
    st.sampled_from(sorted(LIBRARY.emojis)),
    st.text(max_size=8),
)


@pytest.mark.parametrize("text", TEXTS)
def test_same_compound_as_the_library(text: str) -> None:
    assert OURS.score(text).compound == LIBRARY.polarity_scores(text)["compound"]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(PIECES, st.sampled_from([" ", ", ", "! ", "?? ", "", "  "]), st.booleans()), max_size=12
    )
)
def test_same_compound_on_generated_texts(pieces: list[tuple[str, str, bool]]) -> None:
    text = "".join((piece.upper() if loud else piece) + glue for piece, glue, loud in pieces)
    assert OURS.score(text).compound == LIBRARY.polarity_scores(text)["compound"]


def test_parts_are_the_words_with_their_signed_weights() -> None:
    assert OURS.score("Great food but rude staff").parts == (("Great", 1.55), ("rude", -3.0))


def test_name_says_library_and_version() -> None:
    assert OURS.name == "vader-3.3.2"


def test_a_package_that_overwrote_the_module_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "vader_multi-3.2.2.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: vader-multi\nVersion: 3.2.2.1\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    with pytest.raises(ConfigError, match=r"overwritten by vader-multi 3\.2\.2\.1.*reinstall"):
        Vader()
