"""`beredt ingest`: messages as JSON lines, through gate and judge into the store."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.call import Call, options, pass_call
from console.cli.input import opened, split_live
from console.cli.output import complain, emit, say
from console.cli.watch_status import DAEMON
from console.connectors.feed import BATCH_BYTES, BATCH_ROWS, Feed, to_raw
from console.connectors.lines import KEPT, Line
from console.errors import BeredtError, Refused, StoreError
from console.judge import RECALLED, WINDOW, Judge, JudgeSettings, teach
from console.model.message import Judged, Quarantined, RawMessage
from console.text import one_line, parse_line
from console.watch.sifting import sift

if TYPE_CHECKING:
    from console.store.sqlite import SqliteStore

CHANNEL = "ingest/@command-line"
"""Under which lines are parked that name no channel."""
_NEEDED = ("network", "channel")
_FEED = Feed(CHANNEL, "ingest")
PROGRESS_SECONDS = 0.5


@dataclass
class Tally:
    read: int = 0
    new: int = 0
    duplicate: int = 0
    rejected: int = 0
    edited: int = 0
    deleted: int = 0
    """Edits and deletions are among the duplicates: messages known already."""


@click.command()
@click.argument("file", default="-", metavar="[FILE or -]")
@options
@pass_call
def ingest(call: Call, file: str) -> int:
    """Take in messages as JSON lines.

    Needed: network, channel, id, kind (comment, dm, mention, reply, review), author {id, handle}, text and
    created_at. If known: the author's name, followers and created_at, thread_id, parent_id, lang, reach,
    url, edited_at, deleted. A line that can't be admitted is told on stderr and parked in quarantine; all
    others are kept.
    """
    started = time.monotonic()
    tally = Tally()
    try:
        asyncio.run(_take_all(call, file, tally))
    except BeredtError as error:
        if not tally.read:
            raise
        kept = tally.new + tally.duplicate
        error.kept = "; ".join(
            part
            for part in (error.kept, f"{kept:,} messages before it are stored; run it again to go on")
            if part
        )
        raise
    _sum_up(call, tally, time.monotonic() - started)
    return 2 if tally.rejected else 0


def _sum_up(call: Call, tally: Tally, seconds: float) -> None:
    if call.json:
        emit(
            {
                "read": tally.read,
                "new": tally.new,
                "duplicate": tally.duplicate,
                "rejected": tally.rejected,
                "edited": tally.edited,
                "deleted": tally.deleted,
                "seconds": round(seconds, 3),
            }
        )
        return
    lines = "line" if tally.read == 1 else "lines"
    say(
        f"read {tally.read:,} {lines} in {seconds:.1f} s: {tally.new:,} new, "
        f"{tally.duplicate:,} known already, {tally.rejected:,} rejected"
    )


def _refuse_beside_a_watch(database: Path) -> None:
    """Raises StoreError: who else writes is told by the store, but what to do beside a watch is not."""
    from console.store.sqlite import holder

    try:
        who = holder(database)
    except OSError:
        # In a folder that this user may not look into; the store says so.
        return
    if who is not None and who.what == DAEMON:
        raise StoreError(
            f"{who} has this database open and takes messages in itself",
            fix="stop it for this (systemctl stop beredt), or append the lines to a jsonl channel's file"
            " (docs/feeds.md)",
        )


async def _take_all(call: Call, file: str, tally: Tally) -> None:
    from console.service import open_service

    settings = call.settings
    _refuse_beside_a_watch(settings.database)
    brand = settings.brand
    judge = Judge(
        JudgeSettings(
            brand_names=brand.names,
            default_lang=brand.language,
            priority=settings.priority,
            flag_words=settings.flag_words,
        )
    )
    with opened(file) as stream:
        service = await open_service(settings, watching=False)
        try:
            judge.recall(await service.store.earlier(service.desk.now() - WINDOW, RECALLED))
            await asyncio.to_thread(teach, judge, await service.store.lessons())
            intake = _Intake(service.store, judge, tally)
            async for lines in split_live(stream):
                for line in lines:
                    intake.add(line)
                    if intake.full:
                        await intake.store()
                # What a live pipe has brought must not wait for a full batch.
                if len(lines) < BATCH_ROWS:
                    await intake.store()
                intake.show_progress()
            await intake.store()
            intake.clear_progress()
        finally:
            await service.close()


class _Intake:
    """Gathers lines into batches and stores them."""

    def __init__(self, store: "SqliteStore", judge: Judge, tally: Tally) -> None:
        self._store = store
        self._judge = judge
        self._tally = tally
        self._raws: list[RawMessage] = []
        self._parked: list[Quarantined] = []
        self._bytes = 0
        self._live = sys.stderr.isatty()
        self._shown_at = 0.0

    @property
    def full(self) -> bool:
        return len(self._raws) + len(self._parked) >= BATCH_ROWS or self._bytes >= BATCH_BYTES

    def add(self, line: Line) -> None:
        self._tally.read += 1
        self._bytes += len(line.data)
        now = datetime.now(UTC)
        try:
            if line.oversize:
                raise Refused(f"the line has {line.size:,} bytes, more than are read")
            fields = parse_line(line.data)
            for name in _NEEDED:
                if fields.get(name) is None:
                    raise Refused(f"{name} is missing")
            evidence = line.data.decode(errors="backslashreplace")
            self._raws.append(to_raw(fields, _FEED, evidence, line.number))
        except Refused as refused:
            evidence = line.data[:KEPT].decode(errors="backslashreplace")
            self._parked.append(Quarantined(CHANNEL, one_line(refused.what), evidence, now, line.number))

    async def store(self) -> None:
        """One transaction for all that was gathered."""
        if not (self._raws or self._parked):
            return
        at = datetime.now(UTC)
        judged, refused = await asyncio.to_thread(sift, self._judge, self._raws, CHANNEL, at)
        parked = [*self._parked, *refused]
        self._raws, self._parked, self._bytes = [], [], 0
        await self._commit(judged, parked, at)

    async def _commit(self, judged: Sequence[Judged], parked: Sequence[Quarantined], at: datetime) -> None:
        result = await self._store.ingest(judged, parked, channel=CHANNEL, cursor=None, at=at)
        tally = self._tally
        tally.new += result.new
        # Every line is one of new, known already, or rejected; edits and deletions are of known messages.
        tally.duplicate += result.duplicate + result.edited + result.deleted
        tally.edited += result.edited
        tally.deleted += result.deleted
        tally.rejected += result.rejected
        for row in sorted(parked, key=lambda row: row.line or 0):
            self.clear_progress()
            complain(f"line {row.line}: {row.reason}")

    def show_progress(self) -> None:
        now = time.monotonic()
        if self._live and now - self._shown_at >= PROGRESS_SECONDS:
            self._shown_at = now
            sys.stderr.write(f"\r{self._tally.read:,} lines read, {self._tally.new:,} new")
            sys.stderr.flush()

    def clear_progress(self) -> None:
        if self._live and self._shown_at:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown_at = 0.0
