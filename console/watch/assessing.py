"""How right the judge is on a brand's own labels: seconds of computing, for which no key waits."""

from collections.abc import Sequence

from console.config import BrandSettings, Settings
from console.judge import JudgeSettings, measured
from console.model.correction import Accuracy, Lesson
from console.watch.elsewhere import once


def judge_settings(settings: Settings, brand: BrandSettings) -> JudgeSettings:
    """How the messages of a brand are judged here."""
    return JudgeSettings(
        brand_names=brand.names,
        default_lang=brand.language,
        priority=settings.priority,
        flag_words=settings.flag_words,
    )


async def assess(settings: Settings, brand: BrandSettings, lessons: Sequence[Lesson]) -> Accuracy:
    """In a process of its own. Raises ProcessLost."""
    return await once(measured, judge_settings(settings, brand), lessons)
