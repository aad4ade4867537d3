"""The event log: what it keeps, what undo finds, and that tampering shows."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console.errors import NotFound
from console.model.actor import Actor
from console.model.event import AuditReport, NewEvent
from console.store.sqlite import SqliteStore, events, migrate
from tests.support.fastclock import FastClock
from tests.support.judged import T0, at

KARI, OLA = Actor("kari"), Actor("ola")
COPY = """
INSERT INTO events SELECT {}, at, actor, verb, subject, before, after, 0, NULL, '', hash, NULL, '', ''
FROM events WHERE id = 5
"""


async def record(store: SqliteStore, count: int, actor: Actor = KARI) -> None:
    for number in range(count):
        async with store.act(actor, at(number)) as tx:
            await tx.append(
                NewEvent(
                    "item.done", f"item:{number}", {"state": "new"}, {"state": "done"}, True, f"note {number}"
                )
            )


async def test_events_come_back_as_they_were_written(store: SqliteStore) -> None:
    await record(store, 3)
    async with store.act(OLA, at(9)) as tx:
        event_id = await tx.append(
            NewEvent("incident.declared", "incident:1", {}, {"severity": "SEV-2", "n": [1]})
        )
        assert (await tx.event(event_id)).actor == "ola"
    newest = (await store.events(None, 2))[0]
    assert (newest.id, newest.at, newest.verb, newest.after) == (
        4,
        at(9),
        "incident.declared",
        {"severity": "SEV-2", "n": [1]},
    )
    assert [event.id for event in await store.events(None, 9)] == [4, 3, 2, 1]
    assert [event.id for event in await store.events(None, 9, after_id=2)] == [3, 4]
    assert [event.note for event in await store.events(["item:0", "item:2"], 9)] == ["note 2", "note 0"]
    assert [event.id for event in await store.events(["item:0", "item:2"], 9, after_id=1)] == [3]


async def test_what_a_person_did_is_found_until_it_is_taken_back(store: SqliteStore) -> None:
    assert await store.mine("kari", 1) == []
    await record(store, 2)
    await record(store, 1, OLA)
    assert [event.id for event in await store.mine("kari", 9)] == [2, 1]
    async with store.act(KARI, T0) as tx:
        await tx.mark_undone(2, await tx.append(NewEvent("item.undone", "item:1", {}, {})))
        with pytest.raises(NotFound):
            await tx.mark_undone(2, 4)
    assert [event.id for event in await store.mine("kari", 9)] == [1], "taking back is no act of its own"
    assert (await store.verify()).ok, "undoing is no tampering"


async def test_a_long_log_verifies_in_steps(store: SqliteStore) -> None:
    async with store.act(KARI, T0) as tx:
        for number in range(4500):
            await tx.append(NewEvent("item.done", f"item:{number}", {}, {}))
    steps: list[int] = []
    assert await store.verify(steps.append) == AuditReport(4500, True, None)
    assert steps == [2000, 4000, 4500]


def change(sql: str) -> Callable[[sqlite3.Connection], object]:
    return lambda db: db.executescript(sql)


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [
        (change("UPDATE events SET actor = 'ola' WHERE id = 3"), 3),
        (change("UPDATE events SET at = at + 1 WHERE id = 1"), 1),
        (change("""UPDATE events SET after = '{"state":"pending"}' WHERE id = 4"""), 4),
        (change("UPDATE events SET undoable = 0 WHERE id = 2"), 2),
        (change("UPDATE event_notes SET text = 'never said' WHERE event_id = 2"), 2),
        (change("DELETE FROM event_notes WHERE event_id = 3; DELETE FROM events WHERE id = 3"), 3),
        (
            change("UPDATE events SET id = 99 WHERE id = 2; UPDATE events SET id = 2 WHERE id = 3;"
                   "UPDATE events SET id = 3 WHERE id = 99"),
            2,
        ),
        (change("DELETE FROM events WHERE id = 5"), 5),
        (change("DELETE FROM events WHERE id >= 4"), 4),
        (change("DELETE FROM events"), 1),
        (change("DELETE FROM events WHERE id = 5; UPDATE chain SET head = 4"), 4),
        (change("UPDATE chain SET head = 9"), 6),
        (change(f"{COPY.format(6)}; UPDATE chain SET head = 6"), 6),
        (change(f"{COPY.format(6)}"), 6),
        (change(f"{COPY.format(1007)}"), 6),
        (change(f"{COPY.format(-1)}"), -1),
        (change("UPDATE events SET undone_by = 4 WHERE id = 2"), 2),
        (change("UPDATE events SET act = 1 WHERE id = 3"), 3),
        (change("DELETE FROM chain"), 1),
    ],
)  # fmt: skip
async def test_tampering_is_found(
    database: Path, tamper: Callable[[sqlite3.Connection], object], first_bad: int
) -> None:
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    await record(store, 5)
    assert (await store.verify()).ok
    await store.close()
    with closing(sqlite3.connect(database)) as db:
        tamper(db)
        db.commit()
    await store.open()
    report = await store.verify()
    await store.close()
    assert (report.ok, report.first_bad) == (False, first_bad)


async def test_an_erased_note_leaves_the_chain_whole(store: SqliteStore, database: Path) -> None:
    await record(store, 3)
    with closing(sqlite3.connect(database)) as db:
        db.execute("DELETE FROM event_notes WHERE event_id = 2")
        db.commit()
    assert await store.verify() == AuditReport(3, True, None)
    assert (await store.events(None, 2))[1].note == ""


async def test_no_word_of_a_person_is_in_the_chain_itself(store: SqliteStore, database: Path) -> None:
    await record(store, 1)
    with closing(sqlite3.connect(database)) as db:
        [row] = db.execute("SELECT * FROM events").fetchall()
    assert "note 0" not in repr(row)


async def test_a_log_from_before_acts_on_many_still_verifies_and_goes_on(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = migrate.shipped()
    before = next(number for number, one in enumerate(shipped) if one.name.endswith("_acts.sql"))
    database.parent.mkdir(parents=True)
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        migrate.migrate(db, shipped[:before], 0)
        previous = ""
        for number in (1, 2, 3):
            fields = (number, number, "kari", "item.done", "item:1", "{}", '{"state":"done"}', 1, "")
            previous = events.chained(previous, fields)
            db.execute(
                "INSERT INTO events (id, at, actor, verb, subject, before, after, undoable, note_hash, hash) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*fields, previous),
            )
        # What an older version refused to take back names itself.
        db.execute("UPDATE events SET undone_by = 3 WHERE id = 3")
        db.execute("UPDATE chain SET head = 3, hash = ?", (previous,))
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    assert await store.verify() == AuditReport(3, True, None)
    async with store.act(KARI, T0) as tx:
        begun = await tx.append(NewEvent("many.done", "many", {}, {"text": "done"}, True))
        await tx.append(NewEvent("item.done", "item:1", {}, {}, True, act=begun))
    assert await store.verify() == AuditReport(5, True, None)
    assert [event.id for event in await store.mine("kari", 9)] == [4, 2, 1]
    assert [event.act for event in await store.parts(4, 9)] == [4]
    assert await store.count_parts([4, 1]) == {4: 1}
    await store.close()
