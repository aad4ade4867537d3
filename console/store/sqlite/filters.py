"""A parsed filter compiled to SQL from a fixed list of columns; words are only ever bound."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.model.item import QueueKey
from console.query.ast import Query, Term
from console.store.sqlite.db import marks, to_json, to_us

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
    "muted": "i.state = 'done' AND i.reason = 'muted'",
}
# Both written languages of Norway are one to a filter.
IS_INDEXES = {
    "new": ("items_new",),
    "deleted": ("items_deleted",),
    "waiting": ("items_waiting",),
    "unsure": ("items_unsure",),
    "late": ("items_due",),
    "muted": ("items_reason",),
    "vip": ("items_vip",),
    "troll": ("items_troll",),
}
EQUAL = {"lang": "iif(i.lang IN ('nb', 'nn'), 'no', i.lang)", "kind": "i.kind", "reason": "i.reason"}
GLOB = {"channel": "i.channel", "network": "i.network"}
NAMED = {"holder": ("i.holder", "items_held"), "assignee": ("i.assignee", "items_assigned")}
WAVE = "ifnull((SELECT w.messages FROM waves w WHERE w.id = i.wave), 1)"
HAS_FLAG = "(i.flags <> '[]' AND instr(i.flags, ?) > 0)"
HAS_TAG = """
(i.tags <> '[]' AND EXISTS (SELECT 1 FROM json_each(i.tags) tag WHERE casefold(tag.value) = ?))
"""
TAGGED = "i.id IN (SELECT item_id FROM item_tags WHERE tag = ?)"
TAGGED_MANY = """
(i.tags <> '[]' AND EXISTS (SELECT 1 FROM item_tags t WHERE t.tag = ? AND t.item_id = i.id))
"""
HANDLE = "casefold(ltrim(i.author_handle, '@'))"
PLAIN_HANDLE = "lower(ltrim(i.author_handle, '@'))"
PLACE = "(i.rank, i.waiting_since, i.id)"
HAS_WORDS = """
i.id IN (SELECT m.item_id FROM messages_fts CROSS JOIN messages m ON m.id = messages_fts.rowid
         WHERE messages_fts MATCH ?)
"""
HAS_WORDS_MANY = """
EXISTS (SELECT 1 FROM messages m CROSS JOIN messages_fts ON messages_fts.rowid = m.id
        WHERE m.item_id = i.id AND messages_fts MATCH ?)
"""
MESSAGE_HAS_WORDS = "i.id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?)"
MESSAGE_HAS_WORDS_WITHIN = """
i.id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? AND rowid BETWEEN ? AND ?)
"""
HAS_CHARACTERS = "instr(i.text, ?) > 0"
FIRST_OF_WAVE = """
(i.wave IS NULL OR i.id = (
    SELECT j.id FROM items j INDEXED BY items_wave WHERE j.wave = i.wave AND j.wave IS NOT NULL AND {where}
    ORDER BY j.rank, j.waiting_since, j.id LIMIT 1
))
"""
_ALIAS = re.compile(r"\bi\.")


# Which index the queue is walked by, the most selective first. The planner cannot know how rare a value is.
HITS = "NOT INDEXED"
"""Start from the few hits of a list of ids, or read all rows as they lie."""
INDEXES = (
    HITS, "items_vip", "items_troll", "items_waiting", "items_due", "items_wave", "items_deleted",
    "items_reason", "items_author", "items_held", "items_assigned", "items_flagged", "items_tagged",
    "items_repeats", "items_kind", "items_lang", "items_channel", "items_unsure", "items_label",
    "items_leading", "items_new", "items_working", "items_order",
)  # fmt: skip
WIDE = {"items_new", "items_working", "items_order"}
"""Those that hold about all there is."""
WITHOUT_WAVE = {"items_kind", "items_lang", "items_channel", "items_unsure", "items_label", "items_order"}
SHARES = {
    "items_flagged", "items_tagged", "items_repeats", "items_kind", "items_lang", "items_channel",
    "items_unsure", "items_label",
}  # fmt: skip
"""Those that hold a share of all, large or small."""
KIND_INDEXES = {"kind": "items_kind", "lang": "items_lang", "reason": "items_reason"}
ONLY_WORKING = {"items_leading", "items_kind", "items_lang", "items_channel", "items_label"}


@dataclass(slots=True)
class Compiled:
    """A WHERE clause, its values, and the indexes that serve it in the queue's order."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    indexes: dict[str, tuple[str, list[object]]] = field(default_factory=dict)
    """By name, each with the clause that it serves and its values."""

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values.extend(values)

    def serve(self, *indexes: str) -> None:
        """These hold what the last clause asks for, in the queue's order."""
        for index in indexes:
            self.indexes[index] = (self.parts[-1], self.values)

    @property
    def where(self) -> str:
        return " AND ".join(self.parts) or "1"

    @property
    def index(self) -> str:
        working = WORKING in self.parts
        fit = set(self.indexes) if working else set(self.indexes) - ONLY_WORKING
        return min([*fit, "items_working" if working else "items_order"], key=INDEXES.index)

    @property
    def source(self) -> str:
        """The table with the index to walk."""
        return f"items i {HITS}" if self.index == HITS else f"items i INDEXED BY {self.index}"


