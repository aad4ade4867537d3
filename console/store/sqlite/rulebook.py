"""Rules as they are kept, what they did, and what they said of each message."""

from collections.abc import Mapping, Sequence

from console.model.item import ItemRow
from console.model.rule import Action, Asked, Deed, Fired, Outcome, Past, Rule, Verb, Verdict
from console.model.safe import SafeText
from console.model.words import Kind, Label, State
from console.priority import Part
from console.store.sqlite.db import Db, Row, all_rows, from_json, from_us, to_json
from console.store.sqlite.messages import read_flags

COLUMNS = "id, name, query, actions, stop, enabled"
ALL = f"SELECT {COLUMNS} FROM rules ORDER BY place, id"
ENABLED = f"SELECT {COLUMNS} FROM rules WHERE enabled = 1 ORDER BY place, id"
PUT = """
INSERT INTO rules (id, name, place, query, actions, stop, enabled) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place, query = excluded.query,
    actions = excluded.actions, stop = excluded.stop, enabled = excluded.enabled
"""
DROP = "DELETE FROM rules WHERE id = ?"
NEXT_ID = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'rules'), 0) + 1"

COUNTS = "SELECT count(*) FROM rule_fires WHERE rule_id = ? AND at >= ?"
LOG = """
SELECT name, item_id, message_id, at, points, deeds FROM rule_fires INDEXED BY rule_fires_log
WHERE rule_id = ? ORDER BY at DESC LIMIT ?
"""
POINTS = "SELECT name, points FROM rule_fires WHERE item_id = ? AND points <> 0 ORDER BY at"
VERDICTS = """
SELECT m.id, ifnull(v.verdicts, '[]') FROM messages m LEFT JOIN rule_verdicts v ON v.message_id = m.id
WHERE m.item_id = ? AND m.ours = 0 ORDER BY m.id DESC LIMIT ?
"""
PAST = """
SELECT id, created_at, item_id, wave, channel, network, kind, author_id, author_handle, author_name, text,
       label, compound, unsure, lang, flags
FROM messages INDEXED BY messages_outside
WHERE ours = 0 AND deleted = 0 AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?
"""


def read(row: Row) -> Rule:
    """One row of COLUMNS."""
    return Rule(
        id=row[0],
        name=row[1],
        query=row[2],
        actions=tuple(Action(Verb(verb), value) for verb, value in from_json(row[3])),
        stop=bool(row[4]),
        enabled=bool(row[5]),
    )


def rules(db: Db) -> list[Rule]:
    """In their order."""
    return [read(row) for row in all_rows(db, ALL)]


def enabled(db: Db) -> list[Rule]:
    return [read(row) for row in all_rows(db, ENABLED)]


def set_rules(db: Db, wanted: Sequence[Rule]) -> None:
    """Let these be the rules, in this order. What was is gone, but not what it did."""
    kept = {rule.id for rule in wanted}
    for rule in rules(db):
        if rule.id not in kept:
            db.execute(DROP, (rule.id,))
    for place, rule in enumerate(wanted, 1):
        actions = to_json([[action.verb.value, action.value] for action in rule.actions])
        rule_id = rule.id or int(all_rows(db, NEXT_ID)[0][0])
        db.execute(PUT, (rule_id, rule.name, place, rule.query, actions, rule.stop, rule.enabled))


def counts(db: Db, since: int) -> Mapping[str, int]:
    """How often each rule fired since then, by name."""
    return {rule.name: int(all_rows(db, COUNTS, (rule.id, since))[0][0]) for rule in rules(db)}


def log(db: Db, rule_id: int, limit: int) -> list[Fired]:
    """Newest first."""
    return [
        Fired(name, item_id, message_id, from_us(at), points, _deeds(from_json(deeds)))
        for name, item_id, message_id, at, points, deeds in all_rows(db, LOG, (rule_id, limit))
    ]


def parts(db: Db, item_id: int) -> tuple[Part, ...]:
    """What rules add to an item's place in the queue."""
    return tuple((f"rule {name}", points) for name, points in all_rows(db, POINTS, (item_id,)))


def asked(db: Db, item_id: int, limit: int) -> list[Asked]:
    """What the rules said of an item's messages from outside, the newest first."""
    return [
        Asked(message_id, tuple(_verdict(one) for one in from_json(text)))
        for message_id, text in all_rows(db, VERDICTS, (item_id, limit))
    ]


def written(verdict: Verdict) -> list[object]:
    return [verdict.rule, verdict.outcome.value, verdict.why, written_deeds(verdict.deeds)]


def written_deeds(deeds: Sequence[Deed]) -> list[list[str]]:
    return [[deed.action, deed.refused] for deed in deeds]


def _verdict(kept: Sequence[object]) -> Verdict:
    name, outcome, why, deeds = kept
    return Verdict(str(name), Outcome(str(outcome)), str(why), _deeds(deeds))


def _deeds(kept: object) -> tuple[Deed, ...]:
    return tuple(Deed(*one) for one in kept) if isinstance(kept, list) else ()


def past(db: Db, after: tuple[int, int], limit: int) -> list[Past]:
    """Messages from outside behind a place in time (microseconds, id), oldest first."""
    return [_past(row) for row in all_rows(db, PAST, (*after, limit))]


def _past(row: Row) -> Past:
    at = from_us(row[1])
    return Past(
        message_id=row[0],
        at=at,
        row=ItemRow(
            id=row[2],
            revision=0,
            channel=row[4],
            network=row[5],
            kind=Kind(row[6]),
            author_id=row[7],
            author_handle=SafeText(row[8]),
            author_name=SafeText(row[9]),
            text=SafeText(row[10]),
            waiting_since=at,
            last_at=at,
            state=State.NEW,
            holder=None,
            tags=(),
            rank=0,
            label=Label(row[11]),
            compound=row[12],
            unsure=bool(row[13]),
            lang=row[14],
            flags=read_flags(row[15]),
            messages=1,
            unread=1,
            has_draft=False,
            snoozed_until=None,
            reason=None,
            deleted=False,
        ),
        wave=row[3],
    )
