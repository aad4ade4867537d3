"""From the banner to the last step: alert, incident, war room, playbook."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.crisis.severity import of_finding
from console.model.actor import Actor
from console.model.alert import Finding, Signal
from console.model.words import Flag, IncidentStatus, Level, Role, Severity, StepState
from console.text import clean
from console.ui.screens.statement import StatementPlace
from console.ui.screens.walk import Walk
from console.ui.screens.warroom import WarRoom
from tests.support.crisis import asked, declare, raise_alert
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, Driver, console_on, some_day


@pytest.mark.parametrize("size", SIZES)
async def test_an_alert_speaks_in_the_banner_and_steals_nothing(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        cursor = console.queue.roll.cursor
        await raise_alert(console)
        assert "CRISIS" in console.bar("banner")
        assert "! opens" in console.bar("banner")
        assert console.queue.roll.cursor == cursor
        assert console.app.screen is console.app.screen_stack[1]
        await console.press("exclamation_mark")
        seen = console.reader("reader")
        for words in (
            "24 where 3.1 were expected",
            "can't log in",
            "14 now",
            "terrible",
            "OUTAGE",
            "nobody",
            "SEV-3",
            "so far",
            "how unusual this is for you",
        ):
            assert words in seen
        await console.press("a")
        assert (await console.desk.alerts())[0].acknowledged_by == "kari"
        await console.tick()
        assert "CRISIS" not in console.bar("banner")
        await console.press("l")
        assert "can't be undone" not in console.bar("ask-label")
        await console.press("u")
        assert (await console.desk.alerts())[0].verdict == "useful"
        assert "alert labelled useful  u undo" in console.foot
        await console.press("u", "y")
        assert (await console.desk.alerts())[0].verdict is None


async def later(console: Driver, level: Level, text: str) -> None:
    finding = Finding(f"e-{text}", level, console.clock.now(), clean(text), (), (), (), ())
    await raise_alert(console, finding=finding)


async def test_the_key_opens_the_alert_that_the_banner_names(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await raise_alert(console)
        await later(console, Level.WATCH, "a rule has fired")
        await console.desk.label_alert(2, "false")
        await console.tick()
        assert "CRISIS" in console.bar("banner")
        await console.press("exclamation_mark")
        assert "24 in 5 minutes" in console.reader("reader")
        await console.press("a")
        await later(console, Level.CRISIS, "another storm")
        assert "another storm" in console.bar("banner")
        await console.press("exclamation_mark")
        assert "another storm" in console.reader("reader")


@pytest.mark.parametrize("size", SIZES)
async def test_declaring_leads_into_the_war_room(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await raise_alert(console)
        await console.press("exclamation_mark", "d")
        assert "SEV-2" in console.bar("ask-label")
        assert "SEV-3, as the alert suggests" in console.screen()
        await console.press("2")
        assert "Service outage" in console.bar("ask-label")
        await console.press("1", "enter")
        await asked(console)
        incident = (await console.desk.incidents())[0]
        assert (incident.severity, incident.type, incident.alert_id) == (Severity.SEV2, "service-outage", 1)
        assert isinstance(console.app.screen, WarRoom)
        await console.press("n")
        seen = console.screen()
        for words in ("SEV-2", "Service outage", "Next word to the public in", "lead", "kari", "Timeline"):
            assert words in seen
        await console.tick()
        assert "next word in" in console.bar("banner")


async def test_the_war_room_by_its_keys(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        await raise_alert(console)
        await declare(console, playbook=False)
        await console.press("n")
        await console.type("Called the bank's operations.\n")
        assert "Called the bank's operations." in console.reader("beside")
        await console.press("o", "s")
        incident = (await console.desk.incidents())[0]
        assert {held.role for held in incident.roles} == {Role.LEAD, Role.SCRIBE}
        await console.press("v", "1")
        assert (await console.desk.incidents())[0].severity is Severity.SEV1
        console.clock.advance(3600)
        await console.tick()
        assert "LATE" in console.bar("banner")
        await console.press("p", "enter")
        assert (await console.desk.incidents())[0].last_word_at == console.clock.now()
        await console.press("colon")
        await console.type("publishing pause --reason outage\n")
        await console.tick()
        assert "PAUSED" in console.bar("head")
        await console.press("colon")
        await console.type("incident stand-down\n")
        assert (await console.desk.incidents())[0].status is IncidentStatus.STABLE
        await console.press("colon")
        await console.type("incident close\n")
        await console.tick()
        assert "No incident is open" in console.screen()


@pytest.mark.parametrize("size", SIZES)
async def test_a_playbook_is_walked_by_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        walk = console.app.screen
        assert isinstance(walk, Walk)
        assert walk.book is not None
        steps = [step for phase in walk.book.phases for step in phase.steps]
        assert walk.step_id == steps[0].id
        seen = console.screen()
        for words in ("Who", "Why", "Due", "publishing pause"):
            assert words in seen
        await console.press("d")
        assert "publishing pause" in console.bar("ask-label")
        await console.press("y")
        assert await console.desk.pause() is not None
        assert len(await console.desk.incidents()) == 1
        await console.press("e")
        if console.app.screen.asker.open:
            await console.press("enter")
        run = (await console.desk.runs())[0]
        assert run.steps[steps[0].id].state == StepState.DONE
        assert walk.step_id == steps[1].id == run.current
        await console.press("s")
        await console.type("done by the night shift\n")
        run = (await console.desk.runs())[0]
        assert run.steps[steps[1].id].state == StepState.SKIPPED
        await console.press("b")
        await console.type("nobody answers\n")
        run = (await console.desk.runs())[0]
        assert run.steps[steps[2].id].state == StepState.BLOCKED
        await console.press("k")
        assert "nobody answers" in console.screen()


async def test_a_playbook_that_asks_for_more_raises_the_severity_and_declares_nothing_twice(
    tmp_path: Path,
) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await raise_alert(console)
        await console.press("exclamation_mark", "d", "3", "1", "enter")
        await asked(console)
        await console.press("y")
        assert isinstance(console.app.screen, Walk)
        await console.press("d")
        assert "incident severity 2" in console.bar("ask-label")
        await console.press("y", "n")
        found = await console.desk.incidents()
        assert [incident.severity for incident in found] == [Severity.SEV2]


async def test_a_decision_is_taken_by_its_digit(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        walk = console.app.screen
        assert isinstance(walk, Walk)
        assert walk.book is not None
        steps = [step for phase in walk.book.phases for step in phase.steps]
        decision = next(step for step in steps if step.choose)
        for step in steps[: steps.index(decision)]:
            assert walk.run_now is not None
            await console.desk.step(walk.run_now.id, step.id, "skip", note="test")
        await console.tick()
        assert walk.step_id == decision.id
        assert decision.choose[1].label in console.screen()
        await console.press("2")
        run = (await console.desk.runs())[0]
        assert run.steps[decision.id].chosen == decision.choose[1].label


async def test_a_statement_is_filled_and_answers_an_item(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        walk = console.app.screen
        assert isinstance(walk, Walk)
        assert walk.book is not None
        with_say = next(step for phase in walk.book.phases for step in phase.steps if step.say)
        walk.step_id = with_say.id
        await console.press("o")
        page = console.app.screen
        assert isinstance(page, StatementPlace)
        assert page.missing
        await console.press("r")
        assert "still open" in console.foot
        await console.press("enter")
        for blank in list(page.missing):
            await console.type(f"<{blank}>\n")
        assert not page.missing
        assert f"<{page.statement.blanks[0]}>" in console.screen()
        await console.press("r", "y")
        assert console.app.screen.composer.text == page.text
        await console.press("escape")


async def test_approval_comes_from_somebody_else(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        walk = console.app.screen
        assert isinstance(walk, Walk)
        assert walk.book is not None
        asks = next(step for phase in walk.book.phases for step in phase.steps if step.approve)
        assert walk.run_now is not None
        await console.desk.step(walk.run_now.id, asks.id, "do")
        walk.step_id = asks.id
        await console.press("y")
        run = (await console.desk.runs())[0]
        state = run.steps.get(asks.id)
        assert state is None or state.approved_by is None
        console.desk.actor = Actor("liv")
        walk.step_id = asks.id
        await console.press("y")
        run = (await console.desk.runs())[0]
        assert run.steps[asks.id].approved_by == "liv"


async def test_quit_and_start_again_finds_the_crisis_where_it_was(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        await raise_alert(console)
        await declare(console, playbook=True)
        walk = console.app.screen
        assert isinstance(walk, Walk)
        await console.press("e")
        if console.app.screen.asker.open:
            await console.press("enter")
        at = walk.step_id
        await console.app._leave()
    async with console_on(tmp_path, size=(120, 45)) as console:
        assert "SEV-2" in console.bar("banner")
        await console.press("f4")
        again = console.app.screen
        assert isinstance(again, Walk)
        assert again.step_id == at


@pytest.mark.parametrize("size", SIZES)
async def test_the_pause_shows_in_the_header_of_every_place(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.desk.pause_publishing("outage")
        await console.tick()
        for key in ("f2", "f3", "f4", "f5", "f6"):
            await console.press(key)
            assert "PAUSED" in console.screen().splitlines()[0], key
        await console.press("f2", "slash")
        await console.type("bank is:new -tag:whatever\n")
        assert "PAUSED" in console.screen().splitlines()[0]


LOUD = {"id": "star", "handle": "star@x.example", "name": "Star", "followers": 250_000}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", ["alert", "warroom"])
async def test_enter_takes_the_severity_that_the_page_shows(
    tmp_path: Path, place: str, size: tuple[int, int]
) -> None:
    """A sample's reach raises it above what the numbers alone would say."""
    loud = raw("loud", "I hate this bank, it is terrible", author=LOUD, at=START - timedelta(minutes=1))
    async with console_on(tmp_path, *some_day(), loud, size=size) as console:
        at = console.clock.now()
        signal = Signal("all", "negatives", at, 24, 3.1, 9.2, 6.1, 7.2, 15)
        finding = Finding("e1", Level.CRISIS, at, clean("24 negatives"), (signal,), (), (7,), ())
        await raise_alert(console, finding=finding)
        (shown,) = await console.desk.severities(await console.desk.alerts())
        assert shown.severity < of_finding(finding).severity
        await console.press("exclamation_mark" if place == "alert" else "f3")
        await console.settle()
        if place == "alert":
            assert f"{shown.severity} suggested" in " ".join(console.reader("reader").split())
        await console.press("d")
        assert f"{shown.severity}, as the alert suggests" in " ".join(console.screen().split())
        await console.press("enter", "o", "enter")
        assert (await console.desk.incidents())[0].severity is shown.severity


async def test_playbooks_that_fit_are_offered_first_and_all_others_behind_them(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 45)) as console:
        told = "A charger burns at night and nobody knows " * 6
        flagged = Finding("e1", Level.CRISIS, console.clock.now(), clean(told), (), (), (), (Flag.SAFETY,))
        await raise_alert(console, finding=flagged)
        await console.press("exclamation_mark", "d", "1")
        assert "1 Product safety" in " ".join(console.bar("ask-label").split())
        await console.press("o", "enter")
        await console.settle()
        incident = (await console.desk.incidents())[0]
        assert incident.type == "other"
        assert str(incident.title).endswith(" and nobody…")
        assert len(incident.title) <= 120
        await console.desk.acknowledge(1)
        await console.tick()
        await console.press("b")
        seen = " ".join(console.bar("ask-label").split())
        assert "1 Product safety" in seen
        await console.press("m")
        seen += " ".join(console.bar("ask-label").split())
        missing = [book.title for book in console.desk.playbooks() if book.title not in seen]
        assert not missing
        await console.press("m", "1")
        await console.tick()
        assert [run.playbook_id for run in await console.desk.runs()] == ["product-safety"]
