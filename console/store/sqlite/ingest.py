"""One batch from one channel, in one transaction: messages, items, series, quarantine and the cursor."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.model.item import IngestResult
from console.model.message import Judged, Message, Quarantined
from console.model.safe import SafeText
from console.store.sqlite import contacts, corrections, handles, messages, ruling, series, stripping, waves
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, Row, all_rows, from_us, maybe_us, one_row, to_json, to_us
from console.store.sqlite.items import Arrivals, refresh
from console.store.sqlite.threads import item_of
from console.store.sqlite.watched import Watched

SET_CURSOR = """
INSERT INTO cursors (channel, cursor, at) VALUES (?, ?, ?)
ON CONFLICT (channel) DO UPDATE SET cursor = excluded.cursor, at = excluded.at
"""
CURSOR = "SELECT cursor FROM cursors WHERE channel = ?"
PARK = "INSERT INTO quarantine (channel, reason, evidence, received_at, line) VALUES (?, ?, ?, ?, ?)"
PARKED = "SELECT channel, reason, evidence, received_at, line FROM quarantine ORDER BY id DESC LIMIT ?"
TAKE_TOMBSTONE = "SELECT deleted_at FROM tombstones WHERE channel = ? AND remote_id = ?"
ADD_TOMBSTONE = (
    "INSERT INTO tombstones (channel, remote_id, deleted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
)
MARK_DELETED = "UPDATE messages SET deleted = 1, deleted_at = ?, wave = NULL WHERE id = ?"
ADD_VERSION = """
INSERT INTO versions (message_id, edited_at, text, raw) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
KEEP_VERSION = """
INSERT INTO versions (message_id, edited_at, text, raw)
    SELECT m.id, ifnull(m.edited_at, 0), m.text, ifnull(e.raw, '')
    FROM messages m LEFT JOIN evidence e ON e.message_id = m.id WHERE m.id = ?
    ON CONFLICT DO NOTHING
"""
EDIT = """
UPDATE messages SET text = ?, edited_at = ?, author_handle = ?, author_name = ?, url = ifnull(?, url),
    context = ?, lang_claimed = ?, lang = ?, compound = ?, label = ?, unsure = ?, flags = ?, reasons = ?,
    scorer = ?, priority = ?, priority_reasons = ?, wave = NULL
WHERE id = ?
"""
PUT_EVIDENCE = """
INSERT INTO evidence (message_id, raw) VALUES (?, ?) ON CONFLICT (message_id) DO UPDATE SET raw = excluded.raw
"""
NEWEST = """
SELECT ifnull(max(created_at), 0) FROM messages INDEXED BY messages_stream WHERE channel = ? AND ours = 0
"""
HEARD = "SELECT EXISTS (SELECT 1 FROM messages WHERE item_id = ? AND ours = 0)"

LEAST = 4
"""Messages that are stored before a batch makes way: each part costs a sync of the disk."""


@dataclass(slots=True)
class Batch:
    """What a batch has done so far."""

    keeping: Keeping
    new: int = 0
    duplicate: int = 0
    edited: int = 0
    deleted: int = 0
    rejected: int = 0
    items: dict[int, Arrivals] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)
    """Items that a merge within the batch brought up to date, and that came to the queue by it."""
    gone: list[int] = field(default_factory=list)
    """Items that were merged into others."""
    fresh: list[int] = field(default_factory=list)
    heard: list[tuple[int, Judged]] = field(default_factory=list)
    """New messages from outside, by id: what the rules are asked about."""
    changed: list[int] = field(default_factory=list)
    """Items of which a message was edited."""
    texts: dict[int, str] = field(default_factory=dict)
    """Texts to be indexed when all rows are in, by message id."""
    tally: series.Tally = field(default_factory=dict)
    watched: Watched = field(default_factory=Watched)
    waved: list[int] = field(default_factory=list)
    """Messages that repeat another one."""
    newest: dict[str, int] = field(default_factory=dict)
    """Time of the newest message from outside by channel, microseconds."""
    salt: str | None = None
    """Of the hashes of what was erased; None while nothing was."""

    def came_late(self, db: Db, channel: str, at: int) -> bool:
        """Whether anything in this channel was written at that time or after it."""
        if channel not in self.newest:
            self.newest[channel] = all_rows(db, NEWEST, (channel,))[0][0]
        return at <= self.newest[channel]

    def touch(self, items: Iterable[int]) -> None:
        """Have items brought up to date that nothing came to."""
        for item_id in items:
            self.items.setdefault(item_id, Arrivals())


