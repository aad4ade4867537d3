"""The ringer on a real store and a real service: what rings, what is kept of it, and what a crash leaves."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from console.config import SecretRef
from console.desk.local import LocalDesk
from console.model.actor import WATCH
from console.model.alert import Finding
from console.model.ringing import BELL, Ring, RingState, Rung
from console.model.words import Flag, Level, Severity
from console.ringing import Plan, Step
from console.ringing.retry import MOST_ATTEMPTS
from console.store.sqlite import SqliteStore
from console.watch.apprising import Apprising
from console.watch.ringing import DIED, NO_TERMINAL, Ringer
from tests.support.fastclock import START, FastClock
from tests.support.httpserver import FaultyServer, HangUp, Reply, Request, Silence, Status
from tests.support.ringing import CHAT, PHONE, finding, minutes, plan
from tests.support.rooms import ingest, raw

TOKEN = "t0psecret-token"
PATHS = {CHAT: f"/{TOKEN}/chat", PHONE: f"/{TOKEN}/phone"}


@pytest.fixture
async def service() -> AsyncIterator[FaultyServer]:
    async with FaultyServer() as server:
        for path in PATHS.values():
            server.route("POST", path, lambda _request: Reply({"ok": True}))
        yield server


@pytest.fixture
def services(service: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Apprising:
    """Where the two targets are, kept as a person would keep it."""
    refs = {}
    for name, path in PATHS.items():
        variable = f"BEREDT_RING_{name.upper().replace('-', '_')}"
        monkeypatch.setenv(variable, service.url.replace("http://", "json://") + path + "?rto=1&cto=1")
        refs[name] = SecretRef("env", variable)
    return Apprising(refs)


class Bell:
    def __init__(self, there: bool = True) -> None:
        self.there = there
        self.rung = 0

    def __call__(self) -> bool:
        self.rung += self.there
        return self.there


@pytest.fixture
def bell() -> Bell:
    return Bell()


def ringer_on(
    store: SqliteStore, clock: FastClock, services: Apprising, bell: Bell, chosen: Plan | None = None
) -> Ringer:
    return Ringer(store=store, clock=clock, plan=chosen or plan(), services=services, bell=bell)


async def turn(ringer: Ringer) -> None:
    """One tick, and all that it began."""
    await ringer.tick()
    while ringer._tasks:
        await asyncio.gather(*ringer._tasks.values())


async def raised(store: SqliteStore, found: Finding | None = None) -> int:
    async with store.act(WATCH, (found or finding()).at) as tx:
        alert_id, _ = await tx.put_alert(found or finding())
    return alert_id


def told(request: Request) -> tuple[str, str]:
    body = request.json()
    return body["title"], body["message"]


async def test_an_alert_rings_up_its_ladder_until_it_is_acknowledged(
    store: SqliteStore,
    desk: LocalDesk,
    clock: FastClock,
    service: FaultyServer,
    services: Apprising,
    bell: Bell,
) -> None:
    ringer = ringer_on(store, clock, services, bell)
    alert_id = await raised(store)
    await turn(ringer)
    await turn(ringer)
    (first,) = service.requests
    assert bell.rung == 1
    assert first.path == PATHS[CHAT]
    title, body = told(first)
    assert title == "Beredt: WARNING"
    assert body.startswith("80 mentions in 5 min against a usual 3\n")
    assert f"acknowledge alert {alert_id}" in body
    clock.advance(300)
    await turn(ringer)
    second = service.requests[-1]
    assert second.path == PATHS[PHONE]
    assert "nobody has acknowledged it for 5 min" in told(second)[1]
    await desk.acknowledge(alert_id)
    clock.advance(3600)
    await turn(ringer)
    assert len(service.requests) == 2
    shown = await desk.ringing(alert_id)
    assert [(ring.rung.target, ring.state.value) for ring in shown.rung] == [
        (BELL, "rang"),
        (CHAT, "rang"),
        (PHONE, "rang"),
    ]
    assert shown.coming is None
    events = [(event.verb, event.after.get("target")) for event in await desk.events([f"alert:{alert_id}"])]
    assert sorted(events)[1:] == [("alert.rang", name) for name in (BELL, PHONE, CHAT)]


async def test_growing_rings_again_only_with_its_level_and_asks_anew(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, services: Apprising, bell: Bell
) -> None:
    ringer = ringer_on(store, clock, services, bell, Plan())
    alert_id = await raised(store)
    await turn(ringer)
    await desk.acknowledge(alert_id)
    clock.advance(60)
    await raised(store, finding(at=clock.now()))
    await turn(ringer)
    assert bell.rung == 1
    assert (await desk.alert(alert_id)).acknowledged_by == "kari"
    clock.advance(60)
    await raised(store, finding(level=Level.CRISIS, at=clock.now()))
    assert (await desk.alert(alert_id)).acknowledged_by is None
    await turn(ringer)
    assert bell.rung == 2
    await desk.acknowledge(alert_id)
    clock.advance(3600)
    await turn(ringer)
    assert bell.rung == 2


async def test_an_incident_declared_from_it_stops_it_whatever_it_grows_to(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, services: Apprising, bell: Bell
) -> None:
    ringer = ringer_on(store, clock, services, bell)
    alert_id = await raised(store)
    await turn(ringer)
    await desk.declare("Cards", Severity.SEV2, alert_id=alert_id)
    clock.advance(60)
    await raised(store, finding(level=Level.CRISIS, at=clock.now()))
    clock.advance(600)
    await turn(ringer)
    assert bell.rung == 1
    assert (await desk.alert(alert_id)).acknowledged_by == "kari"


async def test_a_failed_ring_is_tried_again_and_says_why_without_the_address(
    store: SqliteStore,
    desk: LocalDesk,
    clock: FastClock,
    service: FaultyServer,
    services: Apprising,
    bell: Bell,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "aiosqlite")
    ringer = ringer_on(store, clock, services, bell)
    service.fail_next(Status(500), HangUp(), Silence())
    alert_id = await raised(store)
    await turn(ringer)
    (chat,) = [ring for ring in (await desk.ringing(alert_id)).rung if ring.rung.target == CHAT]
    assert (chat.state, chat.reason) == (RingState.FAILED, "the service refused it with status 500")
    for waited in (15, 30, 60):
        clock.advance(waited)
        await turn(ringer)
    (chat,) = [ring for ring in (await desk.ringing(alert_id)).rung if ring.rung.target == CHAT]
    assert (chat.state, chat.attempts, chat.reason) == (RingState.RANG, 4, None)
    events = await desk.events([f"alert:{alert_id}"])
    notes = [event.note for event in events if event.verb == "alert.ring-failed"]
    assert notes == ["the service refused it with status 500"]
    everything = json.dumps([[event.note, dict(event.after)] for event in events]) + caplog.text
    assert TOKEN not in everything
    assert service.url.removeprefix("http://") not in everything


async def test_a_service_that_is_down_is_given_up_in_the_end(
    store: SqliteStore,
    desk: LocalDesk,
    clock: FastClock,
    service: FaultyServer,
    services: Apprising,
    bell: Bell,
) -> None:
    only = Plan({Level.WARNING: (Step(minutes(0), (CHAT,)),)})
    ringer = ringer_on(store, clock, services, bell, only)
    await service.stop()
    alert_id = await raised(store)
    for _ in range(MOST_ATTEMPTS + 3):
        await turn(ringer)
        clock.advance(301)
    (ring,) = (await desk.ringing(alert_id)).rung
    assert (ring.state, ring.attempts, ring.next_at) == (RingState.FAILED, MOST_ATTEMPTS, None)
    assert ring.reason == "the service can't be reached"
    verbs = [event.verb for event in await desk.events([f"alert:{alert_id}"])]
    assert verbs.count("alert.ring-failed") == 2


async def test_a_slow_service_holds_up_neither_the_tick_nor_another_target(
    store: SqliteStore, clock: FastClock, service: FaultyServer, services: Apprising, bell: Bell
) -> None:
    service.fail_next(Silence(), path=PATHS[CHAT])
    ringer = ringer_on(
        store, clock, services, bell, Plan({Level.WARNING: (Step(minutes(0), (CHAT, PHONE)),)})
    )
    await raised(store)
    await ringer.tick()
    await next(task for rung, task in ringer._tasks.items() if rung.target == PHONE)
    assert [rung.target for rung in ringer._tasks] == [CHAT]
    await ringer.tick()
    assert len(service.asked(PATHS[CHAT])) == 1
    await asyncio.gather(*ringer._tasks.values())


async def test_what_rang_is_not_rung_again_by_another_start(
    store: SqliteStore, clock: FastClock, service: FaultyServer, services: Apprising, bell: Bell
) -> None:
    await raised(store)
    await turn(ringer_on(store, clock, services, bell))
    for _ in range(3):
        again = ringer_on(store, clock, services, bell)
        await again.recover()
        await turn(again)
    assert (bell.rung, len(service.requests)) == (1, 1)
    clock.advance(300)
    again = ringer_on(store, clock, services, bell)
    await again.recover()
    await turn(again)
    assert service.requests[-1].path == PATHS[PHONE]


async def test_a_crash_while_ringing_rings_once_more_and_a_crash_at_every_start_ends(
    store: SqliteStore,
    desk: LocalDesk,
    clock: FastClock,
    service: FaultyServer,
    services: Apprising,
    bell: Bell,
) -> None:
    alert_id = await raised(store)
    rung = Rung(alert_id, Level.WARNING, minutes(0), CHAT)
    only = Plan({Level.WARNING: (Step(minutes(0), (CHAT,)),)})
    await turn(ringer_on(store, clock, services, bell, only))
    async with store.act(WATCH, clock.now()) as tx:
        await tx.put_ring(Ring(rung, RingState.RINGING, 1, clock.now()))
    again = ringer_on(store, clock, services, bell, only)
    await again.recover()
    assert [ring.reason for ring in (await desk.ringing(alert_id)).rung] == [DIED]
    await turn(again)
    await turn(again)
    assert len(service.requests) == 2
    async with store.act(WATCH, clock.now()) as tx:
        await tx.put_ring(Ring(rung, RingState.RINGING, MOST_ATTEMPTS, clock.now()))
    last = ringer_on(store, clock, services, bell, only)
    await last.recover()
    await turn(last)
    assert len(service.requests) == 2


async def test_without_a_terminal_the_bell_says_so_and_is_not_tried_again(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, services: Apprising
) -> None:
    ringer = ringer_on(store, clock, services, Bell(there=False), Plan())
    alert_id = await raised(store)
    await turn(ringer)
    (ring,) = (await desk.ringing(alert_id)).rung
    assert (ring.state, ring.reason, ring.next_at) == (RingState.FAILED, NO_TERMINAL, None)


async def test_an_address_that_cannot_be_fetched_is_told(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEREDT_NOWHERE", raising=False)
    only = Plan({Level.WARNING: (Step(minutes(0), (CHAT,)),)})
    ringer = ringer_on(store, clock, Apprising({CHAT: SecretRef("env", "BEREDT_NOWHERE")}), bell, only)
    alert_id = await raised(store)
    await turn(ringer)
    (ring,) = (await desk.ringing(alert_id)).rung
    assert "BEREDT_NOWHERE is not set" in str(ring.reason)


@pytest.mark.parametrize("samples", [False, True])
async def test_no_customers_text_goes_out_unless_that_is_wanted_and_then_it_is_tame(
    store: SqliteStore,
    clock: FastClock,
    service: FaultyServer,
    services: Apprising,
    bell: Bell,
    samples: bool,
) -> None:
    hostile = "@everyone <!channel> \x1b]52;c;aGk=\x07 my card is broken\u202e"
    await ingest(store, raw("1", hostile))
    found = finding("rule:7:1", text=f"rule cards: kari@fjord.example in mastodon/@nordbank: {hostile}")
    async with store.act(WATCH, START) as tx:
        await tx.put_alert(Finding(**{**_fields(found), "samples": (1,)}))
    await turn(ringer_on(store, clock, services, bell, plan(samples=samples)))
    (request,) = service.requests
    _, body = told(request)
    assert body.splitlines()[0] == "rule cards"
    assert ("my card is broken" in body) is samples
    assert not set(body) & {"@", "<", ">", "\x1b", "\x07", "\u202e"}


def _fields(found: Finding) -> dict[str, object]:
    return {name: getattr(found, name) for name in Finding.__slots__}


async def test_a_grave_alert_rings_by_the_level_that_its_severity_is_given(
    store: SqliteStore, clock: FastClock, service: FaultyServer, services: Apprising, bell: Bell
) -> None:
    only = Plan({Level.CRISIS: (Step(minutes(0), (CHAT,)),)}, by_severity={Severity.SEV1: Level.CRISIS})
    ringer = ringer_on(store, clock, services, bell, only)
    await raised(store, finding(level=Level.WATCH))
    await turn(ringer)
    assert service.requests == []
    await raised(store, finding("rule:7:100", Level.WATCH, flags=[Flag.SAFETY]))
    await turn(ringer)
    (rung,) = service.requests
    assert told(rung)[0] == "Beredt: CRISIS?"
