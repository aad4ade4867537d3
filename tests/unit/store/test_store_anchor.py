"""The anchor outside: what was done to the log is found and told apart, and nothing else is called so."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import StoreError
from console.model.event import Head
from console.store import anchor
from console.store.anchor import Anchor, Anchored, Verdict
from console.store.sqlite import SqliteStore, events
from console.store.sqlite.backup import back_up
from console.store.sqlite.db import all_rows
from console.store.sqlite.restore import restore
from console.watch.anchoring import Anchoring
from tests.support.fastclock import FastClock
from tests.support.filled import KARI, act, opened
from tests.support.judged import at

HASH = "ab" * 32
CUT_AFTER_8 = """
DELETE FROM events WHERE id > 8;
UPDATE chain SET head = 8, hash = (SELECT hash FROM events WHERE id = 8);
"""


async def anchored(store: SqliteStore, place: Path, seconds: float) -> None:
    """As the watch does, at a time of the tests' day."""
    clock = FastClock(at(seconds))
    chore = Anchoring(store, clock, anchor=Anchor(place), journal=False, events=1, seconds=1)
    await chore.tick()
    await chore.close()


async def look(database: Path, place: Path) -> tuple[str, str]:
    """What is found, and its sentence."""
    store = await opened(database)
    report = await store.verify()
    verdict = await store.hold_against(Anchor(place).lines()) if report.ok else None
    await store.close()
    return report.found or (verdict.found if verdict else ""), anchor.sentence(report, verdict)


