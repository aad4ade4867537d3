"""Judging stored texts anew: by a judge that was taught, in the language that they were read in."""

from collections.abc import Sequence

from console.judge.judging import Judge
from console.judge.pupil import Pupil
from console.model.correction import Lesson
from console.model.message import Judgement


def teach(judge: Judge, lessons: Sequence[Lesson]) -> None:
    """Let it know these lessons, all at once; some milliseconds each."""
    pupil = Pupil(judge)
    pupil.want(lessons)
    pupil.study(len(lessons))


def again(judge: Judge, texts: Sequence[tuple[str, str | None]]) -> list[Judgement]:
    """What it says of stored texts, each with the language that it was read in; without wave and points,
    which are not the text's alone."""
    opinions = judge.opinions([text for text, _ in texts], [lang for _, lang in texts])
    return [*map(judge.judged, opinions)]
