"""What the flow and the desk ask of a store. SQLite fulfils it today; one conformance suite checks it.

All times are timezone-aware UTC. Reads never see an uncommitted transaction. Any method may raise
StoreError; writing raises StoreFull when the disk is full, and then nothing of that transaction is kept.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from console.model.actor import Actor
from console.model.alert import Alert, SeriesPoint
from console.model.calendar import CalendarEntry
from console.model.care import Due, Erasure, Keep, Receipt
from console.model.correction import Lesson, StoredCorrection
from console.model.event import Change
from console.model.incident import Incident, Pause, Run
from console.model.item import (
    Counts,
    IngestResult,
    ItemDetail,
    ItemRow,
    MessageKey,
    QueueKey,
    Reordering,
    StoredMessage,
)
from console.model.message import Earlier, Judged, Quarantined
from console.model.outbox import Outgoing
from console.model.person import Answered, Handle, Mood, Person, Written
from console.model.precision import Precision
from console.model.queue import Look, Stretch
from console.model.ringing import Begun, Ring
from console.model.wave import Wave
from console.model.words import (
    OutboxState,
    Promised,
)
from console.query.ast import Query
from console.store.offers.log import OfLog
from console.store.offers.rules import OfRules
from console.store.tx import Tx


class Store(OfRules, OfLog, Protocol):
    async def open(self) -> None:
        """Open, check and migrate. Raises StoreError (newer schema, damage, second writer, network disk)."""
        ...

    async def close(self) -> None: ...

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` on the event loop after each commit; returns the way to stop it."""
        ...

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
        """One transaction: messages, items, series, counters, quarantine and the channel's cursor.

        A known message that comes again is a duplicate, an edit if `edited_at` is newer than ours, or a
        deletion. An item with a new message from outside goes back to new; a message of our own moves it
        to pending. A row that the database refuses is parked in quarantine and the others are kept. The rules
        are asked about each new message from outside, and what they do is part of the same transaction.
        Yields to waiting acts of operators before it begins.
        """
        ...

    async def cursor(self, channel: str) -> str | None: ...
    async def series(self, since: datetime, stream: str | None = None) -> Sequence[SeriesPoint]:
        """Buckets of every stream, or of one, oldest first, empty ones left out."""
        ...

    async def earlier(self, since: datetime, limit: int) -> Sequence[Earlier]:
        """Of the newest `limit` messages those from outside, received since then, oldest first."""
        ...

    async def add_series(self, points: Sequence[SeriesPoint]) -> None:
        """History that came without its messages (demo, import)."""
        ...

    async def texts_between(
        self, stream: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        """Messages from outside of a stream by the network's time, newest first."""
        ...

    async def due_outgoing(self, now: datetime) -> Sequence[Outgoing]:
        """Held past their window, failed with `next_attempt_at` reached; oldest first."""
        ...

    async def interrupted_outgoing(self) -> Sequence[Outgoing]:
        """Found as `sending` at start: their outcome is unknown."""
        ...

    async def due_snoozes(self, now: datetime) -> Sequence[int]: ...
    async def loads(self) -> Mapping[str, int]:
        """How many new items each has who holds some or is to look after some."""
        ...

    async def expired_leases(self, now: datetime) -> Sequence[int]: ...
    async def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back to `now`: leases and replies that wait for a moment after it come nearer."""
        ...

    async def due_clocks(self, now: datetime, limit: int) -> Sequence[tuple[int, Promised]]:
        """Clocks of which `Tx.tell_clock` has something to tell, the longest overdue first."""
        ...

    async def renew_clocks(self) -> int:
        """Bring the due times of all open items up to date with promises that changed since they were
        computed; returns how many items that were. Yields to acts of operators in between."""
        ...

    async def reorder(self) -> Reordering | None:
        """Weigh the next part of the open items anew after the weights changed; returns how far that is, or
        None once all are. Yields to acts of operators, and goes on where it was after a restart."""
        ...

    async def reordering(self) -> Reordering | None:
        """How far the open items are weighed anew, or None if there is nothing to do."""
        ...

    # ── acts ────────────────────────────────────────────────────────────────────────────────────────
    def act(self, actor: Actor, at: datetime, *, patient: bool = False) -> AbstractAsyncContextManager[Tx]:
        """Begin an act; commits when the block ends, rolls back if it raises. Goes before ingest.

        A patient one waits its turn like ingest: it is a part of a long act, and people go first.
        """
        ...

    # ── what is taken away ──────────────────────────────────────────────────────────────────────────
    async def erasure(self, person_id: int) -> Erasure:
        """What erasing a person would take away. Raises NotFound."""
        ...

    async def erase(self, person_id: int, actor: Actor, at: datetime) -> Receipt:
        """Take away what a person wrote and what is about them, in parts that make way for people, and prove
        it by reading the database's files.

        Raises:
            NotFound: There is no such person.
            Conflict: A reply to them is on its way.
            StoreError: Somebody reads the database, and the words stay in its log until they end.
        """
        ...

    async def due(self, rules: Sequence[Keep], now: datetime) -> Sequence[Due]:
        """What retention would let go of now, a line for each rule."""
        ...

    async def retain(
        self,
        rules: Sequence[Keep],
        actor: Actor,
        at: datetime,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> Sequence[Due]:
        """Let go of what is due, in parts that make way for people; returns what that was."""
        ...

    # ── questions ───────────────────────────────────────────────────────────────────────────────────
    async def queue_ids(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int | None = None
    ) -> Sequence[int]:
        """Ids in queue order. A query without an `is:` term means open items that are not snoozed."""
        ...

    async def queue_stretch(
        self,
        query: Query,
        *,
        me: str,
        now: datetime,
        start: QueueKey | None = None,
        end: QueueKey | None = None,
        limit: int,
        backwards: bool = False,
    ) -> Stretch:
        """At most `limit` ids from `start` to `end`, both included; the last of them if `backwards`."""
        ...

    async def queue_among(self, query: Query, ids: Sequence[int], *, me: str, now: datetime) -> Sequence[int]:
        """Which of these ids the query finds, in queue order."""
        ...

    async def queue_look(
        self, query: Query, *, me: str, now: datetime, limit: int, rows: Sequence[int], ids: Sequence[int]
    ) -> Look:
        """The first `limit` ids, these rows, and which of these ids belong, from one committed state."""
        ...

    async def queue_count(
        self, query: Query, *, me: str, now: datetime, before: QueueKey | None = None
    ) -> int:
        """How many items the query finds, all or those that come before a place. Reads each of them once."""
        ...

    async def queue_rows(
        self, query: Query, *, me: str, now: datetime, after: QueueKey | None = None, limit: int
    ) -> Sequence[ItemRow]: ...
    async def rows(self, ids: Sequence[int]) -> Sequence[ItemRow]:
        """In the order asked; ids that are gone are left out."""
        ...

    async def queue_some(self, query: Query, limit: int, *, me: str, now: datetime) -> Sequence[int]:
        """At most `limit` ids that the query finds, in no order. A scan, on a connection of its own."""
        ...

    async def vocabulary(self, *, public: bool = False) -> Mapping[str, Sequence[str]]:
        """Values that are in use by the filter's keys, the most used first, for completing.

        `public` leaves out items with private messages.
        """
        ...

    async def closed(self, actor: Actor, subjects: Sequence[str]) -> Set[str]:
        """Which of these, such as `item:5`, are closed to somebody: items, messages, waves, replies, persons
        of whom they may see nothing, incidents and runs. What is not there is closed too."""
        ...

    async def item(self, item_id: int) -> ItemDetail: ...
    async def thread(
        self, item_id: int, *, before: MessageKey | None = None, after: MessageKey | None = None, limit: int
    ) -> Sequence[StoredMessage]:
        """The oldest messages after a place, else the newest before one or of all; in reading order, which is
        by the network's time with answers behind what they answer."""
        ...

    async def person_of(self, channel: str, author_id: str) -> int:
        """Raises NotFound if this author never wrote to this channel."""
        ...

    async def person(self, person_id: int) -> Person:
        """By the id of any of their handles. Raises NotFound."""
        ...

    async def moods(self, person: Person) -> Sequence[Mood]: ...
    async def answered(self, person: Person) -> Answered: ...
    async def candidates(self, person: Person) -> Sequence[Handle]:
        """Handles of others that are worth a comparison."""
        ...

    async def handles(self, key: str, limit: int) -> Sequence[Handle]:
        """Those whose `text.handle_key` this is, heard of last first."""
        ...

    async def written(
        self,
        person_id: int,
        *,
        before: MessageKey | None = None,
        after: MessageKey | None = None,
        limit: int,
    ) -> Sequence[Written]:
        """What a person wrote over all handles: the oldest after a place, else the newest before one or of
        all; newest first. Raises NotFound."""
        ...

    async def wave(self, wave: int, now: datetime) -> Wave:
        """Raises NotFound."""
        ...

    async def waves(self, limit: int) -> Sequence[int]:
        """Ids of waves with more than one waiting item, the largest first."""
        ...

    async def messages(self, ids: Sequence[int]) -> Sequence[StoredMessage]: ...
    async def export_messages(self, after_id: int, limit: int) -> Sequence[StoredMessage]: ...
    async def counts(self, *, public: bool = False) -> Counts: ...
    async def quarantine(self, limit: int) -> Sequence[Quarantined]: ...
    async def outbox(self, states: Sequence[OutboxState], limit: int) -> Sequence[Outgoing]: ...
    async def alerts(self, limit: int, *, open_only: bool = False) -> Sequence[Alert]: ...
    async def alert(self, alert_id: int) -> Alert: ...
    async def ladders(self, alert_ids: Sequence[int]) -> Sequence[Begun]:
        """The ladders that were begun for these alerts."""
        ...

    async def rings(self, alert_ids: Sequence[int]) -> Sequence[Ring]:
        """Who was rung for these alerts, oldest first."""
        ...

    async def interrupted_rings(self) -> Sequence[Ring]:
        """Found as `ringing` at start: nobody knows whether they were heard."""
        ...

    async def calendar(self, since: datetime) -> Sequence[CalendarEntry]:
        """Entries that end after `since`, the earliest first."""
        ...

    async def corrections(self, limit: int, before_id: int | None = None) -> Sequence[StoredCorrection]:
        """What people said of messages' sentiment, newest first, that taken back too."""
        ...

    async def corrected_buckets(self, item_ids: Sequence[int], since: datetime) -> Sequence[datetime]:
        """Five-minute buckets, not before `since` (UTC), with messages of these items whose sentiment
        somebody said something of, be it taken back or not; of some hundred items at most."""
        ...

    async def lessons(self, then: datetime | None = None) -> Sequence[Lesson]:
        """What stands of it, one for each message, in the order in which it was said.

        Args:
            then: What stood at that time (UTC) instead. What was taken back meanwhile stood then; what was
                taken back then and stands again counts as if it always had.
        """
        ...

    async def rejudgeable(self, since: datetime) -> Sequence[int]:
        """Messages from outside of open items that came since then (UTC), by the network's time, the oldest
        id first; without those that carry a person's label."""
        ...

    async def to_rejudge(self, ids: Sequence[int]) -> Sequence[StoredMessage]:
        """Those of some that may still be judged anew, in the order asked."""
        ...

    async def alert_precision(self) -> Sequence[Precision]:
        """How often alerts were right, by the detector's level, and of each message rule that raised some."""
        ...

    async def incidents(self, limit: int, *, open_only: bool = False) -> Sequence[Incident]: ...
    async def incident(self, incident_id: int) -> Incident: ...
    async def runs(self, limit: int, *, open_only: bool = False) -> Sequence[Run]: ...
    async def run(self, run_id: int) -> Run: ...
    async def pause(self) -> Pause | None: ...
    async def get_setting(self, key: str) -> str | None:
        """Small state that belongs to the database: the demo's virtual time, layout, last view."""
        ...

    async def set_setting(self, key: str, value: str) -> None: ...
    async def answers(self) -> None:
        """Return once a person's act could have been written; raises StoreError where it is refused."""

    async def checks(self) -> Mapping[str, str]:
        """Facts for `beredt doctor`: path, size, sqlite version, schema version, integrity, wal bytes."""
        ...
