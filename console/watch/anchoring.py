"""Tells the chain's head to a place outside, after the acts and never within them."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from console.clock import Clock
from console.errors import BeredtError
from console.model.event import AuditReport, Change, Head
from console.store.anchor import ANCHORED, Anchor, sentence, to_journal
from console.store.protocol import Store

_log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks at whether there is something to tell; a look costs nothing."""


class Anchoring:
    """A chore of the watch.

    Args:
        store: Whose log it is.
        clock: For the times of lines.
        anchor: The file; None for the journal alone.
        journal: Whether the system's journal is told as well.
        events: After so many new events the head is told.
        seconds: After so many seconds it is, if there was any.
    """

    every = EVERY

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        anchor: Anchor | None,
        journal: bool,
        events: int,
        seconds: float,
        write: Callable[[datetime, Head], None] = to_journal,
    ) -> None:
        self._store = store
        self._clock = clock
        self._anchor = anchor
        self._journal = write if journal else None
        self._events = events
        self._seconds = seconds
        self._newest = 0
        self._told: Head | None = None
        self._told_at: datetime | None = None
        self._complained = ""
        self._stop = store.subscribe(self._heard)

    def _heard(self, change: Change) -> None:
        self._newest = max(self._newest, change.event_id or 0)

    async def tick(self) -> None:
        """Tell the head if enough happened, or long enough ago; at once after a start."""
        now = self._clock.now()
        if self._told is not None and self._told_at is not None:
            new = self._newest - self._told.event
            waited = (now - self._told_at).total_seconds() / self._clock.pace()
            if new <= 0 or (new < self._events and waited < self._seconds):
                return
        await self._tell(now)

    async def _look_back(self) -> None:
        """Once after a start: an old copy that was put back while nobody watched is said at once."""
        if self._anchor is None or not self._anchor.path.exists():
            return
        verdict = await self._store.hold_against(await asyncio.to_thread(self._anchor.lines))
        if not verdict.ok:
            _log.error("%s; beredt audit verify tells more", sentence(AuditReport(0, True, None), verdict))

    async def _tell(self, now: datetime) -> None:
        if self._told is None:
            try:
                await self._look_back()
            except BeredtError as error:
                # A file that may only be appended to need not be readable here.
                _log.info("%s", error)
        head = await self._store.head()
        if head.event == 0 or (self._told is not None and head.event == self._told.event):
            self._told, self._told_at = head, now
            return
        try:
            if self._anchor is not None:
                await asyncio.to_thread(self._anchor.add, now, head)
            if self._journal is not None:
                await asyncio.to_thread(self._journal, now, head)
        except BeredtError as error:
            if error.what != self._complained:
                self._complained = error.what
                _log.error("%s", error)
            return
        self._complained = ""
        self._told, self._told_at = head, now
        await self._store.set_setting(ANCHORED, str(head.event))

    async def close(self) -> None:
        """What happened until the end is anchored too."""
        self._stop()
        try:
            await self._tell(self._clock.now())
        except BeredtError as error:
            _log.warning("%s", error.what)
