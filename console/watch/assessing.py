"""The judge beside the flow: how right it is on a brand's own labels, and what it says anew of stored texts.

Seconds of computing, for which no key waits.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from console.config import BrandSettings, Settings
from console.judge import JudgeSettings
from console.model.correction import Accuracy, Again, Lesson
from console.model.message import Judgement
from console.watch.elsewhere import Elsewhere, once

if TYPE_CHECKING:
    from console.judge import Judge

_seated: "list[Judge]" = []
"""The judge that was taught, in its own process."""


def judge_settings(settings: Settings, brand: BrandSettings) -> JudgeSettings:
    """How the messages of a brand are judged here."""
    return JudgeSettings(
        brand_names=brand.names,
        default_lang=brand.language,
        priority=settings.priority,
        flag_words=settings.flag_words,
    )


@asynccontextmanager
async def anew(settings: Settings, brand: BrandSettings, lessons: Sequence[Lesson]) -> AsyncIterator[Again]:
    """A judge in a process of its own that knows these lessons. Raises ProcessLost, when it is asked too."""
    elsewhere = Elsewhere()
    try:
        await elsewhere.ask(_learn, judge_settings(settings, brand), lessons)
        yield lambda texts: elsewhere.ask(_again, texts)
    finally:
        await elsewhere.close()


def _learn(settings: JudgeSettings, lessons: Sequence[Lesson]) -> None:
    from console.judge import Judge, teach

    judge = Judge(settings)
    teach(judge, lessons)
    _seated.append(judge)


def _again(texts: Sequence[tuple[str, str | None]]) -> Sequence[Judgement]:
    from console.judge import again

    return again(_seated[0], texts)


async def assess(settings: Settings, brand: BrandSettings, lessons: Sequence[Lesson]) -> Accuracy:
    """In a process of its own. Raises ProcessLost."""
    return await once(_measured, judge_settings(settings, brand), lessons)


def _measured(settings: JudgeSettings, lessons: Sequence[Lesson]) -> Accuracy:
    from console.judge import measured

    return measured(settings, lessons)