@pytest.fixture
async def told(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A database with ten events, its anchor with lines at five and ten, and a copy from the time of five."""
    database, place, old = tmp_path / "beredt.db", tmp_path / "anchor", tmp_path / "old.db"
    store = await opened(database)
    await act(store, 5)
    await anchored(store, place, 300)
    await store.close()
    shutil.copy(database, old)
    store = await opened(database)
    await act(store, 5, first=5)
    await anchored(store, place, 600)
    await store.close()
    return database, place, old


def run(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.executescript(sql)


async def test_an_untouched_log_fits_also_when_it_ran_ahead(told: tuple[Path, Path, Path]) -> None:
    database, place, _old = told
    assert await look(database, place) == ("", "")
    store = await opened(database)
    # A crash between a commit and its line.
    await act(store, 3, first=10)
    verdict = await store.hold_against(Anchor(place).lines())
    await store.close()
    assert verdict == Verdict(True, 2, 10, at(600))


async def test_tampering_truncation_and_an_old_copy_are_told_apart(told: tuple[Path, Path, Path]) -> None:
    database, place, old = told
    tampered, cut, bare = (database.with_name(name) for name in ("tampered.db", "cut.db", "bare.db"))
    for copy in (tampered, cut, bare):
        shutil.copy(database, copy)
    run(tampered, "UPDATE events SET actor = 'ola' WHERE id = 7")
    run(bare, "DELETE FROM events WHERE id > 8")
    run(
        cut,
        CUT_AFTER_8,
    )
    assert await look(tampered, place) == (
        "changed",
        "the log was tampered with: event 7 was changed, taken out or put in",
    )
    assert await look(bare, place) == (
        "cut",
        "the end of the log was cut off: from event 9 on events are missing",
    )
    found, sentence = await look(cut, place)
    assert found == "cut"
    assert sentence.startswith("the end of the log was cut off: event 10, anchored at 2026-11-23T08:10:00Z,")
    assert await look(old, place) == (
        "older",
        "an older copy of the database was put back:"
        " event 10, anchored at 2026-11-23T08:10:00Z, is not in it",
    )


async def test_a_chain_computed_anew_is_found(told: tuple[Path, Path, Path]) -> None:
    database, place, _old = told
    with closing(sqlite3.connect(database)) as db, db:
        previous = ""
        db.execute("UPDATE events SET actor = 'ola' WHERE id = 7")
        for row in all_rows(db, events.WALK, (0, 99)):
            previous = events.chained(previous, events._covered(row[:9], row[12], row[13], row[14]))
            db.execute("UPDATE events SET hash = ? WHERE id = ?", (previous, row[0]))
        db.execute("UPDATE chain SET hash = ?", (previous,))
    assert await look(database, place) == (
        "changed",
        "the log was written anew: event 10, anchored at 2026-11-23T08:10:00Z, is another one now",
    )


async def test_an_old_copy_that_was_worked_on_is_found(told: tuple[Path, Path, Path]) -> None:
    _database, place, old = told
    store = await opened(old)
    await act(store, 8, first=20)
    await anchored(store, place, 2000)
    await store.close()
    assert (await look(old, place))[0] == "older"


async def test_a_backup_put_in_place_is_no_alarm_and_is_told(
    told: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    database, place, old = told
    back_up(old, tmp_path / "backup.db")
    done = restore(tmp_path / "backup.db", database, KARI, at(900))
    assert (await look(database, place))[0] == "older", "until its line stands there"
    Anchor(place).add(at(900), done.head, restored=True)
    assert await look(database, place) == ("", "")
    store = await opened(database)
    await act(store, 3, first=30)
    await anchored(store, place, 3000)
    verdict = await store.hold_against(Anchor(place).lines())
    await store.close()
    assert (verdict.ok, verdict.event, verdict.restored) == (True, 9, (at(900),))
    run(
        database,
        CUT_AFTER_8,
    )
    assert (await look(database, place))[0] == "cut", "what comes after is held against it as ever"


async def test_acts_wait_for_no_anchor_and_a_bad_one_is_told_once(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "none" / "anchor"
    clock = FastClock(at(0))
    chore = Anchoring(store, clock, anchor=Anchor(place), journal=False, events=3, seconds=60)
    await act(store, 1)
    await chore.tick()
    await chore.tick()
    assert [record.message for record in caplog.records if "anchor" in record.message] == [
        f"the audit anchor {place} can't be written (No such file or directory); the log itself goes on;"
        " let whoever runs Beredt append to it, or choose another audit.anchor"
    ]
    place.parent.mkdir()
    await chore.tick()
    assert [one.event for one in Anchor(place).lines()] == [1]
    await act(store, 2, first=1)
    await chore.tick()
    assert len(Anchor(place).lines()) == 1, "two events within the minute wait"
    await act(store, 1, first=3)
    await chore.tick()
    assert [one.event for one in Anchor(place).lines()] == [1, 4]
    await act(store, 1, first=4)
    await chore.close()
    assert [one.event for one in Anchor(place).lines()] == [1, 4, 5]


async def test_the_journal_is_told_the_same_line(store: SqliteStore) -> None:
    told: list[str] = []

    def write(when: object, head: Head) -> None:
        told.append(anchor.line(at(0), head))

    await act(store, 2)
    chore = Anchoring(store, FastClock(), anchor=None, journal=True, events=1, seconds=1, write=write)
    await chore.tick()
    head = await store.head()
    assert told == [f"beredt-audit 2026-11-23T08:00:00Z 2 {head.hash}"]
    journal = ["Nov 23 08:00 host sshd[1]: something else\n", f"Nov 23 08:00 host beredt[7]: {told[0]}\n"]
    assert (await store.hold_against(anchor.read(journal))).ok


def test_a_line_that_was_cut_off_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    place = tmp_path / "anchor"
    place.write_text(anchor.line(at(0), Head(1, HASH)) + "\n" + anchor.line(at(1), Head(2, HASH))[:60])
    assert [one.event for one in Anchor(place).lines()] == [1]
    Anchor(place).add(at(2), Head(3, HASH))
    assert [one.event for one in Anchor(place).lines()] == [1, 3]


def test_an_anchor_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be read"):
        Anchor(tmp_path / "gone").lines()


@given(st.lists(st.text(max_size=80)))
def test_whatever_stands_in_an_anchor_is_no_crash(lines: Sequence[str]) -> None:
    anchor.read(lines)
    anchor.read(f"beredt-audit {text}\n" for text in lines)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans())))
def test_what_stands_after_restorings_only_rises_over_each(numbers: list[tuple[int, bool]]) -> None:
    lines = [Anchored(at(place), event, HASH, back) for place, (event, back) in enumerate(numbers)]
    kept = anchor.standing(lines)
    for place, one in enumerate(kept):
        if one.restored:
            assert all(before.event < one.event for before in kept[:place])
    assert kept[-1:] == lines[-1:]


async def test_a_watch_that_starts_says_that_an_old_copy_was_put_back(
    told: tuple[Path, Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    database, place, old = told
    await anchored(store := await opened(database), place, 700)
    await store.close()
    assert caplog.records == []
    await anchored(store := await opened(old), place, 800)
    await store.close()
    assert any("an older copy of the database was put back" in record.message for record in caplog.records)
