"""Ending work that runs beside."""

import asyncio
from collections.abc import Collection

ENDING = 3.0
"""Seconds that cancelled work gets to end: whoever leaves is not held up for ever."""
DRAIN = 5.0
"""Seconds that replies under way get to learn their outcome, where a person waits for the end."""


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for them, for `ENDING` seconds at most. What they raised is not told again."""
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    ended, _still_running = await asyncio.wait(tasks, timeout=ENDING)
    for task in ended:
        if not task.cancelled():
            task.exception()
