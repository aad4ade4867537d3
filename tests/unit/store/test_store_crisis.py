"""Alerts, incidents, runs, the pause of publishing, series and settings."""

from dataclasses import replace

import pytest

from console.errors import NotFound
from console.model.actor import Actor
from console.model.alert import Alert, Finding, Phrase, SeriesPoint, Signal
from console.model.incident import Incident, Pause, RoleHeld, Run, RunStep
from console.model.safe import SafeText
from console.model.words import Flag, IncidentStatus, Label, Level, Role, Severity
from console.store.sqlite import SqliteStore
from tests.support.explained import explained
from tests.support.judged import CHANNEL, T0, at, judged

KARI = Actor("kari")
FINDING = Finding(
    episode="e1",
    level=Level.WARNING,
    at=at(60),
    text=SafeText("41 negative messages in five minutes, 6 expected"),
    signals=(Signal("all", "negatives", T0, 41.0, 6.2, 14.5, 7.1, 12.3, 5),),
    phrases=(Phrase(SafeText("app is down"), 17, 0.4),),
    samples=(3, 1, 2),
    flags=(Flag.OUTAGE,),
)
INCIDENT = Incident(
    id=0,
    title=SafeText("App down"),
    severity=Severity.SEV2,
    type="service-outage",
    status=IncidentStatus.ACTIVE,
    declared_at=at(100),
    declared_by="kari",
    stable_at=None,
    closed_at=None,
    alert_id=None,
    roles=(RoleHeld(Role.LEAD, "kari", at(100)),),
    next_word_at=at(1000),
    last_word_at=None,
    run_ids=(),
)
RUN = Run(
    id=0,
    incident_id=None,
    playbook_id="service-outage",
    content_hash="ab" * 32,
    source="# Contain\n- [ ] step\n",
    started_at=at(110),
    started_by="kari",
    holder="kari",
    current="contain/1",
    finished_at=None,
    steps={
        name: RunStep(name, "todo", None, None, SafeText(""), None, None)
        for name in ("contain/1", "contain/2", "tell/1")
    },
)


async def put(store: SqliteStore, finding: Finding, seconds: float = 70) -> tuple[int, bool]:
    async with store.act(KARI, at(seconds)) as tx:
        return await tx.put_alert(finding)


async def test_an_explanation_comes_back_as_it_was_put(store: SqliteStore) -> None:
    finding = explained(at(60))
    alert_id, _new = await put(store, finding)
    assert (await store.alert(alert_id)).finding == finding
    await put(store, replace(finding, explanation=None))
    assert (await store.alert(alert_id)).finding.explanation is None


async def test_findings_of_one_episode_are_one_alert_that_only_grows(store: SqliteStore) -> None:
    assert await put(store, FINDING) == (1, True)
    assert await store.alert(1) == Alert(1, FINDING, at(60), at(70), None, None, None, None)
    grown = replace(FINDING, level=Level.CRISIS, at=at(120), text=SafeText("more"))
    assert await put(store, grown, 130) == (1, False)
    calmer = replace(FINDING, level=Level.WATCH, at=at(180))
    assert await put(store, calmer, 190) == (1, False)
    alert = await store.alert(1)
    assert alert.finding == replace(calmer, level=Level.CRISIS)
    assert (alert.opened_at, alert.updated_at) == (at(60), at(190))
    assert await put(store, replace(FINDING, episode="e2")) == (2, True)
    assert [found.id for found in await store.alerts(5)] == [2, 1]


async def test_an_alert_is_acknowledged_judged_and_tied_to_an_incident(store: SqliteStore) -> None:
    await put(store, FINDING)
    async with store.act(KARI, T0) as tx:
        await tx.set_alert(1, acknowledged_by="kari", acknowledged_at=at(80))
        await tx.set_verdict(1, "real")
        await tx.set_alert(1, incident_id=5)
        alert = await tx.alert(1)
        with pytest.raises(NotFound):
            await tx.set_verdict(2, "real")
    assert (alert.acknowledged_by, alert.acknowledged_at) == ("kari", at(80))
    assert (alert.verdict, alert.incident_id) == ("real", 5)
    assert await store.alerts(5, open_only=True) == []
    with pytest.raises(NotFound):
        await store.alert(2)


