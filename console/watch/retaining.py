"""Retention once a day, by itself, if the configuration says so."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from console.clock import Clock
from console.model.actor import WATCH
from console.model.care import Keep
from console.store.protocol import Store

_log = logging.getLogger(__name__)
EVERY = 600.0
DAY = timedelta(days=1)
LAST = "retention.last"
"""The setting that tells when it ran last, so that a restart is no reason to run again."""


class Retaining:
    """A chore of the watch."""

    every = EVERY

    def __init__(self, store: Store, clock: Clock, rules: Sequence[Keep]) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def tick(self) -> None:
        now = self._clock.now()
        last = await self._store.get_setting(LAST)
        if last is not None and now - datetime.fromisoformat(last) < DAY:
            return
        due = await self._store.retain(self._rules, WATCH, now)
        await self._store.set_setting(LAST, now.isoformat())
        told = ", ".join(f"{one.rule} {one.rows}" for one in due if one.rows)
        if told:
            _log.info("retention let go of: %s", told)

    async def close(self) -> None:
        """Nothing is open between two runs."""
