"""What a desk asks of the judge, which is half a second of imports for whoever asks and for nobody else."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from console.config import BrandSettings, Settings
from console.model.correction import Accuracy, Again, Lesson


async def assess(settings: Settings, brand: BrandSettings, lessons: Sequence[Lesson]) -> Accuracy:
    """How right the judge is on these labels. Raises ProcessLost."""
    from console.watch import assessing

    return await assessing.assess(settings, brand, lessons)


@asynccontextmanager
async def anew(settings: Settings, brand: BrandSettings, lessons: Sequence[Lesson]) -> AsyncIterator[Again]:
    """A judge that knows these lessons. Raises ProcessLost, when it is asked too."""
    from console.watch import assessing

    async with assessing.anew(settings, brand, lessons) as judge:
        yield judge
