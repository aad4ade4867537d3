"""The brand's own model is a fold over its corrections: the same whichever way it came about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import learning
from console.judge.learning import SIDES, Brand, Correction
from console.model.words import Label

EVEN = (0.3, 0.4, 0.3)
_chance = st.floats(0.05, 0.9)
_corrections = st.lists(
    st.builds(
        Correction,
        key=st.sampled_from("abcdef"),
        text=st.text(max_size=30) | st.sampled_from(["treg app", "rask app", "appen er treg", "takk"]),
        label=st.sampled_from(SIDES),
        chances=st.tuples(_chance, _chance, _chance),
    ),
    max_size=8,
)


def _same(one: Brand, other: Brand) -> bool:
    texts = ("treg app", "takk for det", "")
    return one.corrections == other.corrections and all(
        one.chances(text, EVEN) == other.chances(text, EVEN) for text in texts
    )


@given(corrections=_corrections)
def test_one_by_one_and_all_at_once_are_the_same(corrections: list[Correction]) -> None:
    brand = Brand()
    for one in corrections:
        brand = brand.taught(one)
    assert _same(brand, Brand(corrections))


@given(corrections=_corrections)
def test_what_was_saved_comes_back(corrections: list[Correction]) -> None:
    brand = Brand(corrections)
    assert _same(Brand.loads(brand.dumps()), brand)


@given(corrections=_corrections, key=st.sampled_from("abcdef"))
def test_what_is_taken_back_leaves_no_trace(corrections: list[Correction], key: str) -> None:
    assert _same(Brand(corrections).without(key), Brand(one for one in corrections if one.key != key))


def test_without_corrections_the_first_opinion_stands() -> None:
    assert Brand().chances("hva som helst", EVEN) == EVEN
    assert Brand().label("hva som helst", (0.5, 0.3, 0.2)) is Label.NEGATIVE


def test_a_later_label_of_the_same_message_replaces_the_first() -> None:
    brand = Brand().taught(Correction("1", "treg app", Label.NEGATIVE, EVEN))
    brand = brand.taught(Correction("1", "treg app", Label.POSITIVE, EVEN))
    assert [one.label for one in brand.corrections] == [Label.POSITIVE]
    assert brand.label("treg app", EVEN) is Label.POSITIVE


def test_words_that_the_corrections_share_are_learnt() -> None:
    texts = [f"appen er så treg i {place}" for place in ("dag", "byen", "helga", "natt", "Bergen")]
    brand = Brand(Correction(text, text, Label.NEGATIVE, EVEN) for text in texts)
    brand = brand.taught(Correction("takk", "takk for meg", Label.NEUTRAL, EVEN))
    assert brand.label("veldig treg", EVEN) is Label.NEGATIVE
    assert dict(brand.parts("veldig treg"))["treg"] < 0


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST", 3)
    brand = Brand()
    for number in range(5):
        brand = brand.taught(Correction(str(number), "treg", Label.NEGATIVE, EVEN))
    assert [one.key for one in brand.corrections] == ["2", "3", "4"]


@pytest.mark.parametrize("data", ["", "{}", "[]", '{"version": 2, "corrections": []}', '{"version": 1}'])
def test_something_else_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="no corrections"):
        Brand.loads(data)


@pytest.mark.parametrize(
    "row", ['["k", "t", "angry", [0, 0, 1]]', '["k", "t", "neutral", [0, 1]]', "1", '["k"]']
)
def test_a_row_that_is_none_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="no corrections"):
        Brand.loads(f'{{"version": 1, "corrections": [{row}]}}')
