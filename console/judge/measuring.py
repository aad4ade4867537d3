"""How right the judge is on a brand's own labels, without and with what they teach.

Each message is judged by what had been taught before it (Dawid's prequential analysis, 1984), so that nothing
is measured on what it was learnt from. What is near-identical to an earlier one is taught and not measured.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from console.judge.judging import Judge
from console.judge.learning import SIDES, Brand
from console.judge.pupil import folded
from console.judge.settings import JudgeSettings
from console.model.correction import Accuracy, Lesson, Rated
from console.model.words import Label

DRAWS = 400
"""Of the bootstrap; its seed is fixed, so that the same labels give the same interval."""

Pair = tuple[Label, Label]
"""What a person said, and what the judge would have."""


def measured(settings: JudgeSettings, lessons: Sequence[Lesson]) -> Accuracy:
    """Some milliseconds a lesson: off the loop."""
    judge, brand = Judge(settings), Brand()
    seen: set[str] = set()
    without: list[Pair] = []
    taught: list[Pair] = []
    known = folded(lessons)
    for lesson in known:
        one = judge.correction(lesson.key, lesson.text, lesson.label, lesson.lang)
        marks = {f"wave {lesson.group}", f"text {one.text.casefold()}"}
        if not marks & seen:
            first = SIDES[max(range(3), key=one.chances.__getitem__)]
            without.append((one.label, first))
            taught.append((one.label, brand.label(one.text, one.chances)))
        seen |= marks
        brand = brand.taught(one)
    apart = [(a == said, b == said) for (said, a), (_, b) in zip(without, taught, strict=True)]
    return Accuracy(
        labels=len(lessons),
        repeated=len(known) - len(without),
        without=_rated(without),
        taught=_rated(taught),
        gained=apart.count((False, True)),
        lost=apart.count((True, False)),
    )


def _rated(pairs: Sequence[Pair]) -> Rated:
    counted = Counter(pairs)
    right = sum(count for (said, found), count in counted.items() if said is found)
    drawing, kinds = random.Random(0), list(counted)  # noqa: S311 draws, no secrets
    weights = [counted[kind] for kind in kinds]
    drawn = sorted(
        macro_f1(Counter(drawing.choices(kinds, weights, k=len(pairs)))) for _ in range(DRAWS if pairs else 0)
    )
    edge = DRAWS // 40
    interval = (drawn[edge], drawn[-1 - edge]) if drawn else (0.0, 1.0)
    return Rated(right, len(pairs), macro_f1(counted), interval)


def macro_f1(counted: Mapping[Pair, int]) -> float:
    """Mean F1 of the labels that a person or the judge gave; 0 where nobody gave any."""
    found = []
    for side in SIDES:
        said = sum(count for (label, _), count in counted.items() if label is side)
        given = sum(count for (_, label), count in counted.items() if label is side)
        if said + given:
            found.append(2 * counted.get((side, side), 0) / (said + given))
    return sum(found) / len(found) if found else 0.0
