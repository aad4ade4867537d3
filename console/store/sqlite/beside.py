"""What is about a person, or quotes them, in rows that are no messages of theirs.

It is looked for on a reading connection, since it means reading every alert, note and event; what is to be
done about it is a list of statements, which take the writer no time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.model.care import Erasure
from console.model.event import NewEvent
from console.model.words import State
from console.store.sqlite import events, forgetting, items, stripping
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, Row, all_rows, from_json, marks, to_json
from console.store.sqlite.erasing import Scope, Subject, scope_of, subject_of
from console.store.sqlite.stripping import GONE

_EVENTS = "FROM events e JOIN {table} t ON t.event_id = e.id"
_REDACT = """
UPDATE events SET before = '{}', after = '{}', undone_by = ifnull(undone_by, id) WHERE id = ?
"""
"""What can't be read any more can't be taken back either."""


@dataclass(slots=True)
class Plan:
    """All that erasing a person means."""

    who: Subject
    scope: Scope
    rows: dict[str, int] = field(default_factory=dict)
    statements: list[tuple[str, Sequence[object]]] = field(default_factory=list)
    redacted: dict[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()

    def add(self, kind: str, sql: str, params: Sequence[object]) -> None:
        self.rows[kind] = self.rows.get(kind, 0) + 1
        self.statements.append((sql, params))

    def about(self, *texts: object) -> bool:
        joined = "\n".join(str(text) for text in texts if text)
        return self.who.names(joined) or self.scope.quotes(joined)

    def erasure(self) -> Erasure:
        own = {
            "messages": len(self.scope.messages),
            "answers": len(self.scope.answers),
            "handles": len(self.who.handle_ids),
        }
        counted = {name: count for name, count in (own | self.rows).items() if count}
        return Erasure(self.who.id, self.who.shown, counted, self.named)


def plan(db: Db, person_id: int) -> Plan:
    """Raises NotFound."""
    who = subject_of(db, person_id)
    made = Plan(who, scope_of(db, who))
    alerts = _alerts(db, made)
    _written_beside(db, made)
    _events(db, made, alerts)
    _titles(db, made)
    made.named = _named(db, who)
    return made


def _alerts(db: Db, made: Plan) -> set[int]:
    theirs, found = set(made.scope.theirs), set()
    rows = all_rows(db, "SELECT id, text, phrases, samples, explanation FROM alerts")
    for alert_id, text, phrases, samples, explanation in rows:
        sampled = from_json(samples)
        kept = forgetting.without(explanation, made.who, made.scope, made.about)
        if theirs.isdisjoint(sampled) and not made.about(text, phrases) and kept == explanation:
            continue
        found.add(alert_id)
        made.add(
            "alerts",
            "UPDATE alerts SET text = ?, phrases = ?, samples = ?, explanation = ? WHERE id = ?",
            (
                GONE if made.about(text) else text,
                to_json([phrase for phrase in from_json(phrases) if not made.about(phrase[0])]),
                to_json([one for one in sampled if one not in theirs]),
                kept,
                alert_id,
            ),
        )
    return found


def _written_beside(db: Db, made: Plan) -> None:
    alone, theirs = set(made.scope.alone), set(made.scope.theirs)

    def drop(table: str, key: str, sql: str, found: Callable[[Row], bool]) -> None:
        for row in all_rows(db, sql):
            if found(row):
                made.add(table, f"DELETE FROM {table} WHERE {key} = ?", (row[0],))

    drop("notes", "id", "SELECT id, item_id, text FROM notes", lambda r: r[1] in alone or made.about(r[2]))
    for item_id, text in all_rows(db, "SELECT item_id, text FROM drafts"):
        if item_id in alone or made.about(text):
            made.add("drafts", "DELETE FROM drafts WHERE item_id = ?", (item_id,))
            made.statements.append(("UPDATE items SET has_draft = 0 WHERE id = ?", (item_id,)))
    drop("quarantine", "id", "SELECT id, evidence FROM quarantine", lambda r: made.about(r[1]))
    # Raw messages of others in the same threads quote and name them.
    for start in range(0, len(made.scope.items), 300):
        part = made.scope.items[start : start + 300]
        sql = f"""SELECT e.message_id, e.raw FROM messages m JOIN evidence e ON e.message_id = m.id
            WHERE m.item_id IN ({marks(len(part))})"""
        for message_id, raw in all_rows(db, sql, part):
            if message_id not in theirs and made.about(raw):
                made.add("evidence", "DELETE FROM evidence WHERE message_id = ?", (message_id,))
    for out_id, item_id, *texts in all_rows(
        db, f"SELECT id, item_id, to_handle, text, context FROM outbox WHERE text <> '{GONE}'"
    ):
        if item_id in alone or made.about(*texts):
            made.add("replies", f"{stripping.STRIP_REPLY} WHERE id = ?", (out_id,))
    for handle_id in made.who.handle_ids:
        for (note_id,) in all_rows(db, "SELECT id FROM person_notes WHERE handle_id = ?", (handle_id,)):
            made.add("person notes", "DELETE FROM person_notes WHERE id = ?", (note_id,))


def _events(db: Db, made: Plan, alerts: set[int]) -> None:
    persons = {f"person:{one}" for one in (made.who.id, *made.who.handle_ids)}
    subjects = persons | {f"item:{one}" for one in made.scope.alone} | {f"alert:{one}" for one in alerts}
    for table, column in (("event_notes", "text"), ("event_words", "words")):
        sql = f"SELECT e.id, e.subject, t.{column} {_EVENTS.format(table=table)}"
        for event_id, subject, text in all_rows(db, sql):
            if subject in (subjects if table == "event_notes" else persons) or made.about(text):
                made.add("words of events", f"DELETE FROM {table} WHERE event_id = ?", (event_id,))
                made.statements.append(
                    (
                        "UPDATE events SET undone_by = id WHERE id = ? AND undoable AND undone_by IS NULL",
                        (event_id,),
                    )
                )
    # Before words lay beside the chain they stood in it; the hash of the row stays, and is told.
    sql = "SELECT id, subject, before, after, hash FROM events WHERE verb <> ? AND before || after <> '{}{}'"
    for event_id, subject, before, after, digest in all_rows(db, sql, (events.ERASED,)):
        said = before + after
        if (subject in persons and '"tags"' in said) or made.about(said):
            made.redacted[str(event_id)] = digest
            made.add("redacted events", _REDACT, (event_id,))


def _titles(db: Db, made: Plan) -> None:
    for number, title, held in all_rows(db, "SELECT id, title, held_reason FROM incidents"):
        if made.about(title):
            made.add("titles", f"UPDATE incidents SET title = '{GONE}' WHERE id = ?", (number,))
        if made.about(held):
            made.add("titles", f"UPDATE incidents SET held_reason = '{GONE}' WHERE id = ?", (number,))
    for one, reason in all_rows(db, "SELECT one, reason FROM pauses"):
        if made.about(reason):
            made.add("titles", f"UPDATE pauses SET reason = '{GONE}' WHERE one = ?", (one,))
    for run_id, step_id, note in all_rows(db, "SELECT run_id, step_id, note FROM run_steps WHERE note <> ''"):
        if made.about(note):
            sql = f"UPDATE run_steps SET note = '{GONE}' WHERE run_id = ? AND step_id = ?"
            made.add("notes of steps", sql, (run_id, step_id))


def _named(db: Db, who: Subject) -> tuple[str, ...]:
    """What names them and stays: it is a colleague's to change."""
    found = [
        f"rule {name}" for name, query in all_rows(db, "SELECT name, query FROM rules") if who.names(query)
    ]
    kept = all_rows(db, "SELECT DISTINCT name, filter FROM alert_rule_versions")
    found += [f"alert rule {name}" for name, asked in kept if who.names(asked)]
    rows = all_rows(db, "SELECT key, value FROM settings")
    return (*found, *(f"setting {key}" for key, value in rows if who.names(value)))


