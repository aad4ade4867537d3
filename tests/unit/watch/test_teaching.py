"""What people said reaches the judge: at the start, after each correction, and after its process was lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from console.desk.deeds import Correct
from console.desk.local import LocalDesk
from console.errors import ProcessLost
from console.judge import Judge, JudgeSettings
from console.model.correction import Lesson
from console.model.message import Judged
from console.model.words import Label
from console.store.sqlite import SqliteStore
from console.watch.apart import Apart
from console.watch.beside import Beside
from console.watch.sifting import PIECE, Judging
from console.watch.teaching import Teacher
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, desk_on, ingest, open_store, raw

SETTINGS = JudgeSettings(brand_names=("Nordbank",))
SAID = "Great job, my card is declined again"


@pytest.fixture(params=["apart", "beside"])
async def judging(request: pytest.FixtureRequest) -> AsyncIterator[Judging]:
    found: Judging = Apart(SETTINGS) if request.param == "apart" else Beside(lambda: Judge(SETTINGS))
    yield found
    await found.close()


async def judged(judging: Judging, text: str = SAID + "!") -> Judged:
    [one], _ = await judging.sift([raw("x", text)], CHANNEL, START)
    return one


def lessons(count: int) -> list[Lesson]:
    return [Lesson(str(n), f"{SAID} in shop {n}", Label.NEGATIVE, "en", str(n)) for n in range(count)]


async def test_it_is_told_what_stands_and_what_is_said_and_taken_back(
    store: SqliteStore, desk: LocalDesk, judging: Judging
) -> None:
    shipped = await judged(judging)
    texts = [f"{SAID} in {place}" for place in ("Oslo", "Bergen", "Hamar", "Voss", "Moss")]
    await ingest(store, *(raw(str(n), text, handle=f"{n}@x.example") for n, text in enumerate(texts)))
    await desk.one(1, Correct(Label.NEGATIVE))
    teacher = Teacher(store, judging)
    await teacher.tick()
    assert (await judged(judging)).judgement.scorer.endswith("+brand-1")
    for item in (2, 3, 4, 5):
        await desk.one(item, Correct(Label.NEGATIVE))
    await teacher.tick()
    taught = (await judged(judging)).judgement
    assert (taught.label, taught.scorer.endswith("+brand-5")) == (Label.NEGATIVE, True)
    assert shipped.judgement.label is Label.POSITIVE
    await desk.undo()
    await desk.revert_correction(1)
    await teacher.tick()
    assert (await judged(judging)).judgement.scorer.endswith("+brand-3")
    for one in await desk.corrections():
        if one.standing:
            await desk.revert_correction(one.id)
    await teacher.tick()
    assert await judged(judging) == shipped


async def test_the_flow_goes_on_while_it_learns(judging: Judging) -> None:
    learning = asyncio.create_task(judging.teach(lessons(8 * PIECE)))
    between = set[str]()
    while not learning.done():
        between.add((await judged(judging)).judgement.scorer)
    await learning
    assert (await judged(judging)).judgement.scorer.endswith(f"+brand-{8 * PIECE}")
    assert len(between) > 1


async def test_a_process_that_takes_over_knows_what_the_old_one_knew() -> None:
    judging = Apart(SETTINGS)
    try:
        await judging.teach(lessons(30))
        before = await judged(judging)
        assert judging.pid is not None
        os.kill(judging.pid, signal.SIGKILL)
        assert await judged(judging) == before
    finally:
        await judging.close()


async def test_a_process_that_is_lost_while_it_learns_learns_all_the_same() -> None:
    judging = Apart(SETTINGS)
    try:
        await judging.teach(lessons(2))
        learning = asyncio.create_task(judging.teach(lessons(4 * PIECE)))
        while (await judged(judging)).judgement.scorer.endswith("+brand-2"):
            pass
        assert not learning.done()
        assert judging.pid is not None
        os.kill(judging.pid, signal.SIGKILL)
        await learning
        assert (await judged(judging)).judgement.scorer.endswith(f"+brand-{4 * PIECE}")
    finally:
        await judging.close()


async def test_what_was_said_when_the_program_died_is_known_at_the_next_start(
    tmp_path: Path, clock: FastClock
) -> None:
    store = await open_store(tmp_path, clock)
    await ingest(store, raw("1", SAID, at=START - timedelta(minutes=1)))
    await desk_on(store, clock).one(1, Correct(Label.NEGATIVE))
    # No tick: the program ends before the judge has heard of it.
    await store.close()
    store, judging = await open_store(tmp_path, clock), Beside(lambda: Judge(SETTINGS))
    try:
        await Teacher(store, judging).tick()
        assert (await judged(judging)).judgement.scorer.endswith("+brand-1")
    finally:
        await judging.close()
        await store.close()


async def test_what_could_not_be_taught_is_taught_the_next_time(store: SqliteStore, desk: LocalDesk) -> None:
    class Deaf(Beside):
        deaf = True

        async def teach(self, lessons: Sequence[Lesson]) -> None:
            if self.deaf:
                raise ProcessLost("gone")
            await super().teach(lessons)

    judging = Deaf(lambda: Judge(SETTINGS))
    teacher = Teacher(store, judging)
    await ingest(store, raw("1", SAID))
    await desk.one(1, Correct(Label.NEGATIVE))
    with pytest.raises(ProcessLost):
        await teacher.tick()
    judging.deaf = False
    await teacher.tick()
    assert (await judged(judging)).judgement.scorer.endswith("+brand-1")
    await judging.close()


async def test_what_is_erased_teaches_nothing_any_more(store: SqliteStore, desk: LocalDesk) -> None:
    judging = Beside(lambda: Judge(SETTINGS))
    teacher = Teacher(store, judging)
    await ingest(store, raw("1", SAID, handle="secret@x.example"))
    await desk.one(1, Correct(Label.NEGATIVE))
    await teacher.tick()
    await desk.erase(await desk.person_of(CHANNEL, "secret@x.example"))
    await teacher.tick()
    assert "brand" not in (await judged(judging)).judgement.scorer
    [one] = await desk.corrections()
    assert "declined" not in one.text
    assert (one.label, one.actor) == (Label.NEGATIVE, "kari")
    await judging.close()
