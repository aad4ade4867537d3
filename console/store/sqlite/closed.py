"""What is closed to somebody: private messages and what is about them, and restricted incidents."""

from collections.abc import Mapping, Sequence

from console.model.actor import Actor
from console.store.sqlite.db import Db, all_rows

AT_ONCE = 500
_PUBLIC_HANDLE = """
EXISTS (SELECT 1 FROM messages m INDEXED BY messages_author WHERE m.channel = h.channel
        AND m.author_id = h.author_id AND m.ours = 0 AND m.kind <> 'dm')
"""
# Which of some ids are open, by what they are ids of.
OF_MESSAGES: Mapping[str, str] = {
    "item": """
        SELECT id FROM items WHERE id IN ({ids}) AND private = 0
        UNION ALL SELECT g.id FROM merged_items g JOIN items i ON i.id = g.item_id
            WHERE g.id IN ({ids}) AND i.private = 0
    """,
    "message": "SELECT id FROM messages WHERE id IN ({ids}) AND kind <> 'dm'",
    "wave": """
        SELECT w.id FROM waves w WHERE w.id IN ({ids}) AND EXISTS (
            SELECT 1 FROM messages m INDEXED BY messages_wave WHERE m.wave = w.id AND m.kind <> 'dm')
    """,
    "outbox": """
        SELECT o.id FROM outbox o JOIN items i ON i.id = o.item_id
        WHERE o.id IN ({ids}) AND o.to_kind <> 'dm' AND i.private = 0
    """,
    "handle": f"SELECT h.id FROM handles h WHERE h.id IN ({{ids}}) AND {_PUBLIC_HANDLE}",
    "person": f"""
        SELECT p.id FROM handles p WHERE p.id IN ({{ids}}) AND EXISTS (
            SELECT 1 FROM handles h WHERE (h.id = ifnull(p.linked_to, p.id)
                OR h.linked_to = ifnull(p.linked_to, p.id)) AND {_PUBLIC_HANDLE})
    """,
}
_OPEN_INCIDENT = """
(n.restricted = 0 OR EXISTS (
    SELECT 1 FROM incident_roles r WHERE r.incident_id = n.id AND r.holder = :me))
"""
OF_INCIDENTS: Mapping[str, str] = {
    "incident": f"SELECT n.id FROM incidents n WHERE n.id IN ({{ids}}) AND {_OPEN_INCIDENT}",
    "run": f"""
        SELECT x.id FROM runs x LEFT JOIN incidents n ON n.id = x.incident_id
        WHERE x.id IN ({{ids}}) AND (n.id IS NULL OR {_OPEN_INCIDENT})
    """,
}


def to(db: Db, actor: Actor, subjects: Sequence[str]) -> set[str]:
    """Which of these are closed to them; what is not there is closed too, and other nouns are open."""
    asked: dict[str, list[int]] = {}
    for subject in subjects:
        noun, _, number = subject.partition(":")
        if number.isascii() and number.isdigit() and len(number) < 19:
            asked.setdefault(noun, []).append(int(number))
    found: set[str] = set()
    for noun, ids in asked.items():
        sql = None
        if not actor.dms:
            sql = OF_MESSAGES.get(noun)
        if not actor.sees_restricted:
            sql = OF_INCIDENTS.get(noun, sql)
        if sql is not None:
            found |= {f"{noun}:{one}" for one in ids} - {
                f"{noun}:{one}" for one in _open(db, sql, ids, actor.name)
            }
    return found


def _open(db: Db, sql: str, ids: Sequence[int], me: str) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        numbered = {f"id{place}": one for place, one in enumerate(part)}
        named = ", ".join(f":{name}" for name in numbered)
        found |= {int(row[0]) for row in all_rows(db, sql.format(ids=named), {**numbered, "me": me})}
    return found