def finish(
    db: Db, made: Plan, counted: Mapping[str, int], who: tuple[str, str], at: datetime, keeping: Keeping
) -> tuple[dict[str, int], int]:
    """Everything that is no message; returns the rows by kind and the id of the event that tells of it.

    Args:
        db: The writer's open transaction.
        made: As it was before their messages were stripped.
        counted: What was done already.
        who: Name and origin of who erases.
        at: The event's time.
        keeping: For items whose state changes.
    """
    for sql, params in made.statements:
        db.execute(sql, params)
    stripping.strip_beside(db, made.scope.alone)
    for item_id in made.scope.alone:
        if items.by_id(db, item_id).state in (State.NEW, State.PENDING, State.SNOOZED):
            items.set_state(db, item_id, State.DONE, None, None, keeping)
    for author in made.who.authors:
        db.execute(
            "UPDATE messages SET author_id = '' WHERE channel = ? AND author_id = ? AND ours = 0", author
        )
        db.execute("UPDATE items SET author_id = '' WHERE channel = ? AND author_id = ?", author)
    for handle_id in made.who.handle_ids:
        db.execute("DELETE FROM moods WHERE handle_id = ?", (handle_id,))
        db.execute("DELETE FROM person_notes WHERE handle_id = ?", (handle_id,))
        db.execute("UPDATE handles SET linked_to = NULL WHERE id = ?", (handle_id,))
    for handle_id in made.who.handle_ids:
        db.execute("DELETE FROM handles WHERE id = ?", (handle_id,))
    done = dict(counted) | made.rows | {"handles": len(made.who.handle_ids)}
    event = NewEvent(events.ERASED, f"person:{made.who.id}", {}, {"rows": done, "redacted": made.redacted})
    return done, events.append(db, who[0], at, event, who[1])
