"""No statement of the store reads a whole table that grows."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from console.store.sqlite import (
    SqliteStore,
    alerts,
    clocks,
    contacts,
    conversation,
    corrections,
    events,
    handles,
    ingest,
    items,
    labelled,
    messages,
    notes,
    outbox,
    persons,
    places,
    rejudging,
    reordering,
    rests,
    rulebook,
    ruling,
    series,
    threads,
    waves,
)

MODULES = (
    alerts, clocks, contacts, conversation, corrections, events, handles, ingest, items, labelled, messages,
    notes, outbox, persons, places, rejudging, reordering, rests, rulebook, ruling, series, threads, waves,
)  # fmt: skip
GROWING = (
    "messages",
    "m",
    "items",
    "i",
    "events",
    "e",
    "outbox",
    "thread_keys",
    "versions",
    "evidence",
    "series",
    "clocks",
    "rests",
    "misses",
    "handles",
    "h",
    "p",
    "moods",
    "person_notes",
    "rule_fires",
    "rule_verdicts",
    "corrections",
    "c",
)
# Newest first by the table's own key, up to a limit: SQLite calls that a scan. A verification looks at all.
BY_KEY = {
    ("outbox", "IN_STATES"),
    ("outbox", "ANY_STATE"),
    ("events", "NEWEST"),
    ("waves", "EARLIER"),
    ("events", "WRONGLY_UNDONE"),
    ("events", "UNDID_NOTHING"),
    # What stood at a time may have been taken back since: all that people ever said is looked at.
    ("labelled", "LESSONS_THEN"),
}


def statements(module: ModuleType) -> dict[str, str]:
    found = {}
    for name, text in vars(module).items():
        if (
            name.isupper()
            and not name.startswith("_")
            and isinstance(text, str)
            and text.split()[:1] in (["SELECT"], ["UPDATE"], ["DELETE"])
        ):
            found[name] = text.format(ids="?", states="?", subjects="?", order="") if "{" in text else text
    return found


def plan(db: sqlite3.Connection, sql: str) -> list[str]:
    named = dict.fromkeys(("id", "now", "into", "gone", "wave", "since", "step", "then"), 1)
    values: object = [1] * sql.count("?") if "?" in sql else named
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
async def test_every_statement_finds_its_rows_by_an_index(
    store: SqliteStore, database: Path, module: ModuleType, analysed: bool
) -> None:
    room = module.__name__.rpartition(".")[2]
    with closing(sqlite3.connect(database)) as db:
        db.execute(waves.STAND_INS)
        if analysed:
            db.execute("ANALYZE")
        found = statements(module)
        assert found or room == "threads"
        for name, sql in found.items():
            for step in plan(db, sql):
                whole = any(step == f"SCAN {table}" for table in GROWING)
                assert not whole or (room, name) in BY_KEY, f"{name}: {step}"


async def test_a_whole_scan_would_be_seen(store: SqliteStore, database: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        assert plan(db, "SELECT id FROM messages WHERE scorer = ?") == ["SCAN messages"]
