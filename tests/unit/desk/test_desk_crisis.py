"""Alerts, incidents, their clocks, and playbook runs."""

from datetime import timedelta

import pytest

from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.actor import WATCH
from console.model.alert import Finding, Signal
from console.model.safe import SafeText
from console.model.words import Flag, IncidentStatus, Level, Role, Severity
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock

FINDING = Finding(
    episode="20261123T0800",
    level=Level.CRISIS,
    at=START,
    text=SafeText("84 mentions in 5 min against a usual 3"),
    signals=(Signal("all", "volume", START, 84, 3, 9, 6.1, 4.2, 25),),
    phrases=(),
    samples=(),
    flags=(Flag.OUTAGE,),
)


@pytest.fixture
async def alert_id(store: SqliteStore) -> int:
    async with store.act(WATCH, START) as tx:
        alert_id, new = await tx.put_alert(FINDING)
    assert new
    return alert_id


async def test_declaring_from_an_alert_joins_them_and_starts_the_clock(
    kari: LocalDesk, alert_id: int
) -> None:
    done, incident = await kari.declare("Cards fail", Severity.SEV2, type="service-outage", alert_id=alert_id)
    assert done.text == "incident declared, SEV-2; you lead it"
    assert incident.next_word_at == START + timedelta(minutes=30)
    assert [(held.role, held.holder) for held in incident.roles] == [(Role.LEAD, "kari")]
    alert = await kari.alert(alert_id)
    assert (alert.incident_id, alert.acknowledged_by) == (incident.id, "kari")
    with pytest.raises(NotAllowed, match="belongs to incident"):
        await kari.declare("Again", Severity.SEV2, alert_id=alert_id)


async def test_severity_is_raised_by_anyone_and_lowered_by_the_lead(kari: LocalDesk, ola: LocalDesk) -> None:
    _, incident = await kari.declare("Cards fail", Severity.SEV3)
    await ola.set_severity(incident.id, Severity.SEV1)
    with pytest.raises(NotAllowed, match="only the lead"):
        await ola.set_severity(incident.id, Severity.SEV2)
    await kari.set_severity(incident.id, Severity.SEV2)
    await ola.take_role(incident.id, Role.LEAD)
    await ola.set_severity(incident.id, Severity.SEV4)
    assert (await kari.incident(incident.id)).severity is Severity.SEV4


async def test_the_next_word_is_promised_by_severity_or_by_the_operator(
    kari: LocalDesk, clock: FastClock
) -> None:
    _, incident = await kari.declare("Cards fail", Severity.SEV1)
    clock.advance(600)
    await kari.word_given(incident.id)
    after = await kari.incident(incident.id)
    assert after.last_word_at == clock.now()
    assert after.next_word_at == clock.now() + timedelta(minutes=20)
    await kari.word_given(incident.id, timedelta(hours=1))
    assert (await kari.incident(incident.id)).next_word_at == clock.now() + timedelta(hours=1)


async def test_standing_down_and_closing_end_the_promises(kari: LocalDesk) -> None:
    _, incident = await kari.declare("Cards fail", Severity.SEV1)
    await kari.stand_down(incident.id)
    assert (await kari.incident(incident.id)).status is IncidentStatus.STABLE
    await kari.close(incident.id)
    closed = await kari.incident(incident.id)
    assert (closed.status, closed.next_word_at) == (IncidentStatus.CLOSED, None)
    assert await kari.incidents(open_only=True) == []
    with pytest.raises(NotAllowed, match="closed"):
        await kari.word_given(incident.id)


async def test_the_timeline_tells_what_happened_newest_first(kari: LocalDesk, alert_id: int) -> None:
    _, incident = await kari.declare("Cards fail", Severity.SEV2, alert_id=alert_id)
    await kari.log(incident.id, "Bank says 14:00\x1b]0;x\x07")
    await kari.start_run("service-outage", incident.id)
    texts = [entry.text for entry in await kari.timeline(incident.id)]
    assert texts[0] == "began the playbook service-outage"
    assert texts[1].startswith("Bank says 14:00")
    assert "\x1b" not in texts[1]
    assert texts[2] == "declared SEV-2: Cards fail"


