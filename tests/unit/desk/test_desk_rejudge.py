"""Stored messages judged anew by what people taught: what changes, what stays, and how it is taken back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from console.desk.answers import Rejudged
from console.desk.deeds import Close, Correct
from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.correction import PREFIX
from console.model.duty import Duty
from console.model.words import Label, Reason
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock
from tests.support.rooms import desk_on, ingest, raw
from tests.support.soundness import faults

SARCASM = "Great job, my card is declined again, wonderful"
LIKE_IT = "declined again, great job"
PLAIN = "When does your branch in Bergen open tomorrow?"
ASKS, LATE = 9, 10
SINCE = START - timedelta(days=7)


@pytest.fixture
def lead(store: SqliteStore, clock: FastClock) -> LocalDesk:
    desk = desk_on(store, clock, "kari")
    desk.actor = Actor("kari", duty=Duty.LEAD)
    return desk


async def taught(store: SqliteStore, desk: LocalDesk, clock: FastClock) -> None:
    """Messages of which people said that the first eight are negative; the last one is like them."""
    texts = [*(f"{SARCASM} {n}" for n in range(8)), PLAIN, LIKE_IT]
    await ingest(store, *(raw(str(n), text) for n, text in enumerate(texts)))
    clock.advance(60)
    for item in range(1, 9):
        await desk.one(item, Correct(Label.NEGATIVE))


async def all_of(desk: LocalDesk, **how: object) -> Sequence[Rejudged]:
    return [step async for step in desk.rejudge(SINCE, **how)]  # type: ignore[arg-type]


async def said(desk: LocalDesk, message: int) -> tuple[Label, str]:
    (one,) = await desk.messages([message])
    return one.label, one.scorer


async def test_what_came_before_the_lesson_is_read_as_the_judge_reads_it_now(
    store: SqliteStore, lead: LocalDesk, clock: FastClock
) -> None:
    await taught(store, lead, clock)
    before, plain = await said(lead, LATE), await said(lead, ASKS)
    assert before[0] is not Label.NEGATIVE
    (was,) = await lead.rows([LATE])
    [*_, last] = await all_of(lead)
    assert (last.total, last.seen, last.changed, last.taught) == (2, 2, 1, 8)
    assert sum(last.labels.values()) == 1
    after = await said(lead, LATE)
    assert after == (Label.NEGATIVE, f"{before[1]}+brand-8")
    assert await said(lead, ASKS) == plain
    (row,) = await lead.rows([LATE])
    assert row.label is Label.NEGATIVE
    assert row.rank != was.rank
    (event,) = [one for one in await lead.events([f"item:{LATE}"]) if one.verb == "item.rejudged"]
    assert (event.before["scorer"], event.after["scorer"]) == (before[1], after[1])
    assert (event.before["label"], event.after["label"]) == (before[0].value, "negative")
    assert LIKE_IT not in str(event)
    assert (await lead.verify()).ok
    assert faults(store.path) == []


async def test_a_dry_run_tells_and_changes_nothing(
    store: SqliteStore, lead: LocalDesk, clock: FastClock
) -> None:
    await taught(store, lead, clock)
    before = await said(lead, LATE)
    [*_, told] = await all_of(lead, dry=True)
    assert await said(lead, LATE) == before
    [*_, done] = await all_of(lead)
    assert (told.changed, told.labels) == (done.changed, done.labels)
    [*_, again] = await all_of(lead)
    assert again.changed == 0


async def test_what_a_person_said_stands_and_a_closed_item_is_left_alone(
    store: SqliteStore, lead: LocalDesk, clock: FastClock
) -> None:
    await taught(store, lead, clock)
    await lead.one(LATE, Correct(Label.POSITIVE))
    [*_, last] = await all_of(lead)
    assert last.total == 1
    label, scorer = await said(lead, LATE)
    assert (label, scorer.startswith(PREFIX)) == (Label.POSITIVE, True)
    await lead.undo()
    await lead.one(LATE, Close(Reason.SPAM))
    [*_, last] = await all_of(lead)
    assert (last.total, last.changed) == (1, 0)


async def test_it_is_taken_back_by_what_had_been_taught_before(
    store: SqliteStore, lead: LocalDesk, clock: FastClock
) -> None:
    await taught(store, lead, clock)
    before = await said(lead, LATE)
    await all_of(lead)
    await all_of(lead, then=START)
    assert await said(lead, LATE) == before
    assert faults(store.path) == []


async def test_what_is_said_while_it_computes_is_not_overwritten(
    store: SqliteStore, lead: LocalDesk, clock: FastClock
) -> None:
    await taught(store, lead, clock)
    steps = lead.rejudge(SINCE)
    await anext(steps)
    await lead.one(LATE, Correct(Label.POSITIVE))
    last = [step async for step in steps][-1]
    assert (last.seen, last.left) == (2, {"it changed meanwhile": 1})
    assert (await said(lead, LATE))[0] is Label.POSITIVE
