"""Which way a filter is answered: from its few hits, or along the index with the fewest rows to pass over."""

from collections.abc import Sequence
from datetime import datetime

from console.model.item import QueueKey
from console.query.ast import Query, Term
from console.store.sqlite.db import Db, all_rows
from console.store.sqlite.filters import (
    INDEXES,
    SHARES,
    WORKING,
    Compiled,
    compile_query,
    is_words,
    match_of,
)

COUNT_TAGGED = "SELECT count(*) FROM (SELECT 1 FROM item_tags WHERE tag = ? LIMIT ?)"
COUNT_WORDS = "SELECT count(*) FROM (SELECT 1 FROM messages_fts WHERE messages_fts MATCH ? LIMIT ?)"
LATELY = 5_000
SEEN_LATELY = f"""
SELECT count(*) FROM (SELECT text FROM items ORDER BY id DESC LIMIT {LATELY}) WHERE instr(text, ?) > 0
"""
MANY = 20_000
"""Hits from which it is cheaper to walk the queue and look whether each row is one."""


def many_fit(db: Db, query: Query) -> list[Term]:
    """The terms that are cheaper to test row by row than to start from."""
    found = []
    for term in query.terms:
        count = None
        word = str(term.value)
        if term.key == "tag" and word.isascii():
            count = COUNT_TAGGED, word.casefold()
        elif term.key == "text" and is_words(word) and not word.endswith("*"):
            # Whether a message has a word is looked up at once; for a word's beginning all hits are read.
            count = COUNT_WORDS, match_of(word)
        elif term.key == "text" and not is_words(word) and all_rows(db, SEEN_LATELY, (word,))[0][0]:
            found.append(term)
        if count is not None and all_rows(db, count[0], (count[1], MANY))[0][0] == MANY:
            found.append(term)
    return found


def compiled_for(db: Db, query: Query, me: str, now: datetime, after: QueueKey | None = None) -> Compiled:
    """A query for its first few answers: it walks the index that has the fewest rows to pass over."""
    compiled = compile_query(query, me=me, now=now, after=after, many=many_fit(db, query))
    shares = [index for index in compiled.indexes if index in SHARES]
    if len(shares) > 1 and compiled.index in SHARES and WORKING in compiled.parts:
        rows = {index: _held(db, index, *compiled.indexes[index]) for index in shares}
        best = min(shares, key=lambda index: (rows[index], INDEXES.index(index)))
        compiled.indexes = {best: compiled.indexes[best]}
    return compiled


def _held(db: Db, index: str, clause: str, values: Sequence[object]) -> int:
    """Rows of an index that fit its clause, as far as it matters."""
    some = f"SELECT 1 FROM items i INDEXED BY {index} WHERE {WORKING} AND {clause} LIMIT {MANY}"
    return int(all_rows(db, f"SELECT count(*) FROM ({some})", values)[0][0])
