"""The judge in a process of its own: the same judgements, whatever becomes of the process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.errors import ProcessLost
from console.judge import Judge, JudgeSettings
from console.model.message import RawMessage
from console.watch.apart import Apart
from console.watch.sifting import sift
from tests.support.fastclock import FastClock
from tests.support.rooms import raw

SETTINGS = JudgeSettings(brand_names=("Nordbank",), default_lang="no")
NOW = FastClock().now()


@pytest.fixture
async def apart() -> AsyncIterator[Apart]:
    judging = Apart(SETTINGS)
    yield judging
    await judging.close()


async def test_it_judges_as_a_judge_in_this_process_does(apart: Apart) -> None:
    bad = RawMessage({"network": "mastodon", "channel": "@nordbank", "id": "7"}, '{"id": "7"}', line=3)
    raws = [raw("1", "Nordbank er helt forferdelig"), raw("2", "Takk!"), bad, raw("3", "\x1b[31mred")]
    assert await apart.sift(raws, "mastodon/@nordbank", NOW) == sift(
        Judge(SETTINGS), raws, "mastodon/@nordbank", NOW
    )


async def test_it_goes_on_with_the_waves_of_before(apart: Apart) -> None:
    text = "the app has been down since nine this morning and nobody answers me"
    [first], _ = await apart.sift([raw("1", text)], "mastodon/@nordbank", NOW)
    [second], _ = await apart.sift([raw("2", text + "!")], "mastodon/@nordbank", NOW)
    assert first.judgement.repeats is None
    assert second.judgement.repeats is not None


async def test_a_lost_process_is_replaced(apart: Apart) -> None:
    await apart.sift([raw("1")], "mastodon/@nordbank", NOW)
    assert apart.pid is not None
    os.kill(apart.pid, signal.SIGKILL)
    judged, _ = await apart.sift([raw("2")], "mastodon/@nordbank", NOW)
    assert [one.message.remote_id for one in judged] == ["2"]


async def test_one_that_ends_again_and_again_is_said(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.watch.elsewhere.sys.executable", "/bin/false")
    with pytest.raises(ProcessLost):
        await apart.sift([raw("1")], "mastodon/@nordbank", NOW)


async def test_closing_does_not_wait_for_an_answer_that_nobody_reads(apart: Apart) -> None:
    await apart.sift([raw("1")], "mastodon/@nordbank", NOW)
    raws = [raw(str(n), "the app is down and nobody answers me " * 40) for n in range(400)]
    question = asyncio.create_task(apart.sift(raws, "mastodon/@nordbank", NOW))
    process = apart._elsewhere._process
    assert process is not None
    assert process.stdout is not None
    while not process.stdout._buffer:  # type: ignore[attr-defined]  # until the answer has begun
        await asyncio.sleep(0.01)
        if question.done():
            break
    question.cancel()
    async with asyncio.timeout(30):
        await asyncio.wait([question])
        await apart.close()


async def test_a_cancelled_question_leaves_no_answer_for_the_next(apart: Apart) -> None:
    question = asyncio.create_task(apart.sift([raw(str(n)) for n in range(300)], "mastodon/@nordbank", NOW))
    await asyncio.sleep(0)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    judged, _ = await apart.sift([raw("x")], "mastodon/@nordbank", NOW)
    assert [one.message.remote_id for one in judged] == ["x"]


async def test_it_ends_with_its_owner(apart: Apart, tmp_path: Path) -> None:
    await apart.sift([raw("1")], "mastodon/@nordbank", NOW)
    process = apart._elsewhere._process
    assert process is not None
    assert process.stdin is not None
    # What the kernel does to the pipes of a process that is killed.
    process.stdin.close()
    async with asyncio.timeout(30):
        assert await process.wait() == 0
