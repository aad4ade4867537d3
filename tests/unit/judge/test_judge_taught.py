"""What people said reaches the judge in pieces, and is measured on what was not learnt from."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.judge import Judge, JudgeSettings, Pupil, measured, pupil
from console.judge.measuring import macro_f1
from console.judge.score import label_of
from console.model.correction import LEAST, Accuracy, Lesson, Rated, number
from console.model.words import Label

SETTINGS = JudgeSettings()
JUDGE = Judge(SETTINGS)
TEXTS = ("the app is slow", "love it", "never again", "ok then", "great, down again")
_lessons = st.lists(
    st.builds(
        Lesson,
        key=st.sampled_from("abcdef"),
        text=st.sampled_from(TEXTS),
        label=st.sampled_from(list(Label)),
        lang=st.sampled_from(["en", None]),
        group=st.sampled_from("12345"),
    ),
    max_size=6,
)


def lesson(n: int, text: str, label: Label, group: str = "") -> Lesson:
    return Lesson(str(n), text, label, "en", group or str(n))


def knows(lessons: list[Lesson], piece: int = 100) -> list[tuple[object, ...]]:
    """What a judge with nothing behind it says once it has learnt these."""
    learning = Pupil(JUDGE)
    learning.want(lessons)
    while not learning.study(piece):
        pass
    return said(JUDGE)


def said(judge: Judge) -> list[tuple[object, ...]]:
    found = [judge.opinion(text, "en") for text in TEXTS]
    return [(one.label, one.score, one.unsure, one.scorer, judge.reasons(one)) for one in found]


@settings(max_examples=25, deadline=None)
@given(first=_lessons, more=_lessons, piece=st.integers(1, 3))
def test_whichever_way_lessons_came_the_judge_says_the_same(
    first: list[Lesson], more: list[Lesson], piece: int
) -> None:
    learning = Pupil(JUDGE)
    for wanted in (first, [*first, *more], more):
        learning.want(wanted)
        while not learning.study(piece):
            pass
        here = said(JUDGE)
        assert here == knows(wanted)
        # The judge is shared: what `learning` knew is put back.
        JUDGE.teach(learning._brand)


def test_with_nothing_said_every_judgement_is_as_shipped() -> None:
    shipped = said(Judge(SETTINGS))
    assert knows([lesson(1, "the app is slow", Label.NEGATIVE)]) != shipped
    assert knows([]) == shipped


def test_until_all_is_folded_anew_the_judge_keeps_what_it_knows() -> None:
    lessons = [lesson(n, f"the app is so slow {n}", Label.NEGATIVE) for n in range(6)]
    learning = Pupil(judge := Judge(SETTINGS))
    learning.want(lessons)
    assert learning.study(100)
    before = said(judge)
    learning.want(lessons[1:])
    assert not learning.study(2)
    assert said(judge) == before
    assert not learning.study(2)
    assert learning.study(2)
    assert judge.opinion("slow", "en").scorer.endswith("+brand-5")


def test_a_judgement_says_that_people_taught_it() -> None:
    text = "the new card reader"
    judge = Judge(SETTINGS)
    shipped = judge.opinion(text, "en").label
    learning = Pupil(judge)
    learning.want([lesson(n, f"{text} number {n}", Label.NEGATIVE) for n in range(8)])
    assert learning.study(100)
    opinion = judge.opinion(text, "en")
    assert (opinion.label, opinion.overruled) == (Label.NEGATIVE, shipped)
    assert opinion.scorer.endswith("+brand-8")
    assert f"taught by people: negative, not {shipped}" in [one.text for one in judge.reasons(opinion)]


def test_of_too_many_the_oldest_go_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pupil, "MOST", 10)
    monkeypatch.setattr(pupil, "ROOM", 4)
    lessons = [lesson(n, "x", Label.NEUTRAL) for n in range(20)]
    firsts = [int(pupil.folded(lessons[:n])[0].key) for n in range(1, 20)]
    assert firsts == [0] * 10 + [4] * 4 + [8] * 4 + [12]


def test_nothing_is_measured_on_what_was_learnt_from() -> None:
    # The same words every time: whoever measures on what was taught finds a judge that is always right.
    once = [lesson(1, "the new card reader", Label.NEGATIVE)]
    assert measured(SETTINGS, once).taught.right == measured(SETTINGS, once).without.right == 0
    same = [lesson(n, "the new card reader", Label.NEGATIVE) for n in range(9)]
    found = measured(SETTINGS, same)
    assert (found.labels, found.repeated, found.taught.of) == (9, 8, 1)
    wave = [lesson(n, f"the new card reader {n}", Label.NEGATIVE, group="w") for n in range(9)]
    assert measured(SETTINGS, wave).repeated == 8


def test_what_is_shared_by_the_labels_is_gained() -> None:
    places = itertools.product(("Oslo", "Bergen", "Voss", "Moss", "Bodo", "Hamar"), ("today", "again", "now"))
    lessons = [
        lesson(n, f"kiosk in {town} {when} shows the blue dot", Label.NEGATIVE)
        for n, (town, when) in enumerate([*places, *itertools.product(("Ski", "Skien"), range(9))])
    ]
    found = measured(SETTINGS, lessons)
    assert found.enough
    assert found.taught.right > found.without.right
    assert (found.gained - found.lost, found.better) == (found.taught.right - found.without.right, True)
    assert found.taught.interval[0] < found.taught.accuracy < found.taught.interval[1]
    assert found.taught.macro_f1_interval[0] <= found.taught.macro_f1 <= found.taught.macro_f1_interval[1]
    assert measured(SETTINGS, lessons) == found


def test_macro_f1_is_the_mean_over_the_labels_that_occur() -> None:
    negative, neutral = Label.NEGATIVE, Label.NEUTRAL
    counted = {(negative, negative): 3, (negative, neutral): 1, (neutral, neutral): 1, (neutral, negative): 1}
    # F1 of negative: 6/8, of neutral: 2/4; positive occurs nowhere.
    assert macro_f1(counted) == pytest.approx((0.75 + 0.5) / 2)
    assert macro_f1({}) == 0.0


@pytest.mark.parametrize(
    ("measured_on", "gained", "lost", "better"),
    [
        (LEAST - 1, 20, 0, None),
        (LEAST, 0, 0, None),
        (LEAST, 3, 2, None),
        (LEAST, 12, 1, True),
        (LEAST, 1, 12, False),
    ],
)
def test_a_few_labels_and_a_few_differences_say_nothing(
    measured_on: int, gained: int, lost: int, better: bool | None
) -> None:
    rated = Rated(10, measured_on, 0.5, (0.4, 0.6))
    assert Accuracy(measured_on, 0, rated, rated, gained, lost).better is better


@given(label=st.sampled_from(list(Label)), compound=st.floats(-1, 1))
def test_the_number_of_a_label_gives_that_label(label: Label, compound: float) -> None:
    assert label_of(number(label, compound)) is label
    assert number(label, compound) == compound or label_of(compound) is not label