def ingest(
    db: Db,
    batch: Sequence[Judged],
    rejected: Sequence[Quarantined],
    channel: str,
    cursor: str | None,
    at: datetime,
    keeping: Keeping,
    watched: Watched,
    wanted: Callable[[], bool] = lambda: False,
) -> tuple[IngestResult, int]:
    """Runs inside a transaction. A row that the database refuses is parked and the others are kept.

    Args:
        wanted: Asked after each message from the fourth on: whether to make way for somebody.

    Returns:
        What was done, and how many messages of the batch were taken. Until all of them are, what was
        rejected and the cursor are not stored: a crash between two parts begins the batch again, and
        what is there already is dropped as known.
    """
    done = Batch(keeping, watched=watched, salt=stripping.salt_of(db))
    taken = 0
    for position, judged in enumerate(batch):
        db.execute("SAVEPOINT one_row")
        try:
            admit(db, done, position, judged, at)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            # Only what lies in the row itself: a full disk or a damaged file concerns the whole batch.
            if getattr(error, "sqlite_errorname", None) is not None and not _about_the_row(error):
                raise
            db.execute("ROLLBACK TO one_row")
            park(db, refused(judged.message, error))
            done.rejected += 1
        db.execute("RELEASE one_row")
        taken = position + 1
        if taken >= LEAST and wanted():
            break
    whole = taken == len(batch)
    if whole:
        for parked in rejected:
            park(db, parked)
        done.rejected += len(rejected)
    arrived = {
        item_id for item_id, arrivals in done.items.items() if refresh(db, item_id, arrivals, done.keeping)
    }
    arrived |= done.opened & set(done.items)
    changes, hidden, tagged = ruling.apply(db, done.heard, done.changed, done.keeping)
    messages.index(db, done.texts)
    series.topics(db, done.tally, tagged)
    series.waves(db, done.tally, done.waved)
    series.add(db, done.tally)
    if whole and cursor is not None:
        db.execute(SET_CURSOR, (channel, cursor, to_us(at)))
    result = IngestResult(
        new=done.new,
        duplicate=done.duplicate,
        edited=done.edited,
        deleted=done.deleted,
        rejected=done.rejected,
        touched=(*done.items, *done.gone),
        arrived=tuple(sorted(arrived - hidden)),
        fresh=tuple(done.fresh),
        changes=tuple(changes),
    )
    return result, taken


def _about_the_row(error: Exception) -> bool:
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_CONSTRAINT", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "SQLITE_RANGE"))


def admit(db: Db, done: Batch, position: int, judged: Judged, at: datetime) -> None:
    """One message: new, known, edited or deleted. `done` is changed only after the last statement."""
    message = judged.message
    known = one_row(db, messages.FIND, (message.channel, message.remote_id))
    if known is not None:
        _again(db, done, known, judged, at)
        return
    if done.salt is not None and stripping.is_erased(db, done.salt, message.channel, message.remote_id):
        done.duplicate += 1
        return
    tombstone = one_row(db, TAKE_TOMBSTONE, (message.channel, message.remote_id))
    if message.deleted and not message.text:
        # A deletion of something never seen makes no work; it only waits for its message.
        db.execute(ADD_TOMBSTONE, (message.channel, message.remote_id, to_us(at)))
        if tombstone is not None:
            done.duplicate += 1
        else:
            done.deleted += 1
        return

    def settle(part: int) -> None:
        if part in done.items and refresh(db, part, done.items[part], done.keeping):
            done.opened.add(part)

    item_id, gone = item_of(db, message, settle)
    created = to_us(message.created_at)
    heard = bool(all_rows(db, HEARD, (item_id,))[0][0])
    deleted_at = tombstone[0] if tombstone else to_us(at) if message.deleted else None
    dead = deleted_at is not None
    message_id = messages.insert(db, item_id, message, judged.judgement, deleted=dead, deleted_at=deleted_at)
    first = None if dead else waves.join(db, message_id, judged.judgement.repeats)
    if not dead and judged.judgement.repeats is not None:
        done.waved.append(message_id)
    done.texts[message_id] = message.text
    arrivals = done.items.setdefault(item_id, Arrivals())
    if first is not None:
        done.items.setdefault(first, Arrivals())
    for old in gone:
        arrivals.merged = True
        done.gone.append(old)
        if done.items.pop(old, None) is not None and old in done.opened:
            done.opened.add(item_id)
    if message.ours:
        arrivals.ours = True
        if done.came_late(db, message.channel, created):
            done.touch(contacts.after_answer(db, message.channel, message.parent_id, done.keeping.weights))
    else:
        handles.seen(db, message, judged.judgement)
        if done.came_late(db, message.channel, created):
            done.touch(contacts.after(db, message.channel, message.author.id, created, done.keeping.weights))
        done.newest[message.channel] = max(created, done.newest[message.channel])
        arrivals.born = arrivals.born or not heard
        arrivals.outside = created if arrivals.outside is None else max(arrivals.outside, created)
        series.arrived(done.tally, judged, created, done.watched)
        if not dead:
            done.heard.append((message_id, judged))
    done.new += 1
    done.fresh.append(position)