def compile_query(
    query: Query,
    *,
    me: str,
    now: datetime,
    after: QueueKey | None = None,
    many: Collection[Term] = (),
) -> Compiled:
    """A query without an `is:` term means open items that are not snoozed.

    Args:
        query: What is asked for.
        me: The name that `me` stands for.
        now: The time that spans are counted from.
        after: Only what comes after this place.
        many: Terms that so many items fit that the queue is walked instead of their hits.
    """
    found = Compiled()
    if not any(term.key == "is" for term in query.terms):
        found.add(WORKING)
    for term in query.terms:
        one = Compiled()
        _term(one, term, (me, *query.roles), now, term in many)
        if not term.negated:
            found.indexes |= dict.fromkeys(one.indexes, (one.where, one.values))
        found.add(f"NOT ifnull({one.where}, 0)" if term.negated else one.where, *one.values)
    if query.public:
        found.add("i.private = 0")
    if query.folded:
        _fold(found, query.unfolded)
    if after is not None:
        found.add(f"{PLACE} > (?, ?, ?)", *place_of(after))
    return found


def compile_messages(query: Query, *, now: datetime, within: tuple[int, int] | None = None) -> Compiled:
    """The same terms asked of single messages (`messages i`) instead of items.

    For terms that tell what a message was when it came: words, lang, sentiment, channel, network, kind, flag,
    author and `is:unsure`. `within` are the lowest and the highest id that are asked about: of all messages
    with a word, no others are looked at.
    """
    found = Compiled()
    if query.public:
        found.add("i.kind <> 'dm'")
    for term in query.terms:
        one = Compiled()
        if term.key == "text" and is_words(str(term.value)):
            match = match_of(str(term.value))
            if within is None:
                one.add(MESSAGE_HAS_WORDS, match)
            else:
                one.add(MESSAGE_HAS_WORDS_WITHIN.strip(), match, *within)
        else:
            _term(one, term, ("",), now, many=True)
        found.add(f"NOT ifnull({one.where}, 0)" if term.negated else one.where, *one.values)
    return found


def _fold(found: Compiled, unfolded: Collection[int]) -> None:
    if found.parts == [WORKING]:
        # Kept with each item, so that a hundred thousand copies at the top cost nothing.
        if unfolded:
            found.add(f"(i.lead = 1 OR i.wave IN ({marks(len(unfolded))}))", *sorted(unfolded))
        else:
            found.add("i.lead = 1")
            found.serve("items_leading")
        return
    values = list(found.values)
    first = FIRST_OF_WAVE.format(where=_ALIAS.sub("j.", found.where)).strip()
    if unfolded:
        first = f"(i.wave IN ({marks(len(unfolded))}) OR {first})"
    found.add(first, *sorted(unfolded), *values)


def place_of(key: QueueKey) -> tuple[int, int, int]:
    """The values of a place in the queue's order."""
    return key.rank, to_us(key.waiting_since), key.id


