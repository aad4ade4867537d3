"""Getting deleted words out of the file itself, and proving that they are.

`secure_delete` overwrites what is deleted in the tables. Deleted words of the search index lie in its
segments until those are merged, and all of it lies in the write-ahead log until that is folded in and cut.
"""

import asyncio
import re
from collections.abc import Collection
from pathlib import Path

from console.store.sqlite import stripping
from console.store.sqlite.db import Db, all_rows
from console.store.sqlite.engine import Engine

MOST_PARTS = 20_000
"""Of an index's merge; each rewrites some hundred pages."""
TRIES = 20
AGAIN_SECONDS = 0.1
CHUNK = 4 << 20
SHORTEST = 8
"""Bytes of a text from which on finding it means something."""
MOST_SEARCHED = 60


async def scrub(engine: Engine) -> bool:
    """Merge the search index and cut the log, in parts that make way for people; whether all of it went."""
    await engine.write(_begin, urgent=False)
    for _ in range(MOST_PARTS):
        if not await engine.write(stripping.merge_index, urgent=False):
            break
    for _ in range(TRIES):
        if await engine.cut_log():
            return True
        await asyncio.sleep(AGAIN_SECONDS)
    return False


def _begin(db: Db) -> None:
    """A negative merge makes one job of all segments, which later ones go on with until nothing is left."""
    db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', -500)")


def search(path: Path, texts: Collection[str]) -> tuple[int, int]:
    """Look for texts in the database's files, byte for byte; returns how many were looked for, and found."""
    wanted = sorted({text for text in texts if len(text.encode()) >= SHORTEST}, key=len, reverse=True)
    needles = [text.encode() for text in wanted[:MOST_SEARCHED]]
    if not needles:
        return 0, 0
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
    return len(needles), len(found)


def own_texts(db: Db, ids: Collection[int]) -> list[str]:
    """Beginnings of messages as they stand in the file; not those of waves, which others have."""
    sql = "SELECT substr(text, 1, 60) FROM messages WHERE id = ? AND wave IS NULL"
    return [str(row[0]) for message_id in ids for row in all_rows(db, sql, (message_id,))]
