"""The rules at work, in the transaction that stores a batch: a message and what it set off are one commit, so
that each rule has its say exactly once, whatever is killed when."""

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from console.model.actor import WATCH, WATCH_ORIGIN
from console.model.alert import Finding, by_rule
from console.model.event import Change, NewEvent
from console.model.item import ItemRow
from console.model.message import Judged
from console.model.rule import ACTOR, Action, Outcome, Rule, Verb
from console.model.team import AWAY, freest
from console.model.words import Flag, Level, Reason, State
from console.rules import ask
from console.rules.asking import NEVER_HIDDEN, Answer
from console.rules.draft import span
from console.store.sqlite import alerts, events, items, rulebook, settings
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, all_rows, from_json, from_us, marks, one_row, to_json
from console.store.sqlite.messages import read_flags
from console.text import one_line

_log = logging.getLogger(__name__)

KEPT = 20_000
"""Messages of which it is kept what each rule said."""
EXCERPT = 120
HELD = frozenset({Outcome.FIRED, Outcome.REPEATED})
COUNTED = 1_000

HEARD = "SELECT id, item_id FROM messages WHERE id IN ({ids}) AND deleted = 0 ORDER BY id"
FIRED = "SELECT 1 FROM rule_fires WHERE item_id = ? AND rule_id = ?"
MUTED = "SELECT max(id) FROM events WHERE subject = ? AND actor = ? AND verb = 'item.muted'"
TOUCHED = "SELECT 1 FROM events WHERE subject = ? AND id > ? AND substr(actor, 1, ?) <> ? LIMIT 1"
WAITING_FLAGS = """
SELECT flags FROM messages INDEXED BY messages_unanswered
WHERE item_id = ? AND ours = 0 AND deleted = 0 AND handled = 0 AND flags <> '[]'
"""
FIRE = """
INSERT INTO rule_fires (item_id, rule_id, name, message_id, at, points, deeds) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (item_id, rule_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at,
    deeds = excluded.deeds
"""
SAID = "INSERT INTO rule_verdicts (message_id, verdicts) VALUES (?, ?) ON CONFLICT DO NOTHING"
FORGET = "DELETE FROM rule_verdicts WHERE message_id <= ?"
OPEN_ALERT = """
SELECT id, episode, opened_at, samples FROM alerts
WHERE acknowledged_at IS NULL AND instr(episode, ?) = 1 ORDER BY id DESC LIMIT 1
"""
SINCE = "SELECT count(*) FROM (SELECT 1 FROM rule_fires WHERE rule_id = ? AND at >= ? LIMIT ?)"

SNOOZED_BY = """
SELECT actor FROM events WHERE subject = ? AND verb = 'item.snoozed' ORDER BY id DESC LIMIT 1
"""


@dataclass(slots=True)
class Alarm:
    """What a rule raises an alert about."""

    rule: Rule
    row: ItemRow
    """As the newest message made it."""
    messages: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Ruling:
    """What the rules did to a batch."""

    db: Db
    keeping: Keeping
    changes: list[Change] = field(default_factory=list)
    rows: dict[int, ItemRow] = field(default_factory=dict)
    """Items as they stand, by id."""
    alarms: dict[int, Alarm] = field(default_factory=dict)
    """By the rule's id, told when all messages of the batch are through."""
    loads: Counter[str] | None = None
    """What each colleague has before them, once asked for."""
    absent: frozenset[str] = frozenset()
    """Who is not to be given anything, known with `loads`."""
    tagged: list[tuple[int, str]] = field(default_factory=list)
    """Message and tag, wherever a rule that tags held, whether or not it had tagged the item before."""

    def append(self, actor: str, event: NewEvent) -> None:
        event_id = events.append(self.db, actor, from_us(self.keeping.at), event, WATCH_ORIGIN)
        self.changes.append(Change(event_id, event.verb, (event.subject,)))

    def look(self, item_id: int) -> ItemRow:
        row = self.rows[item_id] = items.by_id(self.db, item_id)
        return row


@dataclass(frozen=True, slots=True)
class InStore:
    """Fulfils `console.rules.Thread`."""

    ruling: Ruling
    item_id: int

    @property
    def db(self) -> Db:
        return self.ruling.db

    def freest(self, lang: str | None) -> str | None:
        ruling, keeping = self.ruling, self.ruling.keeping
        if ruling.loads is None:
            ruling.loads = Counter(items.loads(ruling.db))
            ruling.absent = keeping.roster.off(from_us(keeping.at)).union(
                json.loads(settings.get(ruling.db, AWAY) or "[]")
            )
        chosen = freest(keeping.team, ruling.loads, ruling.absent, lang)
        return None if chosen is None else chosen.name

    def fired(self, rule: Rule) -> bool:
        return one_row(self.db, FIRED, (self.item_id, rule.id)) is not None

    def muted_by(self, rule: Rule) -> bool:
        subject = f"item:{self.item_id}"
        (muted,) = all_rows(self.db, MUTED, (subject, ACTOR + rule.name))[0]
        if muted is None:
            return False
        return one_row(self.db, TOUCHED, (subject, muted, len(ACTOR), ACTOR)) is None

    def flags(self) -> frozenset[Flag]:
        rows = all_rows(self.db, WAITING_FLAGS, (self.item_id,))
        return frozenset(flag for row in rows for flag in read_flags(row[0]))


