"""Judging one message: language, sentiment, content flags, priority, each with its reasons.

What computes is imported when it is first asked for: the process that shows a screen knows the judge's
settings and its waves' window, and need not hold its models and numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.judge.anew import again, teach
    from console.judge.judging import Judge, Opinion
    from console.judge.learning import Brand, Correction
    from console.judge.line import Asked, asked, score_lines
    from console.judge.measuring import measured
    from console.judge.pupil import Pupil
    from console.judge.settings import RECALLED, WINDOW, JudgeSettings

_HOMES = {
    "again": "anew",
    "teach": "anew",
    "Judge": "judging",
    "Opinion": "judging",
    "Brand": "learning",
    "Correction": "learning",
    "Asked": "line",
    "asked": "line",
    "score_lines": "line",
    "measured": "measuring",
    "Pupil": "pupil",
    "JudgeSettings": "settings",
    "RECALLED": "settings",
    "WINDOW": "settings",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = [
    "RECALLED", "WINDOW", "Asked", "Brand", "Correction", "Judge", "JudgeSettings", "Opinion", "Pupil",
    "again", "asked", "measured", "score_lines", "teach",
]  # fmt: skip
