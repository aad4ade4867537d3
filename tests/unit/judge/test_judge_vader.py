"""English scores equal the library's to the last digit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from console.judge import vader_tokens
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


def same(text: str) -> bool:
    theirs = LIBRARY.polarity_scores(text)
    ours = OURS.polarity(text)
    return ours._asdict() == theirs and OURS.score(text).compound == theirs["compound"]


@pytest.mark.parametrize("text", TEXTS)
def test_same_numbers_as_the_library(text: str) -> None:
    assert OURS.polarity(text)._asdict() == LIBRARY.polarity_scores(text)
    assert OURS.score(text).compound == LIBRARY.polarity_scores(text)["compound"]


@settings(max_examples=600, deadline=None)
@given(
    st.lists(
        st.tuples(
            PIECES,
            st.sampled_from([" ", " ", " ", ", ", "! ", "?? ", "", "  ", "\n", "\u00a0", "...", "'s "]),
            st.sampled_from(["", "", "", "(", '"', "#", "*"]),
            st.booleans(),
        ),
        max_size=14,
    )
)
def test_same_numbers_on_generated_texts(pieces: list[tuple[str, str, str, bool]]) -> None:
    assert same(
        "".join(before + (piece.upper() if loud else piece) + glue for piece, glue, before, loud in pieces)
    )


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_same_numbers_on_any_characters(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize("phrase", sorted(SPECIAL_CASES) + [word for word in BOOSTER_DICT if " " in word])
@pytest.mark.parametrize("before", ["", "so ", "a b ", "never so ", "good no bad ", "without doubt the "])
@pytest.mark.parametrize("after", ["", " good", " of it", " BAD but great"])
def test_same_numbers_around_each_phrase(phrase: str, before: str, after: str) -> None:
    for text in (before + phrase + after, (before + phrase + after).upper(), before + phrase.upper() + after):
        assert same(text), text


def test_the_quirk_of_equal_weights_around_a_but_is_kept() -> None:
    """The library changes the first weight that equals each, which may be one that it changed before."""
    for text in (
        "good good good but good good",
        "but good but good",
        "great good but good great",
        "bad but bad",
    ):
        assert same(text), text


def test_tokens_without_end_are_read_and_not_kept() -> None:
    ours = Vader()
    text = "!" * 50_000 + "great" + "." * 50_000
    assert ours.score(text).parts == (("great", 3.1),)
    assert not ours._tokens._known


def test_tokens_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vader_tokens, "_MOST", 3)
    ours = Vader()
    text = "a great day and a great night"
    assert [ours.score(text) for _ in range(3)] == [OURS.score(text)] * 3
    assert len(ours._tokens._known) <= 3


def test_parts_are_the_words_with_their_signed_weights() -> None:
    assert OURS.score("Great food but rude staff").parts == (("Great", 1.55), ("rude", -3.0))


def test_name_says_library_and_version() -> None:
    assert OURS.name == "vader-3.3.2"
