"""What retention lets go of, what it leaves, and what an incident keeps."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.errors import NotFound
from console.model.actor import WATCH
from console.model.alert import Finding
from console.model.care import Due, Keep
from console.model.event import NewEvent
from console.model.incident import Incident
from console.model.message import Quarantined
from console.model.safe import SafeText
from console.model.words import IncidentStatus, Level, Severity, State
from console.store.sqlite import SqliteStore, retention
from console.watch.retaining import Retaining
from tests.support.fastclock import FastClock
from tests.support.filled import KARI
from tests.support.judged import CHANNEL, at, judged
from tests.support.soundness import faults

DAY = 86_400.0
RULES = (Keep("done", 30), Keep("evidence", 10), Keep("quarantine", 5))


async def busy(store: SqliteStore) -> None:
    """One item that is done, one that is open, each day from day 0 to day 39."""
    for day in range(40):
        batch = [
            judged(f"done-{day}", day * DAY, handle=f"@person{day}", text=f"walrus of day {day}"),
            judged(f"open-{day}", day * DAY, handle=f"@other{day}"),
        ]
        received = [replace(one, message=replace(one.message, received_at=at(day * DAY))) for one in batch]
        parked = [Quarantined(CHANNEL, SafeText("no text"), "{}", at(day * DAY))]
        await store.ingest(received, parked, channel=CHANNEL, cursor=str(day), at=at(day * DAY))
        async with store.act(KARI, at(day * DAY)) as tx:
            item = (await store.messages([2 * day + 1]))[0].item_id
            await tx.set_state(item, State.DONE)
            await tx.add_note(item, "kari", at(day * DAY), f"walrus note {day}")
            await tx.append(NewEvent("item.done", f"item:{item}", {}, {}, note=f"walrus word {day}"))


async def incident(store: SqliteStore, day: float, *, status: IncidentStatus) -> int:
    async with store.act(KARI, at(day * DAY)) as tx:
        number = await tx.add_incident(
            Incident(
                id=0,
                title=SafeText("outage"),
                severity=Severity.SEV2,
                type="other",
                status=IncidentStatus.ACTIVE,
                declared_at=at(day * DAY),
                declared_by="kari",
                stable_at=None,
                closed_at=None,
                alert_id=None,
                roles=(),
                next_word_at=None,
                last_word_at=None,
                run_ids=(),
            )
        )
        if status is IncidentStatus.CLOSED:
            await tx.set_incident(number, status=status, closed_at=at((day + 0.5) * DAY))
    return number


async def test_what_is_due_goes_and_nothing_else(store: SqliteStore, database: Path) -> None:
    await busy(store)
    now = at(40 * DAY)
    foretold = await store.due(RULES, now)
    assert foretold == [Due("done", 30, 10, 0), Due("evidence", 10, 60, 0), Due("quarantine", 5, 35, 0)]
    assert (await store.head()).event == 40, "to count changes nothing"
    assert await store.retain(RULES, KARI, now) == foretold
    assert [one.rows for one in await store.due(RULES, now)] == [0, 0, 0]
    gone, kept, still_open = await store.item(1), await store.item(21), await store.item(2)
    assert (gone.row.text, gone.row.author_handle, gone.notes, gone.row.state) == (
        "(erased)",
        "(erased)",
        (),
        State.DONE,
    )
    assert (kept.row.text, len(kept.notes)) == ("walrus of day 10", 1)
    assert still_open.row.text == "text of open-0", "what is open is never too old"
    with pytest.raises(NotFound):
        await store.person_of(CHANNEL, "id-@person3")
    assert (await store.counts()).messages == 80
    event = (await store.events(None, 1))[0]
    assert (event.verb, event.actor, event.after["done"]) == (
        "retention.run",
        "kari",
        {"days": 30, "rows": 10, "held": 0},
    )
    assert (await store.verify()).ok
    assert faults(database) == []
    files = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert (b"walrus of day 9" in files, b"walrus note 9" in files, b"walrus word 9" in files) == (False,) * 3
    assert b"walrus of day 10" in files


async def test_a_replay_of_what_is_gone_is_known(store: SqliteStore) -> None:
    await busy(store)
    await store.retain(RULES, KARI, at(40 * DAY))
    result = await store.ingest([judged("done-3", 3 * DAY)], [], channel=CHANNEL, cursor="x", at=at(41 * DAY))
    assert (result.new, result.duplicate) == (0, 1)


async def test_an_open_incident_keeps_its_days_and_a_closed_one_only_while_it_is_held(
    store: SqliteStore,
) -> None:
    await busy(store)
    now, rules = at(40 * DAY), (Keep("done", 30),)
    number = await incident(store, 5, status=IncidentStatus.CLOSED)
    assert await store.due(rules, now) == [Due("done", 30, 10, 0)]
    async with store.act(KARI, at(6 * DAY)) as tx:
        assert await tx.hold_incident(number, at(6 * DAY), "a court asks") is False
    # From a day before it was declared to a day after it was closed: days 4, 5 and 6.
    assert await store.due(rules, now) == [Due("done", 30, 7, 3)]
    await store.retain(rules, KARI, now)
    assert (await store.item(9)).row.text == "walrus of day 4"
    assert (await store.item(7)).row.text == "(erased)"
    async with store.act(KARI, at(41 * DAY)) as tx:
        assert await tx.hold_incident(number, None, "") is True
        with pytest.raises(NotFound):
            await tx.hold_incident(99, None, "")
    assert await store.due(rules, now) == [Due("done", 30, 3, 0)]
    await incident(store, 1, status=IncidentStatus.ACTIVE)
    assert await store.due(rules, now) == [Due("done", 30, 0, 3)], "it lasts, and all since is its own"


async def test_what_was_opened_meanwhile_stays(store: SqliteStore) -> None:
    await busy(store)
    rule, now = Keep("done", 30), at(40 * DAY)
    part = await store._engine.read(lambda db: retention.next_part(db, rule, now, 0))
    async with store.act(KARI, now) as tx:
        await tx.set_state(part[0], State.NEW)
    await store._engine.write(lambda db: retention.let_go(db, rule, part, store._keeping(now)), urgent=False)
    assert (await store.item(part[0])).row.text == "walrus of day 0"
    assert (await store.item(part[1])).row.text == "(erased)"


async def test_the_watch_runs_it_once_a_day(store: SqliteStore) -> None:
    await busy(store)
    clock = FastClock(at(40 * DAY))
    chore = Retaining(store, clock, (Keep("quarantine", 5),))
    await chore.tick()
    assert (await store.events(None, 1))[0].actor == WATCH.name
    assert (await store.counts()).quarantined == 5
    clock.advance(timedelta(hours=23).total_seconds())
    await Retaining(store, clock, (Keep("quarantine", 1),)).tick()
    assert (await store.counts()).quarantined == 5, "also after a restart"
    clock.advance(timedelta(hours=2).total_seconds())
    await chore.tick()
    assert (await store.counts()).quarantined == 3


async def test_what_a_rule_quoted_in_an_alert_goes_once_it_was_acknowledged(store: SqliteStore) -> None:
    await busy(store)
    async with store.act(KARI, at(0)) as tx:
        for number in (1, 2):
            found = Finding(
                episode=f"rule:{number}:1",
                level=Level.WATCH,
                at=at(0),
                text=SafeText("rule x: @person0: walrus of day 0"),
                signals=(),
                phrases=(),
                samples=(1,),
                flags=(),
            )
            alert, _new = await tx.put_alert(found)
            await tx.append(NewEvent("alert.raised", f"alert:{alert}", {}, {}, note="walrus of day 0"))
        await tx.set_alert(1, acknowledged_by="kari", acknowledged_at=at(1))
    await store.retain(RULES, KARI, at(40 * DAY))
    assert [(await store.alert(one)).finding.text for one in (1, 2)] == [
        "(erased)",
        "rule x: @person0: walrus of day 0",
    ]
    assert [event.note for event in await store.events(["alert:1", "alert:2"], 9)] == ["walrus of day 0", ""]
    assert (await store.verify()).ok