async def test_the_pause_stands_until_it_is_ended(kari: LocalDesk, ola: LocalDesk) -> None:
    await kari.pause_publishing("outage")
    pause = await ola.pause()
    assert pause is not None
    assert (pause.actor, pause.reason) == ("kari", "outage")
    assert (await ola.pause_publishing("again")).text == "kari has paused publishing already"
    await ola.resume_publishing()
    assert await kari.pause() is None
    with pytest.raises(NotAllowed):
        await kari.resume_publishing()


async def test_wrong_words_are_refused(kari: LocalDesk, alert_id: int) -> None:
    with pytest.raises(InputError, match="one of real"):
        await kari.label_alert(alert_id, "maybe")
    with pytest.raises(InputError, match="title"):
        await kari.declare("  ", Severity.SEV1)
    with pytest.raises(InputError, match="no playbook"):
        await kari.declare("x", Severity.SEV1, type="nonsense")
    with pytest.raises(NotFound):
        await kari.start_run("nonsense")
    with pytest.raises(NotFound):
        await kari.acknowledge(99)


async def test_a_run_is_pinned_and_walked_step_by_step(kari: LocalDesk, ola: LocalDesk) -> None:
    _, run = await kari.start_run("service-outage")
    playbook = kari.playbook_of(run)
    assert run.content_hash == playbook.content_hash
    first = run.current
    assert first is not None
    with pytest.raises((NotAllowed, InputError)):
        await kari.step(run.id, first, "skip")
    _, after = await kari.step(run.id, first, "skip", note="drill")
    assert after.current != first
    assert after.steps[first].state == "skipped"
    again = await ola.run(run.id)
    assert again.current == after.current
    await kari.hand_over(run.id, "ola")
    assert (await ola.run(run.id)).holder == "ola"
    with pytest.raises(InputError, match="verbs"):
        await kari.step(run.id, first, "juggle")


async def test_a_run_begun_by_name_belongs_to_the_only_open_incident(kari: LocalDesk) -> None:
    _, free = await kari.start_run("tragedy")
    assert free.incident_id is None
    _, incident = await kari.declare("Login is down", Severity.SEV2)
    _, run = await kari.start_run("service-outage")
    assert run.incident_id == incident.id
    assert run.id in (await kari.incident(incident.id)).run_ids
    await kari.declare("A second one", Severity.SEV3)
    _, between = await kari.start_run("data-breach")
    assert between.incident_id is None


async def test_the_timeline_leaves_times_to_who_shows_them(kari: LocalDesk) -> None:
    _, incident = await kari.declare("Login is down", Severity.SEV2)
    await kari.word_given(incident.id)
    newest = (await kari.timeline(incident.id))[0]
    assert newest.text == "told the public; promised the next word"
    assert newest.promised_at == (await kari.incident(incident.id)).next_word_at


async def test_an_alert_suggests_its_severity_and_lowers_it_in_quiet(
    kari: LocalDesk, store: SqliteStore, clock: FastClock, alert_id: int
) -> None:
    alert = await kari.alert(alert_id)
    (suggested,) = await kari.severities([alert])
    assert suggested.severity is Severity.SEV2
    assert [why.kind for why in suggested.reasons] == ["rise-new", "flag"]
    clock.advance(3900)
    (suggested,) = await kari.severities([alert])
    assert suggested.severity is Severity.SEV3
    assert not await kari.severities([])


async def test_a_label_is_changed_and_taken_back_by_who_gave_it(
    kari: LocalDesk, ola: LocalDesk, alert_id: int
) -> None:
    await ola.label_alert(alert_id, "false")
    await kari.label_alert(alert_id, "real")
    # Somebody else has said something since; acknowledging says nothing about the label.
    with pytest.raises(Conflict, match="kari has changed it since"):
        await ola.undo()
    await ola.acknowledge(alert_id)
    await kari.undo()
    assert (await kari.alert(alert_id)).verdict == "false"
    (event,) = [
        one
        for one in await kari.store.events([f"alert:{alert_id}"], 20)
        if one.actor == "kari" and one.verb == "alert.labelled"
    ]
    assert (event.before, event.after) == ({"verdict": "false"}, {"verdict": "real"})
    assert event.at == kari.now()
