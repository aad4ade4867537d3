"""The queue: a parsed filter compiled to SQL from a fixed list of columns; words are only ever bound."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.model.item import ItemRow
from console.query.ast import Query, Term
from console.store.protocol import QueueKey
from console.store.sqlite import items
from console.store.sqlite.db import Db, all_rows, to_json, to_us

ORDER = "ORDER BY i.rank, i.waiting_since, i.id"
# Literals, word for word as in the partial indexes: a bound value would not let the planner use them.
WORKING = "i.state IN ('new', 'pending')"
IS = {
    "new": "i.state = 'new'",
    "pending": "i.state = 'pending'",
    "snoozed": "i.state = 'snoozed'",
    "done": "i.state = 'done'",
    "open": "i.state IN ('new', 'pending', 'snoozed')",
    "unread": "i.unread > 0",
    "deleted": "i.deleted = 1",
    "unsure": "i.unsure = 1",
    "waiting": "i.waits_since IS NOT NULL",
    "vip": "i.person_mark = 'vip'",
    "troll": "i.person_mark = 'troll'",
}
EQUAL = {"lang": "i.lang", "kind": "i.kind", "reason": "i.reason"}
GLOB = {"channel": "i.channel", "network": "i.network"}
NORWEGIAN = "i.lang IN ('no', 'nb', 'nn')"
WAVE = "ifnull((SELECT w.messages FROM waves w WHERE w.id = i.wave), 1)"
HAS_FLAG = "instr(i.flags, ?) > 0"
HAS_TAG = "EXISTS (SELECT 1 FROM json_each(i.tags) tag WHERE casefold(tag.value) = ?)"
HANDLE = "casefold(ltrim(i.author_handle, '@'))"
AFTER = "(i.rank, i.waiting_since, i.id) > (?, ?, ?)"
HAS_WORDS = """
i.id IN (SELECT m.item_id FROM messages_fts CROSS JOIN messages m ON m.id = messages_fts.rowid
         WHERE messages_fts MATCH ?)
"""
HAS_CHARACTERS = "instr(casefold(i.text), ?) > 0"


@dataclass(slots=True)
class Compiled:
    """A WHERE clause and its values."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values.extend(values)

    @property
    def where(self) -> str:
        return " AND ".join(self.parts) or "1"


def compile_query(query: Query, *, me: str, now: datetime, after: QueueKey | None = None) -> Compiled:
    """A query without an `is:` term means open items that are not snoozed."""
    found = Compiled()
    if not any(term.key == "is" for term in query.terms):
        found.add(WORKING)
    for term in query.terms:
        one = Compiled()
        _term(one, term, me, now)
        found.add(f"NOT ifnull({one.where}, 0)" if term.negated else one.where, *one.values)
    if after is not None:
        found.add(AFTER, after.rank, to_us(after.waiting_since), after.id)
    return found


def _term(found: Compiled, term: Term, me: str, now: datetime) -> None:
    key, word = term.key, str(term.value)
    if key == "is" and word == "late":
        found.add("i.due_at <= ?", to_us(now))
    elif key == "is":
        found.add(IS.get(word, "0"))
    elif key in GLOB:
        _glob(found, GLOB[key], word)
    elif key == "author":
        _glob(found, HANDLE, word.removeprefix("@"))
    elif key == "lang" and word == "no":
        found.add(NORWEGIAN)
    elif key in EQUAL:
        found.add(f"{EQUAL[key]} = ?", word)
    elif key == "flag":
        found.add(HAS_FLAG, to_json(word))
    elif key == "tag":
        found.add(HAS_TAG, word.casefold())
    elif key == "sentiment":
        if isinstance(term.value, str):
            found.add("i.label = ?", word)
        else:
            # Nothing is known about the sentiment of a text that nobody could score.
            found.add(f"(i.unsure = 0 AND i.compound {term.op} ?)", term.value)
    elif key == "age":
        _age(found, term, now)
    elif key == "due":
        found.add(f"i.due_at {term.op} ?", to_us(now + timedelta(seconds=float(term.value))))
    elif key == "holder":
        if word == "none":
            found.add("i.holder IS NULL")
        else:
            found.add("i.holder = ?", me if word == "me" else word)
    elif key == "wave":
        found.add(f"{WAVE} {term.op} ?", float(term.value))
    elif key == "text":
        _text(found, word)
    else:
        found.add("0")


def _glob(found: Compiled, column: str, pattern: str) -> None:
    """`*` stands for anything, upper and lower case are one; everything else stands for itself."""
    folded = pattern.casefold()
    if "*" in folded:
        if "casefold" not in column:
            column = f"casefold({column})"
        found.add(f"{column} GLOB ?", folded.replace("[", "[[]").replace("?", "[?]"))
    elif "casefold" in column:
        found.add(f"{column} = ?", folded)
    else:
        # Spelled as it is in the database, so that the channel's own index serves it.
        found.add(f"{column} = ?", pattern)


def _age(found: Compiled, term: Term, now: datetime) -> None:
    """`age:>2h` is older than two hours: written before that point in time."""
    point = to_us(now - timedelta(seconds=float(term.value)))
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}[term.op]
    found.add(f"i.waiting_since {turned} ?", point)


def _text(found: Compiled, words: str) -> None:
    """A word or an exact phrase; a `*` at its end stands for any ending."""
    if any(letter.isalnum() for letter in words):
        prefix = "*" if words.endswith("*") else ""
        quoted = words.removesuffix("*").replace('"', '""').replace("\0", " ")
        found.add(HAS_WORDS.strip(), f'"{quoted}"{prefix}')
    else:
        # Emoji and punctuation are no words to the index.
        found.add(HAS_CHARACTERS, words.casefold())


def ids(db: Db, query: Query, me: str, now: datetime, after: QueueKey | None, limit: int | None) -> list[int]:
    """Ids in queue order."""
    compiled = compile_query(query, me=me, now=now, after=after)
    sql = f"SELECT i.id FROM items i WHERE {compiled.where} {ORDER} LIMIT ?"
    return [int(row[0]) for row in all_rows(db, sql, [*compiled.values, -1 if limit is None else limit])]


def rows(db: Db, query: Query, me: str, now: datetime, after: QueueKey | None, limit: int) -> list[ItemRow]:
    compiled = compile_query(query, me=me, now=now, after=after)
    sql = f"SELECT {items.COLUMNS} FROM items i WHERE {compiled.where} {ORDER} LIMIT ?"
    return [items.read(row) for row in all_rows(db, sql, [*compiled.values, limit])]