def apply(
    db: Db, heard: Sequence[tuple[int, Judged]], edited: Sequence[int], keeping: Keeping
) -> tuple[list[Change], set[int], list[tuple[int, str]]]:
    """Ask the rules about the messages of a batch and do what they say.

    Args:
        db: The batch's transaction; its items are up to date.
        heard: The new messages from outside, by id.
        edited: Items of which a message was edited.
        keeping: For the clocks of what moves.

    Returns:
        What to tell listeners, the items that are out of the queue again, and which messages fell under
        which tags.
    """
    ruling = Ruling(db, keeping)
    if not _kept(ruling, lambda: _all(ruling, heard)):
        # A mistake that one message brings out must not cost the others their rules.
        ruling = Ruling(db, keeping)
        for one in heard:
            alone = Ruling(db, keeping)
            if _kept(alone, partial(_all, alone, [one])):
                ruling.changes += alone.changes
                ruling.rows.update(alone.rows)
                ruling.tagged += alone.tagged
    before = len(ruling.changes)
    if not _kept(ruling, lambda: _show_again(ruling, edited)):
        del ruling.changes[before:]
    gone = {row.id for row in ruling.rows.values() if row.state in (State.DONE, State.SNOOZED)}
    return ruling.changes, gone, ruling.tagged


def _kept(ruling: Ruling, work: Callable[[], None]) -> bool:
    """Do a piece of work as a whole or not at all; a mistake in a rule or in ours must cost no message."""
    db = ruling.db
    db.execute("SAVEPOINT ruling")
    try:
        work()
    except Exception as error:
        name = str(getattr(error, "sqlite_errorname", "SQLITE_CONSTRAINT"))
        if isinstance(error, sqlite3.Error) and not name.startswith("SQLITE_CONSTRAINT"):
            raise
        _log.exception("the rules failed; the messages are kept")
        db.execute("ROLLBACK TO ruling")
        db.execute("RELEASE ruling")
        return False
    db.execute("RELEASE ruling")
    return True


def _all(ruling: Ruling, heard: Sequence[tuple[int, Judged]]) -> None:
    rules = rulebook.enabled(ruling.db) if heard else []
    if not rules:
        return
    db, by_id = ruling.db, dict(heard)
    found = []
    for start in range(0, len(heard), 500):
        part = [message_id for message_id, _ in heard[start : start + 500]]
        found += all_rows(db, HEARD.format(ids=marks(len(part))), part)
    ruling.rows = {row.id: row for row in items.by_ids(db, list({item_id for _, item_id in found}))}
    said = []
    for message_id, item_id in found:
        row = as_it_came(ruling.rows[item_id], by_id[message_id])
        answers = list(ask(rules, row, InStore(ruling, item_id)))
        for answer in answers:
            _fire(ruling, answer, row, message_id)
            if answer.verdict.outcome in HELD:
                tags = (action.value for action in answer.rule.actions if action.verb is Verb.TAG)
                ruling.tagged += [(message_id, tag) for tag in tags]
        said.append((message_id, to_json([rulebook.written(answer.verdict) for answer in answers])))
    for alarm in ruling.alarms.values():
        _alert(ruling, alarm)
    if said:
        db.executemany(SAID, said)
        db.execute(FORGET, (said[-1][0] - KEPT,))


def as_it_came(row: ItemRow, judged: Judged) -> ItemRow:
    """The item with the message's own text and judgement, which are what a rule asks for."""
    message, judgement = judged.message, judged.judgement
    return replace(
        row,
        kind=message.kind,
        author_id=message.author.id,
        author_handle=message.author.handle,
        author_name=message.author.name,
        text=message.text,
        label=judgement.label,
        compound=judgement.compound,
        unsure=judgement.unsure,
        lang=judgement.lang,
        flags=judgement.flags,
    )


