"""A judge that learns what people said, a few lessons at a time, so that no batch waits for all of them."""

from collections.abc import Sequence

from console.judge.judging import Judge
from console.judge.learning import MOST, Brand
from console.model.correction import Lesson

ROOM = 500
"""Lessons that go together when there are more than are folded: each time all others are folded anew."""


def folded(lessons: Sequence[Lesson]) -> Sequence[Lesson]:
    """Those that the brand's model is made of: of too many the newest, and how many by their number."""
    over = max(0, len(lessons) - MOST)
    return lessons[-(-over // ROOM) * ROOM :]


class Pupil:
    """Teaches a judge. What it knows follows from the lessons in their order, however they came.

    One more lesson is added to what is known. If one was taken back all are folded anew beside what the judge
    knows, which takes their place when it is whole.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._wanted: Sequence[Lesson] = ()
        self._learnt: list[Lesson] = []
        self._brand = Brand()
        self._anew = False

    def want(self, lessons: Sequence[Lesson]) -> None:
        """What is to be known from now on; `study` learns it."""
        self._wanted = folded(lessons)
        if self._learnt != list(self._wanted[: len(self._learnt)]):
            self._learnt, self._brand, self._anew = [], Brand(), True

    def study(self, most: int) -> bool:
        """Learn at most so many lessons, some milliseconds each; returns whether all are known."""
        for lesson in self._wanted[len(self._learnt) :][:most]:
            one = self._judge.correction(lesson.key, lesson.text, lesson.label, lesson.lang)
            self._brand = self._brand.taught(one)
            self._learnt.append(lesson)
        whole = len(self._learnt) == len(self._wanted)
        if whole or not self._anew:
            self._judge.teach(self._brand)
        self._anew = self._anew and not whole
        return whole
