"""Getting deleted words out of the file itself, and proving that they are.

`secure_delete` overwrites what is deleted in the tables. Deleted words of the search index lie in its
segments until those are merged, and all of it lies in the write-ahead log until that is folded in and cut.
"""

import asyncio
import re
from collections.abc import Collection
from pathlib import Path

from console.store.sqlite import settings, stripping
from console.store.sqlite.db import Db, all_rows, one_row
from console.store.sqlite.engine import Engine

PENDING = "care.scrub"
"""The setting that stands while deleted words may still lie in the files: who is killed goes on at the next
start."""
MOST_PARTS = 80_000
"""Of an index's merge."""
TRIES = 20
AGAIN_SECONDS = 0.1
CHUNK = 1 << 16
"""Bytes searched at once: no other thread runs meanwhile, and a key waits for the one that answers it."""
SHORTEST = 8
"""Bytes of a text from which on finding it means something."""
MOST_SEARCHED = 60


def begin(db: Db) -> None:
    """Note that words are about to be deleted."""
    settings.put(db, PENDING, "1")


async def scrub(engine: Engine) -> bool:
    """Merge the search index and cut the log, in parts that make way for people; whether all of it went."""
    await engine.write(_begin_merge, urgent=False)
    for _ in range(MOST_PARTS):
        if not await engine.write(stripping.merge_index, urgent=False):
            break
    return await _cut(engine)


def end(db: Db) -> None:
    """Note that it was looked, and no deleted word is left."""
    db.execute("DELETE FROM settings WHERE key = ?", (PENDING,))


async def _cut(engine: Engine) -> bool:
    for _ in range(TRIES):
        if await engine.cut_log():
            return True
        await asyncio.sleep(AGAIN_SECONDS)
    return False


def _begin_merge(db: Db) -> None:
    """A negative merge makes one job of all segments, which later ones go on with until nothing is left."""
    db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', ?)", (-stripping.PAGES,))


def search(path: Path, ids: Collection[str], texts: Collection[str]) -> tuple[int, list[str]]:
    """Look for a person's ids and the longest of their texts in the database's files, byte for byte; returns
    how many were looked for, and those that are there."""
    wanted = sorted({text for text in texts if len(text.encode()) >= SHORTEST}, key=len, reverse=True)
    always = sorted({one for one in ids if len(one.encode()) >= SHORTEST}, key=len, reverse=True)
    needles = [text.encode() for text in (*wanted[:MOST_SEARCHED], *always)]
    if not needles:
        return 0, []
    longest = max(len(needle) for needle in needles)
    pattern = re.compile(b"|".join(re.escape(needle) for needle in needles))
    found: set[bytes] = set()
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal")):
        if not file.is_file():
            continue
        rest = b""
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                found.update(pattern.findall(rest + chunk))
                rest = chunk[-longest:]
    return len(needles), [needle.decode() for needle in found]


def is_elsewhere(db: Db, text: str) -> bool:
    """Whether a row that rightly stays holds it too: the same words of somebody else, a longer id."""
    sql = """
    SELECT 1 FROM messages WHERE instr(text, :text) OR instr(author_id, :text) OR instr(remote_id, :text)
    UNION ALL SELECT 1 FROM evidence WHERE instr(raw, :text) LIMIT 1
    """
    return one_row(db, sql, {"text": text}) is not None


def own_texts(db: Db, ids: Collection[int]) -> list[str]:
    """Beginnings of messages as they stand in the file; not those of waves, which others have."""
    sql = "SELECT substr(text, 1, 60) FROM messages WHERE id = ? AND wave IS NULL"
    return [str(row[0]) for message_id in ids for row in all_rows(db, sql, (message_id,))]