def _fire(ruling: Ruling, answer: Answer, row: ItemRow, message_id: int) -> None:
    if not answer.verdict.deeds:
        return
    db, rule = ruling.db, answer.rule
    points = sum(int(action.value) for action in answer.doing if action.verb is Verb.PRIORITY)
    deeds = to_json(rulebook.written_deeds(answer.verdict.deeds))
    db.execute(FIRE, (row.id, rule.id, rule.name, message_id, ruling.keeping.at, points, deeds))
    for action in answer.doing:
        if action.verb is Verb.ALERT:
            alarm = ruling.alarms.setdefault(rule.id, Alarm(rule, row))
            alarm.row = row
            alarm.messages.append(message_id)
        elif event := _do(ruling, action, row.id):
            ruling.append(ACTOR + rule.name, replace(event, note=rule.query))
            ruling.look(row.id)


def _do(ruling: Ruling, action: Action, item_id: int) -> NewEvent | None:
    """One action on an item; its event, or None if there was nothing to do."""
    db, keeping, subject = ruling.db, ruling.keeping, f"item:{item_id}"
    row = ruling.rows[item_id]
    if action.verb is Verb.TAG:
        tags = [*row.tags, action.value]
        if action.value in row.tags:
            return None
        items.set_tags(db, item_id, tags)
        return NewEvent("item.tagged", subject, {"tags": list(row.tags)}, {"tags": tags}, undoable=True)
    if action.verb is Verb.ASSIGN:
        items.set_assignee(db, item_id, action.value)
        if ruling.loads is not None:
            ruling.loads[action.value] += 1
        after = {"assignee": action.value}
        return NewEvent("item.assigned", subject, {"assignee": row.assignee}, after, undoable=True)
    if action.verb is Verb.PRIORITY:
        items.refresh(db, item_id, items.Arrivals(), keeping)
        return NewEvent("item.prioritised", subject, {}, {"points": int(action.value)})
    # Nothing but what is new is hidden, so that nothing else can be lost by it.
    before = {
        "state": row.state.value,
        "reason": None,
        "snoozed_until": None,
        "waits": row.waits_since is not None,
    }
    if action.verb is Verb.SNOOZE:
        until = from_us(keeping.at) + span(action.value)
        items.set_state(db, item_id, State.SNOOZED, None, until, keeping)
        after_state = {"state": State.SNOOZED.value, "reason": None, "snoozed_until": until.isoformat()}
        return NewEvent("item.snoozed", subject, before, after_state, undoable=True)
    items.set_state(db, item_id, State.DONE, Reason.MUTED, None, keeping)
    after_state = {"state": State.DONE.value, "reason": Reason.MUTED.value, "snoozed_until": None}
    return NewEvent("item.muted", subject, before, after_state, undoable=True)


def _alert(ruling: Ruling, alarm: Alarm) -> None:
    """One alert a rule, until somebody acknowledges it: a storm of messages is no storm of alerts."""
    db, now, rule, row = ruling.db, from_us(ruling.keeping.at), alarm.rule, alarm.row
    newest = alarm.messages[::-1]
    known = one_row(db, OPEN_ALERT, (by_rule(rule.id),))
    count = len(newest)
    if known is not None:
        count = int(all_rows(db, SINCE, (rule.id, known[2], COUNTED))[0][0])
    said = f"{row.author_handle} in {row.channel}: {row.text[:EXCERPT]}"
    many = f"{count} messages, the newest from " if count > 1 else ""
    samples = (*newest, *(from_json(known[3]) if known else ()))[:3]
    found = Finding(
        episode=f"{by_rule(rule.id)}{newest[0]}" if known is None else known[1],
        level=Level.WATCH,
        at=now,
        text=one_line(f"rule {rule.name}: {many}{said}"),
        signals=(),
        phrases=(),
        samples=samples,
        flags=row.flags,
    )
    alert_id, new = alerts.put(db, found, now)
    verb = "alert.raised" if new else "alert.grown"
    after = {"level": found.level.value, "episode": found.episode}
    ruling.append(ACTOR + rule.name, NewEvent(verb, f"alert:{alert_id}", {}, after, note=found.text))


def _show_again(ruling: Ruling, edited: Sequence[int]) -> None:
    """What a rule hid and now says something that a person must see is back in the queue."""
    for row in items.by_ids(ruling.db, list(edited)):
        if NEVER_HIDDEN & set(row.flags) and _hidden_by_rule(ruling.db, row):
            items.set_state(ruling.db, row.id, State.NEW, None, None, ruling.keeping)
            reason = row.reason.value if row.reason else None
            before, after = {"state": row.state.value, "reason": reason}, {"state": "new", "reason": None}
            ruling.append(WATCH.name, NewEvent("item.reopened", f"item:{row.id}", before, after))


def _hidden_by_rule(db: Db, row: ItemRow) -> bool:
    if row.state is State.DONE:
        return row.reason is Reason.MUTED
    if row.state is not State.SNOOZED:
        return False
    last = one_row(db, SNOOZED_BY, (f"item:{row.id}",))
    return last is not None and str(last[0]).startswith(ACTOR)
