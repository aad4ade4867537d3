"""What was looked for is marked in rows and threads, in every dress of the screen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.render.found import STYLE, paragraph, snippet
from console.ui.render.line import Span, cell_len, folded, wrap
from console.ui.render.palette import Palette

LONG = "We waited for an hour in the branch and nobody came, then the app showed that the refund was lost"


def marked(spans: list[Span] | tuple[Span, ...]) -> list[str]:
    return [span.text for span in spans if span.style == STYLE]


def test_a_word_beyond_the_row_is_brought_into_view() -> None:
    spans = snippet(LONG, 40, "normal", ("refund",))
    assert spans[0].text == "… "
    shown = "".join(span.text for span in spans)
    assert cell_len(shown[: shown.index("refund") + 6]) <= 40
    assert marked(spans) == ["refund"]
    assert shown.removeprefix("… ") in LONG
    assert not shown.removeprefix("… ").startswith(" ")


def test_a_word_that_is_in_view_moves_nothing() -> None:
    spans = snippet(LONG, 40, "normal", ("waited", "refund"))
    assert "".join(span.text for span in spans) == LONG
    assert marked(spans) == ["waited", "refund"]
    assert snippet(LONG, 40, "normal", ()) == [Span(LONG, "normal")]


def test_a_phrase_over_a_fold_is_marked_on_both_lines() -> None:
    lines = paragraph("the money is gone for good", 12, "", ("money is gone",))
    assert ["".join(span.text for span in line) for line in lines] == ["the money is", "gone for", "good"]
    assert [marked(line) for line in lines] == [["money is"], ["gone"], []]


@given(
    text=st.text(st.sampled_from("ab 日🔥\n"), max_size=80),
    width=st.integers(3, 20),
    phrases=st.lists(st.sampled_from(["a", "ab*", "🔥", "日", "b a"]), max_size=3),
)
def test_marks_change_no_letter_and_no_fold(text: str, width: int, phrases: list[str]) -> None:
    lines = paragraph(text, width, "", tuple(phrases))
    assert ["".join(span.text for span in line) for line in lines] == wrap(text, width)
    spans = snippet(text, width, "", tuple(phrases))
    shown = "".join(span.text for span in spans).removeprefix("… ")
    assert text.replace("\n", " ").endswith(shown)


@pytest.mark.parametrize("dress", ["rich", "ansi", "mono"])
@pytest.mark.parametrize("over", ["", "cursor", "cursor-off"])
def test_a_mark_shows_without_colour(dress: str, over: str) -> None:
    palette = Palette(dress)
    assert palette.style(STYLE, over).underline
    assert palette.style(STYLE, over).bold
    assert not palette.style("normal", over).bold


def test_styled_parts_are_folded_as_one_text() -> None:
    lines = folded([Span("we said "), Span("so and so", "hit"), Span(" before")], 12, 2)
    assert ["".join(span.text for span in line) for line in lines] == ["  we said so", "  and so", "  before"]
    assert [span.text for line in lines for span in line if span.style == "hit"] == ["so", "and so"]


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "hit"])), max_size=8), st.integers(1, 30))
def test_folding_loses_nothing_but_blanks_at_the_folds(parts: list[tuple[str, str]], width: int) -> None:
    spans = [Span(*part) for part in parts]
    lines = folded(spans, width)
    shown = "".join(span.text for line in lines for span in line)
    assert re.sub(r"[ \n]", "", shown) == re.sub(r"[ \n]", "", "".join(text for text, _ in parts))