def _again(db: Db, done: Batch, known: Row, judged: Judged, at: datetime) -> None:
    """A message that is already here."""
    message_id, item_id, edited_at, deleted, ours, text = known
    message = judged.message
    newer = (maybe_us(message.edited_at) or 0) - (edited_at or 0)
    if message.deleted:
        if deleted:
            done.duplicate += 1
            return
        db.execute(MARK_DELETED, (to_us(at), message_id))
        author, wrote_at = all_rows(db, contacts.WROTE, (message.channel, message.remote_id))[0]
        done.touch(contacts.after(db, message.channel, author, wrote_at, done.keeping.weights))
        done.deleted += 1
    elif newer > 0:
        _edit(db, done, message_id, bool(ours), judged)
        done.edited += 1
        done.changed.append(item_id)
    else:
        # An older version that comes late is no edit, but it belongs to the evidence.
        if newer < 0 and message.text != text:
            version = (message_id, maybe_us(message.edited_at) or 0, message.text, message.evidence)
            db.execute(ADD_VERSION, version)
        done.duplicate += 1
        return
    done.items.setdefault(item_id, Arrivals())


def _edit(db: Db, done: Batch, message_id: int, ours: bool, judged: Judged) -> None:
    message = judged.message
    [old] = series.as_counted(db, [message_id])
    db.execute(KEEP_VERSION, (message_id,))
    if message_id not in done.texts:
        db.execute(messages.UNINDEX, (message_id,))
    db.execute(
        EDIT,
        (
            message.text, maybe_us(message.edited_at), message.author.handle, message.author.name,
            message.url, to_json(message.context), message.lang, *messages.judged(judged.judgement),
            message_id,
        ),
    )  # fmt: skip
    first = waves.join(db, message_id, judged.judgement.repeats)
    if first is not None:
        done.items.setdefault(first, Arrivals())
    if message.evidence:
        db.execute(PUT_EVIDENCE, (message_id, message.evidence))
    done.texts[message_id] = message.text
    if not ours:
        series.edited(db, done.tally, old, judged, done.watched)
        if judged.judgement.repeats is not None:
            done.waved.append(message_id)
        before = "unsure" if old.unsure else old.label
        after = handles.feeling(judged.judgement)
        handles.felt_anew(db, message.channel, message.author.id, old.created, before, after)
        # What a person said of the same words stands.
        corrections.again(db, done.tally, message_id, done.watched)


def refused(message: Message, error: Exception) -> Quarantined:
    """Why the database did not take a message; the evidence is made storable first."""
    evidence = message.evidence or message.text
    return Quarantined(
        channel=storable(message.channel),
        reason=SafeText(f"the database refused it ({storable(str(error))[:200]})"),
        evidence=evidence,
        received_at=message.received_at,
    )


def storable(text: str) -> str:
    """Lone surrogates cannot be stored; write them out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def park(db: Db, parked: Quarantined) -> None:
    """Put one raw message into quarantine."""
    db.execute(
        PARK,
        (
            storable(parked.channel),
            storable(parked.reason),
            storable(parked.evidence),
            to_us(parked.received_at),
            parked.line,
        ),
    )


def cursor_of(db: Db, channel: str) -> str | None:
    row = one_row(db, CURSOR, (channel,))
    return None if row is None else str(row[0])


def parked(db: Db, limit: int) -> list[Quarantined]:
    """What is in quarantine, newest first."""
    return [
        Quarantined(row[0], SafeText(row[1]), row[2], from_us(row[3]), row[4])
        for row in all_rows(db, PARKED, (limit,))
    ]