async def test_an_incident_from_its_declaration_to_its_end(store: SqliteStore) -> None:
    async with store.act(KARI, at(100)) as tx:
        incident_id = await tx.add_incident(INCIDENT)
        run_id = await tx.add_run(replace(RUN, incident_id=incident_id))
    expected = replace(INCIDENT, id=incident_id, run_ids=(run_id,))
    assert await store.incident(incident_id) == expected
    async with store.act(KARI, at(200)) as tx:
        await tx.set_role(incident_id, Role.SCRIBE, "ola", at(200))
        await tx.set_role(incident_id, Role.LEAD, "per", at(210))
        await tx.set_incident(incident_id, severity=Severity.SEV1)
        await tx.set_next_word(incident_id, last_word_at=at(300), next_word_at=None)
        assert (await tx.incident(incident_id)).severity is Severity.SEV1
    incident = await store.incident(incident_id)
    assert incident.roles == (RoleHeld(Role.SCRIBE, "ola", at(200)), RoleHeld(Role.LEAD, "per", at(210)))
    assert (incident.last_word_at, incident.next_word_at) == (at(300), None)
    async with store.act(KARI, at(400)) as tx:
        await tx.set_role(incident_id, Role.SCRIBE, None, at(400))
        await tx.set_incident(incident_id, status=IncidentStatus.STABLE, stable_at=at(400))
    assert len(await store.incidents(5, open_only=True)) == 1
    async with store.act(KARI, at(500)) as tx:
        await tx.set_incident(incident_id, status=IncidentStatus.CLOSED, closed_at=at(500))
    assert await store.incidents(5, open_only=True) == []
    incident = (await store.incidents(5))[0]
    assert (incident.stable_at, incident.closed_at, len(incident.roles)) == (at(400), at(500), 1)


async def test_a_run_stands_where_it_stood(store: SqliteStore) -> None:
    async with store.act(KARI, at(110)) as tx:
        run_id = await tx.add_run(RUN)
    assert await store.run(run_id) == replace(RUN, id=run_id)
    done = RunStep("contain/1", "done", "kari", at(120), SafeText("seen"), "yes", "ola")
    async with store.act(KARI, at(120)) as tx:
        await tx.set_step(run_id, done)
        await tx.set_run(run_id, current="tell/1", holder="ola", finished_at=None)
        assert (await tx.run(run_id)).current == "tell/1"
    run = await store.run(run_id)
    assert (run.current, run.holder, run.steps["contain/1"]) == ("tell/1", "ola", done)
    assert list(run.steps) == ["contain/1", "contain/2", "tell/1"], "in the order of the file"
    assert [found.id for found in await store.runs(5, open_only=True)] == [run_id]
    async with store.act(KARI, at(130)) as tx:
        await tx.set_run(run_id, current=None, holder="ola", finished_at=at(130))
    assert await store.runs(5, open_only=True) == []
    assert (await store.runs(5))[0].finished_at == at(130)


async def test_what_is_missing_is_said(store: SqliteStore) -> None:
    for question in (store.incident, store.run, store.alert):
        with pytest.raises(NotFound):
            await question(7)
    async with store.act(KARI, T0) as tx:
        with pytest.raises(NotFound):
            await tx.set_incident(7, severity=Severity.SEV1)
        with pytest.raises(NotFound):
            await tx.set_run(7, current=None, holder="x", finished_at=None)


async def test_the_pause(store: SqliteStore) -> None:
    assert await store.pause() is None
    pause = Pause(at(5), "kari", SafeText("outage"))
    async with store.act(KARI, T0) as tx:
        await tx.set_pause(pause)
        assert await tx.pause() == pause
    assert await store.pause() == pause
    async with store.act(KARI, T0) as tx:
        await tx.set_pause(None)
    assert await store.pause() is None


async def test_series_count_what_others_wrote_by_the_networks_time(store: SqliteStore) -> None:
    other = "bluesky/@nordbank.example"
    await store.ingest(
        [
            judged("a", 299, label=Label.NEGATIVE),
            judged("b", 300),
            judged("c", 301, channel=other, label=Label.NEGATIVE),
            judged("ours", 302, ours=True, label=Label.NEGATIVE),
        ],
        [],
        channel=CHANNEL,
        cursor=None,
        at=at(9000),
    )
    await store.add_series([SeriesPoint("all", at(-86400), 12, 3), SeriesPoint(CHANNEL, at(300), 10, 1)])
    assert await store.series(at(10)) == [
        SeriesPoint("all", at(0), 1, 1, 1.0),
        SeriesPoint("kind:mention", at(0), 1, 1, 1.0),
        SeriesPoint(CHANNEL, at(0), 1, 1, 1.0),
        SeriesPoint("all", at(300), 2, 1, 1.0),
        SeriesPoint(other, at(300), 1, 1, 1.0),
        SeriesPoint("kind:mention", at(300), 2, 1, 1.0),
        SeriesPoint(CHANNEL, at(300), 11, 1),
    ]
    assert (await store.series(at(-86400)))[0] == SeriesPoint("all", at(-86400), 12, 3)


async def test_settings(store: SqliteStore) -> None:
    assert await store.get_setting("layout") is None
    await store.set_setting("layout", "wide")
    await store.set_setting("layout", "narrow")
    assert await store.get_setting("layout") == "narrow"
