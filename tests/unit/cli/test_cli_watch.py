"""`beredt watch` tells how each channel is, and when the store works again."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest

from console.cli import watch
from console.model.channel import Health
from console.model.words import HealthState
from console.service import Service
from console.text import one_line
from tests.support.fastclock import START

OK = Health("jsonl/@a", HealthState.OK, START, one_line("connected"), one_line(""))
FULL = Health("store", HealthState.BROKEN, START, one_line("the disk is full"), one_line("make room"))


async def told(monkeypatch: pytest.MonkeyPatch, *looks: Sequence[Health], json: bool = False) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.001)
    stop = asyncio.Event()
    left = list(looks)

    async def channels() -> Sequence[Health]:
        look = left.pop(0)
        if not left:
            stop.set()
        return look

    desk = SimpleNamespace(channels=channels, now=lambda: START)
    await watch._tell_health(cast("Service", SimpleNamespace(desk=desk)), stop, json=json)


async def test_a_store_that_works_again_is_told_and_so_is_its_next_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await told(monkeypatch, [OK], [OK, FULL], [OK, FULL], [OK], [OK, FULL])
    lines = [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "jsonl/@a ok: connected",
        "store broken: the disk is full; make room",
        "store ok: works again",
        "store broken: the disk is full; make room",
    ]


async def test_each_change_is_one_json_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await told(monkeypatch, [FULL], [], json=True)
    broken, works = capsys.readouterr().out.splitlines()
    assert '"state": "broken"' in broken
    assert '"state": "ok"' in works
