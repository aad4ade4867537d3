"""Judging one message: language, sentiment, content flags, priority, each with its reasons."""

from console.judge.anew import again, teach
from console.judge.judging import Judge, Opinion
from console.judge.learning import Brand, Correction
from console.judge.line import score_line
from console.judge.measuring import measured
from console.judge.pupil import Pupil
from console.judge.settings import JudgeSettings
from console.judge.waves import RECALLED, WINDOW

__all__ = [
    "RECALLED", "WINDOW", "Brand", "Correction", "Judge", "JudgeSettings", "Opinion", "Pupil", "again",
    "measured", "score_line", "teach",
]  # fmt: skip
