"""A clock that is set back: seconds that somebody or something waits for must not become hours.

A clock that is set forward needs nothing of it. What was waited for is due at once, and a claim that ended
with it comes back to its session (`desk/many.py`). What is meant for a time of day, such as a snooze or a
promise, is meant for that time however the clock came there.
"""

import logging
from datetime import datetime, timedelta

from console.clock import Clock
from console.store.protocol import Store

LEAST = timedelta(seconds=2)
"""Less than this is a clock being corrected, and nobody waits long for it."""

_log = logging.getLogger(__name__)


class Setbacks:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: tuple[datetime, float] | None = None
        """The wall clock and the seconds that never run backwards, read together."""

    async def look(self) -> None:
        """Whether it was set back since the last look; then what waits is moved with it."""
        now, passed = self._clock.now(), self._clock.monotonic()
        last, self._last = self._last, (now, passed)
        if last is None:
            return
        by = last[0] + timedelta(seconds=passed - last[1]) - now
        if by > LEAST * self._clock.pace():
            _log.warning(
                "the clock was set back by %d s; claims and replies that wait are moved with it",
                by.total_seconds(),
            )
            try:
                await self._store.set_back(by, now)
            except BaseException:
                # Not moved: the next look finds it again.
                self._last = last
                raise
