"""`kill -9` between an alert rule's firing and its alert: it is raised once, whenever the watch died."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.alertrulechild import RULE
from tests.support.fastclock import START, FastClock
from tests.support.rooms import desk_on, open_store
from tests.support.soundness import faults


async def child(database: Path, step: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.alertrulechild",
        str(database),
        step,
        stdout=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("steps", [("fire",), ("fire", "fire", "tell"), ("tell", "tell")])
async def test_what_fired_when_the_watch_died_is_raised_once(tmp_path: Path, steps: tuple[str, ...]) -> None:
    database = tmp_path / "beredt.db"
    for step in steps:
        process = await child(database, step)
        assert process.stdout is not None
        assert await process.stdout.readline() == b"stopped\n"
        process.kill()
        await process.wait()
        with closing(sqlite3.connect(database)) as db:
            [count] = db.execute("SELECT count(*) FROM alerts").fetchone()
        assert count == (step == "tell")
    for _ in range(2):
        assert await (await child(database, "")).wait() == 0
    assert faults(database) == []
    store = await open_store(tmp_path, clock := FastClock(START + timedelta(hours=1)))
    tested = await desk_on(store, clock).back_test(RULE)
    alerts = await store.alerts_of_rule(1, 10)
    raised = [event for event in await store.events(None, 100) if event.verb == "alert.raised"]
    await store.close()
    assert (
        [one.opened_at for one in alerts]
        == [one.at for one in tested.fired]
        == [START + timedelta(minutes=5)]
    )
    assert len(raised) == 1
