"""Supervision, intake and health: what networks and disks do must not lose a message."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from console.connectors.protocol import Batch
from console.desk.hub import Hub
from console.desk.local import LocalDesk
from console.errors import AuthFailed, BeredtError, RateLimited, StoreError, StoreFull, Unreachable
from console.model.event import Change
from console.model.item import IngestResult
from console.model.message import Judgement, Message, RawMessage
from console.model.rule import Action, Rule, Verb
from console.model.words import HealthState
from console.query import parse
from console.store.sqlite import SqliteStore
from console.watch.beside import Beside
from console.watch.channels import LONGEST_WAIT, wait_after, watch_channel
from console.watch.health import HealthBoard
from console.watch.intake import Intake
from tests.support.fastclock import FastClock
from tests.support.rooms import CHANNEL, JUDGE, raw
from tests.support.scripted import ScriptedConnector


class Flow:
    def __init__(self, store: SqliteStore, clock: FastClock) -> None:
        self.changes: list[Change] = []
        self.board = HealthBoard(clock, self.changes.append)
        self.store = store
        self.clock = clock
        self.intake = Intake(
            store=store,
            judging=Beside(lambda: JUDGE),
            clock=clock,
            stored=lambda judged, fresh: None,
            board=self.board,
        )

    async def play(self, connector: ScriptedConnector) -> None:
        self.board.add(connector.channel, connector.quiet_after)
        task = asyncio.create_task(
            watch_channel(
                connector,
                intake=self.intake,
                store=self.store,
                board=self.board,
                clock=self.clock,
                random=Random(7),
            )
        )
        await connector.played.wait()
        task.cancel()


@pytest.fixture
def flow(store: SqliteStore, clock: FastClock) -> Flow:
    return Flow(store, clock)


async def test_a_batch_is_durable_before_it_is_committed(flow: Flow, desk: LocalDesk) -> None:
    seen: list[BaseException | None] = []
    batch = Batch([raw("1"), raw("2", "Nice!")], cursor="c2", committed=seen.append)
    await flow.play(ScriptedConnector(batch))
    assert seen == [None]
    assert len(await desk.queue(parse(""))) == 2
    assert await flow.store.cursor(CHANNEL) == "c2"


async def test_one_bad_message_is_parked_and_the_others_kept(flow: Flow, desk: LocalDesk) -> None:
    bad = RawMessage({"network": "mastodon", "channel": "@nordbank", "id": "7"}, '{"id": "7"}', line=3)
    await flow.play(ScriptedConnector(Batch([raw("1"), bad, raw("2")], cursor="c")))
    assert len(await desk.queue(parse(""))) == 2
    (parked,) = await desk.quarantine()
    assert parked.evidence == '{"id": "7"}'
    assert parked.line == 3
    assert (await desk.counts()).quarantined == 1


async def test_a_message_that_breaks_the_judge_is_parked_and_the_others_kept(
    flow: Flow, desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = JUDGE._judgement

    def judgement(message: Message, *known: Any) -> Judgement:
        if message.remote_id == "2":
            raise IndexError("a mistake of ours")
        return real(message, *known)

    monkeypatch.setattr(JUDGE, "_judgement", judgement)
    await flow.play(ScriptedConnector(Batch([raw("1"), raw("2"), raw("3")], cursor="c")))
    assert len(await desk.queue(parse(""))) == 2
    assert await flow.store.cursor(CHANNEL) == "c"
    (parked,) = await desk.quarantine()
    assert "IndexError" in parked.reason


async def test_after_an_error_it_goes_on_from_the_stored_cursor(flow: Flow, desk: LocalDesk) -> None:
    network = ScriptedConnector(
        Batch([raw("1")], cursor="c1"),
        Unreachable("no route"),
        RateLimited("slow down", retry_after=90),
        Batch([raw("1"), raw("2")], cursor="c2"),
    )
    await flow.play(network)
    assert network.cursors == [None, "c1", "c1"]
    assert 90 in flow.clock.slept
    assert len(await desk.queue(parse(""))) == 2
    assert flow.board.all()[0].state is HealthState.OK


async def test_a_full_disk_gives_no_false_word_and_loses_nothing(flow: Flow, desk: LocalDesk) -> None:
    real = flow.store.ingest
    words: list[BaseException | None] = []
    shown: list[str] = []
    tries = 0

    async def ingest(*args: object, **kwargs: object) -> IngestResult:
        nonlocal tries
        tries += 1
        if tries <= 2:
            raise StoreFull("the disk is full", fix="make room")
        shown.extend(line.detail for line in flow.board.all() if line.channel == "store")
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    flow.store.ingest = ingest  # type: ignore[method-assign]
    await flow.play(ScriptedConnector(Batch([raw("1")], cursor="c1", committed=words.append)))
    assert shown == ["the disk is full"]
    assert isinstance(words[0], StoreFull)
    assert None not in words, "it was told that the batch failed: it will come again"
    assert len(await desk.queue(parse(""))) == 1
    assert [line.channel for line in flow.board.all()] == [CHANNEL]


async def test_the_rules_meet_what_a_channel_brings_once(flow: Flow, desk: LocalDesk) -> None:
    """Also when the channel begins again behind where it was: the network tells everything twice."""
    await desk.save_rule(Rule("open", '"do you open"', (Action(Verb.TAG, "hours"), Action(Verb.ALERT))))
    answer = raw("2", "We do you open at nine", ours=True, parent_id="1")
    await flow.play(ScriptedConnector(Batch([raw("1"), answer], cursor="c1")))
    await flow.play(ScriptedConnector(Batch([raw("1"), answer, raw("3", handle="ola")], cursor="c2")))
    rows = await desk.rows([1, 2])
    assert [row.tags for row in rows] == [("hours",), ("hours",)]
    assert await desk.rule_counts() == {"open": 2}
    (alert,) = await desk.alerts()
    assert "2 messages" in alert.finding.text


@pytest.mark.parametrize(
    ("error", "state", "fix"),
    [
        (AuthFailed("the password was refused"), HealthState.AUTH, "token"),
        (Unreachable("no route"), HealthState.UNREACHABLE, "trying again in 5 s"),
        (RateLimited("slow down", retry_after=5), HealthState.LIMITED, "nothing to do"),
        (BeredtError("odd", fix="do this\x1b"), HealthState.BROKEN, "do this"),
    ],
)
async def test_each_failure_names_its_remedy(
    flow: Flow, error: BeredtError, state: HealthState, fix: str
) -> None:
    flow.board.add(CHANNEL, 60)
    flow.board.failed(CHANNEL, error, 5)
    (line,) = flow.board.all()
    assert line.state is state
    assert fix in line.fix
    assert "\x1b" not in line.fix
    assert flow.changes[-1].subjects == (f"channel:{CHANNEL}",)


async def test_silence_is_seen_within_its_time_and_ends_with_a_sign_of_life(
    flow: Flow, clock: FastClock
) -> None:
    flow.board.add(CHANNEL, 60)
    flow.board.heard(CHANNEL, clock.now(), 0.0)
    clock.advance(59)
    flow.board.check_silence()
    assert flow.board.all()[0].state is HealthState.OK
    clock.advance(1)
    flow.board.check_silence()
    (line,) = flow.board.all()
    assert line.state is HealthState.SILENT
    assert "60 s" in line.detail
    flow.board.heard(CHANNEL, None, 0.0)
    assert flow.board.all()[0].state is HealthState.OK
    flow.board.heard(CHANNEL, None, 3600.0)
    (line,) = flow.board.all()
    assert line.state is HealthState.BEHIND
    assert line.lag_seconds == 3600.0
    assert line.last_message_at == clock.now() - timedelta(seconds=60)


def test_waits_double_with_jitter_and_stay_below_five_minutes() -> None:
    random = Random(1)
    for failures in (*range(1, 40), 1025, 10**6):
        expected = min(failures, 40)
        wait = wait_after(failures, Unreachable("x"), random)
        longest = min(2.0 ** (expected - 1), LONGEST_WAIT)
        assert longest / 2 <= wait <= longest


async def test_a_hub_survives_a_listener_that_leaves_while_it_is_told() -> None:
    hub = Hub()
    heard: list[str] = []
    stop = hub.subscribe(lambda change: (heard.append("a"), stop())[0])
    hub.subscribe(lambda change: heard.append("b"))
    hub.publish(Change(None, "x", ()))
    hub.publish(Change(None, "x", ()))
    assert heard == ["a", "b", "b"]


async def test_a_database_that_can_not_be_written_is_said_and_work_goes_on_later(
    flow: Flow, desk: LocalDesk
) -> None:
    """As with a file system that was mounted anew for reading only."""
    assert flow.store._engine._writer is not None
    written = flow.store._engine._writer
    tries: list[str] = []
    real = flow.store.ingest

    async def ingest(*args: object, **kwargs: object) -> IngestResult:
        tries.extend(line.detail for line in flow.board.all() if line.channel == "store")
        if len(tries) == 2:
            await written.run(lambda db: db.execute("PRAGMA query_only = OFF").fetchall())
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    flow.store.ingest = ingest  # type: ignore[method-assign]
    await written.run(lambda db: db.execute("PRAGMA query_only = ON").fetchall())
    with pytest.raises(StoreError, match="cannot be written") as refused:
        await desk.set_setting("ui.theme", "light")
    assert refused.value.fix == "check who owns it and its permissions"
    await flow.play(ScriptedConnector(Batch([raw("1")], cursor="c1")))
    assert len(tries) == 2
    assert all("cannot be written" in detail for detail in tries)
    assert len(await desk.queue(parse(""))) == 1
    assert await flow.store.cursor(CHANNEL) == "c1"
    await desk.set_setting("ui.theme", "light")
