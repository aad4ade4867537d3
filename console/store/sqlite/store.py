"""The store on SQLite: each method hands one named function to the engine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from console.clock import Clock
from console.errors import StoreError
from console.model.actor import Actor
from console.model.alert import SeriesPoint
from console.model.event import Change
from console.model.item import (
    IngestResult,
    Reordering,
    StoredMessage,
)
from console.model.message import Earlier, Judged, Quarantined
from console.model.outbox import Outgoing
from console.model.team import Colleague
from console.model.words import Promised
from console.priority import PriorityWeights
from console.sla import Promises, Roster
from console.store.sqlite import (
    checks,
    clocks,
    items,
    messages,
    outbox,
    reordering,
    series,
    setback,
    settings,
    waves,
)
from console.store.sqlite import ingest as intake
from console.store.sqlite.caring import Caring
from console.store.sqlite.db import to_us
from console.store.sqlite.engine import Engine
from console.store.sqlite.opening import Opened, open_database
from console.store.sqlite.questions import Questions
from console.store.sqlite.tx import SqliteTx
from console.store.sqlite.watched import Watched
from console.store.tx import Tx

log = logging.getLogger(__name__)

PROMISES = "clocks.promises"
"""The setting that tells by which promises due times were computed."""
RENEWED_AT_ONCE = 200


class SqliteStore(Questions, Caring):
    """Fulfils `console.store.protocol.Store` on one file of a local disk.

    Args:
        path: The database; made if it is missing.
        clock: For the times of migrations and checks.
        read_only: Only ask, beside the process that owns the database; nothing is made or migrated.
        owner: What this process is, for the one that is refused beside it.
        promises: How soon messages are to be answered.
        weights: What counts how much for a place in the queue.
        watched: Words of which messages are counted apart, as `[detector] watched` has them.
        team: Among whom a rule shares out.
        roster: When they work.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        read_only: bool = False,
        owner: str = "",
        promises: Promises | None = None,
        weights: PriorityWeights | None = None,
        watched: Sequence[str] = (),
        team: Sequence[Colleague] = (),
        roster: Roster | None = None,
    ) -> None:
        self.path = path
        self._promises = promises or Promises()
        self._weights = weights or PriorityWeights()
        self._watched = Watched(watched)
        self._team = team
        self._roster = roster or Roster()
        self._renewed = False
        self._clock = clock
        self._read_only = read_only
        self._owner = owner
        self._opened: Opened | None = None
        self._listeners: list[Callable[[Change], None]] = []
        self._checking: asyncio.Task[None] | None = None
        self._scrubbing: asyncio.Task[None] | None = None

    @property
    def _engine(self) -> Engine:
        if self._opened is None:
            raise StoreError("the database is not open")
        return self._opened.engine

    async def open(self) -> None:
        if self._opened is not None:
            raise StoreError("the database is open already")
        self._opened = await open_database(
            self.path, self._clock.now(), read_only=self._read_only, owner=self._owner
        )
        if not self._read_only:
            await reordering.prepare(self._engine, self._weights)
            self._scrubbing = asyncio.create_task(self._go_on_scrubbing())
        if self._opened.wants_check:
            self._checking = asyncio.create_task(self._check())

    async def close(self) -> None:
        if self._scrubbing is not None:
            # It goes on at the next start.
            self._scrubbing.cancel()
            await asyncio.gather(self._scrubbing, return_exceptions=True)
            self._scrubbing = None
        opened, self._opened = self._opened, None
        if opened is None:
            return
        if self._checking is not None:
            opened.engine.interrupt()
            await asyncio.gather(self._checking, return_exceptions=True)
            self._checking = None
        await opened.close()

    async def checked(self) -> None:
        """Wait for the check that runs after an unclean end. Raises StoreError if it found damage."""
        if self._checking is not None:
            await asyncio.gather(self._checking, return_exceptions=True)
        if self._engine.refusal is not None:
            raise self._engine.refusal

    async def scrubbed(self) -> None:
        """Wait for what an erasure that was killed left to do."""
        if self._scrubbing is not None:
            await self._scrubbing

    async def _go_on_scrubbing(self) -> None:
        try:
            await self.scrub_what_was_left()
        except StoreError as error:
            log.warning("%s", error)

    async def _check(self) -> None:
        """Look at every page without holding up the start; damage stops all writing."""
        engine, now = self._engine, self._clock.now()
        try:
            engine.refusal = checks.damage(self.path, await engine.ask_apart(checks.quick_check))
            if engine.refusal is None and not self._read_only:
                await engine.write(lambda db: checks.remember(db, to_us(now)), urgent=False)
        except StoreError as error:
            if checks.is_damage(error):
                engine.refusal = error
            else:
                log.info("the database was not checked to its end: %s", error)
        if engine.refusal is not None:
            log.error("%s", engine.refusal)
            self._tell([Change(None, "store.damaged", ("store",))])

    def _keeping(self, at: datetime) -> clocks.Keeping:
        return clocks.Keeping(to_us(at), self._promises, self._weights, self._team, self._roster)

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _tell(self, changes: Sequence[Change]) -> None:
        for change in changes:
            for listener in tuple(self._listeners):
                try:
                    listener(change)
                except Exception:
                    # What is committed stays committed; a broken listener harms only itself.
                    log.exception("a listener failed")

    # ── the flow ────────────────────────────────────────────────────────────────────────────────────
    async def ingest(
        self,
        batch: Sequence[Judged],
        rejected: Sequence[Quarantined],
        *,
        channel: str,
        cursor: str | None,
        at: datetime,
    ) -> IngestResult:
        def tell(part: tuple[IngestResult, int]) -> None:
            result = part[0]
            subjects = tuple(f"item:{item_id}" for item_id in result.touched)
            if subjects or result.rejected:
                self._tell([Change(None, "ingested", (*subjects, f"channel:{channel}")), *result.changes])

        async def parts() -> IngestResult:
            whole, taken = IngestResult(), 0
            while True:
                rest = batch[taken:]
                part, count = await self._engine.write(
                    lambda db, rest=rest: intake.ingest(  # type: ignore[misc]
                        *(db, rest, rejected, channel, cursor, at, self._keeping(at), self._watched),
                        self._engine.until_wanted(),
                    ),
                    urgent=False,
                    first=taken > 0,
                    then=tell,
                )
                whole, taken = whole.followed_by(part, taken), taken + count
                if taken == len(batch):
                    return whole

        # A caller that goes away leaves no batch half stored.
        return await asyncio.shield(asyncio.ensure_future(parts()))

    async def cursor(self, channel: str) -> str | None:
        return await self._engine.read(lambda db: intake.cursor_of(db, channel))

    async def series(self, since: datetime, stream: str | None = None) -> Sequence[SeriesPoint]:
        return await self._engine.read(lambda db: series.since(db, to_us(since), stream))

    async def earlier(self, since: datetime, limit: int) -> Sequence[Earlier]:
        return await self._engine.read(lambda db: waves.earlier(db, since, limit))

    async def add_series(self, points: Sequence[SeriesPoint]) -> None:
        await self._engine.write(lambda db: series.add_points(db, points), urgent=False)

    async def texts_between(
        self, stream: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        return await self._engine.read(
            lambda db: messages.between(db, stream, to_us(start), to_us(end), limit), slow=True
        )

    async def due_outgoing(self, now: datetime) -> Sequence[Outgoing]:
        return await self._engine.read(lambda db: outbox.due(db, to_us(now)))

    async def interrupted_outgoing(self) -> Sequence[Outgoing]:
        return await self._engine.read(outbox.interrupted)

    async def due_snoozes(self, now: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: items.due_snoozes(db, to_us(now)))

    async def loads(self) -> Mapping[str, int]:
        return await self._engine.read(items.loads)

    async def expired_leases(self, now: datetime) -> Sequence[int]:
        return await self._engine.read(lambda db: items.expired_leases(db, to_us(now)))

    async def set_back(self, by: timedelta, now: datetime) -> None:
        micros = by // timedelta(microseconds=1)
        await self._engine.write(lambda db: setback.move(db, micros, to_us(now)), urgent=True)

    async def due_clocks(self, now: datetime, limit: int) -> Sequence[tuple[int, Promised]]:
        return await self._engine.read(lambda db: clocks.due(db, to_us(now), limit))

    async def renew_clocks(self) -> int:
        if self._renewed:
            return 0
        wanted = self._promises.fingerprint()
        known = await self.get_setting(PROMISES) or Promises().fingerprint()
        if known == wanted:
            self._renewed = True
            return 0
        ids = await self._engine.read(items.open_ids, slow=True)
        for start in range(0, len(ids), RENEWED_AT_ONCE):
            part = ids[start : start + RENEWED_AT_ONCE]
            keeping = self._keeping(self._clock.now())
            await self._engine.write(partial(items.renew, ids=part, keeping=keeping), urgent=False)
            self._tell([Change(None, "changed", tuple(f"item:{item_id}" for item_id in part))])
        await self.set_setting(PROMISES, wanted)
        self._renewed = True
        return len(ids)

    async def reorder(self) -> Reordering | None:
        def tell(changed: Sequence[int]) -> None:
            subjects = (f"item:{item_id}" for item_id in changed)
            self._tell([Change(None, "reordered", ("reordering", *subjects))])

        return await reordering.part(self._engine, self._keeping(self._clock.now()), tell)

    async def reordering(self) -> Reordering | None:
        return await self._engine.read(reordering.progress)

    # ── acts ────────────────────────────────────────────────────────────────────────────────────────
    @asynccontextmanager
    async def act(self, actor: Actor, at: datetime, *, patient: bool = False) -> AsyncIterator[Tx]:
        async with self._engine.turn(urgent=not patient) as writing:
            tx = SqliteTx(writing, actor, at, self._keeping(at), self._watched)
            yield tx
            await writing.commit(lambda: self._tell(tx.changes()))

    async def set_setting(self, key: str, value: str) -> None:
        await self._engine.write(lambda db: settings.put(db, key, value), urgent=True)

    async def answers(self) -> None:
        # Takes a turn and changes nothing: without a changed page SQLite has nothing to make durable.
        await self._engine.write(lambda _db: None, urgent=True)

    async def checks(self) -> Mapping[str, str]:
        return await self._engine.read(lambda db: checks.facts(db, self.path), slow=True)
