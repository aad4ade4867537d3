"""The wiring: a desk that can be asked at once, and a flow that says when it could not start."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.config import DemoSettings, Settings
from console.desk.deeds import Correct
from console.desk.local import LocalDesk
from console.errors import ConfigError, StoreFull
from console.judge import Judge, JudgeSettings
from console.model.message import RawMessage
from console.model.words import HealthState, Label, Promised, Severity
from console.priority import PriorityWeights
from console.query import parse
from console.service import Service, open_service
from console.sla import Promise, Promises
from console.watch.sifting import sift
from console.watch.watch import Watch


async def test_the_desk_answers_before_the_flow_has_started_and_the_flow_follows(tmp_path: Path) -> None:
    service = await open_service(Settings(data_dir=tmp_path), demo=True, at_once=True)
    try:
        arrived = asyncio.Event()
        service.desk.subscribe(lambda change: arrived.set() if change.verb == "ingested" else None)
        assert service.watch is None
        assert await service.desk.queue(parse("")) == []
        await arrived.wait()
        assert {health.channel.split("/")[0] for health in await service.desk.channels()} == {
            "bluesky",
            "instagram",
            "mastodon",
        }
    finally:
        await service.close()


async def test_a_flow_that_can_not_start_says_so_and_the_desk_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ConfigError("another package has overwritten vaderSentiment\x1b[2J", fix="pip uninstall it")

    monkeypatch.setattr("console.judge.Judge", broken)
    service = await open_service(Settings(data_dir=tmp_path), demo=True, at_once=True)
    try:
        told = asyncio.Event()
        service.desk.subscribe(lambda change: told.set() if change.verb == "channel.health" else None)
        if not await service.desk.channels():
            await told.wait()
        (line,) = await service.desk.channels()
        assert line.state is HealthState.BROKEN
        assert line.detail.startswith(
            "the flow did not start: another package has overwritten vaderSentiment"
        )
        assert "\x1b" not in line.detail
        assert line.fix == "pip uninstall it"
        assert await service.desk.queue(parse("")) == []
    finally:
        await service.close()


async def test_an_open_incident_slows_the_demo_to_real_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, demo=DemoSettings(speed=60.0))
    service = await open_service(settings, demo=True)
    desk = service.desk
    try:
        assert desk.pace() == 60.0
        _, incident = await desk.declare("Glo 2 burns", Severity.SEV1)
        await until_pace(desk, 1.0)
        begun = desk.now()
        assert (await desk.incident(incident.id)).next_word_at is not None
        await desk.close(incident.id)
        await until_pace(desk, 60.0)
        assert desk.now() - begun < timedelta(minutes=5)
    finally:
        await service.close()


async def test_a_restart_in_an_open_incident_costs_no_minutes_of_its_promise(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, demo=DemoSettings(speed=60.0))
    first = await open_service(settings, demo=True)
    await first.desk.declare("Glo 2 burns", Severity.SEV1)
    await first.close()
    again = await open_service(settings, demo=True, at_once=True)
    try:
        assert again.desk.pace() == 1.0
    finally:
        await again.close()


async def until_pace(desk: LocalDesk, pace: float) -> None:
    async with asyncio.timeout(10):
        while desk.pace() != pace:
            await desk.clock.sleep(0.1)


async def test_the_demo_goes_on_where_it_was_left(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = await open_service(settings, demo=True)
    begun = first.desk.now()
    await first.close()
    second = await open_service(settings, demo=True)
    try:
        assert second.desk.now() >= begun
        assert second.desk.demo
        assert not (tmp_path / "beredt.db").exists()
    finally:
        await second.close()


async def test_a_full_disk_at_the_end_still_closes_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    service = await open_service(settings, demo=True, watching=False)

    async def full(key: str, value: str) -> None:
        raise StoreFull("the disk is full")

    monkeypatch.setattr(service.store, "set_setting", full)
    await service.close()
    again = await open_service(settings, demo=True, watching=False)
    await again.close()


async def test_the_flow_tells_of_promises_that_are_not_kept(tmp_path: Path) -> None:
    promises = Promises((Promise({Promised.FIRST: timedelta(minutes=1)}),))
    settings = Settings(data_dir=tmp_path, demo=DemoSettings(speed=600.0), promises=promises)
    service = await open_service(settings, demo=True)
    try:
        told: asyncio.Queue[str] = asyncio.Queue()
        service.desk.subscribe(
            lambda change: told.put_nowait(change.subjects[0]) if change.verb == "clock.missed" else None
        )
        noun, _, number = (await told.get()).partition(":")
        detail = await service.desk.item(int(number))
        assert noun == "item"
        assert detail.row.late(service.desk.now())
        assert [miss.promised for miss in detail.misses] == [Promised.FIRST]
    finally:
        await service.close()


async def test_other_weights_in_the_configuration_order_the_queue_anew(tmp_path: Path) -> None:
    line = {
        "network": "webhook", "channel": "in", "kind": "comment", "author": {"id": "o", "handle": "@ola"},
        "created_at": "2026-01-05T10:00:00Z",
    }  # fmt: skip
    said = [
        line | {"id": "1", "text": "When do you open?"},
        line | {"id": "2", "text": "I hate you, idiots!"},
    ]
    settings = Settings(data_dir=tmp_path, priority=PriorityWeights(again=0, question=0))
    service = await open_service(settings, watching=False)
    judge = Judge(JudgeSettings(priority=settings.priority))
    judged, _ = sift(judge, [RawMessage(one) for one in said], "webhook/in", service.desk.now())
    await service.store.ingest(judged, [], channel="webhook/in", cursor=None, at=service.desk.now())
    assert [row.id for row in await service.desk.queue(parse(""))] == [2, 1]
    await service.close()

    settings = replace(settings, priority=PriorityWeights(again=0, negative=0, question=500))
    service = await open_service(settings)
    try:
        ordered = asyncio.Event()
        service.desk.subscribe(lambda change: ordered.set() if change.verb == "reordered" else None)
        while await service.desk.reordering() is not None:
            await ordered.wait()
            ordered.clear()
        assert [row.id for row in await service.desk.queue(parse(""))] == [1, 2]
    finally:
        await service.close()


async def test_a_flow_that_can_not_start_is_ended_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    async def start(watch: Watch) -> None:
        raise ConfigError("no judge")

    async def close(watch: Watch, *, drain: float) -> None:
        ended.append("watch")

    monkeypatch.setattr(Watch, "start", start)
    monkeypatch.setattr(Watch, "close", close)
    with pytest.raises(ConfigError):
        await open_service(Settings(data_dir=tmp_path))
    assert ended == ["watch"]
    # The database is free again.
    monkeypatch.undo()
    service = await open_service(Settings(data_dir=tmp_path), watching=False)
    await service.close()


async def test_what_people_say_reaches_the_judge_of_a_running_flow_and_of_the_next(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, demo=DemoSettings(speed=900.0))

    async def judged_with(service: Service, scorer: str) -> None:
        async with asyncio.timeout(60):
            while not any(one.scorer.endswith(scorer) for one in await service.desk.export_messages(0, 5000)):
                await arrived.wait()
                arrived.clear()

    arrived = asyncio.Event()
    for number in (1, 2):
        service = await open_service(settings, demo=True, apart=True)
        try:
            desk = service.desk
            desk.subscribe(lambda change: arrived.set() if change.verb == "ingested" else None)
            while len(rows := await desk.queue(parse("is:new"), limit=2)) < 2:
                await arrived.wait()
                arrived.clear()
            known = {one.item_id for one in await desk.corrections()}
            fresh = next(row.id for row in rows if row.id not in known)
            await desk.one(fresh, Correct(Label.NEGATIVE))
            await judged_with(service, f"+brand-{number}")
            found = await desk.accuracy()
            assert (found.labels, found.enough) == (number, False)
        finally:
            await service.close()