def _term(found: Compiled, term: Term, mine: Sequence[str], now: datetime, many: bool) -> None:
    """`mine` is what `me` stands for: a name, and behind it the roles that an item can be assigned to."""
    key, word = term.key, str(term.value)
    if key == "is" and word == "late":
        found.add("i.due_at <= ?", to_us(now))
        found.serve(*IS_INDEXES[word])
    elif key == "is":
        found.add(IS.get(word, "0"))
        found.serve(*IS_INDEXES.get(word, ()))
    elif key in GLOB:
        _glob(found, GLOB[key], word)
    elif key == "author":
        _author(found, word.removeprefix("@"))
    elif key in EQUAL:
        found.add(f"{EQUAL[key]} = ?", word)
        found.serve(KIND_INDEXES[key])
    elif key == "flag":
        found.add(HAS_FLAG, to_json(word))
        found.serve("items_flagged")
    elif key == "tag" and word.isascii():
        found.add(TAGGED_MANY.strip() if many else TAGGED, word.casefold())
        found.serve("items_tagged" if many else HITS)
    elif key == "tag":
        found.add(HAS_TAG.strip(), word.casefold())
        found.serve("items_tagged")
    elif key == "sentiment":
        if isinstance(term.value, str):
            found.add("i.label = ?", word)
            found.serve("items_label")
        else:
            # Nothing is known about the sentiment of a text that nobody could score.
            found.add(f"(i.unsure = 0 AND i.compound {term.op} ?)", term.value)
    elif key == "age":
        _age(found, term, now)
    elif key == "due":
        found.add(f"i.due_at {term.op} ?", to_us(now + timedelta(seconds=float(term.value))))
        found.serve("items_due")
    elif key in NAMED:
        column, index = NAMED[key]
        if word == "none":
            found.add(f"{column} IS NULL")
        else:
            names = [word] if word != "me" else [*mine] if key == "assignee" else [mine[0]]
            found.add(f"{column} = ?" if len(names) == 1 else f"{column} IN ({marks(len(names))})", *names)
            found.serve(index)
    elif key == "wave" and word.startswith("#"):
        found.add("i.wave = ?", int(word[1:]))
        found.serve("items_wave")
    elif key == "wave" and _repeats(term):
        found.add(f"(i.wave IS NOT NULL AND {WAVE} {term.op} ?)", float(term.value))
        found.serve("items_repeats")
    elif key == "wave":
        found.add(f"{WAVE} {term.op} ?", float(term.value))
    elif key == "text":
        _text(found, word, many)
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
        if column == GLOB["channel"]:
            found.serve("items_channel")


def _author(found: Compiled, pattern: str) -> None:
    """A plain name is found by its index; one with letters that only Unicode knows to fold is looked for."""
    folded = pattern.casefold()
    name = folded.removesuffix("*")
    if not name or "*" in name or not pattern.isascii():
        _glob(found, HANDLE, pattern)
    elif name == folded:
        found.add(f"{PLAIN_HANDLE} = ?", folded)
        found.serve("items_author")
    else:
        found.add(f"({PLAIN_HANDLE} >= ? AND {PLAIN_HANDLE} < ?)", name, name[:-1] + chr(ord(name[-1]) + 1))
        found.serve("items_author")


def _repeats(term: Term) -> bool:
    """Whether what stands alone can't fit."""
    size = float(term.value)
    return {"<": size <= 1, "<=": size < 1, "=": size != 1, ">": size >= 1, ">=": size > 1}[term.op]


def _age(found: Compiled, term: Term, now: datetime) -> None:
    """`age:>2h` is older than two hours: written before that point in time."""
    point = to_us(now - timedelta(seconds=float(term.value)))
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}[term.op]
    found.add(f"i.waiting_since {turned} ?", point)


def _text(found: Compiled, words: str, many: bool) -> None:
    """A word or an exact phrase; a `*` at its end stands for any ending."""
    if is_words(words):
        found.add((HAS_WORDS_MANY if many else HAS_WORDS).strip(), match_of(words))
        if not many:
            found.serve(HITS)
    else:
        # Emoji and punctuation are no words to the index, and have no case.
        found.add(HAS_CHARACTERS, words)
        if not many:
            found.serve(HITS)


def is_words(words: str) -> bool:
    """Whether the full-text index knows anything of it: emoji and punctuation are no words."""
    return any(letter.isalnum() for letter in words)


def match_of(words: str) -> str:
    """A phrase in the index's own language."""
    prefix = "*" if words.endswith("*") else ""
    quoted = words.removesuffix("*").replace('"', '""').replace("\0", " ")
    return f'"{quoted}"{prefix}'
